"""Looking at what is there."""
