"""The forest of deltas under some requests: see forest.pyx."""

from cpython.array cimport array
from libc.stdint cimport int64_t, uint64_t

from pygitobj.kernels.native.cache cimport BaseCache, Body
from pygitobj.kernels.native.decoder cimport PackDecoder
from pygitobj.kernels.native.inflate cimport inflater

cdef struct Node:
    uint64_t offset
    uint64_t start          # of the zlib stream
    uint64_t stored         # bytes that the stream holds
    uint64_t size           # bytes of the object
    int64_t base            # the node it rests on, -1 for none
    int64_t asked           # the first request for it, -1 for none
    int64_t child           # the first that rests on it, among those to be built
    int64_t sibling         # the next on the same base
    int64_t weight          # nodes in its tree, itself included
    long waiting            # children that are not built yet
    int kind                # of the entry; 0 where a cached body stands for it
    int code                # of the object; 0 where something is wrong
    bint needed
    bint sized              # its size is known: only then it can be built in a place
    bint built              # by the last build
    bint failed
    bint kept               # its body stays until the next build
    bint lent               # its stream goes as soon as the object was built
    unsigned char *place    # where to build it, NULL where it is not asked for
    Body *body              # where it was cached or built without being asked for
    Body *stream            # what its stream holds, where that is at hand


cdef class Forest:
    cdef PackDecoder decoder
    cdef BaseCache streams
    cdef readonly array codes
    cdef readonly array sizes
    cdef int threads
    cdef size_t keep            # bytes of bodies that may stay from one build to the next
    cdef int64_t requests
    cdef int64_t *node_of       # of each request
    cdef int64_t *again         # the request before it for the same node, -1 for none
    cdef Node *nodes
    cdef int64_t count
    cdef int64_t room
    cdef int64_t *slots         # node + 1 by offset, 0 for free
    cdef int64_t slot_count
    cdef int64_t next
    cdef long lent              # bytes of streams from sizing to building

    cdef bint make_room(self, int64_t nodes) noexcept nogil
    cdef int64_t slot_of(self, uint64_t offset) noexcept nogil
    cdef bint follow_all(self, const uint64_t *offsets) noexcept nogil
    cdef int64_t follow(self, uint64_t offset) noexcept nogil
    cdef void find_codes(self) noexcept nogil
    cdef void size_node(self, Node *node, inflater *tool) noexcept nogil
    cdef bint lend_stream(self, Node *node, inflater *tool) noexcept nogil
    cdef void fill_columns(self) noexcept nogil
    cdef int code_of(self, int64_t node) noexcept nogil
    cdef int64_t threads_for(self, int64_t nodes) noexcept nogil
