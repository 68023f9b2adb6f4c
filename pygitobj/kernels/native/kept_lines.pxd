"""Which lines of two texts are compared, for C code: see kept_lines.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t

cdef struct Kept:
    int32_t *places     # of the lines that are compared
    int32_t *numbers
    int32_t count


cdef int32_t root_of(size_t number) noexcept nogil
cdef int32_t limit_of(int32_t lines, bint minimal) noexcept nogil
cdef int keep_lines(
    Kept *kept, const int32_t *numbers, int32_t count, const int32_t *others, int32_t often, unsigned char *marks
) noexcept nogil
