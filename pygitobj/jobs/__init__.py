"""Whole jobs over a store."""
