"""What `grep` is asked and how it shows what it finds."""
