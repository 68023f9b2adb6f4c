"""Checks of objects: what may be wrong with them, and how severe that is."""
