"""Housekeeping: repacking, pruning, and what servers of plain files need."""
