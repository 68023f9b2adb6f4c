"""What walks over a table of commits share, for C code: see kernels/pure/marked_walk.py."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t

from pygitobj.kernels.native.marked_rows cimport MarkedRows

cdef enum:
    MISSED = 1 << 18
    MISSED_HIDDEN = 1 << 19


cdef class MarkedWalk(MarkedRows):
    cdef readonly int64_t needed
    cdef readonly bint is_needed
    cdef bint first_parent, hidden_first_parent
    cdef uint32_t *left         # a stack of rows
    cdef size_t left_room

    cdef int hide(self, uint32_t n) except -1
    cdef int wait(self, uint32_t n) except -1
    cdef size_t parent_count(self, uint32_t n) noexcept
    cdef int leave(self, uint32_t n, size_t *count) except -1
    cdef int hide_ancestors(self, uint32_t n) except -1
    cdef int can_meet(self, uint32_t n, bint is_hidden) except -1
    cdef bint stops_at(self, uint32_t parent, bint is_hidden) noexcept
    cdef int lacks_parents(self, uint32_t n, bint is_hidden) except -1
    cdef int follow(self, uint32_t n) except -1
