"""Marks of the rows of a table of commits, for C code: see kernels/pure/marked_rows.py."""

from cpython.array cimport array
from libc.stdint cimport uint32_t

from pygitobj.kernels.native.commit_table cimport CommitTable

cdef enum:
    SEEN = 1 << 0
    HIDDEN = 1 << 1
    ADDED = 1 << 6
    BY_WALK = 1 << 12
    CHILD_VISITED = 1 << 14
    LOADED = 1 << 15
    HANDED_ON = 1 << 7 | 1 << 13


cdef class MarkedRows:
    cdef readonly CommitTable table
    cdef readonly array marks

    cdef inline uint32_t mark(self, uint32_t n) noexcept:
        """The marks of a row."""
        return self.marks.data.as_uints[n]

    cdef int fit(self) except -1
