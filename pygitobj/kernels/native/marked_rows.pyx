"""Marks of the rows of a table of commits. How: kernels/pure/marked_rows.py."""

from cpython.array cimport array
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t

from pygitobj.kernels.native.commit_table cimport CommitTable

cdef enum:
    LEAST_ROOM = 1024


cdef class MarkedRows:
    """The rows of `table`. See the class of this name in kernels/pure/marked_rows.py."""

    def __cinit__(self, CommitTable table not None, array marks not None, *_others, **_named):
        if marks.typecode != "I":
            raise ValueError("not an array of marks")
        self.table, self.marks = table, marks
        self.fit()

    cdef int fit(self) except -1:
        """Have a mark of each row."""
        cdef size_t before = len(self.marks), count = self.table.count
        if count <= before:
            return 0
        count = max(count, 2 * before, before + LEAST_ROOM)
        # It refuses where somebody looks at what would move.
        self.marks.frombytes(bytes((count - before) * sizeof(uint32_t)))
        return 0
