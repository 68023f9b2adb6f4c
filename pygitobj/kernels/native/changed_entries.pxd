"""The entries of a comparison for C code: see changed_entries.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t

from pygitobj.kernels.native.tree_nodes cimport Array, TreeNodes

cdef enum:
    # What came of going on.
    GIVEN = 1
    STUCK = 2

cdef class ChangedEntries:
    cdef TreeNodes changes
    cdef bint with_trees
    cdef int64_t most_depth
    cdef readonly int64_t stuck, depth
    cdef Array frames, path
    cdef size_t here                    # the size of the path to the node where it is stuck
    cdef const unsigned char *item      # the last one, behind its head
    cdef uint32_t item_sides
    cdef size_t item_path               # the size of the path to it
    cdef bytes none

    cdef bint enter(self, size_t number, size_t prefix, int64_t depth) except -1
    cdef int advance(self) except -1
    cdef tuple row(self)
    cdef bytes id_at(self, const unsigned char *oid, uint32_t mode)
