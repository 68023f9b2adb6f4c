"""The rarest lines that two texts have, for C code: see line_histogram.pyx."""

from pygitobj.kernels.native.line_texts cimport Side
from pygitobj.kernels.native.line_ways cimport Counts

cdef int mark_by_histogram(Side *old, Side *new, Counts *counts) noexcept nogil
