"""Inflaters for C code: see inflate.pyx."""

from libc.stddef cimport size_t


cdef extern from "peek.h":
    # Named so that it is found beside inflater.h, which includes it.
    pass


cdef extern from "inflater.h" nogil:
    ctypedef struct inflater:
        inflater *next
    const char *INFLATER_NAME
    inflater *inflater_new()
    void inflater_free(inflater *self)
    unsigned char *inflater_room(inflater *self, size_t size)
    long inflater_start(inflater *self, const unsigned char *data, size_t size, unsigned char *out, unsigned most)
    bint inflater_exact(inflater *self, const unsigned char *data, size_t size, unsigned char *out, size_t made)
    bint inflater_measured(
        inflater *self, const unsigned char *data, size_t size, unsigned char *out, size_t made, size_t *used
    )
    unsigned inflater_crc32(const unsigned char *data, size_t size)
