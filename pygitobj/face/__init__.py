"""What users import where it needs more than one floor: the `Repository` whose methods are whole jobs."""
