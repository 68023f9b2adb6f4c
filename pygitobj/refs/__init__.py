"""References, by any backend, and what replace refs make of objects."""
