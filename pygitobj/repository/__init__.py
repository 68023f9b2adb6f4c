"""What surrounds a store: discovery, config, refs, revisions."""
