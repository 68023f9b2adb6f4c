"""What walks over a table of commits share, for C code: see kernels/pure/marked_walk.py."""

from cpython.array cimport array
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t

from pygitobj.kernels.native.commit_table cimport CommitTable

cdef enum:
    SEEN = 1 << 0
    HIDDEN = 1 << 1
    ADDED = 1 << 6
    BY_WALK = 1 << 12
    CHILD_VISITED = 1 << 14
    LOADED = 1 << 15
    MISSED = 1 << 18
    MISSED_HIDDEN = 1 << 19
    HANDED_ON = 1 << 7 | 1 << 13


cdef class MarkedWalk:
    cdef readonly CommitTable table
    cdef readonly array marks
    cdef readonly int64_t needed
    cdef readonly bint is_needed
    cdef bint first_parent, hidden_first_parent
    cdef uint32_t *left         # a stack of rows
    cdef size_t left_room

    cdef inline uint32_t mark(self, uint32_t n) noexcept:
        """The marks of a row."""
        return self.marks.data.as_uints[n]

    cdef int fit(self) except -1
    cdef int hide(self, uint32_t n) except -1
    cdef int wait(self, uint32_t n) except -1
    cdef size_t parent_count(self, uint32_t n) noexcept
    cdef int leave(self, uint32_t n, size_t *count) except -1
    cdef int hide_ancestors(self, uint32_t n) except -1
    cdef int can_meet(self, uint32_t n, bint is_hidden) except -1
    cdef bint stops_at(self, uint32_t parent, bint is_hidden) noexcept
    cdef int lacks_parents(self, uint32_t n, bint is_hidden) except -1
    cdef int follow(self, uint32_t n) except -1
