"""What goes into a pack, and how."""
