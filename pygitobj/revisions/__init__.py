"""The language of revisions: from a name to the object that it means."""
