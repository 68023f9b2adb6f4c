"""The objects below trees, in the order of a walk. How: kernels/pure/tree_listing.py.

Most of a tree is mostly as in the one that was listed before it: where both have the same entry at the same name, it was
told then, and is not looked up.
"""

from cpython.array cimport array, clone
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memchr, memcmp, memcpy, memset

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.kernels.columns import Told
from pygitobj.kernels.native.tree_sides cimport DIRECTORY, GITLINK, Side, read_entry

cdef enum:
    SHORTEST_HASH = 8
    LONGEST_HASH = 32
    FIRST_SLOTS = 1024
    TREE = 2
    BLOB = 3
    # An object that is held only: not known yet.
    NOT_KNOWN = 255

# One more is the number of an empty slot.
cdef uint64_t MOST = 0xFFFFFFFE


cdef struct Buffer:
    unsigned char *data
    size_t size
    size_t room


cdef struct Opened:
    Side side               # where the listing is in the tree
    Side before             # where the tree is that was listed before, at the same path
    size_t length           # of the path
    uint32_t number


cdef bint extend(Buffer *buffer, const void *data, size_t size) noexcept nogil:
    """Append to `buffer`; False where memory is short."""
    cdef unsigned char *grown
    cdef size_t room
    if buffer.size + size > buffer.room:
        room = 2 * buffer.room + size + 256
        grown = <unsigned char *>realloc(buffer.data, room)
        if grown == NULL:
            return False
        buffer.data, buffer.room = grown, room
    if size:
        memcpy(buffer.data + buffer.size, data, size)
    buffer.size += size
    return True


cdef class TreeListing:
    """A listing of objects whose raw ids have `hash_size` bytes, of trees in trees `max_depth` deep at the most."""

    cdef readonly size_t hash_size
    cdef readonly size_t max_depth
    cdef Buffer ids             # in the order in which they came
    cdef Buffer kinds           # the type by which each was met, 0 where that is not known
    cdef Buffer held            # the number of the body that is held of each, and one; 0 for none
    cdef uint32_t *slots        # the number of an id in that order, and one; 0 for none
    cdef uint64_t count, mask
    cdef list bodies            # those that are held
    cdef Buffer holders         # and the numbers of their trees
    cdef Buffer stack           # the trees that the listing is in
    cdef Buffer path
    cdef Buffer out_ids, out_kinds, out_paths, out_ends
    cdef bytes last, previous   # the last two trees that were begun with: what is looked at of the older one must stay
    cdef bytes queue, start     # the trees that come next, and the path at which they are
    cdef size_t at              # where in the queue
    cdef int64_t want           # the number of the tree that is wanted; -1 for none

    def __cinit__(self, size_t hash_size, max_depth):
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        if max_depth < 0:
            raise ValueError("no depth of trees")
        self.hash_size = hash_size
        self.max_depth = max_depth
        self.bodies = []
        self.queue = self.start = b""
        self.want = -1
        self.mask = FIRST_SLOTS - 1
        self.slots = <uint32_t *>calloc(FIRST_SLOTS, sizeof(uint32_t))
        if self.slots == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.slots)
        free(self.ids.data)
        free(self.kinds.data)
        free(self.held.data)
        free(self.holders.data)
        free(self.stack.data)
        free(self.path.data)
        free(self.out_ids.data)
        free(self.out_kinds.data)
        free(self.out_paths.data)
        free(self.out_ends.data)

    def __contains__(self, oid):
        cdef const unsigned char *raw = <const unsigned char *>PyBytes_AsString(oid)
        cdef uint64_t slot
        if <size_t>PyBytes_GET_SIZE(oid) != self.hash_size:
            return False
        slot = self.slot_of(raw)
        return self.slots[slot] != 0 and self.kinds.data[self.slots[slot] - 1] != NOT_KNOWN

    @property
    def wanted(self):
        """The tree whose body is to be given, None for none."""
        if self.want < 0:
            return None
        return PyBytes_FromStringAndSize(<char *>self.ids.data + self.want * self.hash_size, self.hash_size)

    @property
    def place(self):
        """The path where the listing is: where a tree is wanted that tree's."""
        return taken(&self.path)

    cdef uint64_t slot_of(self, const unsigned char *oid) noexcept nogil:
        """The slot where `oid` is, or would be."""
        cdef uint64_t slot
        # An id is a hash already; the first bytes of many are often alike, as where somebody looked for them.
        memcpy(&slot, oid + self.hash_size - sizeof(slot), sizeof(slot))
        slot &= self.mask
        while self.slots[slot] and memcmp(
            self.ids.data + (self.slots[slot] - 1) * self.hash_size, oid, self.hash_size
        ) != 0:
            slot = (slot + 1) & self.mask
        return slot

    cdef int64_t number_of(self, const unsigned char *oid) noexcept nogil:
        """The number of `oid`, which is new where it is not known; -1 where memory is short."""
        cdef uint64_t slot = self.slot_of(oid)
        cdef unsigned char kind = NOT_KNOWN
        cdef uint32_t place = 0
        if self.slots[slot]:
            return self.slots[slot] - 1
        if self.count >= MOST or not extend(&self.ids, oid, self.hash_size):
            return -1
        if not extend(&self.kinds, &kind, 1) or not extend(&self.held, &place, sizeof(place)):
            return -1
        self.count += 1
        self.slots[slot] = <uint32_t>self.count
        if 2 * self.count > self.mask and not self.spread():
            return -1
        return self.count - 1

    cdef bint spread(self) noexcept nogil:
        """Make twice as many slots; False where memory is short."""
        cdef uint64_t wanted = 2 * (self.mask + 1), at
        cdef uint32_t *slots = <uint32_t *>calloc(wanted, sizeof(uint32_t))
        if slots == NULL:
            return False
        free(self.slots)
        self.slots, self.mask = slots, wanted - 1
        for at in range(self.count):
            self.slots[self.slot_of(self.ids.data + at * self.hash_size)] = <uint32_t>(at + 1)
        return True

    cdef uint32_t *holder(self, int64_t number) noexcept nogil:
        """Which body is held of the object `number`, and one; 0 for none."""
        return <uint32_t *>self.held.data + number

    cdef size_t column_size(self, bytes column) except? 0:
        """How many ids are in `column`."""
        if PyBytes_GET_SIZE(column) % self.hash_size:
            raise ValueError("not a column of ids")
        return PyBytes_GET_SIZE(column) // self.hash_size

    def know(self, bytes column not None):
        """Know the ids in `column`, so that they are not told; gives those that were not known, in their order."""
        cdef size_t count = self.column_size(column), at
        cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef int64_t number
        cdef Buffer fresh
        memset(&fresh, 0, sizeof(fresh))
        try:
            for at in range(count):
                number = self.number_of(oid)
                if number < 0:
                    raise MemoryError
                if self.kinds.data[number] == NOT_KNOWN:
                    self.kinds.data[number] = 0
                    if not extend(&fresh, oid, self.hash_size):
                        raise MemoryError
                oid += self.hash_size
            return taken(&fresh)
        finally:
            free(fresh.data)

    def know_below(self, bodies):
        """Know all that the trees `bodies` name; gives the trees among it that were not known.

        Raises CorruptObject for a malformed one.
        """
        cdef Buffer trees
        cdef Side side
        cdef int64_t number
        memset(&trees, 0, sizeof(trees))
        held = tuple(bodies)
        try:
            for body in held:
                enter(&side, body)
                while read_entry(&side, self.hash_size) and side.there:
                    if side.mode == GITLINK:
                        continue
                    number = self.number_of(side.oid)
                    if number < 0:
                        raise MemoryError
                    if self.kinds.data[number] != NOT_KNOWN:
                        continue
                    self.kinds.data[number] = 0
                    if side.mode == DIRECTORY and not extend(&trees, side.oid, self.hash_size):
                        raise MemoryError
                if side.at != side.end:
                    refuse(body, self.hash_size)
            return taken(&trees)
        finally:
            free(trees.data)

    def lacking(self, bytes column not None):
        """Those of the trees in `column`, each once, that are not known and whose bodies are not held."""
        cdef size_t count = self.column_size(column), at
        cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef Buffer found
        memset(&found, 0, sizeof(found))
        try:
            for at in range(count):
                if self.lack(oid, &found) < 0:
                    raise MemoryError
                oid += self.hash_size
            return self.each_once(&found)
        finally:
            free(found.data)

    cdef int lack(self, const unsigned char *oid, Buffer *found) noexcept nogil:
        """Add the number of the tree `oid` to `found` where it is lacking, and note it there; -1 where memory is short."""
        cdef int64_t number = self.number_of(oid)
        cdef uint32_t shown
        if number < 0:
            return -1
        if self.kinds.data[number] != NOT_KNOWN or self.holder(number)[0]:
            return 0
        # Until all are found, so that each is once.
        self.holder(number)[0] = 0xFFFFFFFF
        shown = <uint32_t>number
        return 0 if extend(found, &shown, sizeof(shown)) else -1

    cdef bytes each_once(self, Buffer *found):
        """The ids of the trees whose numbers are in `found`, which were noted."""
        cdef size_t count = found.size // sizeof(uint32_t), at
        cdef uint32_t *numbers = <uint32_t *>found.data
        cdef bytes column = PyBytes_FromStringAndSize(NULL, count * self.hash_size)
        cdef char *to = PyBytes_AS_STRING(column)
        for at in range(count):
            self.holder(numbers[at])[0] = 0
            memcpy(to + at * self.hash_size, self.ids.data + numbers[at] * self.hash_size, self.hash_size)
        return column

    def hold(self, bytes column not None, bodies):
        """Hold the `bodies` of the trees in `column`, but None; gives the trees below them that are `lacking`.

        A malformed one is not held.
        """
        cdef size_t count = self.column_size(column), at
        cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef Buffer found
        memset(&found, 0, sizeof(found))
        held = tuple(bodies)
        if <size_t>len(held) != count:
            raise ValueError("a body for each tree")
        try:
            for at in range(count):
                if held[at] is not None:
                    self.keep(oid + at * self.hash_size, held[at])
            for at in range(count):
                if held[at] is not None and not self.find_below(held[at], &found):
                    self.holder(self.number_of(oid + at * self.hash_size))[0] = 0
            return self.each_once(&found)
        finally:
            free(found.data)

    cdef bint find_below(self, bytes body, Buffer *found) except? False:
        """Add the trees that the tree `body` names and that are lacking to `found`; False where it is malformed."""
        cdef Side side
        cdef size_t before = found.size
        enter(&side, body)
        while read_entry(&side, self.hash_size):
            if not side.there:
                return True
            if side.mode == DIRECTORY and self.lack(side.oid, found) < 0:
                raise MemoryError
        while found.size > before:
            found.size -= sizeof(uint32_t)
            self.holder((<uint32_t *>(found.data + found.size))[0])[0] = 0
        return False

    cdef int keep(self, const unsigned char *oid, bytes body) except -1:
        """Hold `body` for the tree `oid`."""
        cdef int64_t number = self.number_of(oid)
        cdef uint32_t shown
        if number < 0:
            raise MemoryError
        shown = <uint32_t>number
        if not extend(&self.holders, &shown, sizeof(shown)):
            raise MemoryError
        self.bodies.append(body)
        self.holder(number)[0] = <uint32_t>len(self.bodies)
        return 0

    def release(self):
        """Let the bodies go that are held. Raises ValueError within a tree."""
        cdef size_t at
        self.require_outside()
        for at in range(self.holders.size // sizeof(uint32_t)):
            self.holder((<uint32_t *>self.holders.data)[at])[0] = 0
        self.holders.size = 0
        self.bodies = []

    cdef int require_outside(self) except -1:
        """Raise ValueError within a tree."""
        if not self.is_done():
            raise ValueError("within a tree")
        return 0

    def is_done(self):
        """Whether nothing is left of the trees that it began with."""
        return not self.stack.size and self.want < 0 and self.at == <size_t>PyBytes_GET_SIZE(self.queue)

    def begin(self, bytes trees not None, bytes path not None=b""):
        """List the `trees`, one after another, each at `path`. Raises ValueError where some are being listed."""
        self.require_outside()
        self.column_size(trees)
        self.queue, self.start, self.at = trees, path, 0

    cdef bint go_on(self) except? False:
        """Go to the next tree that is not known; False where there is none, or one is wanted."""
        cdef int64_t number
        while self.want < 0 and self.at < <size_t>PyBytes_GET_SIZE(self.queue):
            number = self.number_of(<const unsigned char *>PyBytes_AS_STRING(self.queue) + self.at)
            self.at += self.hash_size
            if number < 0:
                raise MemoryError
            if self.kinds.data[number] == NOT_KNOWN:
                self.want = number
                self.path.size = 0
                if not extend(&self.path, PyBytes_AS_STRING(self.start), PyBytes_GET_SIZE(self.start)):
                    raise MemoryError
        return self.want >= 0

    def run(self, size_t most):
        """Tell about `most` objects and no fewer, unless the trees end, or one is `wanted`.

        Raises CorruptObject where an object is met as a tree and as a blob, GitObjectError for trees that are too deep.
        """
        self.out_ids.size = self.out_kinds.size = self.out_paths.size = self.out_ends.size = 0
        while self.out_kinds.size < most:
            if self.stack.size and self.want < 0:
                if not self.step():
                    break
            elif not self.go_on() or not self.open_wanted(NULL):
                break
        return self.told()

    cdef Opened *top(self) noexcept nogil:
        """The tree that the listing is in."""
        return <Opened *>(self.stack.data + self.stack.size - sizeof(Opened))

    cdef bint step(self) except? False:
        """Look at the entries of the tree on top up to one that is a tree, or its end; False where one is wanted."""
        cdef Opened *top = self.top()
        cdef Side *side = &top.side
        cdef int64_t number
        cdef unsigned char kind
        cdef bint known_before
        while True:
            read_entry(side, self.hash_size)
            if not side.there:
                self.stack.size -= sizeof(Opened)
                self.path.size = self.top().length if self.stack.size else 0
                return True
            if alike(side, &top.before):
                read_entry(&top.before, self.hash_size)
                continue
            meet(side, &top.before, self.hash_size)
            known_before = top.before.meets
            if known_before and same(side, &top.before, self.hash_size):
                continue
            if side.mode == GITLINK:
                continue
            number = self.number_of(side.oid)
            if number < 0:
                raise MemoryError
            kind = TREE if side.mode == DIRECTORY else BLOB
            if self.kinds.data[number] != NOT_KNOWN:
                if self.kinds.data[number] != 0 and self.kinds.data[number] != kind:
                    self.refuse_type(side, top.number, kind)
                continue
            self.path.size = top.length
            if not extend(&self.path, side.name, side.size):
                raise MemoryError
            if kind == BLOB:
                self.tell(number, BLOB)
                continue
            self.want = number
            return self.open_wanted(side.oid if not known_before or top.before.mode != DIRECTORY else top.before.oid)

    cdef int tell(self, int64_t number, unsigned char kind) except -1:
        """Tell the object `number` at the path where the listing is."""
        cdef uint64_t end = self.out_paths.size + self.path.size
        self.kinds.data[number] = kind
        if not (
            extend(&self.out_ids, self.ids.data + number * self.hash_size, self.hash_size)
            and extend(&self.out_kinds, &kind, 1)
            and extend(&self.out_paths, self.path.data, self.path.size)
            and extend(&self.out_ends, &end, sizeof(end))
        ):
            raise MemoryError
        return 0

    cdef bint open_wanted(self, const unsigned char *before) except? False:
        """Tell the tree that is wanted, and open it beside the one `before` it; False where its body is not held."""
        cdef int64_t number = self.want
        cdef uint32_t place = self.holder(number)[0]
        cdef Opened opened
        cdef bytes body
        cdef uint64_t slot
        if self.stack.size // sizeof(Opened) > self.max_depth:
            raise GitObjectError("exceeded maximum allowed tree depth")
        if not place:
            return False
        body = self.bodies[place - 1]
        memset(&opened, 0, sizeof(opened))
        enter(&opened.side, body)
        if not self.stack.size:
            self.previous = self.last
            if self.previous is not None:
                enter(&opened.before, self.previous)
            self.last = body
        elif before != NULL:
            slot = self.slot_of(before)
            place = self.holder(self.slots[slot] - 1)[0] if self.slots[slot] else 0
            if place and self.kinds.data[self.slots[slot] - 1] == TREE and self.slots[slot] - 1 != number:
                enter(&opened.before, self.bodies[place - 1])
        self.want = -1
        self.tell(number, TREE)
        if self.path.size and not extend(&self.path, b"/", 1):
            raise MemoryError
        opened.length = self.path.size
        opened.number = <uint32_t>number
        if opened.before.at != NULL:
            read_entry(&opened.before, self.hash_size)
        if not extend(&self.stack, &opened, sizeof(opened)):
            raise MemoryError
        return True

    def give(self, bytes body not None):
        """Hold `body` for the tree that is wanted. Raises CorruptObject for a malformed one, ValueError for none."""
        if self.want < 0:
            raise ValueError("no tree is wanted")
        if not well_formed(body, self.hash_size):
            refuse(body, self.hash_size)
        self.keep(self.ids.data + self.want * self.hash_size, body)

    def skip(self):
        """Neither tell the tree that is wanted nor what is below it, this time. Raises ValueError for none."""
        if self.want < 0:
            raise ValueError("no tree is wanted")
        self.want = -1
        self.path.size = self.top().length if self.stack.size else 0

    cdef told(self):
        """What was told, in columns."""
        cdef size_t count = self.out_kinds.size
        cdef array ends = clone(array("Q"), count, False)
        if count:
            memcpy(ends.data.as_ulonglongs, self.out_ends.data, count * sizeof(uint64_t))
        return Told(taken(&self.out_ids), taken(&self.out_kinds), taken(&self.out_paths), ends)

    cdef int refuse_type(self, const Side *side, uint32_t tree, unsigned char kind) except -1:
        """Raise CorruptObject, in the words of the kernel in Python."""
        from pygitobj.kernels.pure.tree_listing import two_types

        name = PyBytes_FromStringAndSize(<const char *>side.name, side.size)
        oid = PyBytes_FromStringAndSize(<char *>self.ids.data + tree * self.hash_size, self.hash_size)
        raise two_types(name, oid, kind)


cdef bytes taken(const Buffer *buffer):
    """What is in `buffer`."""
    return PyBytes_FromStringAndSize(<const char *>buffer.data, buffer.size) if buffer.size else b""


cdef int enter(Side *side, bytes body) except -1:
    """Go to the start of the tree `body`, which somebody else holds."""
    memset(side, 0, sizeof(side[0]))
    side.at = <const unsigned char *>PyBytes_AsString(body)
    side.end = side.at + PyBytes_GET_SIZE(body)
    return 0


cdef bint well_formed(bytes body, size_t hash_size) except? False:
    """Whether the tree `body` is not malformed."""
    cdef Side side
    enter(&side, body)
    while read_entry(&side, hash_size):
        if not side.there:
            return True
    return False


cdef bint alike(const Side *side, const Side *before) noexcept nogil:
    """Whether both are at an entry of the same bytes."""
    cdef size_t size = side.at - side.start
    return before.there and <size_t>(before.at - before.start) == size and memcmp(side.start, before.start, size) == 0


cdef void meet(const Side *side, Side *before, size_t hash_size) noexcept nogil:
    """Go on in `before` to the entry of the name of that in `side`, if there is one; both may be in any order."""
    cdef uint32_t size
    cdef int order
    before.meets = False
    while before.there:
        size = side.size if side.size < before.size else before.size
        order = memcmp(before.name, side.name, size)
        if order == 0 and before.size == side.size:
            before.meets = True
            return
        if order > 0 or (order == 0 and before.size > side.size):
            return
        read_entry(before, hash_size)


cdef bint same(const Side *side, const Side *before, size_t hash_size) noexcept nogil:
    """Whether both entries are the same object."""
    return side.mode == before.mode and memcmp(side.oid, before.oid, hash_size) == 0


cdef object refuse(body, size_t hash_size):
    """Raises CorruptObject for the malformed tree `body`, in the words of the kernel in Python."""
    from pygitobj.kernels.pure.tree import parse_tree

    parse_tree(body, hash_size)
    raise AssertionError("the kernels do not agree")


def listed_lines(objects, size_t hash_size):
    """A line for each of `objects`: its id in digits, a blank, and its path up to the first end of a line in it."""
    cdef bytes ids = objects.ids, paths = objects.paths
    cdef array ends = objects.ends
    cdef size_t count = len(ends), at, digit, size
    cdef uint64_t start = 0, end
    cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(ids)
    cdef const char *path
    cdef const char *stop
    cdef char *to
    cdef bytes lines
    if hash_size > LONGEST_HASH or <size_t>PyBytes_GET_SIZE(ids) != count * hash_size or ends.typecode != "Q":
        raise ValueError("not columns of objects")
    for at in range(count):
        if ends.data.as_ulonglongs[at] < start or ends.data.as_ulonglongs[at] > <uint64_t>PyBytes_GET_SIZE(paths):
            raise ValueError("not columns of objects")
        start = ends.data.as_ulonglongs[at]
    lines = PyBytes_FromStringAndSize(NULL, count * (2 * hash_size + 2) + PyBytes_GET_SIZE(paths))
    to = PyBytes_AS_STRING(lines)
    start = 0
    for at in range(count):
        for digit in range(hash_size):
            to[0] = DIGITS[oid[0] >> 4]
            to[1] = DIGITS[oid[0] & 15]
            to += 2
            oid += 1
        to[0] = 32
        to += 1
        end = ends.data.as_ulonglongs[at]
        path = PyBytes_AS_STRING(paths) + start
        stop = <const char *>memchr(path, 10, end - start) if end > start else NULL
        size = end - start if stop == NULL else stop - path
        memcpy(to, path, size)
        to += size
        to[0] = 10
        to += 1
        start = end
    return lines[: to - PyBytes_AS_STRING(lines)]


cdef const char *DIGITS = b"0123456789abcdef"
