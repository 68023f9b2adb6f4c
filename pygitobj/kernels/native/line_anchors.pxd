"""Lines that come once in two texts, for C code: see line_anchors.pyx."""

from pygitobj.kernels.native.line_texts cimport Side
from pygitobj.kernels.native.line_ways cimport Counts

cdef int mark_by_anchors(Side *old, Side *new, Counts *counts) noexcept nogil
