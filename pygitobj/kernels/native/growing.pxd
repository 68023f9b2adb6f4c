"""Bytes that grow while they are written."""

from libc.stddef cimport size_t


cdef class Growing:
    cdef char *data
    cdef size_t used, room
    cdef int need(self, size_t more) except -1
    cdef void add(self, const char *data, size_t size) noexcept nogil
