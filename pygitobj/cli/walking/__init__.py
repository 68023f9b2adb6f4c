"""Options of commands that walk: what they say, and the walk that follows from it."""
