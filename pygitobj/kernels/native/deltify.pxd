"""Making deltas for C code: see deltify.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t

cdef struct Place:
    uint32_t check      # some bits of the block's hash
    uint32_t at         # in the base

cdef struct Index:
    const unsigned char *base
    size_t size
    int shift           # what is left of a hash after it is the number of a bucket
    uint32_t *starts    # of each bucket, and where the last ends
    Place *places       # bucket by bucket, ascending
    size_t memory       # bytes that all this takes

cdef Index *new_index(const unsigned char *base, size_t size) noexcept nogil
cdef void free_index(Index *index) noexcept nogil
cdef unsigned char *make_delta(
    const Index *index, const unsigned char *target, size_t size, size_t most, size_t *length
) noexcept nogil
