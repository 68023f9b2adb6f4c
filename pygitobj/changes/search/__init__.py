"""Searching the contents of files: which lines match patterns, and where."""
