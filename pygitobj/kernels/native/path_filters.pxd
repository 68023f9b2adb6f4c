"""Which commits of a commit-graph changed none of some paths, for C code: see path_filters.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t


cdef struct FilterRows:
    const unsigned char *ends       # NULL where no filter can be asked
    const unsigned char *filters
    uint64_t size
    uint64_t before
    uint64_t count
    uint64_t path_count
    uint32_t hashes
    uint32_t *keys          # two for each path and each directory above it
    size_t *path_ends       # where the keys of each path end


cdef class PathFilters:
    cdef list held
    cdef FilterRows *layers
    cdef size_t layer_count
    cdef uint64_t count

    cdef int take(self, FilterRows *layer, object given) except -1
    cdef int take_keys(self, FilterRows *layer, list paths) except -1
    cdef bint is_unchanged(self, uint64_t position) noexcept nogil
