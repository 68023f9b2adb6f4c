"""Marks of the rows of a table of commits: bits of each, those of walk/select/marks.py.

Who has the array of them may look at them and set them between two calls.
"""

from __future__ import annotations

from array import array

from pygitobj.kernels.pure.commit_table import CommitTable

SEEN, HIDDEN, ADDED = 1 << 0, 1 << 1, 1 << 6
LEFT, BY_WALK, ON_PATH, CHILD_VISITED, LOADED = 1 << 7, 1 << 12, 1 << 13, 1 << 14, 1 << 15
HANDED_ON = LEFT | ON_PATH
LEAST_ROOM = 1024


class MarkedRows:
    """The rows of `table`, with `marks` of them in an array of "I" that grows as the table does."""

    def __init__(self, table: CommitTable, marks: array[int]) -> None:
        if marks.typecode != "I":
            raise ValueError("not an array of marks")
        self.table = table
        self.marks = marks
        self.fit()

    def fit(self) -> None:
        """Have a mark of each row."""
        missing = len(self.table) - len(self.marks)
        if missing > 0:
            self.marks.frombytes(bytes(self.marks.itemsize * max(missing, len(self.marks), LEAST_ROOM)))
