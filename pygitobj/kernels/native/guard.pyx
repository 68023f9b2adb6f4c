"""Maps that may fail: reading a page that cannot be had gives zeros, and the map can tell. See guard.h.

A file can be cut short while it is mapped, or its disk can fail. In pure Python files are read instead.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_FillInfo, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.string cimport memcmp, memcpy

cdef extern from "guard.h" nogil:
    ctypedef struct guard_region:
        pass
    guard_region *guard_add(const void *start, size_t size)
    void guard_remove(guard_region *region)
    size_t guard_faults(const guard_region *region)
    bint guard_install()
    void guard_uninstall()

cdef extern from "Python.h":
    int PySlice_Unpack(object slice, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step) except -1
    Py_ssize_t PySlice_AdjustIndices(Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t step)

cdef enum:
    LONGEST_TAIL = 32


def install_guard():
    """Answer for guarded maps from now on; False where the system does not let us."""
    return guard_install()


def uninstall_guard():
    """Answer for none any more: a read of a page that cannot be had is what it is without us."""
    guard_uninstall()


cdef class GuardedMap:
    """The bytes of `mapped`, a map of a whole file, to be read. `origin.read(start, stop)` gives some of them anew.

    Slices are right, or `origin` raises: where the map failed it is asked. Who takes the buffer has to ask `failed`
    afterwards. A file that ends within its last page gives zeros there and no signal, so its last bytes, which no
    format of git's leaves zero, are compared with what they were.
    """

    cdef readonly object origin
    cdef object mapped
    cdef Py_buffer view
    cdef guard_region *region
    cdef const unsigned char *start
    cdef Py_ssize_t size, tail_size
    cdef unsigned char[LONGEST_TAIL] tail
    cdef bint held

    def __cinit__(self, mapped, origin):
        PyObject_GetBuffer(mapped, &self.view, PyBUF_SIMPLE)
        self.held = True
        self.mapped, self.origin = mapped, origin
        self.start, self.size = <const unsigned char *>self.view.buf, self.view.len
        self.tail_size = min(self.size, <Py_ssize_t>LONGEST_TAIL)
        self.region = guard_add(self.start, self.size)
        memcpy(self.tail, self.start + self.size - self.tail_size, self.tail_size)

    def __dealloc__(self):
        guard_remove(self.region)
        if self.held:
            PyBuffer_Release(&self.view)

    cdef bint has_failed(self) noexcept nogil:
        """Whether the map failed so far. The last bytes are looked at first, since that may count a fault."""
        cdef bint same = memcmp(self.tail, self.start + self.size - self.tail_size, self.tail_size) == 0
        return not same or guard_faults(self.region) != 0

    def failed(self):
        """Whether some of it could not be read, at any time: what was made of its buffer may be made of zeros."""
        return self.has_failed()

    @property
    def faults(self):
        """How often a page was touched that could not be had."""
        return guard_faults(self.region)

    def madvise(self, option):
        """Tell the system how the pages are used."""
        self.mapped.madvise(option)

    def __len__(self):
        return self.size

    def __getitem__(self, key):
        cdef Py_ssize_t start, stop, step, length
        if not isinstance(key, slice):
            start = key
            if start < 0:
                start += self.size
            if not 0 <= start < self.size:
                raise IndexError("index out of range")
            byte = self.start[start]
            return self.origin.read(start, start + 1)[0] if self.has_failed() else byte
        PySlice_Unpack(key, &start, &stop, &step)
        length = PySlice_AdjustIndices(self.size, &start, &stop, step)
        if step != 1:
            return self[:][key]
        part = PyBytes_FromStringAndSize(<const char *>self.start + start, length)
        return self.origin.read(start, start + length) if self.has_failed() else part

    def __getbuffer__(self, Py_buffer *buffer, int flags):
        PyBuffer_FillInfo(buffer, self, <void *>self.start, self.size, True, flags)

    def __releasebuffer__(self, Py_buffer *buffer):
        pass
