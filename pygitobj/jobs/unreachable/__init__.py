"""Objects that nothing reaches: how old they are, what keeps them, and how they become loose."""
