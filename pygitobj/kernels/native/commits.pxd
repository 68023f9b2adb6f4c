"""Parts of commits for C code: see commits.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport uint64_t

cdef bint raw_id_at(const char *at, size_t hash_size, unsigned char *raw) noexcept nogil
cdef uint64_t date_in(const char *at, const char *end) noexcept nogil
