"""Building the trees of a forest: bases first, each object in its place, families on threads.

What was asked for is built where the caller wants it, other bases in memory that the thread uses again after their
last child; their inflated streams stay for later plans. A thread takes a tree at a time. Among the children of a base
the one with the most below it comes last, so that no more than log2(n) bases wait at once.
"""

from libc.stddef cimport size_t
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


cdef class Trees(Forest):
    """The objects at some offsets of a pack, built where each of them has a place."""

    def __dealloc__(self):
        free(self.tasks)

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


# What threads run. Their argument is the forest, which their caller holds.

cdef int compare_numbers(const void *one, const void *other) noexcept nogil:
    """How two node numbers are ordered: as they were met, which is the order of the requests."""
    cdef int64_t first = (<const int64_t *>one)[0], second = (<const int64_t *>other)[0]
    return (first > second) - (first < second)


cdef void build_some(void *trees) noexcept nogil:
    """Build trees until none is left."""
    cdef Worker worker
    cdef int64_t task
    memset(&worker, 0, sizeof(Worker))
    worker.tool = (<Trees>trees).decoder.bases.take_inflater()
    while worker.tool != NULL:
        task = TAKE(&(<Trees>trees).next, 1)
        if task >= (<Trees>trees).task_count:
            break
        (<Trees>trees).build_tree((<Trees>trees).tasks[task], &worker)
    (<Trees>trees).done(&worker)
    end_work(&worker)
    if worker.tool != NULL:
        (<Trees>trees).decoder.bases.give_back(worker.tool)
