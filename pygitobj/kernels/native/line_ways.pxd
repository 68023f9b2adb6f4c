"""The shortest way between two texts, for C code: see line_ways.pyx."""

from libc.stdint cimport int32_t

from pygitobj.kernels.native.line_texts cimport Side

cdef struct Counts:
    int32_t *old        # by number; all 0
    int32_t *new

cdef int mark_by_ways(Side *old, Side *new, bint minimal) noexcept nogil
cdef int mark_part(
    Side *old, Side *new, Counts *counts, int32_t top, int32_t bottom, int32_t left, int32_t right
) noexcept nogil
