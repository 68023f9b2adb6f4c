"""Commits, and all that can be reached, over a store alone: what surrounds it is handed in."""
