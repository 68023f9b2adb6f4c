"""Objects that were met on a walk: which are known, and the bodies of trees that were read ahead.

How: kernels/pure/tree_listing.py.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from pygitobj.kernels.native.entry_starts cimport Starts, meets, pass_alike
from pygitobj.kernels.native.id_slots cimport FIRST_SLOTS, LONGEST_HASH, SHORTEST_HASH, slot_in, spread_slots
from pygitobj.kernels.native.tree cimport refuse
from pygitobj.kernels.native.tree_sides cimport DIRECTORY, GITLINK, Side, read_entry

cdef uint32_t NOTED = 0xFFFFFFFF

# One more is the number of an empty slot.
cdef uint64_t MOST = 0xFFFFFFFE


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


cdef class MetObjects:
    """Objects by numbers, in the order in which they were met; some known, and of some trees the bodies are held.

    ids, kinds      of each its id, and the type by which it was met, 0 where that is not known
    held, bodies    of each the number of its body and one, 0 for none; those that are held
    besides         of each tree that is lacking the number, and one, of the tree at its path in the tree that was looked
                    at before the one that names it, or of the one that was asked for before it; 0 for none
    slots           the number of an id and one, 0 for none
    """

    def __cinit__(self, size_t hash_size, *_):
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.hash_size = hash_size
        self.bodies = []
        self.starts = []
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
        free(self.besides.data)
        free(self.found_starts.data)

    def __contains__(self, oid):
        cdef const unsigned char *raw = <const unsigned char *>PyBytes_AsString(oid)
        cdef uint64_t slot
        if <size_t>PyBytes_GET_SIZE(oid) != self.hash_size:
            return False
        slot = self.slot_of(raw)
        return self.slots[slot] != 0 and self.kinds.data[self.slots[slot] - 1] != NOT_KNOWN

    cdef uint64_t slot_of(self, const unsigned char *oid) noexcept nogil:
        """The slot where `oid` is, or would be."""
        return slot_in(self.slots, self.mask, self.ids.data, self.hash_size, oid)

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
        if not extend(&self.besides, &place, sizeof(place)):
            return -1
        self.count += 1
        self.slots[slot] = <uint32_t>self.count
        if 2 * self.count > self.mask and not spread_slots(
            &self.slots, &self.mask, self.ids.data, self.hash_size, self.count
        ):
            return -1
        return self.count - 1

    cdef uint32_t *holder(self, int64_t number) noexcept nogil:
        """Which body is held of the object `number`, and one; 0 for none."""
        return <uint32_t *>self.held.data + number

    cdef size_t column_size(self, bytes column) except? 0:
        """How many ids are in `column`."""
        if PyBytes_GET_SIZE(column) % self.hash_size:
            raise ValueError("not a column of ids")
        return PyBytes_GET_SIZE(column) // self.hash_size

    def know(self, bytes column not None, unsigned char kind=0):
        """Know the ids in `column`, so that they are not told; gives those that were not known, in their order.

        `kind` is what is known of their type, 0 for nothing.
        """
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
                    self.kinds.data[number] = kind
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
        cdef int64_t number, before = -1
        cdef Buffer found
        memset(&found, 0, sizeof(found))
        try:
            for at in range(count):
                number = self.lack(oid, &found)
                if number < 0:
                    raise MemoryError
                # Where nothing else is known, trees that come one after another are of one path.
                if not (<uint32_t *>self.besides.data)[number] and before != number:
                    (<uint32_t *>self.besides.data)[number] = <uint32_t>(before + 1)
                before = number
                oid += self.hash_size
            return self.each_once(&found)
        finally:
            free(found.data)

    cdef int64_t lack(self, const unsigned char *oid, Buffer *found) noexcept nogil:
        """The number of the tree `oid`, -1 where memory is short. Where it is lacking it is added to `found`, and noted."""
        cdef int64_t number = self.number_of(oid)
        cdef uint32_t shown
        if number < 0:
            return -1
        if self.kinds.data[number] != NOT_KNOWN or self.holder(number)[0]:
            return number
        # Until all are found, so that each is once.
        self.holder(number)[0] = NOTED
        shown = <uint32_t>number
        return number if extend(found, &shown, sizeof(shown)) else -1

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
        cdef size_t first = len(self.bodies), place = first
        cdef int64_t number
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
                if held[at] is not None:
                    number = self.number_of(oid + at * self.hash_size)
                    if not self.find_below(place, self.beside(number, first), &found):
                        self.holder(number)[0] = 0
                    place += 1
            return self.each_once(&found)
        finally:
            free(found.data)

    cdef uint32_t beside(self, int64_t number, size_t first) noexcept nogil:
        """Which body is held of the tree beside which the tree `number` is looked at, and one; 0 for none.

        One before the `first` is none: what it names was given before, but may not have been held.
        """
        cdef uint32_t other = (<uint32_t *>self.besides.data)[number]
        cdef uint32_t place
        if not other:
            return 0
        place = self.holder(other - 1)[0]
        return 0 if place == NOTED or place <= first else place

    cdef Starts starts_of(self, uint32_t place):
        """Where the entries of a held body begin, whose number and one is `place`; nothing for 0."""
        cdef Starts starts
        memset(&starts, 0, sizeof(starts))
        if place:
            starts = starts_in(self.bodies[place - 1], self.starts[place - 1])
        return starts

    cdef int find_below(self, size_t place, uint32_t beside, Buffer *found) except -1:
        """Add the trees that the body held at `place` names and that are lacking to `found`; 0 where it is malformed.

        What is the same in the held body of which `beside` is the number, and one, was looked at there.
        """
        cdef Side side
        cdef size_t before = found.size
        cdef Starts starts = self.starts_of(beside)
        enter(&side, self.bodies[place])
        if self.look_below(&side, &starts, found):
            self.starts[place] = self.taken_starts(beside)
            return 1
        while found.size > before:
            found.size -= sizeof(uint32_t)
            self.holder((<uint32_t *>(found.data + found.size))[0])[0] = 0
        return 0

    cdef int look_below(self, Side *side, const Starts *starts, Buffer *found) except -1:
        """As `find_below`, from the start of a tree, beside another; notes where entries begin."""
        cdef const unsigned char *tree = side.at
        cdef size_t nth = 0, passed
        cdef int64_t number
        cdef bint is_there
        self.found_starts.size = 0
        while True:
            if nth < starts.count:
                passed = pass_alike(side, starts, nth)
                self.note_passed(side, tree, starts, nth, passed)
                nth = passed
            self.note_start(side.at - tree)
            if not read_entry(side, self.hash_size):
                return 0
            if not side.there:
                return 1
            is_there = meets(starts, &nth, side, self.hash_size)
            if side.mode == DIRECTORY:
                number = self.lack(side.oid, found)
                if number < 0:
                    raise MemoryError
                if is_there:
                    self.set_beside(number, starts.tree + starts.at[nth] - self.hash_size)

    cdef void set_beside(self, int64_t number, const unsigned char *oid) noexcept nogil:
        """Let the tree `number` be looked at beside the tree `oid`, if that is held, or is to be before it."""
        cdef uint32_t *beside = <uint32_t *>self.besides.data + number
        cdef uint32_t other
        if beside[0]:
            return
        other = self.slots[self.slot_of(oid)]
        if other and other - 1 != number and self.holder(other - 1)[0]:
            beside[0] = other

    cdef int note_passed(
        self, Side *side, const unsigned char *tree, const Starts *starts, size_t nth, size_t passed
    ) except -1:
        """Note where those entries begin that are as the other tree has them from `nth` on, and go on behind them."""
        cdef size_t at, place = side.at - tree
        for at in range(nth, passed):
            self.note_start(place + (starts.at[at] - starts.at[nth]))
        side.at += starts.at[passed] - starts.at[nth]
        return 0

    cdef int note_start(self, size_t place) except -1:
        """Note where an entry begins."""
        cdef uint32_t start = <uint32_t>min(place, <size_t>0xFFFFFFFF)
        if not extend(&self.found_starts, &start, sizeof(start)):
            raise MemoryError
        return 0

    cdef bytes taken_starts(self, uint32_t place):
        """Where the entries begin that were noted, b"" where that does not fit; often as in the body at `place`."""
        cdef const uint32_t *noted = <const uint32_t *>self.found_starts.data
        cdef size_t size = self.found_starts.size
        cdef bytes other
        if noted[size // sizeof(uint32_t) - 1] == 0xFFFFFFFF:
            return b""
        if place:
            other = self.starts[place - 1]
            if <size_t>PyBytes_GET_SIZE(other) == size and memcmp(PyBytes_AS_STRING(other), noted, size) == 0:
                return other
        return taken(&self.found_starts)

    cdef int keep(self, const unsigned char *oid, bytes body) except -1:
        """Hold `body` for the tree `oid`."""
        cdef int64_t number = self.number_of(oid)
        cdef uint32_t shown
        if number < 0:
            raise MemoryError
        shown = <uint32_t>number
        if not extend(&self.holders, &shown, sizeof(shown)):
            raise MemoryError
        self.starts.append(b"")
        self.bodies.append(body)
        self.holder(number)[0] = <uint32_t>len(self.bodies)
        return 0

    cdef void let_go(self) noexcept:
        """Let the bodies go that are held."""
        cdef size_t at
        for at in range(self.holders.size // sizeof(uint32_t)):
            self.holder((<uint32_t *>self.holders.data)[at])[0] = 0
        self.holders.size = 0
        self.bodies = []
        self.starts = []


cdef bytes taken(const Buffer *buffer):
    """What is in `buffer`."""
    return PyBytes_FromStringAndSize(<const char *>buffer.data, buffer.size) if buffer.size else b""


cdef int enter(Side *side, bytes body) except -1:
    """Go to the start of the tree `body`, which somebody else holds."""
    memset(side, 0, sizeof(side[0]))
    side.at = <const unsigned char *>PyBytes_AsString(body)
    side.end = side.at + PyBytes_GET_SIZE(body)
    return 0


cdef Starts starts_in(bytes body, bytes starts):
    """Where the entries of `body` begin."""
    cdef Starts found
    found.tree = <const unsigned char *>PyBytes_AsString(body)
    found.at = <const uint32_t *>PyBytes_AS_STRING(starts)
    found.count = PyBytes_GET_SIZE(starts) // sizeof(uint32_t)
    if found.count:
        found.count -= 1
    return found


cdef bint well_formed(bytes body, size_t hash_size) except? False:
    """Whether the tree `body` is not malformed."""
    cdef Side side
    enter(&side, body)
    while read_entry(&side, hash_size):
        if not side.there:
            return True
    return False
