"""Where groups of marked lines lie, for C code: see line_groups.pyx."""

from pygitobj.kernels.native.line_texts cimport Side
from pygitobj.kernels.native.line_ways cimport Counts

cdef int settle(Side *side, Side *other, bint indent_heuristic, Counts *counts) noexcept nogil
