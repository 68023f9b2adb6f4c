"""Read git's object store: loose objects, packs, deltas and their indexes."""
