"""Archives of trees: what goes into them, and how they are written."""
