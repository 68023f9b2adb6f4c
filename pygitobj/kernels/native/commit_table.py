"""Commits by number. How: kernels/pure/commit_table.py, which is the one that there is."""

from pygitobj.kernels.pure.commit_table import CommitTable as CommitTable
