"""Plans for C code: see plan.pyx."""

from libc.stdint cimport int64_t

from pygitobj.kernels.native.trees cimport Trees


cdef class Plan(Trees):
    cdef list fill_view(self, Py_buffer *view, const int64_t *wanted, int64_t first, int64_t count)
