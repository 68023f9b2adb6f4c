"""Which commits changed some lines of a file, and what lines these were in the versions before."""
