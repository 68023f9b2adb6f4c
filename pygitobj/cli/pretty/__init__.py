"""How references, and the objects that they name, are shown: atoms, templates, keys to sort by."""
