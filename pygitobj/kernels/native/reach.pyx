"""Which objects trees name, each told once, with the hash of its path. How: kernels/pure/reach.py."""

from cpython.array cimport array, clone
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memchr, memcpy

from pygitobj.kernels.columns import Named
from pygitobj.kernels.native.id_slots cimport FIRST_SLOTS, LONGEST_HASH, SHORTEST_HASH, slot_in, spread_slots
from pygitobj.kernels.native.tree cimport refuse

cdef enum:
    TYPE_MASK = 0o170000
    DIRECTORY = 0o040000
    GITLINK = 0o160000
    MAX_MODE_DIGITS = 11

# One more is the number of an empty slot.
cdef uint64_t MOST = 0xFFFFFFFE


cdef struct Found:
    unsigned char *ids
    uint32_t *hashes
    size_t count
    size_t room


cdef uint32_t go_on(uint32_t value, const unsigned char *part, size_t size) noexcept nogil:
    """The hash 1 of a path that goes on with `part`, after a part with the hash `value`."""
    cdef size_t at
    for at in range(size):
        if part[at] not in (b" ", b"\t", b"\n", b"\r"):
            value = (value >> 2) + (<uint32_t>part[at] << 24)
    return value


cdef uint32_t turned(uint32_t byte) noexcept nogil:
    """`byte` with its bits turned round."""
    byte = byte >> 4 | (byte & 0x0F) << 4
    byte = (byte & 0xCC) >> 2 | (byte & 0x33) << 2
    return (byte & 0xAA) >> 1 | (byte & 0x55) << 1


cdef uint32_t below(uint32_t value, const unsigned char *name, size_t size, int version) noexcept nogil:
    """The hash of what has this name in a directory with the hash `value`, of the version `version`."""
    cdef size_t at
    cdef uint32_t hash = 0
    if version == 1:
        return go_on(go_on(value, <const unsigned char *>b"/", 1) if value else 0, name, size)
    for at in range(size):
        if name[at] not in (b" ", b"\t", b"\n", b"\r"):
            hash = (hash >> 2) + (turned(name[at]) << 24)
    return value >> 6 ^ hash


def name_hash(bytes path not None, int version=1):
    """The hash of `path`, 32 bits, of the version `version`, 1 or 2."""
    cdef const unsigned char *at = <const unsigned char *>PyBytes_AS_STRING(path)
    cdef const unsigned char *end = at + PyBytes_GET_SIZE(path)
    cdef const unsigned char *slash
    cdef uint32_t value = 0
    if version == 1:
        return go_on(0, at, end - at)
    while True:
        slash = <const unsigned char *>memchr(at, b"/", end - at)
        value = below(value, at, (end if slash == NULL else slash) - at, version)
        if slash == NULL:
            return value
        at = slash + 1


cdef class Reach:
    """A set of objects that are known, by raw ids of `hash_size` bytes; `version` is that of the name hashes."""

    cdef readonly size_t hash_size
    cdef readonly int version
    cdef unsigned char *ids     # in the order in which they came
    cdef uint32_t *slots        # the number of an id in that order, and one; 0 for none
    cdef uint64_t count, room, mask

    def __cinit__(self, size_t hash_size, int version=1):
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        if version not in (1, 2):
            raise ValueError("no version of a name hash")
        self.version = version
        self.hash_size = hash_size
        self.mask = FIRST_SLOTS - 1
        self.slots = <uint32_t *>calloc(FIRST_SLOTS, sizeof(uint32_t))
        if self.slots == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.ids)
        free(self.slots)

    def __len__(self):
        return self.count

    def __contains__(self, oid):
        cdef const unsigned char *raw = <const unsigned char *>PyBytes_AsString(oid)
        if <size_t>PyBytes_GET_SIZE(oid) != self.hash_size:
            return False
        return self.slots[self.slot_of(raw)] != 0

    cdef uint64_t slot_of(self, const unsigned char *oid) noexcept nogil:
        """The slot where `oid` is, or would be."""
        return slot_in(self.slots, self.mask, self.ids, self.hash_size, oid)

    cdef int learn(self, const unsigned char *oid) noexcept nogil:
        """Know `oid`: 1 where it was not known, 0 where it was, -1 where memory is short."""
        cdef uint64_t slot = self.slot_of(oid)
        cdef unsigned char *grown
        if self.slots[slot]:
            return 0
        if self.count == self.room:
            if self.count >= MOST:
                return -1
            grown = <unsigned char *>realloc(self.ids, (2 * self.room + 256) * self.hash_size)
            if grown == NULL:
                return -1
            self.ids, self.room = grown, 2 * self.room + 256
        memcpy(self.ids + self.count * self.hash_size, oid, self.hash_size)
        self.count += 1
        self.slots[slot] = <uint32_t>self.count
        if 2 * self.count > self.mask and not spread_slots(
            &self.slots, &self.mask, self.ids, self.hash_size, self.count
        ):
            return -1
        return 1

    def add(self, bytes column not None):
        """Know the raw ids in `column`; gives those that were not known, each once, in their order."""
        cdef size_t size = self.hash_size, count = PyBytes_GET_SIZE(column), at
        cdef const unsigned char *ids = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef bytes fresh
        cdef uint64_t before = self.count
        cdef bint failed = False
        if count % size:
            raise ValueError("not a column of ids")
        with nogil:
            for at in range(count // size):
                if self.learn(ids + at * size) < 0:
                    failed = True
                    break
        if failed:
            raise MemoryError
        if self.count == before:
            # Perhaps there is no memory for ids at all yet.
            return b""
        return PyBytes_FromStringAndSize(<char *>self.ids + before * size, (self.count - before) * size)

    def take(self, bodies, array hashes not None):
        """Know what the trees `bodies` name, whose paths have these `hashes`; gives what of it was not known.

        Commits of other repositories are passed over. Raises CorruptObject for a malformed tree.
        """
        cdef Found trees, blobs
        cdef const unsigned char *body
        cdef size_t size, at = 0
        cdef uint32_t above
        cdef int done
        if <size_t>len(bodies) != <size_t>len(hashes) or hashes.typecode != "I":
            raise ValueError("a hash for each tree")
        # Theirs alone: another thread can take no tree away, nor add one.
        held = tuple(bodies), memoryview(hashes)
        trees.ids = blobs.ids = NULL
        trees.hashes = blobs.hashes = NULL
        trees.count = trees.room = blobs.count = blobs.room = 0
        try:
            for one in held[0]:
                body, size = <const unsigned char *>PyBytes_AsString(one), PyBytes_GET_SIZE(one)
                above = hashes.data.as_uints[at]
                at += 1
                with nogil:
                    done = self.take_one(body, size, above, &trees, &blobs)
                if done == 0:
                    refuse(one, self.hash_size)
                if done < 0:
                    raise MemoryError
            return Named(*columns(&trees, self.hash_size), *columns(&blobs, self.hash_size))
        finally:
            free(trees.ids)
            free(trees.hashes)
            free(blobs.ids)
            free(blobs.hashes)

    cdef int take_one(
        self, const unsigned char *at, size_t size, uint32_t above, Found *trees, Found *blobs
    ) noexcept nogil:
        """Know what the tree at `at` names: 1, 0 where it is malformed, -1 where memory is short."""
        cdef const unsigned char *end = at + size
        cdef const unsigned char *name
        cdef const unsigned char *nul
        cdef uint64_t mode
        cdef int known
        while at < end:
            mode, name = 0, at
            while name < end and 48 <= name[0] <= 55:
                mode = mode << 3 | <uint64_t>(name[0] - 48)
                name += 1
            if name == at or name - at > MAX_MODE_DIGITS or name == end or name[0] != 32:
                return 0
            name += 1
            nul = <const unsigned char *>memchr(name, 0, end - name)
            if nul == NULL or nul == name or <size_t>(end - nul - 1) < self.hash_size:
                return 0
            at = nul + 1 + self.hash_size
            if mode & TYPE_MASK == GITLINK:
                continue
            known = self.learn(nul + 1)
            if known < 0:
                return -1
            if known and not note(
                trees if mode & TYPE_MASK == DIRECTORY else blobs, nul + 1, self.hash_size,
                below(above, name, nul - name, self.version),
            ):
                return -1
        return 1


cdef bint note(Found *found, const unsigned char *oid, size_t size, uint32_t hash) noexcept nogil:
    """Add an id and a hash; False where memory is short."""
    cdef unsigned char *ids
    cdef uint32_t *hashes
    cdef size_t room = 2 * found.room + 256
    if found.count == found.room:
        ids = <unsigned char *>realloc(found.ids, room * size)
        if ids == NULL:
            return False
        found.ids = ids
        hashes = <uint32_t *>realloc(found.hashes, room * sizeof(uint32_t))
        if hashes == NULL:
            return False
        found.hashes, found.room = hashes, room
    memcpy(found.ids + found.count * size, oid, size)
    found.hashes[found.count] = hash
    found.count += 1
    return True


cdef tuple columns(const Found *found, size_t size):
    """What was found, as a column of ids and one of hashes."""
    cdef array hashes = clone(array("I"), found.count, False)
    if found.count:
        memcpy(hashes.data.as_uints, found.hashes, found.count * sizeof(uint32_t))
    return PyBytes_FromStringAndSize(<const char *>found.ids, found.count * size), hashes
