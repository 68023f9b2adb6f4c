"""Building the trees of a forest: bases first, each object in its place, families on threads.

What was asked for is built where the caller wants it, other bases in memory that the thread uses again after their
last child; their inflated streams stay for later plans. A thread takes a tree at a time, and what is left of one where
others have nothing to do. Among the children of a base the one with the most below it comes last, so that no more than
log2(n) bases wait at once.
"""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memcpy, memmove, memset

from pygitobj.kernels.native.cache cimport ATOMIC_ADD, Body, drop, keep, new_body
from pygitobj.kernels.native.delta cimport adds_up, apply_into, read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA
from pygitobj.kernels.native.forest cimport Forest, Node
from pygitobj.kernels.native.inflate cimport inflater_room
from pygitobj.kernels.native.threads cimport GLANCE, TAKE, pool_end, pool_enter, pool_give, pool_start, pool_take, run_threads
from pygitobj.kernels.native.worker cimport Stack, Worker, end_work, push, put_aside, spare_body


# How many requests, and bases of these, are looked at to find what they will need of what was built.
cdef int64_t LOOK_AHEAD = 1 << 13
cdef int64_t MOST_STEPS = 1 << 15
# Bytes to be built that are worth a node more to whoever counts what a thread is worth.
cdef uint64_t BYTES_OF_NODE = 1 << 14
# Work of fewer bytes is done sooner than another thread has begun with it; each node counts for some bytes more.
cdef uint64_t LEAST_GIVEN = 1 << 16
cdef uint64_t NODE_BYTES = 1 << 10


cdef class Trees(Forest):
    """The objects at some offsets of a pack, built where each of them has a place."""

    def __dealloc__(self):
        free(self.tasks)
        free(self.kept)

    cdef object build(self, int64_t first, int64_t last):
        """Build the requests from `first` up to `last` that have a place, and mark those that cannot be."""
        with nogil:
            self.find_needed(first, last)
            if self.tasks != NULL:
                self.next = 0
                pool_start(&self.pool)
                run_threads(self.threads_for(self.worth), build_some, <void *>self)
                pool_end(&self.pool)
            if self.keep:
                self.keep_for(last)
            self.forget_needed()

    cdef void find_needed(self, int64_t first, int64_t last) noexcept nogil:
        """Mark what is to be built and what that rests on: children, weights, and the roots in pack order."""
        cdef int64_t request, at, base, done = 0
        cdef Node *node
        self.task_count = self.needed_count = 0
        self.worth = 0
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
        self.needed_count = self.worth = at
        while at > self.task_count:
            at -= 1
            node = &self.nodes[self.tasks[at]]
            self.nodes[node.base].weight += node.weight
            self.worth += node.size // BYTES_OF_NODE
        for at in range(self.task_count):
            self.worth += self.nodes[self.tasks[at]].size // BYTES_OF_NODE

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
        for at in range(self.needed_count):
            node = &self.nodes[self.tasks[at]]
            node.needed = False
            node.child = node.sibling = -1
            node.waiting = 0
            if node.kind and node.body != NULL and not node.kept:
                # What rested on it was not built, for want of memory.
                drop(node.body)
                node.body = NULL

    cdef void keep_for(self, int64_t next) noexcept nogil:
        """Of what was built keep what the requests from `next` on will need, the soonest first, as far as there is room.

        Of those further on than LOOK_AHEAD it is built again.
        """
        cdef int64_t request, at, steps = 0, before = self.kept_count
        cdef size_t room = self.keep
        cdef Node *node
        if self.kept == NULL:
            self.kept = <int64_t *>malloc(2 * LOOK_AHEAD * sizeof(int64_t))
            if self.kept == NULL:
                return
        # Those of the last time stand behind those of this time, until it is known which of them stay.
        memmove(self.kept + LOOK_AHEAD, self.kept, before * sizeof(int64_t))
        for at in range(LOOK_AHEAD, LOOK_AHEAD + before):
            self.nodes[self.kept[at]].kept = False
        self.kept_count = 0
        for request in range(next, min(next + LOOK_AHEAD, self.requests)):
            at = self.nodes[self.node_of[request]].base
            while at >= 0 and steps < MOST_STEPS:
                node = &self.nodes[at]
                steps += 1
                if node.kept or node.kind == 0 or node.asked >= next:
                    break
                if self.keep_body(node, &room):
                    self.kept[self.kept_count] = at
                    self.kept_count += 1
                    break
                at = node.base
        for at in range(LOOK_AHEAD, LOOK_AHEAD + before):
            node = &self.nodes[self.kept[at]]
            if not node.kept:
                drop(node.body)
                node.body = NULL

    cdef bint keep_body(self, Node *node, size_t *room) noexcept nogil:
        """Whether `node` was built and its body fits into the `room`; then it is kept."""
        if not node.built:
            return False
        if node.body == NULL:
            if node.place == NULL or node.size > room[0]:
                return False
            node.body = new_body(node.code, node.size)
            if node.body == NULL:
                return False
            memcpy(node.body.data, node.place, node.size)
        elif node.body.size > room[0]:
            return False
        room[0] -= node.body.size
        node.kept = True
        return True

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
            if stack.count > 1 and GLANCE(&self.pool.waiting):
                self.give_away(stack)

    cdef void give_away(self, Stack *stack) noexcept nogil:
        """Let another thread build what would come last, where that is worth it."""
        cdef Node *node = &self.nodes[stack.nodes[0]]
        if node.weight * (node.size + NODE_BYTES) >= LEAST_GIVEN and pool_give(&self.pool, stack.nodes[0]):
            stack.count -= 1
            memmove(stack.nodes, stack.nodes + 1, stack.count * sizeof(int64_t))

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
        cdef Body *stream
        cdef bint good
        if node.body != NULL:
            return node.place == NULL or put_in_place(node, node.body)
        if node.failed or (node.base >= 0 and not self.nodes[node.base].built):
            return False
        if node.kind < OFS_DELTA:
            return self.build_whole(node, worker)
        if node.stream != NULL:
            good = self.apply_delta(node, node.stream.data, node.stream.size, worker)
            if node.lent:
                drop(node.stream)
                node.stream = NULL
                node.lent = False
            return good
        if node.place == NULL and self.streams.held + node.stored <= self.streams.limit:
            # It is likely to be needed again: it was not this object that was asked for, but some that rest on it.
            stream = self.inflate_stream(node, worker)
            good = stream != NULL and self.apply_delta(node, stream.data, stream.size, worker)
            drop(stream)
            return good
        delta = inflater_room(worker.tool, node.stored)
        if delta == NULL or not self.decoder.inflate_into(worker.tool, node.start, node.stored, delta):
            return False
        return self.apply_delta(node, delta, node.stored, worker)

    cdef bint build_whole(self, Node *node, Worker *worker) noexcept nogil:
        """Whether `node`, an entry that is no delta, could be built."""
        if node.place == NULL:
            if node.stream == NULL:
                node.body = self.inflate_stream(node, worker)
                return node.body != NULL
            node.body = node.stream
            keep(node.body)
            return True
        if node.stream != NULL:
            return put_in_place(node, node.stream)
        return self.decoder.inflate_into(worker.tool, node.start, node.size, node.place)

    cdef Body *inflate_stream(self, Node *node, Worker *worker) noexcept nogil:
        """The stream of `node`, with what its header told; NULL where it is bad. As far as there is room it stays."""
        cdef Body *stream = new_body(node.kind, node.stored)
        if stream == NULL:
            return NULL
        if not self.decoder.inflate_into(worker.tool, node.start, stream.size, stream.data):
            drop(stream)
            return NULL
        if node.base >= 0:
            stream.base = self.nodes[node.base].offset
        if self.streams.add(self.decoder.pack_number, node.offset, stream):
            node.stream = stream
            keep(stream)
        return stream

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
        """`node` was built, unless its body was at hand: with the last child its base is done with."""
        cdef Node *base
        if node.base < 0 or node.kind == 0 or node.kept:
            return
        base = &self.nodes[node.base]
        # Several threads may build what rests on it; the last one lets go of it.
        if ATOMIC_ADD(&base.waiting, -1) or base.kind == 0 or base.kept or base.body == NULL:
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
    if worker.tool != NULL:
        pool_enter(&(<Trees>trees).pool)
    while worker.tool != NULL:
        task = TAKE(&(<Trees>trees).next, 1)
        if task < (<Trees>trees).task_count:
            task = (<Trees>trees).tasks[task]
        elif not pool_take(&(<Trees>trees).pool, &task):
            break
        (<Trees>trees).build_tree(task, &worker)
    (<Trees>trees).done(&worker)
    end_work(&worker)
    if worker.tool != NULL:
        (<Trees>trees).decoder.bases.give_back(worker.tool)
