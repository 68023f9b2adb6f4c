"""The nodes of a comparison of trees for C code: see tree_nodes.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from pygitobj.kernels.native.tree_sides cimport Side

cdef enum:
    UNDECIDED = 0
    SAME = 1
    DIFFERS = 2
    # What became of a node.
    NEW = 0
    QUEUED = 1
    COMPARED = 2
    UNREADABLE = 3

cdef struct Node:
    size_t key          # where the numbers of its trees stand in `keys`
    size_t first        # where its items begin in `items`
    size_t end
    uint32_t sides
    uint32_t place
    uint32_t order
    uint32_t open       # links to nodes below that are undecided
    uint32_t users      # its last link from a node above, 0 for none
    uint8_t state
    uint8_t verdict

# Of an item: this, the mode of each side, the id of each side, the name.
cdef struct Item:
    uint32_t name_size
    uint32_t below      # the node below, and one; 0 for none

cdef struct Link:
    uint32_t user
    uint32_t next

cdef struct Array:
    unsigned char *data
    size_t size         # in bytes, as is the room
    size_t room

cdef void *extend(Array *some, size_t size) except NULL

cdef class TreeNodes:
    cdef readonly size_t hash_size
    cdef Array trees, keys, nodes, items, links, decided
    cdef uint32_t *tree_slots
    cdef uint32_t *node_slots
    cdef size_t tree_mask, node_mask

    cdef size_t count_of_trees(self) noexcept
    cdef size_t count_of_nodes(self) noexcept
    cdef Node *node_at(self, size_t number) noexcept
    cdef uint32_t *key_of(self, const Node *node) noexcept
    cdef size_t memory(self) noexcept
    cdef uint64_t hash_of_id(self, const unsigned char *oid) noexcept
    cdef int64_t tree_number(self, const unsigned char *oid) except -1
    cdef uint64_t hash_of(self, const uint32_t *numbers, uint32_t sides, uint32_t place) noexcept
    cdef int spread(self) except -1
    cdef int64_t node_of(self, const uint32_t *numbers, uint32_t sides, uint32_t place) except -1
    cdef int link(self, size_t user, size_t below) except -1
    cdef int decide(self, size_t number, int verdict) except -1
    cdef int write_item(self, const Side *sides, size_t count, const Side *named, size_t below) except -1
    cdef Node *known(self, int64_t number) except NULL
