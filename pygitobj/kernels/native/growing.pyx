"""Bytes that grow while they are written; see growing.pxd."""

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from libc.stddef cimport size_t
from libc.string cimport memcpy


cdef class Growing:
    """`used` bytes at `data`, which has `room` for some more."""

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int need(self, size_t more) except -1:
        """Make room for so many bytes more."""
        cdef size_t room = self.room
        cdef char *data
        if room - self.used >= more:
            return 0
        room = 2 * room + more
        data = <char *>PyMem_Realloc(self.data, room)
        if data == NULL:
            raise MemoryError
        self.data, self.room = data, room
        return 0

    cdef void add(self, const char *data, size_t size) noexcept nogil:
        """Put so many bytes of `data` at the end, for which there is room."""
        memcpy(self.data + self.used, data, size)
        self.used += size
