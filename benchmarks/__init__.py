"""Measuring, side by side with git and the peers. `python -m benchmarks.compare <repository> …` prints the table."""
