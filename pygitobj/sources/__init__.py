"""Where objects are: each source tells where it has an object, and how to come to it there."""
