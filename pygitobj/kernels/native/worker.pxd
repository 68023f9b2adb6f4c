"""What one thread that builds objects has to itself: see worker.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t

from pygitobj.kernels.native.cache cimport Body
from pygitobj.kernels.native.inflate cimport inflater

cdef extern from *:
    """
    typedef struct hasher hasher;
    """
    ctypedef struct hasher:
        pass

cdef enum:
    SPARE_BODIES = 8

cdef struct Stack:
    int64_t *nodes
    int64_t count
    int64_t room

cdef struct Worker:
    inflater *tool
    Stack stack
    hasher *hasher              # where objects are hashed as they are built
    Body *spares[SPARE_BODIES]  # memory of bodies that are done with, for the next ones

cdef Body *spare_body(Worker *worker, int code, size_t size) noexcept nogil
cdef void put_aside(Worker *worker, Body *body) noexcept nogil
cdef bint push(Stack *stack, int64_t node) noexcept nogil
cdef void end_work(Worker *worker) noexcept nogil
