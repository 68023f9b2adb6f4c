"""What one thread that builds objects has to itself: an inflater, a stack of what is to be built, memory to use again."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t
from libc.stdlib cimport free, realloc

from pygitobj.kernels.native.cache cimport Body, drop, new_body

# Memory of larger bodies is given back at once.
cdef size_t MAX_SPARE = 1 << 17


cdef Body *spare_body(Worker *worker, int code, size_t size) noexcept nogil:
    """Room for a body, in memory that was used before where some is neither too small nor far too large."""
    cdef int at
    cdef Body *body
    for at in range(SPARE_BODIES):
        body = worker.spares[at]
        if body != NULL and size <= body.room and body.room // 4 <= size:
            worker.spares[at] = NULL
            body.holders = 1
            body.code = code
            body.base = -1
            body.size = size
            return body
    return new_body(code, size)


cdef void put_aside(Worker *worker, Body *body) noexcept nogil:
    """Keep the memory of `body`, which nobody else holds, in the place of the smallest that is kept."""
    cdef int at, smallest = 0
    if body.room > MAX_SPARE:
        drop(body)
        return
    for at in range(SPARE_BODIES):
        if worker.spares[at] == NULL:
            worker.spares[at] = body
            return
        if worker.spares[at].room < worker.spares[smallest].room:
            smallest = at
    if worker.spares[smallest].room < body.room:
        drop(worker.spares[smallest])
        worker.spares[smallest] = body
    else:
        drop(body)


cdef bint push(Stack *stack, int64_t node) noexcept nogil:
    """Whether there is memory for one more."""
    cdef int64_t *grown
    if stack.count == stack.room:
        grown = <int64_t *>realloc(stack.nodes, 2 * (stack.room + 32) * sizeof(int64_t))
        if grown == NULL:
            return False
        stack.nodes = grown
        stack.room = 2 * (stack.room + 32)
    stack.nodes[stack.count] = node
    stack.count += 1
    return True


cdef void end_work(Worker *worker) noexcept nogil:
    """Free what the worker has, but its inflater, which is only lent."""
    cdef int at
    free(worker.stack.nodes)
    for at in range(SPARE_BODIES):
        drop(worker.spares[at])
