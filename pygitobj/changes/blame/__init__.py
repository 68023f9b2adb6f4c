"""Which commit each line of a file comes from: `blame`."""
