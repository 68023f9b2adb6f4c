"""Many files as one store."""
