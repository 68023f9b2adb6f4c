"""Which lines of two texts differ, for C code: see line_diff.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t

from pygitobj.kernels.native.line_texts cimport Texts

cdef struct Ways:
    int algorithm
    int white_space
    bint indent_heuristic
    bint cuts_tail

cdef object mark_texts(Texts *texts, bytes old, bytes new, Ways ways)
cdef size_t list_groups(const Texts *texts, int64_t *to) noexcept nogil
