"""Packs that come in: indexed, unpacked, verified."""
