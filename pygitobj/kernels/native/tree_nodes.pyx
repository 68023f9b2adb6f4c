"""The nodes of a comparison of trees: which trees meet, what is below what, and what is decided of them.

What they are: kernels/pure/tree_changes.py. Ids of trees are kept once and have numbers, of which 0 is that of the
empty tree; a node's key is the numbers of its trees and its place.
"""

from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from pygitobj.kernels.native.id_slots cimport FIRST_SLOTS, LONGEST_HASH, SHORTEST_HASH
from pygitobj.kernels.native.tree_sides cimport Side

# One more is the number of an empty slot.
cdef size_t MOST = 0xFFFFFFFE


cdef void *extend(Array *some, size_t size) except NULL:
    """Room for `size` bytes more at the end, which count from now on."""
    cdef size_t room
    cdef unsigned char *grown
    if some.data == NULL or some.room - some.size < size:
        room = 2 * some.room + size + 256
        grown = <unsigned char *>realloc(some.data, room)
        if grown == NULL:
            raise MemoryError
        some.data, some.room = grown, room
    some.size += size
    return some.data + some.size - size


cdef uint64_t mixed(uint64_t value, uint64_t more) noexcept nogil:
    """A hash that goes on with `more`."""
    value ^= more
    value = (value ^ value >> 32) * <uint64_t>0x9E3779B97F4A7C15
    return value ^ value >> 29


cdef class TreeNodes:
    """The nodes."""

    def __cinit__(self, nothing, *_given, **_named):
        cdef const unsigned char *empty = <const unsigned char *>PyBytes_AsString(nothing)
        self.hash_size = PyBytes_GET_SIZE(nothing)
        if not SHORTEST_HASH <= self.hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.tree_mask = self.node_mask = FIRST_SLOTS - 1
        self.tree_slots = <uint32_t *>calloc(FIRST_SLOTS, sizeof(uint32_t))
        self.node_slots = <uint32_t *>calloc(FIRST_SLOTS, sizeof(uint32_t))
        if self.tree_slots == NULL or self.node_slots == NULL:
            raise MemoryError
        self.tree_number(empty)
        # The number of a link that is none.
        extend(&self.links, sizeof(Link))

    def __dealloc__(self):
        free(self.trees.data)
        free(self.keys.data)
        free(self.nodes.data)
        free(self.items.data)
        free(self.links.data)
        free(self.decided.data)
        free(self.tree_slots)
        free(self.node_slots)

    cdef size_t count_of_trees(self) noexcept:
        """How many ids there are."""
        return self.trees.size // self.hash_size

    cdef size_t count_of_nodes(self) noexcept:
        """How many nodes there are."""
        return self.nodes.size // sizeof(Node)

    cdef Node *node_at(self, size_t number) noexcept:
        """The node with this number, where it stands until another one is made."""
        return <Node *>self.nodes.data + number

    cdef uint32_t *key_of(self, const Node *node) noexcept:
        """The numbers of its trees."""
        return <uint32_t *>(self.keys.data + node.key)

    cdef size_t memory(self) noexcept:
        """How many bytes all this takes."""
        return (
            self.trees.size + self.keys.size + self.nodes.size + self.items.size + self.links.size
            + 4 * (self.tree_mask + self.node_mask)
        )

    cdef uint64_t hash_of_id(self, const unsigned char *oid) noexcept:
        """The hash of an id, some of whose bytes may be alike in many."""
        cdef uint64_t first, last
        memcpy(&first, oid, sizeof(first))
        memcpy(&last, oid + self.hash_size - sizeof(last), sizeof(last))
        return mixed(mixed(0, first), last)

    cdef int64_t tree_number(self, const unsigned char *oid) except -1:
        """The number of an id, which is new or not."""
        cdef size_t size = self.hash_size, at, count
        cdef uint64_t slot
        cdef uint32_t *slots
        slot = self.hash_of_id(oid) & self.tree_mask
        while self.tree_slots[slot]:
            if memcmp(self.trees.data + (self.tree_slots[slot] - 1) * size, oid, size) == 0:
                return self.tree_slots[slot] - 1
            slot = (slot + 1) & self.tree_mask
        count = self.count_of_trees()
        if count >= MOST:
            raise MemoryError
        memcpy(extend(&self.trees, size), oid, size)
        self.tree_slots[slot] = <uint32_t>(count + 1)
        if 2 * (count + 1) > self.tree_mask:
            slots = <uint32_t *>calloc(2 * (self.tree_mask + 1), sizeof(uint32_t))
            if slots == NULL:
                raise MemoryError
            free(self.tree_slots)
            self.tree_slots, self.tree_mask = slots, 2 * self.tree_mask + 1
            for at in range(count + 1):
                slot = self.hash_of_id(self.trees.data + at * size) & self.tree_mask
                while slots[slot]:
                    slot = (slot + 1) & self.tree_mask
                slots[slot] = <uint32_t>(at + 1)
        return count

    cdef uint64_t hash_of(self, const uint32_t *numbers, uint32_t sides, uint32_t place) noexcept:
        """The hash of a node's key."""
        cdef uint64_t value = mixed(sides, place)
        cdef uint32_t at
        for at in range(sides):
            value = mixed(value, numbers[at])
        return value

    cdef int64_t node_of(self, const uint32_t *numbers, uint32_t sides, uint32_t place) except -1:
        """The number of the node of these trees, made where it is new."""
        cdef uint64_t slot = self.hash_of(numbers, sides, place) & self.node_mask
        cdef Node *node
        cdef size_t count, at
        cdef uint32_t side
        while self.node_slots[slot]:
            node = self.node_at(self.node_slots[slot] - 1)
            if (
                node.place == place and node.sides == sides
                and memcmp(self.key_of(node), numbers, sides * sizeof(uint32_t)) == 0
            ):
                return self.node_slots[slot] - 1
            slot = (slot + 1) & self.node_mask
        count = self.count_of_nodes()
        if count >= MOST:
            raise MemoryError
        memcpy(extend(&self.keys, sides * sizeof(uint32_t)), numbers, sides * sizeof(uint32_t))
        node = <Node *>extend(&self.nodes, sizeof(Node))
        memset(node, 0, sizeof(Node))
        node.key, node.sides, node.place = self.keys.size - sides * sizeof(uint32_t), sides, place
        for side in range(1, sides):
            if numbers[side] == numbers[0]:
                node.state, node.verdict = COMPARED, SAME
        self.node_slots[slot] = <uint32_t>(count + 1)
        if 2 * (count + 1) > self.node_mask:
            self.spread()
        return count

    cdef int spread(self) except -1:
        """Make twice as many slots for nodes."""
        cdef uint32_t *slots = <uint32_t *>calloc(2 * (self.node_mask + 1), sizeof(uint32_t))
        cdef uint64_t slot
        cdef size_t at
        cdef Node *node
        if slots == NULL:
            raise MemoryError
        free(self.node_slots)
        self.node_slots, self.node_mask = slots, 2 * self.node_mask + 1
        for at in range(self.count_of_nodes()):
            node = self.node_at(at)
            slot = self.hash_of(self.key_of(node), node.sides, node.place) & self.node_mask
            while slots[slot]:
                slot = (slot + 1) & self.node_mask
            slots[slot] = <uint32_t>(at + 1)
        return 0

    cdef int link(self, size_t user, size_t below) except -1:
        """`user` is decided by `below` too."""
        cdef Node *node = self.node_at(below)
        cdef Link *made
        if node.verdict == DIFFERS:
            self.decide(user, DIFFERS)
        elif node.verdict == UNDECIDED:
            if self.links.size // sizeof(Link) >= MOST:
                raise MemoryError
            made = <Link *>extend(&self.links, sizeof(Link))
            made.user, made.next = <uint32_t>user, node.users
            node.users = <uint32_t>(self.links.size // sizeof(Link) - 1)
            self.node_at(user).open += 1
        return 0

    cdef int decide(self, size_t number, int verdict) except -1:
        """Give a node its verdict, and those above it that are decided by that."""
        cdef Node *node = self.node_at(number)
        cdef Node *user
        cdef Link *link
        cdef uint32_t at
        if node.verdict != UNDECIDED:
            return 0
        node.verdict = <unsigned char>verdict
        self.decided.size = 0
        (<uint32_t *>extend(&self.decided, sizeof(uint32_t)))[0] = <uint32_t>number
        while self.decided.size:
            self.decided.size -= sizeof(uint32_t)
            node = self.node_at((<uint32_t *>(self.decided.data + self.decided.size))[0])
            at = node.users
            while at:
                link = <Link *>self.links.data + at
                user, at = self.node_at(link.user), link.next
                if user.verdict != UNDECIDED:
                    continue
                user.open -= 1
                if node.verdict == DIFFERS:
                    user.verdict = DIFFERS
                elif user.open == 0 and user.state == COMPARED:
                    user.verdict = SAME
                else:
                    continue
                (<uint32_t *>extend(&self.decided, sizeof(uint32_t)))[0] = link.user
        return 0

    cdef int write_item(self, const Side *sides, size_t count, const Side *named, size_t below) except -1:
        """Add an item."""
        cdef size_t at, size = self.hash_size
        cdef uint32_t mode
        cdef Item head
        cdef unsigned char *out = <unsigned char *>extend(
            &self.items, sizeof(Item) + count * (sizeof(uint32_t) + size) + named.size
        )
        head.name_size, head.below = named.size, <uint32_t>below
        memcpy(out, &head, sizeof(Item))
        out += sizeof(Item)
        for at in range(count):
            mode = sides[at].mode if sides[at].kept else 0
            memcpy(out, &mode, sizeof(uint32_t))
            out += sizeof(uint32_t)
        for at in range(count):
            if sides[at].kept:
                memcpy(out, sides[at].oid, size)
            else:
                memset(out, 0, size)
            out += size
        memcpy(out, named.name, named.size)
        return 0

    cdef Node *known(self, int64_t number) except NULL:
        """The node with this number. Raises ValueError for none."""
        if number < 0 or <size_t>number >= self.count_of_nodes():
            raise ValueError("no node")
        return self.node_at(number)

    def verdict(self, int64_t node):
        """Whether something differs in the node with this number or below."""
        return self.known(node).verdict

    def is_unreadable(self, int64_t node):
        """Whether a tree of a node is missing or malformed."""
        return self.known(node).state == UNREADABLE

    def key(self, int64_t node):
        """The ids of a node's trees, one after another, and its place."""
        cdef const Node *found = self.known(node)
        cdef uint32_t *numbers = self.key_of(found)
        cdef size_t size = self.hash_size
        ids = [
            PyBytes_FromStringAndSize(<const char *>self.trees.data + numbers[at] * size, size)
            for at in range(found.sides)
        ]
        return b"".join(ids), found.place
