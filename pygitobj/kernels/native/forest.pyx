"""The forest of deltas under some requests: which entry rests on which, of what type each is, and how large."""

from cpython.array cimport array, clone
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

from pygitobj.kernels.native.cache cimport ATOMIC_ADD, Body, drop, new_body
from pygitobj.kernels.native.decoder cimport DELTA_SIZES, PackDecoder
from pygitobj.kernels.native.delta cimport read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA, Entry
from pygitobj.kernels.native.inflate cimport inflater
from pygitobj.kernels.native.threads cimport TAKE, run_threads

# Larger results of deltas are left to Python.
cdef uint64_t MAX_RESULT = <uint64_t>1 << 32
# Nodes that a thread sizes at a time, and the least worth a thread of its own.
cdef int64_t SIZED_AT_ONCE = 32
# Deltas of no more bytes are inflated whole for their sizes and wait to be applied, so many bytes of them in all.
cdef uint64_t MOST_LENT = 1 << 13
cdef long LENT_AT_ONCE = 4 << 20
cdef int64_t LEAST_FOR_THREAD = 64
cdef array BYTES = array("B")
cdef array UNSIGNED = array("Q")


cdef class Forest:
    """A node for each of the objects at `offsets` of a pack, and for all that they rest on.

    `codes[i]` is the type code of request i, 0 where it cannot be built here; `sizes[i]` is its size in bytes.
    """

    def __cinit__(self, PackDecoder decoder not None, array offsets not None, int threads=1, size_t keep=0):
        cdef const uint64_t *given = <const uint64_t *>offsets.data.as_ulonglongs
        cdef bint done
        self.decoder = decoder
        self.streams = decoder.bases.streams()
        self.threads = threads
        self.keep = keep
        self.requests = len(offsets)
        pinned = memoryview(offsets)
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
                self.find_codes()
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
        cdef Body *stream
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
                node.sized = True
                return first
            stream = node.stream = self.streams.find(self.decoder.pack_number, offset)
            if stream != NULL:
                # Its header came with it. What is in the pack now may be something else.
                entry = Entry(stream.code, stream.size, stream.base, 0)
            elif not self.decoder.read_header(offset, &entry) or not self.decoder.plausible(entry.start, entry.size):
                node.failed = True
                return first
            node.kind = entry.kind
            node.start = entry.start
            node.stored = node.size = entry.size
            if entry.kind < OFS_DELTA:
                node.code = entry.kind
                node.sized = True
                return first
            before = at
            offset = entry.base

    cdef void find_codes(self) noexcept nogil:
        """Find out the types of all requests."""
        cdef int64_t request
        for request in range(self.requests):
            self.code_of(self.node_of[request])

    cdef void size_node(self, Node *node, inflater *tool) noexcept nogil:
        """Find out the size of a delta's object from the delta, or from its first bytes."""
        cdef unsigned char[DELTA_SIZES] head
        cdef uint64_t source
        cdef size_t after
        cdef long got
        if node.stream != NULL or self.lend_stream(node, tool):
            node.sized = read_sizes(node.stream.data, node.stream.size, &source, &node.size, &after)
        else:
            got = self.decoder.start_of_stream(tool, node.start, node.stored, head)
            node.sized = got > 0 and read_sizes(head, got, &source, &node.size, &after)
        if node.size > MAX_RESULT:
            node.sized = False

    cdef bint lend_stream(self, Node *node, inflater *tool) noexcept nogil:
        """Whether the stream of `node` is small and good; it is then at hand until the object was built."""
        if node.stored > MOST_LENT or ATOMIC_ADD(&self.lent, node.stored) > LENT_AT_ONCE:
            # Even a sum of what did not fit stays far from where it would overflow.
            return False
        node.stream = new_body(node.kind, node.stored)
        if node.stream == NULL:
            return False
        if not self.decoder.inflate_into(tool, node.start, node.stored, node.stream.data):
            # Its start may be good all the same.
            drop(node.stream)
            node.stream = NULL
            return False
        node.lent = True
        return True

    cdef void fill_columns(self) noexcept nogil:
        """The type code and size of each request; what has none cannot be built."""
        cdef unsigned char *codes = self.codes.data.as_uchars
        cdef uint64_t *sizes = <uint64_t *>self.sizes.data.as_ulonglongs
        cdef int64_t request
        cdef Node *node
        for request in range(self.requests):
            node = &self.nodes[self.node_of[request]]
            if not node.sized:
                node.failed = True
            codes[request] = 0 if node.failed else node.code
            sizes[request] = node.size if codes[request] else 0

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


cdef void size_some(void *forest) noexcept nogil:
    """Inflate deltas until none is left."""
    cdef inflater *tool = (<Forest>forest).decoder.bases.take_inflater()
    cdef int64_t start, at
    cdef Node *node
    while tool != NULL:
        start = TAKE(&(<Forest>forest).next, SIZED_AT_ONCE)
        if start >= (<Forest>forest).count:
            break
        for at in range(start, min(start + SIZED_AT_ONCE, (<Forest>forest).count)):
            node = &(<Forest>forest).nodes[at]
            if node.kind >= OFS_DELTA and node.asked >= 0 and not node.failed:
                (<Forest>forest).size_node(node, tool)
    if tool != NULL:
        (<Forest>forest).decoder.bases.give_back(tool)
