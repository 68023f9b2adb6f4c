"""What commands share that show differences: their options, and the ways in which differences are shown."""
