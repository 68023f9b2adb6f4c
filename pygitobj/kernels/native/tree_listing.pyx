"""The objects below trees, in the order of a walk. How: kernels/pure/tree_listing.py.

Most of a tree is mostly as in the one that was listed before it: where both have the same entry at the same name, it was
told then, and is not looked up.
"""

from cpython.array cimport array, clone
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcmp, memcpy, memset

from pygitobj.errors import GitObjectError
from pygitobj.kernels.columns import Told
from pygitobj.kernels.native.entry_starts cimport Starts, pass_both
from pygitobj.kernels.native.met_objects cimport (
    NOT_KNOWN, Buffer, MetObjects, enter, extend, starts_in, taken, well_formed
)
from pygitobj.kernels.native.tree cimport refuse
from pygitobj.kernels.native.tree_sides cimport DIRECTORY, GITLINK, Side, read_entry

cdef enum:
    TREE = 2
    BLOB = 3


cdef struct Opened:
    Side side               # where the listing is in the tree
    Side before             # where the tree is that was listed before, at the same path
    Starts starts           # of its entries
    size_t length           # of the path
    uint32_t number


cdef class TreeListing(MetObjects):
    """A listing of objects whose raw ids have `hash_size` bytes, of trees in trees `max_depth` deep at the most."""

    cdef readonly size_t max_depth
    cdef Buffer stack           # the trees that the listing is in
    cdef Buffer path
    cdef Buffer out_ids, out_kinds, out_paths, out_ends
    cdef bytes last, previous   # the last two trees that were begun with: what is looked at of the older one must stay
    cdef bytes last_starts, previous_starts     # where their entries begin
    cdef bytes queue, start     # the trees that come next, and the path at which they are
    cdef size_t at              # where in the queue
    cdef int64_t want           # the number of the tree that is wanted; -1 for none

    def __cinit__(self, size_t hash_size, max_depth):
        if max_depth < 0:
            raise ValueError("no depth of trees")
        self.max_depth = max_depth
        self.queue = self.start = b""
        self.want = -1

    def __dealloc__(self):
        free(self.stack.data)
        free(self.path.data)
        free(self.out_ids.data)
        free(self.out_kinds.data)
        free(self.out_paths.data)
        free(self.out_ends.data)

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

    def release(self):
        """Let the bodies go that are held. Raises ValueError within a tree."""
        self.require_outside()
        self.let_go()

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
            elif self.kinds.data[number] != 0 and self.kinds.data[number] != TREE:
                self.refuse_tree(number)
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
            if top.before.meets:
                read_entry(&top.before, self.hash_size)
                top.before.meets = False
            if top.before.there and top.starts.count:
                pass_both(side, &top.before, &top.starts, self.hash_size)
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
            self.previous, self.previous_starts = self.last, self.last_starts
            if self.previous is not None:
                enter(&opened.before, self.previous)
                opened.starts = starts_in(self.previous, self.previous_starts)
            self.last, self.last_starts = body, self.starts[place - 1]
        elif before != NULL:
            slot = self.slot_of(before)
            place = self.holder(self.slots[slot] - 1)[0] if self.slots[slot] else 0
            if place and self.kinds.data[self.slots[slot] - 1] == TREE and self.slots[slot] - 1 != number:
                enter(&opened.before, self.bodies[place - 1])
                opened.starts = self.starts_of(place)
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

    cdef int refuse_tree(self, int64_t number) except -1:
        """Raise CorruptObject, in the words of the kernel in Python."""
        from pygitobj.kernels.pure.tree_listing import no_tree

        raise no_tree(PyBytes_FromStringAndSize(<char *>self.ids.data + number * self.hash_size, self.hash_size))

    cdef int refuse_type(self, const Side *side, uint32_t tree, unsigned char kind) except -1:
        """Raise CorruptObject, in the words of the kernel in Python."""
        from pygitobj.kernels.pure.tree_listing import two_types

        name = PyBytes_FromStringAndSize(<const char *>side.name, side.size)
        oid = PyBytes_FromStringAndSize(<char *>self.ids.data + tree * self.hash_size, self.hash_size)
        raise two_types(name, oid, kind)


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
