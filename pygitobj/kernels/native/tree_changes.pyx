"""What differs between trees, many at once. How: kernels/pure/tree_changes.py.

The interpreter's lock is held: what takes time is reading the trees, which goes on without it.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memchr, memcmp, memcpy, memset

from pygitobj.kernels.native.tree_nodes cimport (
    COMPARED, DIFFERS, NEW, QUEUED, SAME, UNDECIDED, UNREADABLE, Array, Item, Link, Node, TreeNodes, extend,
)
from pygitobj.kernels.path_places import places_of

cdef enum:
    TYPE_MASK = 0o170000
    REGULAR = 0o100000
    DIRECTORY = 0o040000
    SYMLINK = 0o120000
    GITLINK = 0o160000
    MAX_MODE_DIGITS = 11
    NOT_ASKED = -1
    NO_MORE = -2
    # Which entries of a name lead to a path: see kernels/path_places.py.
    WITH_SUBMODULES = 1
    ANYTHING = 2
    STEPS = 16
    NO_NODE = 0xFFFFFFFF

cdef size_t EVERYBODY = <size_t>-1


cdef struct Side:
    const unsigned char *at         # where the next entry begins
    const unsigned char *end
    const unsigned char *start      # where this one began
    const unsigned char *name
    const unsigned char *oid
    uint32_t size                   # of the name
    uint32_t mode
    int32_t below
    bint there                      # whether there is an entry
    bint meets                      # whether it is the entry that is looked at, or one that meets it
    bint kept                       # whether it is asked for as well

cdef struct Text:
    const unsigned char *start
    size_t size

cdef struct Name:
    Text text
    int kind
    int32_t below

cdef struct Place:
    size_t first        # of its names
    size_t count
    size_t first_rest
    size_t rests


cdef uint32_t canonical(uint64_t mode) noexcept nogil:
    """The mode as git shows it."""
    cdef uint64_t kind = mode & TYPE_MASK
    if kind == REGULAR:
        return 0o100755 if mode & 0o100 else 0o100644
    return <uint32_t>kind if kind == DIRECTORY or kind == SYMLINK else GITLINK


cdef int comes_before(const Side *one, const Side *other) noexcept nogil:
    """Below 0 where an entry comes before another one as git sorts them, above 0 where it comes after."""
    cdef uint32_t size = one.size if one.size < other.size else other.size
    cdef int order = memcmp(one.name, other.name, size)
    cdef int left, right
    if order:
        return order
    left = one.name[size]
    right = other.name[size]
    if not left and one.mode == DIRECTORY:
        left = 47
    if not right and other.mode == DIRECTORY:
        right = 47
    return left - right


cdef size_t common(const unsigned char *one, const unsigned char *other, size_t size) noexcept nogil:
    """How many of the first `size` bytes are the same at both."""
    cdef size_t at = 0
    cdef uint64_t left, right
    while at + 8 <= size:
        memcpy(&left, one + at, 8)
        memcpy(&right, other + at, 8)
        if left != right:
            break
        at += 8
    while at < size and one[at] == other[at]:
        at += 1
    return at


cdef class TreeChanges(TreeNodes):
    """The nodes that were compared. `nothing` is the id of the empty tree: of a side that is not there."""

    cdef readonly size_t compared, roots
    cdef readonly int64_t level
    cdef readonly size_t held
    cdef object step
    cdef bint quick, recursive, busy
    cdef bint asks_first    # of each entry, and not only of those that differ
    cdef object paths
    cdef uint32_t top
    cdef Array places, names, rests
    cdef Array pending, queue, needs, asked, uses, slots, sides, numbers
    cdef list bodies
    cdef size_t at, most, arrived

    def __cinit__(self, nothing, paths=(), step=None, bint quick=False, bint recursive=True):
        self.step, self.quick, self.recursive = step, quick, recursive
        self.lay_out(places_of(paths))
        self.top = 1 if step is not None or self.places.size > sizeof(Place) else 0
        self.bodies = []
        self.begin()

    def __dealloc__(self):
        free(self.places.data)
        free(self.names.data)
        free(self.rests.data)
        free(self.pending.data)
        free(self.queue.data)
        free(self.needs.data)
        free(self.asked.data)
        free(self.uses.data)
        free(self.slots.data)
        free(self.sides.data)
        free(self.numbers.data)

    cdef int lay_out(self, places) except -1:
        """Keep the places, and the names in each, ascending."""
        cdef Place *place
        cdef Name *one
        cdef Text *rest
        self.paths = [(sorted(steps.items()), rests) for steps, rests in places]
        for steps, rests in self.paths:
            place = <Place *>extend(&self.places, sizeof(Place))
            place.first, place.count = self.names.size // sizeof(Name), len(steps)
            place.first_rest, place.rests = self.rests.size // sizeof(Text), len(rests)
            for name, (kind, below) in steps:
                one = <Name *>extend(&self.names, sizeof(Name))
                one.text.start, one.text.size = <const unsigned char *>PyBytes_AsString(name), len(name)
                one.kind, one.below = kind, below
            for text in rests:
                rest = <Text *>extend(&self.rests, sizeof(Text))
                rest.start, rest.size = <const unsigned char *>PyBytes_AsString(text), len(text)
        return 0

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
        if place >= NO_NODE:
            raise ValueError("no place")
        self.claim()
        count //= size
        self.numbers.size = 0
        extend(&self.numbers, count * sizeof(uint32_t))
        for at in range(count):
            number = self.tree_number(<const unsigned char *>PyBytes_AS_STRING(ids) + at * size)
            (<uint32_t *>self.numbers.data)[at] = <uint32_t>number
        number = self.node_of(<uint32_t *>self.numbers.data, <uint32_t>count, self.top if place < 0 else <uint32_t>place)
        if self.step is None and self.node_at(number).place >= self.places.size // sizeof(Place):
            raise ValueError("no place")
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

    cdef Node *known(self, int64_t number) except NULL:
        """The node with this number. Raises ValueError for none."""
        if number < 0 or <size_t>number >= self.count_of_nodes():
            raise ValueError("no node")
        return self.node_at(number)

    def verdict(self, int64_t node):
        """Whether something differs in the node with this number or below."""
        return self.known(node).verdict

    def is_compared(self, int64_t node):
        """Whether the items of a node are known."""
        return self.known(node).state == COMPARED

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
        # Which slot a tree has, and one.
        self.slots.size = 0
        memset(extend(&self.slots, self.count_of_trees() * sizeof(uint32_t)), 0, self.count_of_trees() * sizeof(uint32_t))
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
        if len(given) > self.asked.size // sizeof(uint32_t) - self.arrived:
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
        cdef const unsigned char *name
        cdef const unsigned char *nul
        cdef uint64_t mode
        while True:
            if side.at == side.end:
                side.there = False
                return 0
            mode, name = 0, side.at
            while name < side.end and 48 <= name[0] <= 55:
                mode = mode << 3 | <uint64_t>(name[0] - 48)
                name += 1
            if name == side.at or name - side.at > MAX_MODE_DIGITS or name == side.end or name[0] != 32:
                return -1
            name += 1
            nul = <const unsigned char *>memchr(name, 0, side.end - name)
            if nul == NULL or nul == name or <size_t>(side.end - nul - 1) < self.hash_size:
                return -1
            if nul - name > 0x7FFFFFFF:
                return -1
            side.start, side.name, side.size, side.oid = side.at, name, <uint32_t>(nul - name), nul + 1
            side.at = nul + 1 + self.hash_size
            side.mode, side.there, side.below = canonical(mode), True, 0
            if place == 0 or (self.step is not None and not self.asks_first):
                return 0
            side.below = self.place_below(place, side) if self.step is None else self.asked_below(place, side)
            if side.below >= 0:
                return 0
            if side.below == NO_MORE:
                side.at, side.there = side.end, False
                return 0

    cdef int32_t place_below(self, uint32_t number, const Side *side) noexcept:
        """The place below an entry; NOT_ASKED, or NO_MORE where no later entry can be asked for either."""
        cdef const Place *place = <const Place *>self.places.data + number
        cdef const Name *names = <const Name *>self.names.data + place.first
        cdef const Text *rests = <const Text *>self.rests.data + place.first_rest
        cdef size_t low = 0, high = place.count, middle, size
        cdef int order
        while low < high:
            middle = (low + high) >> 1
            size = min(names[middle].text.size, <size_t>side.size)
            order = memcmp(names[middle].text.start, side.name, size)
            if order == 0 and names[middle].text.size == side.size:
                if names[middle].kind == ANYTHING or side.mode == DIRECTORY or (
                    names[middle].kind == WITH_SUBMODULES and side.mode == GITLINK
                ):
                    return names[middle].below
                break
            if order < 0 or (order == 0 and names[middle].text.size < side.size):
                low = middle + 1
            else:
                high = middle
        for middle in range(place.rests):
            size = min(rests[place.rests - 1 - middle].size, <size_t>side.size)
            if memcmp(rests[place.rests - 1 - middle].start, side.name, size) >= 0:
                return NOT_ASKED
        return NO_MORE

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
        stop = start + common(start, other.start, min(one.end - start, other.end - other.start))
        if one.at > stop:
            return 0
        while one.there and one.at <= stop:
            if self.step_on(one, 0) < 0:
                return -1
        other.at = other.start + ((one.start if one.there else one.end) - start)
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

    def entries(self, int64_t node, bytes prefix=b"", bint with_trees=False, int64_t depth=1 << 30):
        """The entries of a node and of those below it, whose paths begin with `prefix`.

        With `with_trees` a directory comes before what is in it. What is more than `depth` levels below is not opened.
        """
        if self.quick:
            raise ValueError("no entries are kept")
        self.known(node)
        return ChangedEntries(self, node, prefix, with_trees, depth)


cdef size_t first_of(Side *sides, size_t count) noexcept nogil:
    """The old side whose entry comes first; the entries that are at the same name meet."""
    cdef size_t least = 1, at, earlier
    cdef int order
    sides[1].meets = sides[1].there
    for at in range(2, count):
        sides[at].meets = sides[at].there
        if not sides[at].there:
            continue
        order = comes_before(sides + at, sides + least) if sides[least].there else -1
        if order < 0:
            for earlier in range(1, at):
                sides[earlier].meets = False
            least = at
        elif order > 0:
            sides[at].meets = False
    return least


cdef bint differs(const Side *sides, size_t count, size_t hash_size) noexcept nogil:
    """Whether what meets is a change: no old side has the new entry, or all have what is not there any more."""
    cdef size_t at
    for at in range(1, count):
        if not sides[0].meets:
            if not sides[at].meets:
                return False
        elif sides[at].meets and sides[at].mode == sides[0].mode and memcmp(
            sides[at].oid, sides[0].oid, hash_size
        ) == 0:
            return False
    return True


cdef struct Frame:
    size_t at           # where the next item stands
    size_t end
    size_t prefix       # the size of the path to the node
    int64_t depth
    uint32_t sides


cdef class ChangedEntries:
    """The entries of a node and of those below, some at a time: see `TreeChanges.entries`."""

    cdef TreeChanges changes
    cdef bint with_trees
    cdef int64_t most_depth
    cdef readonly int64_t stuck, depth
    cdef Array frames, path
    cdef size_t here        # the size of the path to the node where it is stuck
    cdef bytes none

    def __cinit__(self, TreeChanges changes not None, int64_t node, bytes prefix not None, bint with_trees, int64_t depth):
        self.changes, self.with_trees, self.most_depth = changes, with_trees, depth
        self.none = bytes(changes.hash_size)
        self.stuck = -1
        self.here = PyBytes_GET_SIZE(prefix)
        memcpy(extend(&self.path, self.here), PyBytes_AS_STRING(prefix), self.here)
        self.enter(node, self.here, 0)

    def __dealloc__(self):
        free(self.frames.data)
        free(self.path.data)

    @property
    def prefix(self):
        """The path to the node where it is stuck."""
        return PyBytes_FromStringAndSize(<const char *>self.path.data, self.here)

    def is_done(self):
        """Whether nothing is left, but for what is below the node where it is stuck."""
        return self.frames.size == 0

    def go_on(self):
        """Leave the node where it is stuck behind."""
        self.stuck = -1

    cdef bint enter(self, size_t number, size_t prefix, int64_t depth) except -1:
        """Go into a node; False where it is not known."""
        cdef const Node *node = self.changes.node_at(number)
        cdef Frame *frame
        if node.verdict == SAME and not self.with_trees:
            return True
        if node.state != COMPARED or depth > self.most_depth:
            self.stuck, self.here, self.depth = number, prefix, depth
            return False
        if node.first < node.end:
            frame = <Frame *>extend(&self.frames, sizeof(Frame))
            frame.at, frame.end, frame.prefix, frame.depth = node.first, node.end, prefix, depth
            frame.sides = node.sides
        return True

    def take(self, size_t most):
        """At most `most` entries more; fewer do not say that none is left.

        Where it comes to a node that was not compared, or lies too deep, it ends before it: `stuck` is its number,
        else -1, `prefix` the path to it and `depth` how far below the start it is. The next call goes on behind it.
        """
        cdef size_t left = most * STEPS, size, count = 0
        cdef Frame *frame
        cdef int64_t depth
        cdef const unsigned char *item
        cdef Item head
        cdef uint32_t sides
        cdef list given = []
        while left and count < most and self.frames.size:
            left -= 1
            frame = <Frame *>(self.frames.data + self.frames.size) - 1
            item = self.changes.items.data + frame.at
            memcpy(&head, item, sizeof(Item))
            sides, depth = frame.sides, frame.depth
            size = sizeof(Item) + sides * (sizeof(uint32_t) + self.changes.hash_size)
            self.path.size = frame.prefix
            memcpy(extend(&self.path, head.name_size), item + size, head.name_size)
            frame.at += size + head.name_size
            if frame.at == frame.end:
                self.frames.size -= sizeof(Frame)
            if not head.below or self.with_trees:
                given.append(self.row(item + sizeof(Item), sides))
                count += 1
            if head.below:
                (<unsigned char *>extend(&self.path, 1))[0] = 47
                if not self.enter(head.below - 1, self.path.size, depth + 1):
                    break
        return given

    cdef tuple row(self, const unsigned char *item, uint32_t sides):
        """An entry: of one old side its mode and id, then the new ones; else the new ones, then the old."""
        cdef uint32_t mode, old, side
        cdef size_t size = self.changes.hash_size
        cdef const unsigned char *ids = item + sides * sizeof(uint32_t)
        path = PyBytes_FromStringAndSize(<const char *>self.path.data, self.path.size)
        memcpy(&mode, item, sizeof(uint32_t))
        if sides == 2:
            memcpy(&old, item + sizeof(uint32_t), sizeof(uint32_t))
            return path, old, self.id_at(ids + size, old), mode, self.id_at(ids, mode)
        olds = []
        for side in range(1, sides):
            memcpy(&old, item + side * sizeof(uint32_t), sizeof(uint32_t))
            olds.append((old, self.id_at(ids + side * size, old)))
        return path, mode, self.id_at(ids, mode), tuple(olds)

    cdef bytes id_at(self, const unsigned char *oid, uint32_t mode):
        """An id, all zeros where there is no entry."""
        if not mode:
            return self.none
        return PyBytes_FromStringAndSize(<const char *>oid, self.changes.hash_size)
