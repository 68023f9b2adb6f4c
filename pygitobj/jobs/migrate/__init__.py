"""References moved from one way of storing them to the other."""
