"""The command line: one file a command; options in, bytes out."""
