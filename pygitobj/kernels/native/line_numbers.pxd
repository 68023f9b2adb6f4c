"""Numbers for lines, for C code: see line_numbers.pyx."""

from pygitobj.kernels.native.line_texts cimport Texts

cdef int give_numbers(Texts *texts) noexcept nogil
