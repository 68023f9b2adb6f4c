"""What a commit-graph says of commits, for C code: see graph_rows.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t


cdef struct Layer:
    const unsigned char *ids
    const unsigned char *rows
    const unsigned char *edges
    const unsigned char *dates
    const unsigned char *overflow
    uint64_t before
    uint64_t count
    uint64_t edge_count
    uint64_t overflow_count
    uint32_t[256] fanout


# The parents of a commit, one after another.
cdef struct Parents:
    uint32_t first
    uint32_t second
    uint64_t edge       # of those that are left
    int left            # 0 none, 1 the first, 2 the second, 3 those in EDGE


cdef class GraphRows:
    cdef readonly size_t hash_size
    cdef uint64_t count, width
    cdef int generation_kind
    cdef list held
    cdef Layer *layers
    cdef size_t layer_count

    cdef int take(self, Layer *layer, object given) except -1
    cdef uint64_t asked(self, object position) except? 0xFFFFFFFFFFFFFFFF
    cdef bint is_id_bad(self, const Layer *layer, uint64_t row) noexcept nogil
    cdef int64_t first_bad_in(self, const Layer *layer) noexcept nogil
    cdef bint rises_in(self, const Layer *layer, const uint64_t *generations) noexcept nogil
    cdef int64_t find_raw(self, const unsigned char *oid) noexcept nogil
    cdef Layer *layer_at(self, uint64_t position) noexcept nogil
    cdef const unsigned char *oid_at(self, uint64_t position) noexcept nogil
    cdef const unsigned char *row_at(self, uint64_t position) noexcept nogil
    cdef uint64_t date_at(self, uint64_t position) noexcept nogil
    cdef uint64_t generation_at(self, uint64_t position) noexcept nogil
    cdef Parents parents_in(self, const Layer *layer, uint64_t row) noexcept nogil
    cdef int64_t next_parent(self, const Layer *layer, Parents *parents) noexcept nogil
