"""Trees of deltas to build, for C code: see trees.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t

from pygitobj.kernels.native.cache cimport Body
from pygitobj.kernels.native.forest cimport Forest, Node
from pygitobj.kernels.native.threads cimport Pool
from pygitobj.kernels.native.worker cimport Stack, Worker


cdef class Trees(Forest):
    cdef int64_t *tasks         # the trees to build: their roots
    cdef int64_t task_count
    cdef int64_t worth          # how much there is to do, in nodes
    cdef Pool pool              # parts of trees for threads that have nothing to do
    cdef int64_t needed_count   # nodes of these trees, behind their roots
    cdef int64_t *kept          # the nodes whose bodies stay from one build to the next
    cdef int64_t kept_count

    cdef bint wants(self, Node *node) noexcept nogil
    cdef void made(self, Node *node, Worker *worker) noexcept nogil
    cdef void done(self, Worker *worker) noexcept nogil
    cdef bint build_whole(self, Node *node, Worker *worker) noexcept nogil
    cdef object build(self, int64_t first, int64_t last)
    cdef void find_needed(self, int64_t first, int64_t last) noexcept nogil
    cdef int64_t base_of(self, Node *node) noexcept nogil
    cdef void forget_needed(self) noexcept nogil
    cdef void keep_for(self, int64_t next) noexcept nogil
    cdef bint keep_body(self, Node *node, size_t *room) noexcept nogil
    cdef void build_tree(self, int64_t root, Worker *worker) noexcept nogil
    cdef void give_away(self, Stack *stack) noexcept nogil
    cdef void lightest_last(self, int64_t *children, int64_t count) noexcept nogil
    cdef bint build_node(self, Node *node, Worker *worker) noexcept nogil
    cdef Body *inflate_stream(self, Node *node, Worker *worker) noexcept nogil
    cdef bint apply_delta(self, Node *node, const unsigned char *delta, size_t length, Worker *worker) noexcept nogil
    cdef void leave_base(self, Node *node, Worker *worker) noexcept nogil


cdef void forget_body(Node *node, Worker *worker) noexcept nogil
