"""Many objects of one pack, built together: each delta inflated once, each base built once, families on threads.

    1  follow every chain to a whole entry or a cached base: a forest of nodes, bases above what rests on them
    2  inflate the first bytes of the deltas asked for, which tell the objects' sizes: the caller can make room
    3  build tree by tree, bases first, each object in its place: what was asked for where the caller wants it, other
       bases in memory that is handed to the cache with their last child

A thread takes a tree at a time. Among the children of a base the one with the most below it comes last, so that no
more than log2(n) bases wait at once.
"""

from cpython.array cimport array, clone
from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcpy, memset

from pygitobj.kernels.native.cache cimport BaseCache, Body, drop, keep, new_body
from pygitobj.kernels.native.decoder cimport DELTA_SIZES, PackDecoder
from pygitobj.kernels.native.delta cimport adds_up, apply_into, read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA, REF_DELTA, Entry
from pygitobj.kernels.native.inflate cimport inflater, inflater_room
from pygitobj.kernels.native.threads cimport run_threads

# Memory of larger bodies is given back at once.
cdef size_t MAX_SPARE = 4 << 20
# Larger results of deltas are left to Python.
cdef uint64_t MAX_RESULT = <uint64_t>1 << 32
# Nodes that a thread sizes at a time, and the least worth a thread of its own.
cdef int64_t SIZED_AT_ONCE = 32
cdef int64_t LEAST_FOR_THREAD = 64
cdef array BYTES = array("B")
cdef array UNSIGNED = array("Q")

cdef extern from *:
    """
    #define TAKE(at, n) __atomic_fetch_add((at), (n), __ATOMIC_RELAXED)
    """
    int64_t TAKE(int64_t *at, int64_t n) nogil


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
    int64_t waiting         # children that are not built yet
    int kind                # of the entry; 0 where a cached body stands for it
    int code                # of the object; 0 where something is wrong
    bint needed
    bint failed
    unsigned char *place    # where to build it, NULL where it is not asked for
    Body *body              # where it was cached or built without being asked for
    Body *stream            # what its stream holds, where that is kept


cdef class Plan:
    """The objects at some offsets of a pack: their types and sizes at once, their bodies when asked.

    `codes[i]` is the type code of request i, 0 where it cannot be built here; `sizes[i]` is its size in bytes.
    """

    cdef PackDecoder decoder
    cdef BaseCache streams
    cdef readonly array codes
    cdef readonly array sizes
    cdef int threads
    cdef int64_t requests
    cdef int64_t *node_of       # of each request
    cdef int64_t *again         # the request before it for the same node, -1 for none
    cdef Node *nodes
    cdef int64_t count
    cdef int64_t room
    cdef int64_t *slots         # node + 1 by offset, 0 for free
    cdef int64_t slot_count
    cdef int64_t *tasks         # the trees to build: their roots
    cdef int64_t task_count
    cdef int64_t next

    def __cinit__(self, PackDecoder decoder not None, array offsets not None, int threads):
        cdef const uint64_t *given = <const uint64_t *>offsets.data.as_ulonglongs
        cdef bint done
        self.decoder = decoder
        self.streams = decoder.bases.streams()
        self.threads = threads
        self.requests = len(offsets)
        self.codes = clone(BYTES, self.requests, self.requests > 0)
        self.sizes = clone(UNSIGNED, self.requests, self.requests > 0)
        if self.requests == 0:
            return
        self.node_of = <int64_t *>malloc(self.requests * sizeof(int64_t))
        self.again = <int64_t *>malloc(self.requests * sizeof(int64_t))
        if self.node_of == NULL or self.again == NULL or not self.make_room(2 * self.requests):
            raise MemoryError
        with nogil:
            done = self.follow_all(given)
            if done:
                self.next = 0
                run_threads(self.threads_for(self.count), size_some, <void *>self)
                self.fill_columns()
        if not done:
            raise MemoryError

    def __dealloc__(self):
        cdef int64_t at
        for at in range(self.count):
            drop(self.nodes[at].body)
            drop(self.nodes[at].stream)
        free(self.nodes)
        free(self.slots)
        free(self.node_of)
        free(self.again)
        free(self.tasks)

    # Making the forest

    cdef bint make_room(self, int64_t nodes) noexcept nogil:
        """Whether there is room for so many nodes, and slots for twice as many."""
        cdef int64_t *slots
        cdef int64_t count = 1024, at
        cdef Node *grown = <Node *>realloc(self.nodes, nodes * sizeof(Node))
        if grown == NULL:
            return False
        self.nodes = grown
        self.room = nodes
        while count < 2 * nodes:
            count *= 2
        slots = <int64_t *>calloc(count, sizeof(int64_t))
        if slots == NULL:
            return False
        free(self.slots)
        self.slots = slots
        self.slot_count = count
        for at in range(self.count):
            slots[self.slot_of(self.nodes[at].offset)] = at + 1
        return True

    cdef int64_t slot_of(self, uint64_t offset) noexcept nogil:
        """The slot that has the node at `offset`, or the free one where it belongs."""
        cdef int64_t at = <int64_t>(offset * <uint64_t>0x9E3779B97F4A7C15 >> 24) & (self.slot_count - 1)
        while self.slots[at] != 0 and self.nodes[self.slots[at] - 1].offset != offset:
            at = (at + 1) & (self.slot_count - 1)
        return at

    cdef bint follow_all(self, const uint64_t *offsets) noexcept nogil:
        """Add a node for each request and for all that it rests on; False where memory is short."""
        cdef int64_t request, node
        for request in range(self.requests):
            node = self.follow(offsets[request])
            if node < 0:
                return False
            self.node_of[request] = node
            self.again[request] = self.nodes[node].asked
            self.nodes[node].asked = request
        return True

    cdef int64_t follow(self, uint64_t offset) noexcept nogil:
        """The node at `offset`, with its chain added where it was not known; -1 where memory is short."""
        cdef int64_t first = -1, before = -1, slot, at
        cdef Node *node
        cdef Entry entry
        while True:
            slot = self.slot_of(offset)
            at = self.slots[slot] - 1
            if at >= 0:
                if before >= 0:
                    self.nodes[before].base = at
                return first if first >= 0 else at
            if self.count == self.room:
                if not self.make_room(2 * self.room):
                    return -1
                slot = self.slot_of(offset)
            at = self.count
            self.count += 1
            self.slots[slot] = at + 1
            node = &self.nodes[at]
            memset(node, 0, sizeof(Node))
            node.offset = offset
            node.base = node.asked = node.child = node.sibling = -1
            if before >= 0:
                self.nodes[before].base = at
            if first < 0:
                first = at
            node.body = self.decoder.bases.find(self.decoder.pack_number, offset)
            if node.body != NULL:
                node.code = node.body.code
                node.size = node.body.size
                return first
            if not self.decoder.read_header(offset, &entry) or not self.decoder.plausible(entry.start, entry.size):
                node.failed = True
                return first
            node.stream = self.streams.find(self.decoder.pack_number, offset)
            node.kind = entry.kind
            node.start = entry.start
            node.stored = node.size = entry.size
            if entry.kind < OFS_DELTA:
                node.code = entry.kind
                return first
            before = at
            offset = entry.base

    cdef void size_node(self, Node *node, inflater *tool) noexcept nogil:
        """Find out the size of a delta's object from the delta's first bytes."""
        cdef unsigned char[DELTA_SIZES] head
        cdef uint64_t source
        cdef size_t after
        cdef long got = self.decoder.start_of_stream(tool, node.start, node.stored, head)
        if got <= 0 or not read_sizes(head, got, &source, &node.size, &after) or node.size > MAX_RESULT:
            node.failed = True

    cdef void fill_columns(self) noexcept nogil:
        """The type code and size of each request."""
        cdef unsigned char *codes = self.codes.data.as_uchars
        cdef uint64_t *sizes = <uint64_t *>self.sizes.data.as_ulonglongs
        cdef int64_t request, node
        for request in range(self.requests):
            node = self.node_of[request]
            codes[request] = self.code_of(node)
            sizes[request] = self.nodes[node].size if codes[request] else 0

    cdef int code_of(self, int64_t node) noexcept nogil:
        """The type of an object, which is its last base's; 0 where something is wrong on the way."""
        cdef int64_t at = node, below
        cdef int64_t steps = 0
        cdef int code = 0
        while True:
            if self.nodes[at].failed or steps > self.count:
                code = 0
                break
            code = self.nodes[at].code
            if code or self.nodes[at].base < 0:
                break
            at = self.nodes[at].base
            steps += 1
        # All on the way are of that type, or as bad.
        below = node
        while steps >= 0 and below >= 0 and not self.nodes[below].code and not self.nodes[below].failed:
            self.nodes[below].code = code
            self.nodes[below].failed = code == 0
            below = self.nodes[below].base
        return code

    cdef int64_t threads_for(self, int64_t nodes) noexcept nogil:
        """How many threads so many nodes are worth."""
        return max(<int64_t>1, min(<int64_t>self.threads, nodes // LEAST_FOR_THREAD))

    # Building

    def bodies(self, int64_t first, int64_t end, uint64_t most):
        """The bodies of the requests from `first` up to `end`; None for what cannot be built or is larger than `most`."""
        cdef int64_t request, node, earlier
        cdef list result
        if not 0 <= first <= end <= self.requests:
            raise IndexError("requests that are not in the plan")
        result = [None] * (end - first)
        for request in range(first, end):
            node = self.node_of[request]
            if self.nodes[node].failed or not self.nodes[node].code or self.nodes[node].size > most:
                continue
            if self.nodes[node].place == NULL:
                try:
                    body = PyBytes_FromStringAndSize(NULL, self.nodes[node].size)
                except MemoryError:
                    continue
                self.nodes[node].place = <unsigned char *>PyBytes_AS_STRING(body)
                result[request - first] = body
        self.build(first, end)
        for request in range(first, end):
            node = self.node_of[request]
            if self.nodes[node].failed:
                result[request - first] = None
            elif self.nodes[node].place != NULL and result[request - first] is None:
                # Asked for before: the same body.
                earlier = self.again[request]
                while result[earlier - first] is None:
                    earlier = self.again[earlier]
                result[request - first] = result[earlier - first]
        for request in range(first, end):
            self.nodes[self.node_of[request]].place = NULL
        return result

    def fill(self, buffer, array places not None, int64_t first=0):
        """Build each request from `first` on at its place in `buffer`; gives those that could not be built, in a list.

        `places`, an array of signed 64-bit numbers, has a place for each of them, -1 for what is not wanted.
        """
        cdef Py_buffer view
        if first < 0 or first + len(places) > self.requests or places.typecode != "q":
            raise IndexError("requests that are not in the plan")
        PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE | PyBUF_WRITABLE)
        try:
            return self.fill_view(&view, <const int64_t *>places.data.as_longlongs, first, len(places))
        finally:
            PyBuffer_Release(&view)

    cdef list fill_view(self, Py_buffer *view, const int64_t *wanted, int64_t first, int64_t count):
        """As `fill`."""
        cdef unsigned char *start = <unsigned char *>view.buf
        cdef uint64_t size = view.len
        cdef int64_t at
        cdef Node *asked
        for at in range(count):
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] < 0 or asked.failed:
                continue
            if <uint64_t>wanted[at] > size or asked.size > size - <uint64_t>wanted[at]:
                raise IndexError("a place outside of the buffer")
        for at in range(count):
            if wanted[at] >= 0:
                self.nodes[self.node_of[first + at]].place = start + wanted[at]
        self.build(first, first + count)
        failed = []
        for at in range(count):
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] < 0:
                continue
            if asked.failed:
                failed.append(first + at)
            elif asked.place != start + wanted[at]:
                memcpy(start + wanted[at], asked.place, asked.size)
        for at in range(count):
            self.nodes[self.node_of[first + at]].place = NULL
        return failed

    cdef object build(self, int64_t first, int64_t last):
        """Build the requests from `first` up to `last` that have a place, and mark those that cannot be."""
        with nogil:
            self.find_needed(first, last)
            if self.tasks != NULL:
                self.next = 0
                run_threads(self.threads_for(self.task_count * 4), build_some, <void *>self)
            self.forget_needed()

    cdef void find_needed(self, int64_t first, int64_t last) noexcept nogil:
        """Mark what is to be built and what that rests on: children, weights, and the roots in pack order."""
        cdef int64_t request, at, base, done = 0
        cdef Node *node
        self.task_count = 0
        if self.tasks == NULL:
            self.tasks = <int64_t *>malloc((self.count + 1) * sizeof(int64_t))
        if self.tasks == NULL:
            for request in range(first, last):
                self.nodes[self.node_of[request]].failed = True
            return
        for request in range(first, last):
            at = self.node_of[request]
            if self.nodes[at].place == NULL or self.nodes[at].failed:
                continue
            while not self.nodes[at].needed:
                node = &self.nodes[at]
                node.needed = True
                node.weight = 1
                base = self.base_of(node)
                if base < 0:
                    self.tasks[self.task_count] = at
                    self.task_count += 1
                    break
                node.sibling = self.nodes[base].child
                self.nodes[base].child = at
                self.nodes[base].waiting += 1
                at = base
        qsort(self.tasks, self.task_count, sizeof(int64_t), compare_numbers)
        # Behind the roots come the others, bases first: from the end upwards that adds up the weights.
        at = self.task_count
        while done < at:
            base = self.nodes[self.tasks[done]].child
            while base >= 0:
                self.tasks[at] = base
                at += 1
                base = self.nodes[base].sibling
            done += 1
        while at > self.task_count:
            at -= 1
            node = &self.nodes[self.tasks[at]]
            self.nodes[node.base].weight += node.weight

    cdef int64_t base_of(self, Node *node) noexcept nogil:
        """The node that must be built before `node`, -1 for none."""
        return node.base if node.body == NULL else -1

    cdef void forget_needed(self) noexcept nogil:
        """Make the forest ready for the next build."""
        cdef int64_t at
        cdef Node *node
        for at in range(self.count):
            node = &self.nodes[at]
            node.needed = False
            node.child = node.sibling = -1
            node.waiting = 0

    cdef void build_tree(self, int64_t root, Worker *worker) noexcept nogil:
        """Build all that is needed of the tree under `root`, bases first."""
        cdef int64_t at, child
        cdef Node *node
        cdef Stack *stack = &worker.stack
        stack.count = 0
        if not push(stack, root):
            return
        while stack.count:
            stack.count -= 1
            at = stack.nodes[stack.count]
            node = &self.nodes[at]
            if not self.build_node(node, worker):
                node.failed = True
            if node.child < 0:
                self.leave_base(node, worker)
                continue
            child = node.child
            root = stack.count
            while child >= 0:
                if not push(stack, child):
                    self.fail_tree(child)
                    node.waiting -= 1
                child = self.nodes[child].sibling
            self.lightest_last(stack.nodes + root, stack.count - root)
            self.leave_base(node, worker)

    cdef void lightest_last(self, int64_t *children, int64_t count) noexcept nogil:
        """Sort some nodes by falling weight."""
        cdef int64_t at, place, moved
        for at in range(1, count):
            moved = children[at]
            place = at
            while place and self.nodes[children[place - 1]].weight < self.nodes[moved].weight:
                children[place] = children[place - 1]
                place -= 1
            children[place] = moved

    cdef void fail_tree(self, int64_t root) noexcept nogil:
        """Mark a node, and with it what rests on it, as not built, where memory is short."""
        cdef int64_t child = self.nodes[root].child
        self.nodes[root].failed = True
        while child >= 0:
            self.fail_tree(child)
            child = self.nodes[child].sibling

    cdef bint build_node(self, Node *node, Worker *worker) noexcept nogil:
        """Whether `node` could be built, in its place or else in memory of its own."""
        cdef unsigned char *out = node.place
        cdef unsigned char *delta
        if node.body != NULL:
            if out != NULL:
                memcpy(out, node.body.data, node.size)
            return True
        if node.failed or (node.base >= 0 and self.nodes[node.base].failed):
            return False
        if node.kind < OFS_DELTA:
            return self.build_whole(node, worker)
        if node.stream == NULL and node.asked < 0 and self.streams.held + node.stored <= self.streams.limit:
            # It is likely to be needed again: it was not this object that was asked for, but some that rest on it.
            node.stream = new_body(node.kind, node.stored)
            if node.stream == NULL or not self.decoder.inflate_into(
                worker.tool, node.start, node.stored, node.stream.data
            ):
                return False
            self.streams.add(self.decoder.pack_number, node.offset, node.stream)
        if node.stream != NULL:
            return self.apply_delta(node, node.stream.data, worker)
        delta = inflater_room(worker.tool, node.stored)
        if delta == NULL or not self.decoder.inflate_into(worker.tool, node.start, node.stored, delta):
            return False
        return self.apply_delta(node, delta, worker)

    cdef bint build_whole(self, Node *node, Worker *worker) noexcept nogil:
        """Whether `node`, an entry that is no delta, could be built."""
        cdef unsigned char *out
        if node.place == NULL and node.stream == NULL:
            node.stream = new_body(node.code, node.size)
            if node.stream == NULL or not self.decoder.inflate_into(
                worker.tool, node.start, node.stored, node.stream.data
            ):
                return False
            self.streams.add(self.decoder.pack_number, node.offset, node.stream)
        if node.place == NULL:
            node.body = node.stream
            keep(node.body)
            return True
        if node.stream != NULL:
            memcpy(node.place, node.stream.data, node.size)
            return True
        return self.decoder.inflate_into(worker.tool, node.start, node.stored, node.place)

    cdef bint apply_delta(self, Node *node, const unsigned char *delta, Worker *worker) noexcept nogil:
        """Whether `delta`, that of `node`, could be applied to its base, which is built."""
        cdef Node *base = &self.nodes[node.base]
        cdef unsigned char *out
        cdef uint64_t source, size
        cdef size_t after
        if not read_sizes(delta, node.stored, &source, &size, &after) or not adds_up(delta, node.stored, size):
            return False
        if node.asked < 0:
            node.size = size
        out = node.place
        if out == NULL:
            node.body = spare_body(worker, node.code, node.size)
            out = node.body.data if node.body != NULL else NULL
        return out != NULL and apply_into(
            base.place if base.body == NULL else base.body.data, base.size, delta, node.stored, out, node.size
        )

    cdef void leave_base(self, Node *node, Worker *worker) noexcept nogil:
        """`node` was built: with the last child its base is done with."""
        cdef Node *base
        if node.base < 0 or node.kind == 0:
            return
        base = &self.nodes[node.base]
        base.waiting -= 1
        if base.waiting or base.kind == 0 or base.body == NULL:
            return
        if base.body == base.stream:
            drop(base.body)
        else:
            put_aside(worker, base.body)
        base.body = NULL


# What threads run. Their argument is the plan, which their caller holds.

cdef enum:
    SPARE_BODIES = 8

cdef struct Stack:
    int64_t *nodes
    int64_t count
    int64_t room

cdef struct Worker:
    inflater *tool
    Stack stack
    Body *spares[SPARE_BODIES]  # memory of bodies that are done with, for the next ones


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


cdef int compare_numbers(const void *one, const void *other) noexcept nogil:
    """How two node numbers are ordered: as they were met, which is the order of the requests."""
    cdef int64_t first = (<const int64_t *>one)[0], second = (<const int64_t *>other)[0]
    return (first > second) - (first < second)


cdef void size_some(void *plan) noexcept nogil:
    """Inflate deltas until none is left."""
    cdef inflater *tool = (<Plan>plan).decoder.bases.take_inflater()
    cdef int64_t start, at
    cdef Node *node
    while tool != NULL:
        start = TAKE(&(<Plan>plan).next, SIZED_AT_ONCE)
        if start >= (<Plan>plan).count:
            break
        for at in range(start, min(start + SIZED_AT_ONCE, (<Plan>plan).count)):
            node = &(<Plan>plan).nodes[at]
            if node.kind >= OFS_DELTA and node.asked >= 0:
                (<Plan>plan).size_node(node, tool)
    if tool != NULL:
        (<Plan>plan).decoder.bases.give_back(tool)


cdef void build_some(void *plan) noexcept nogil:
    """Build trees until none is left."""
    cdef Worker worker
    cdef int64_t task
    memset(&worker, 0, sizeof(Worker))
    worker.tool = (<Plan>plan).decoder.bases.take_inflater()
    while worker.tool != NULL:
        task = TAKE(&(<Plan>plan).next, 1)
        if task >= (<Plan>plan).task_count:
            break
        (<Plan>plan).build_tree((<Plan>plan).tasks[task], &worker)
    free(worker.stack.nodes)
    for task in range(SPARE_BODIES):
        drop(worker.spares[task])
    if worker.tool != NULL:
        (<Plan>plan).decoder.bases.give_back(worker.tool)
