"""Rows in a queue, the first by two numbers and then by order of coming in, for C code."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport realloc


cdef struct Waiting:
    uint64_t level      # what is smaller comes first, and of equal levels what has the smaller key
    uint64_t key
    uint64_t came
    uint32_t n


cdef struct Queue:
    Waiting *items
    size_t count
    size_t room
    uint64_t came


cdef inline bint comes_before(const Waiting *one, const Waiting *other) noexcept nogil:
    """Whether `one` comes first."""
    if one.level != other.level:
        return one.level < other.level
    return one.key < other.key or (one.key == other.key and one.came < other.came)


cdef inline int push(Queue *queue, uint64_t level, uint64_t key, uint32_t n) except -1:
    """Put a row into the queue."""
    cdef Waiting *items
    cdef Waiting item
    cdef size_t at = queue.count, above
    if queue.count == queue.room:
        items = <Waiting *>realloc(queue.items, (2 * queue.room + 256) * sizeof(Waiting))
        if items == NULL:
            raise MemoryError
        queue.items, queue.room = items, 2 * queue.room + 256
    item.level, item.key, item.came, item.n = level, key, queue.came, n
    queue.came += 1
    queue.count += 1
    items = queue.items
    while at:
        above = (at - 1) // 2
        if not comes_before(&item, &items[above]):
            break
        items[at] = items[above]
        at = above
    items[at] = item
    return 0


cdef inline uint32_t pop(Queue *queue) noexcept nogil:
    """Take the first row out of the queue, which is not empty."""
    cdef Waiting *items = queue.items
    cdef uint32_t first = items[0].n
    cdef Waiting item
    cdef size_t at = 0, below
    queue.count -= 1
    item = items[queue.count]
    while True:
        below = 2 * at + 1
        if below >= queue.count:
            break
        if below + 1 < queue.count and comes_before(&items[below + 1], &items[below]):
            below += 1
        if not comes_before(&items[below], &item):
            break
        items[at] = items[below]
        at = below
    items[at] = item
    return first
