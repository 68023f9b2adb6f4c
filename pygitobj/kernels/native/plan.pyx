"""Many objects of one pack, built together: each delta inflated once, each base built once, families on threads.

    1  follow every chain to a whole entry or a cached base: a forest of nodes, bases above what rests on them
    2  inflate the first bytes of the deltas asked for, which tell the objects' sizes: the caller can make room
       (both in forest.pyx)
    3  build tree by tree, bases first, each object in its place: what was asked for where the caller wants it, other
       bases in memory that the thread uses again after their last child; their inflated streams stay for later plans

A thread takes a tree at a time. Among the children of a base the one with the most below it comes last, so that no
more than log2(n) bases wait at once.
"""

from cpython.array cimport array
from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memcpy, memset

from pygitobj.kernels.native.cache cimport Body, drop, keep, new_body
from pygitobj.kernels.native.delta cimport adds_up, apply_into, read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA
from pygitobj.kernels.native.forest cimport Forest, Node
from pygitobj.kernels.native.inflate cimport inflater_room
from pygitobj.kernels.native.threads cimport TAKE, run_threads
from pygitobj.kernels.native.worker cimport Stack, Worker, end_work, push, put_aside, spare_body


cdef class Plan(Forest):
    """The objects at some offsets of a pack: their types and sizes at once, their bodies when asked."""

    def __dealloc__(self):
        free(self.tasks)

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
            if not self.nodes[node].built:
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

    def hashed_bodies(self, int64_t first, int64_t end, uint64_t most):
        """As `bodies`, and the raw hashes of these requests in a column; zeros for those without a body."""
        from pygitobj.kernels import digest_bodies  # reading without checking needs no hash

        bodies = self.bodies(first, end, most)
        return bodies, digest_bodies(self.decoder.id_size, self.codes[first:end], bodies, self.threads)

    def digests(self):
        """The raw hashes in the order of the requests; zeros for what could not be built."""
        from pygitobj.kernels.pure.digest import digests_of

        return digests_of(self, self.decoder.id_size, self.threads)

    def fill(self, buffer, array places not None, int64_t first=0):
        """Build each request from `first` on at its place in `buffer`; gives those that could not be built, in a list.

        `places`, an array of signed 64-bit numbers, has a place for each of them, -1 for what is not wanted.
        """
        cdef Py_buffer view
        if first < 0 or first + len(places) > self.requests or places.typecode != "q":
            raise IndexError("requests that are not in the plan")
        PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE | PyBUF_WRITABLE)
        try:
            pinned = memoryview(places)
            return self.fill_view(&view, <const int64_t *>places.data.as_longlongs, first, len(pinned))
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
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] >= 0 and not asked.failed:
                asked.place = start + wanted[at]
        self.build(first, first + count)
        failed = []
        for at in range(count):
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] < 0:
                continue
            if not asked.built:
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
            if self.nodes[at].failed or not self.wants(&self.nodes[at]):
                continue
            while not self.nodes[at].needed:
                node = &self.nodes[at]
                node.needed = True
                node.built = False
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

    cdef bint wants(self, Node *node) noexcept nogil:
        """Whether `node`, which was requested, is to be built."""
        return node.place != NULL

    cdef void made(self, Node *node, Worker *worker) noexcept nogil:
        """`node` was built, or failed: for plans that do more than building."""

    cdef void done(self, Worker *worker) noexcept nogil:
        """A thread has no more to build: the end of what `made` began."""

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
            if node.kind and node.body != NULL:
                # What rested on it was not built, for want of memory.
                drop(node.body)
                node.body = NULL

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
            node.built = self.build_node(node, worker)
            if not node.built:
                node.failed = True
            self.made(node, worker)
            if node.child < 0:
                self.leave_base(node, worker)
                continue
            child = node.child
            root = stack.count
            while child >= 0:
                push(stack, child)
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

    cdef bint build_node(self, Node *node, Worker *worker) noexcept nogil:
        """Whether `node` could be built, in its place or else in memory of its own."""
        cdef unsigned char *delta
        if node.body != NULL:
            return node.place == NULL or put_in_place(node, node.body)
        if node.failed or (node.base >= 0 and not self.nodes[node.base].built):
            return False
        if node.kind < OFS_DELTA:
            return self.build_whole(node, worker)
        if node.stream == NULL and node.asked < 0 and self.streams.held + node.stored <= self.streams.limit:
            # It is likely to be needed again: it was not this object that was asked for, but some that rest on it.
            if not self.inflate_stream(node, worker):
                return False
        if node.stream != NULL:
            return self.apply_delta(node, node.stream.data, node.stream.size, worker)
        delta = inflater_room(worker.tool, node.stored)
        if delta == NULL or not self.decoder.inflate_into(worker.tool, node.start, node.stored, delta):
            return False
        return self.apply_delta(node, delta, node.stored, worker)

    cdef bint build_whole(self, Node *node, Worker *worker) noexcept nogil:
        """Whether `node`, an entry that is no delta, could be built."""
        if node.place == NULL:
            if node.stream == NULL and not self.inflate_stream(node, worker):
                return False
            node.body = node.stream
            keep(node.body)
            return True
        if node.stream != NULL:
            return put_in_place(node, node.stream)
        return self.decoder.inflate_into(worker.tool, node.start, node.size, node.place)

    cdef bint inflate_stream(self, Node *node, Worker *worker) noexcept nogil:
        """Whether the stream of `node` is good; it is then kept, with what its header told."""
        cdef Body *stream = new_body(node.kind, node.stored)
        if stream == NULL:
            return False
        if not self.decoder.inflate_into(worker.tool, node.start, stream.size, stream.data):
            drop(stream)
            return False
        if node.base >= 0:
            stream.base = self.nodes[node.base].offset
        node.stream = stream
        self.streams.add(self.decoder.pack_number, node.offset, stream)
        return True

    cdef bint apply_delta(self, Node *node, const unsigned char *delta, size_t length, Worker *worker) noexcept nogil:
        """Whether `delta`, that of `node`, could be applied to its base, which is built."""
        cdef Node *base = &self.nodes[node.base]
        cdef const unsigned char *source = base.place
        cdef size_t source_size = base.size, after
        cdef unsigned char *out = node.place
        cdef uint64_t told, size
        if not read_sizes(delta, length, &told, &size, &after) or not adds_up(delta, length, size):
            return False
        if base.body != NULL:
            source, source_size = base.body.data, base.body.size
        if not node.sized:
            node.size = size
        if out == NULL:
            node.body = spare_body(worker, node.code, node.size)
            out = node.body.data if node.body != NULL else NULL
        return out != NULL and source != NULL and apply_into(source, source_size, delta, length, out, node.size)

    cdef void leave_base(self, Node *node, Worker *worker) noexcept nogil:
        """`node` was built: with the last child its base is done with."""
        cdef Node *base
        if node.base < 0 or node.kind == 0:
            return
        base = &self.nodes[node.base]
        base.waiting -= 1
        if base.waiting or base.kind == 0 or base.body == NULL:
            return
        forget_body(base, worker)


cdef bint put_in_place(Node *node, const Body *body) noexcept nogil:
    """Whether `body` is of the size for which `node` has a place; it is then there."""
    if body.size != node.size:
        return False
    memcpy(node.place, body.data, body.size)
    return True


cdef void forget_body(Node *node, Worker *worker) noexcept nogil:
    """Let go of what was built for `node` without being asked for."""
    if node.body == node.stream:
        drop(node.body)
    else:
        put_aside(worker, node.body)
    node.body = NULL


# What threads run. Their argument is the plan, which their caller holds.

cdef int compare_numbers(const void *one, const void *other) noexcept nogil:
    """How two node numbers are ordered: as they were met, which is the order of the requests."""
    cdef int64_t first = (<const int64_t *>one)[0], second = (<const int64_t *>other)[0]
    return (first > second) - (first < second)


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
    (<Plan>plan).done(&worker)
    end_work(&worker)
    if worker.tool != NULL:
        (<Plan>plan).decoder.bases.give_back(worker.tool)
