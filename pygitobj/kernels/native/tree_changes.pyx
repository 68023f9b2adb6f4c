"""What differs between trees, many at once. How: kernels/pure/tree_changes.py.

The interpreter's lock is held: what takes time is reading the trees, which goes on without it.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from pygitobj.kernels.native.tree_nodes cimport (
    COMPARED, DIFFERS, NEW, QUEUED, SAME, UNDECIDED, UNREADABLE, Array, Link, Node, TreeNodes, extend,
)
from pygitobj.kernels.native.tree_places cimport NO_MORE, NOT_ASKED, TreePlaces
from pygitobj.kernels.native.tree_sides cimport (
    DIRECTORY, Side, comes_before, differs, first_of, read_entry, same_entries, same_size,
)
from pygitobj.kernels.native.changed_entries import ChangedEntries

cdef enum:
    MOST_PLACES = 0xFFFFFFFF

cdef size_t EVERYBODY = <size_t>-1


cdef class TreeChanges(TreeNodes):
    """The nodes that were compared. `nothing` is the id of the empty tree: of a side that is not there."""

    cdef readonly size_t compared, roots
    cdef readonly int64_t level
    cdef readonly size_t held
    cdef object step
    cdef bint quick, recursive, busy
    cdef bint asks_first    # of each entry, and not only of those that differ
    cdef TreePlaces places
    cdef uint32_t top
    cdef Array pending, queue, needs, asked, uses, slots, sides, numbers
    cdef list bodies
    cdef size_t at, most, arrived

    def __cinit__(self, nothing, paths=(), step=None, bint quick=False, bint recursive=True):
        self.step, self.quick, self.recursive = step, quick, recursive
        self.places = TreePlaces(paths)
        self.top = 1 if step is not None or self.places.count > 1 else 0
        self.bodies = []
        self.begin()

    def __dealloc__(self):
        free(self.pending.data)
        free(self.queue.data)
        free(self.needs.data)
        free(self.asked.data)
        free(self.uses.data)
        free(self.slots.data)
        free(self.sides.data)
        free(self.numbers.data)

    def begin(self):
        """Begin a batch: what was not compared is queued no more, and the next node is the first of a level 0."""
        self.claim()
        self.forget(&self.pending)
        self.forget(&self.queue)
        self.pending.size = self.queue.size = 0
        self.at = self.roots = 0
        self.most = EVERYBODY
        self.level = -1
        self.let_go()

    cdef int claim(self) except -1:
        """Raises ValueError while trees are compared, which a `step` could ask for."""
        if self.busy:
            raise ValueError("trees are being compared")
        return 0

    cdef void forget(self, const Array *some) noexcept:
        """The nodes in a queue are queued no more."""
        cdef size_t at
        cdef Node *node
        for at in range(some.size // sizeof(uint32_t)):
            node = self.node_at((<uint32_t *>some.data)[at])
            if node.state == QUEUED:
                node.state = NEW

    cdef void let_go(self):
        """Hold no bodies."""
        cdef size_t at
        for at in range(self.asked.size // sizeof(uint32_t)):
            (<uint32_t *>self.slots.data)[(<uint32_t *>self.asked.data)[at]] = 0
        self.bodies = []
        self.asked.size = self.uses.size = self.needs.size = 0
        self.arrived = self.held = 0

    @property
    def size(self):
        """How many bytes the nodes take."""
        return self.memory()

    # Nodes

    def add(self, bytes ids not None, int64_t place=-1):
        """The number of the node of the trees `ids`, the new one first, at the `place`, by default the top.

        It is the next root of the batch.
        """
        cdef size_t size = self.hash_size, count = PyBytes_GET_SIZE(ids), at
        cdef int64_t number
        if count % size or count < 2 * size:
            raise ValueError("a new tree and an old one")
        if place >= MOST_PLACES or (self.step is None and place >= <int64_t>self.places.count):
            raise ValueError("no place")
        self.claim()
        count //= size
        self.numbers.size = 0
        extend(&self.numbers, count * sizeof(uint32_t))
        for at in range(count):
            number = self.tree_number(<const unsigned char *>PyBytes_AS_STRING(ids) + at * size)
            (<uint32_t *>self.numbers.data)[at] = <uint32_t>number
        number = self.node_of(<uint32_t *>self.numbers.data, <uint32_t>count, self.top if place < 0 else <uint32_t>place)
        self.enqueue(number, self.roots)
        self.roots += 1
        return number

    cdef int enqueue(self, size_t number, size_t order) except -1:
        """Have a node compared, for the root with the number `order`."""
        cdef Node *node = self.node_at(number)
        if node.state == NEW and order < self.most:
            (<uint32_t *>extend(&self.queue, sizeof(uint32_t)))[0] = <uint32_t>number
            node.state, node.order = QUEUED, <uint32_t>order
        return 0

    def keep(self, size_t roots):
        """Go on only for the first `roots` of the batch."""
        self.most = roots

    # Levels

    def wanted(self):
        """The ids of the trees that are needed next, each once; empty where all is compared.

        Bodies that were taken before are not held any more.
        """
        cdef size_t count, at, side, need = 0, size = self.hash_size
        cdef uint32_t tree
        cdef Node *node
        cdef bytes found
        self.claim()
        self.still_wanted(self.at)
        while not self.pending.size and self.queue.size:
            self.pending, self.queue = self.queue, self.pending
            self.queue.size = 0
            self.still_wanted(0)
            self.level += 1
        self.at = self.compared = 0
        self.let_go()
        # Which slot a tree has, and one; 0 for those that are not asked for.
        count = self.count_of_trees() * sizeof(uint32_t) - self.slots.size
        memset(extend(&self.slots, count), 0, count)
        for at in range(self.pending.size // sizeof(uint32_t)):
            node = self.node_at((<uint32_t *>self.pending.data)[at])
            for side in range(node.sides):
                tree = self.key_of(node)[side]
                if tree:
                    need = max(need, self.slot_for(tree))
            (<size_t *>extend(&self.needs, sizeof(size_t)))[0] = need
        count = self.asked.size // sizeof(uint32_t)
        found = PyBytes_FromStringAndSize(NULL, count * size)
        for at in range(count):
            memcpy(
                PyBytes_AS_STRING(found) + at * size,
                self.trees.data + (<uint32_t *>self.asked.data)[at] * size,
                size,
            )
        return found

    cdef size_t slot_for(self, uint32_t tree) except 0:
        """The slot of a tree that one node more needs, and one."""
        cdef uint32_t *slot = <uint32_t *>self.slots.data + tree
        if not slot[0]:
            (<uint32_t *>extend(&self.asked, sizeof(uint32_t)))[0] = tree
            (<uint32_t *>extend(&self.uses, sizeof(uint32_t)))[0] = 0
            slot[0] = <uint32_t>(self.asked.size // sizeof(uint32_t))
        (<uint32_t *>self.uses.data)[slot[0] - 1] += 1
        return slot[0]

    cdef void still_wanted(self, size_t first) noexcept:
        """Keep the nodes that are pending from `first` on and are to be compared; the others wait until asked again."""
        cdef size_t at, kept = 0
        cdef uint32_t *numbers = <uint32_t *>self.pending.data
        cdef Node *node
        for at in range(first, self.pending.size // sizeof(uint32_t)):
            node = self.node_at(numbers[at])
            if node.order < self.most and self.matters(node):
                numbers[kept] = numbers[at]
                kept += 1
            else:
                node.state = NEW
        self.pending.size = kept * sizeof(uint32_t)

    cdef bint matters(self, const Node *node) noexcept:
        """Whether a node can decide anything."""
        cdef uint32_t at = node.users
        cdef Link *link
        if not self.quick or not at:
            return True
        while at:
            link = <Link *>self.links.data + at
            if self.node_at(link.user).verdict == UNDECIDED:
                return True
            at = link.next
        return False

    def take(self, bodies):
        """The next bodies of the trees that are wanted, None for one that cannot be read; compares what is complete."""
        cdef size_t number, side, count
        cdef Node *node
        cdef uint32_t tree
        self.claim()
        given = tuple(bodies)
        if <size_t>len(given) > self.asked.size // sizeof(uint32_t) - self.arrived:
            raise ValueError("more trees than are wanted")
        for body in given:
            if body is not None:
                PyBytes_AsString(body)
                self.held += PyBytes_GET_SIZE(body)
            self.bodies.append(body)
            self.arrived += 1
        self.busy = True
        try:
            count = self.pending.size // sizeof(uint32_t)
            while self.at < count and (<size_t *>self.needs.data)[self.at] <= self.arrived:
                number = (<uint32_t *>self.pending.data)[self.at]
                self.at += 1
                self.compared += 1
                if self.matters(self.node_at(number)):
                    self.compare(number)
                else:
                    self.node_at(number).state = NEW
                node = self.node_at(number)
                for side in range(node.sides):
                    tree = self.key_of(node)[side]
                    if tree:
                        self.release((<uint32_t *>self.slots.data)[tree] - 1)
        finally:
            self.busy = False

    cdef int release(self, size_t slot) except -1:
        """One node less needs the tree of a slot."""
        cdef uint32_t *uses = <uint32_t *>self.uses.data + slot
        uses[0] -= 1
        if not uses[0]:
            body = self.bodies[slot]
            if body is not None:
                self.held -= PyBytes_GET_SIZE(body)
            self.bodies[slot] = None
        return 0

    # Comparing

    cdef int compare(self, size_t number) except -1:
        """Find the items of a node."""
        cdef Node *node = self.node_at(number)
        cdef size_t count = node.sides, at, first = self.items.size
        cdef uint32_t tree, place = node.place
        cdef Side *side
        cdef int done
        node.state = UNREADABLE
        self.asks_first = False
        self.sides.size = 0
        extend(&self.sides, count * sizeof(Side))
        memset(self.sides.data, 0, count * sizeof(Side))
        for at in range(count):
            side = <Side *>self.sides.data + at
            tree = self.key_of(node)[at]
            if tree:
                body = self.bodies[(<uint32_t *>self.slots.data)[tree] - 1]
                if body is None:
                    return 0
                side.at = <const unsigned char *>PyBytes_AS_STRING(body)
                side.end = side.at + PyBytes_GET_SIZE(body)
                if self.step is not None and place and not self.ascends(side[0]):
                    self.asks_first = True
        for at in range(count):
            if self.step_on(<Side *>self.sides.data + at, place) < 0:
                return 0
        done = self.walk(number, count)
        node = self.node_at(number)
        if done < 0:
            self.items.size = first
            return 0
        node.first, node.end, node.state = first, self.items.size, COMPARED
        if not node.open:
            self.decide(number, SAME)
        return 0

    cdef bint ascends(self, Side side) except -1:
        """Whether the entries of a side are sorted, as far as it is well-formed."""
        cdef Side before
        if self.step_on(&side, 0) < 0:
            return True
        while side.there:
            before = side
            if self.step_on(&side, 0) < 0:
                return True
            if side.there and comes_before(&before, &side) >= 0:
                return False
        return True

    cdef int step_on(self, Side *side, uint32_t place) except -2:
        """Go to the next entry that is asked for: -1 where the tree is malformed, else 0."""
        while True:
            if not read_entry(side, self.hash_size):
                return -1
            if not side.there:
                return 0
            if place == 0 or (self.step is not None and not self.asks_first):
                return 0
            side.below = self.places.below(place, side) if self.step is None else self.asked_below(place, side)
            if side.below >= 0:
                return 0
            if side.below == NO_MORE:
                side.at, side.there = side.end, False
                return 0

    cdef int walk(self, size_t number, size_t count) except -2:
        """Go over all sides of a node together and keep what differs: -1 where a tree is malformed, else 0."""
        cdef Side *sides = <Side *>self.sides.data
        cdef uint32_t place = self.node_at(number).place
        cdef size_t at, least
        cdef int order
        while True:
            if count == 2 and place == 0 and self.skip(sides, sides + 1) < 0:
                return -1
            least = first_of(sides, count)
            if not sides[0].there and not sides[least].there:
                return 0
            if not sides[0].there:
                order = 1
            elif not sides[least].there:
                order = -1
            else:
                order = comes_before(sides, sides + least)
            sides[0].meets = order <= 0
            if order < 0:
                for at in range(1, count):
                    sides[at].meets = False
            if differs(sides, count, self.hash_size):
                self.keep_item(number, sides, count)
                if self.quick and self.node_at(number).verdict == DIFFERS:
                    return 0
            for at in range(count):
                if sides[at].meets and self.step_on(sides + at, place) < 0:
                    return -1

    cdef int skip(self, Side *one, Side *other) except -2:
        """Go over the entries that two sides begin with alike: -1 where these are malformed, else 0."""
        cdef const unsigned char *start = one.start
        cdef const unsigned char *stop
        if not one.there or not other.there:
            return 0
        stop = start + same_size(start, other.start, min(one.end - start, other.end - other.start))
        if one.at > stop:
            return 0
        one.at = same_entries(one.at, stop, self.hash_size)
        other.at = other.start + (one.at - start)
        if self.step_on(one, 0) < 0:
            return -1
        return self.step_on(other, 0)

    cdef int keep_item(self, size_t number, Side *sides, size_t count) except -1:
        """Keep the entries that meet in a node, as far as they are asked for."""
        cdef Node *node = self.node_at(number)
        cdef size_t at, first = count
        cdef int64_t below = -1
        for at in range(count):
            sides[at].kept = sides[at].meets
        if self.step is not None and node.place != 0 and not self.ask(node.place, sides, count):
            return 0
        for at in range(count):
            if sides[at].kept:
                first = at
                break
        if first == count:
            return 0
        if sides[first].mode != DIRECTORY or not self.recursive:
            self.decide(number, DIFFERS)
        else:
            self.numbers.size = 0
            extend(&self.numbers, count * sizeof(uint32_t))
            for at in range(count):
                below = self.tree_number(sides[at].oid) if sides[at].kept else 0
                (<uint32_t *>self.numbers.data)[at] = <uint32_t>below
            below = self.node_of(<uint32_t *>self.numbers.data, <uint32_t>count, sides[first].below)
            self.enqueue(below, self.node_at(number).order)
            self.link(number, below)
        if not self.quick:
            self.write_item(sides, count, sides + first, below + 1)
        return 0

    cdef int32_t asked_below(self, uint32_t place, const Side *side) except? -3:
        """The place below an entry, as `step` says it; NOT_ASKED."""
        cdef int64_t below = self.step(
            place, PyBytes_FromStringAndSize(<const char *>side.name, side.size), side.mode
        )
        return NOT_ASKED if below < 0 else <int32_t>below

    cdef bint ask(self, uint32_t place, Side *sides, size_t count) except -1:
        """Which of the entries that meet are asked for; False where nothing is left to tell."""
        cdef size_t at
        cdef bint is_missing = False
        for at in range(count):
            if sides[at].kept:
                sides[at].below = self.asked_below(place, sides + at)
                sides[at].kept = sides[at].below >= 0
            is_missing = is_missing or (at > 0 and not sides[at].kept)
        return sides[0].kept or not is_missing

    def entries(self, int64_t node, bytes prefix=b"", bint with_trees=False, int64_t depth=2048):
        """The entries of a node and of those below it, whose paths begin with `prefix`.

        With `with_trees` a directory comes before what is in it. What is more than `depth` levels below is not opened.
        """
        if self.quick:
            raise ValueError("no entries are kept")
        self.known(node)
        return ChangedEntries(self, node, prefix, with_trees, depth)
