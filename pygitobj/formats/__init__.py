"""Bytes in, values out, and back: one module a format, named as git's documents name it."""
