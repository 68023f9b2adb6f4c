"""Entries of one pack for C code: see decoder.pyx."""

from libc.stdint cimport int64_t, uint64_t

from pygitobj.kernels.native.cache cimport BaseCache, Body
from pygitobj.kernels.native.entry cimport Entry
from pygitobj.kernels.native.inflate cimport inflater

cdef enum:
    SHORT_CHAIN = 64
    # Two sizes of at most ten bytes start a delta.
    DELTA_SIZES = 20

cdef struct Link:
    uint64_t offset
    uint64_t start
    uint64_t size
    int kind

cdef struct Chain:
    Link *links         # the entry asked for, its base, the base's base, …
    int64_t count
    int64_t room
    Link[SHORT_CHAIN] short_links
    Body *body          # what the last link rests on, where the cache had it

cdef class PackDecoder:
    cdef Py_buffer view
    cdef bint held
    cdef const unsigned char *bytes_of
    cdef uint64_t first_offset, end_offset, id_size, pack_number
    cdef BaseCache bases
    cdef readonly object find_offset
    cdef object pack
    cdef object in_python
    cdef bint odd

    cdef object slow(self)
    cdef bint read_header(self, uint64_t offset, Entry *entry) noexcept nogil
    cdef int64_t find_base(self, uint64_t at) noexcept with gil
    cdef bint plausible(self, uint64_t start, uint64_t size) noexcept nogil
    cdef bint inflate_into(
        self, inflater *tool, uint64_t start, uint64_t size, unsigned char *out
    ) noexcept nogil
    cdef long start_of_stream(self, inflater *tool, uint64_t start, uint64_t size, unsigned char *head) noexcept nogil
    cdef bint chase(self, uint64_t offset, Chain *chain) noexcept nogil
    cdef object read_chain(self, uint64_t offset, Chain *chain, inflater *tool)
    cdef const unsigned char *delta_of(self, Link *link, inflater *tool) noexcept nogil
    cdef bint build_base(self, Chain *chain, inflater *tool) noexcept nogil
