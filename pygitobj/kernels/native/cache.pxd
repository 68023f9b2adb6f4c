"""Built objects for C code: see cache.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t

from pygitobj.kernels.native.inflate cimport inflater
from pygitobj.kernels.native.threads cimport pthread_mutex_t

cdef extern from *:
    """
    #define ATOMIC_ADD(at, n) __atomic_add_fetch((at), (n), __ATOMIC_ACQ_REL)
    """
    long ATOMIC_ADD(long *at, long n) nogil


cdef struct Body:
    long holders            # changed by atomic additions only
    int code                # of an inflated stream: the type of its entry
    int64_t base            # of an inflated delta: where its base starts; -1 for all else
    size_t size             # of the data
    size_t room             # of the memory, which may have been made for a larger one
    unsigned char data[1]

cdef Body *new_body(int code, size_t size) noexcept nogil
cdef void keep(Body *body) noexcept nogil
cdef void drop(Body *body) noexcept nogil


cdef struct Slot:
    uint64_t number
    uint64_t offset
    Body *body
    Slot *newer
    Slot *older
    Slot *next      # in the same bucket

cdef class BaseCache:
    cdef readonly size_t limit
    cdef bint lasting       # keeps what it has, and takes nothing more once it is full
    cdef BaseCache streams_of
    cdef size_t held
    cdef size_t count
    cdef size_t buckets
    cdef Slot **table
    cdef Slot *newest
    cdef Slot *oldest
    cdef pthread_mutex_t mutex
    cdef inflater *idle

    cdef Body *find(self, uint64_t number, uint64_t offset) noexcept nogil
    cdef bint add(self, uint64_t number, uint64_t offset, Body *body) noexcept nogil
    cdef BaseCache streams(self)
    cdef void empty(self) noexcept nogil
    cdef inflater *take_inflater(self) noexcept nogil
    cdef void give_back(self, inflater *tool) noexcept nogil
