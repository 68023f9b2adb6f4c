"""Deltas for C code: see delta.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport uint64_t

cdef enum:
    # No delta has fewer bytes, which is git's rule.
    LEAST_DELTA = 4

cdef bint read_sizes(
    const unsigned char *delta, size_t length, uint64_t *source, uint64_t *result, size_t *at
) noexcept nogil

cdef bint apply_into(
    const unsigned char *base, size_t base_size, const unsigned char *delta, size_t length, unsigned char *out, size_t size
) noexcept nogil

cdef bint adds_up(const unsigned char *delta, size_t length, uint64_t size) noexcept nogil
