"""What `blame` and `annotate` share: their words, their settings, and the forms in which lines are shown."""
