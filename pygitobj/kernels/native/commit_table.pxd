"""Commits by number, for C code: see commit_table.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t

from pygitobj.kernels.native.graph_rows cimport GraphRows

cdef enum:
    KNOWN = 1       # what a walk asks for is there
    FIXED = 2       # its parents do not change any more
    FROM_GRAPH = 8  # its generation is what the commit-graph says
    TREE_THERE = 16 # the id of its tree is only there
    PLACED = 4      # its id is not in the slots, but in the commit-graph

# No row and no position has these numbers: it is not known whether there is one, and there is none.
cdef uint32_t NO_ROW
cdef uint32_t NOWHERE


cdef struct Row:
    uint64_t date
    uint64_t generation
    uint32_t first          # its parents in `edges`
    uint32_t count
    uint32_t position       # in the commit-graph that was attached
    uint32_t flags


cdef class CommitTable:
    cdef readonly size_t hash_size
    cdef unsigned char *ids         # in the order of rows
    cdef unsigned char *tree_ids
    cdef Row *rows
    cdef uint32_t *edges
    cdef uint32_t *slots            # rows by id, and one; 0 for none. Those that a commit-graph placed are found there
    cdef GraphRows graph            # a commit-graph, or None
    cdef uint32_t *placed           # the rows of its positions, and one; 0 for none
    cdef bint is_asked              # whether it is asked for what is not known
    cdef unsigned char *scratch     # the parents of a commit whose body is looked at
    cdef uint64_t count, slotted, room, edge_count, edge_room, mask, scratch_room

    cdef uint64_t slot_of(self, const unsigned char *oid) noexcept nogil
    cdef int64_t find_raw(self, const unsigned char *oid) noexcept nogil
    cdef int64_t number_of(self, const unsigned char *oid) except -1
    cdef int64_t new_row(self) except -1
    cdef int64_t placed_row(self, uint32_t position) except -1
    cdef const unsigned char *id_of(self, uint64_t n) noexcept nogil
    cdef const unsigned char *tree_of(self, uint64_t n) noexcept nogil
    cdef int grow(self) except -1
    cdef int spread(self) except -1
    cdef int add_edge(self, uint32_t n) except -1
    cdef int fill(
        self, uint32_t n, const unsigned char *tree, const unsigned char *parents, uint64_t count, uint64_t date,
        uint64_t generation
    ) except -1
    cdef int take_one(self, uint32_t n, const char *body, size_t size) except -1
    cdef int know(self, uint32_t n) except -1
    cdef int look_up_row(self, uint32_t n) except -1
    cdef uint32_t row_at(self, object n) except? 0xFFFFFFFF
    cdef Row *asked(self, object n) except NULL
    cdef const unsigned char *raw(self, object oid) except NULL
    cdef size_t ids_in(self, bytes column) except? 0xFFFFFFFF


cdef uint64_t number_64(object value) except? 0xFFFFFFFFFFFFFFFF
