"""What differs between trees, entry after entry. How: kernels/pure/changed_entries.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport free
from libc.string cimport memcpy

from pygitobj.kernels.native.tree_nodes cimport COMPARED, SAME, Array, Item, Node, TreeNodes, extend

cdef enum:
    STEPS = 16


cdef struct Frame:
    size_t at           # where the next item stands
    size_t end
    size_t prefix       # the size of the path to the node
    int64_t depth
    uint32_t sides


cdef class ChangedEntries:
    """The entries of a node and of those below, some at a time: see `TreeChanges.entries`."""

    def __cinit__(self, TreeNodes changes not None, int64_t node, bytes prefix not None, bint with_trees, int64_t depth):
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

    cdef int advance(self) except -1:
        """Go to the next item, and below it; GIVEN where it is to be given, STUCK where it is stuck now, or both."""
        cdef Frame *frame = <Frame *>(self.frames.data + self.frames.size) - 1
        cdef const unsigned char *item = self.changes.items.data + frame.at
        cdef Item head
        cdef int64_t depth = frame.depth
        cdef uint32_t sides = frame.sides
        cdef size_t size = sizeof(Item) + sides * (sizeof(uint32_t) + self.changes.hash_size)
        memcpy(&head, item, sizeof(Item))
        self.path.size = frame.prefix
        memcpy(extend(&self.path, head.name_size), item + size, head.name_size)
        frame.at += size + head.name_size
        if frame.at == frame.end:
            self.frames.size -= sizeof(Frame)
        self.item, self.item_sides, self.item_path = item + sizeof(Item), sides, self.path.size
        if not head.below:
            return GIVEN
        (<unsigned char *>extend(&self.path, 1))[0] = 47
        return (GIVEN if self.with_trees else 0) | (0 if self.enter(head.below - 1, self.path.size, depth + 1) else STUCK)

    def take(self, size_t most):
        """At most `most` entries more; fewer do not say that none is left.

        Where it comes to a node that was not compared, or lies too deep, it ends before it: `stuck` is its number,
        else -1, `prefix` the path to it and `depth` how far below the start it is. The next call goes on behind it.
        """
        cdef size_t left = most * STEPS, count = 0
        cdef int found
        cdef list given = []
        while left and count < most and self.frames.size:
            left -= 1
            found = self.advance()
            if found & GIVEN:
                given.append(self.row())
                count += 1
            if found & STUCK:
                break
        return given

    cdef tuple row(self):
        """The last item as an entry: of one old side its mode and id, then the new ones; else the new ones, then the old."""
        cdef uint32_t mode, old, side, sides = self.item_sides
        cdef size_t size = self.changes.hash_size
        cdef const unsigned char *item = self.item
        cdef const unsigned char *ids = item + sides * sizeof(uint32_t)
        path = PyBytes_FromStringAndSize(<const char *>self.path.data, self.item_path)
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
