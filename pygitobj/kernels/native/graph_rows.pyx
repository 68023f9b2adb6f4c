"""What a commit-graph says of commits, by position. How: kernels/pure/graph_rows.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp

from pygitobj.kernels.native.id_slots cimport LONGEST_HASH, SHORTEST_HASH
from pygitobj.kernels.native.once cimport word_once

cdef enum:
    NONE = 0
    LEVEL = 1
    DATED = 2
    NUMBERS_SIZE = 16
    LEVEL_AT = 8
    DATE_AT = 12

cdef uint32_t NO_PARENT = 0x70000000
cdef uint32_t TOP_BIT = 0x80000000


cdef uint64_t long_at(const unsigned char *at) noexcept nogil:
    """Eight bytes, high ones first."""
    return <uint64_t>word_once(at) << 32 | word_once(at + 4)


cdef const unsigned char *part(bytes data, object start, object count, size_t width) except? NULL:
    """Where `count` rows start in `data`. Raises ValueError where they do not lie in it."""
    cdef int64_t size = PyBytes_GET_SIZE(data)
    if not 0 <= count <= size or not 0 <= start <= size - count * width:
        raise ValueError("a layer that does not lie in its bytes")
    return <const unsigned char *>PyBytes_AS_STRING(data) + <int64_t>start


cdef class GraphRows:
    """The rows of `layers`. See the class of this name in kernels/pure/graph_rows.py."""

    def __cinit__(self, size_t hash_size, layers):
        cdef size_t at = 0
        given = list(layers)
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.hash_size = hash_size
        self.width = hash_size + NUMBERS_SIZE
        self.held = []
        self.layer_count = len(given)
        self.layers = <Layer *>calloc(self.layer_count + 1, sizeof(Layer))
        if self.layers == NULL:
            raise MemoryError
        for at in range(self.layer_count):
            self.take(&self.layers[at], given[at])
        if self.count > NO_PARENT:
            raise ValueError("more commits than there are positions")

    def __dealloc__(self):
        free(self.layers)

    cdef int take(self, Layer *layer, object given) except -1:
        """Take in one layer."""
        cdef bytes data = given.data
        cdef size_t byte
        cdef uint32_t before = 0
        fanout = given.fanout
        if len(fanout) != 256 or fanout[255] != given.commits:
            raise ValueError("a layer that does not lie in its bytes")
        layer.ids = part(data, given.ids, given.commits, self.hash_size)
        layer.rows = part(data, given.rows, given.commits, self.width)
        layer.edges = part(data, given.edges if given.edge_count else 0, given.edge_count, 4)
        layer.overflow = part(data, given.overflow if given.overflow_count else 0, given.overflow_count, 8)
        layer.edge_count, layer.overflow_count = given.edge_count, given.overflow_count
        if given.dates >= 0:
            layer.dates = part(data, given.dates, given.commits, 4)
        for byte in range(256):
            layer.fanout[byte] = fanout[byte]
            if layer.fanout[byte] < before:
                raise ValueError("a layer that does not lie in its bytes")
            before = layer.fanout[byte]
        layer.before, layer.count = self.count, given.commits
        self.count += layer.count
        self.held.append(data)
        return 0

    def __len__(self):
        return self.count

    cdef int64_t find_raw(self, const unsigned char *oid) noexcept nogil:
        """The position of `oid`, -1 where there is none."""
        cdef size_t at = self.layer_count
        cdef uint64_t low, high, middle
        cdef Layer *layer
        cdef int order
        while at:
            at -= 1
            layer = &self.layers[at]
            low, high = layer.fanout[oid[0] - 1] if oid[0] else 0, layer.fanout[oid[0]]
            while low < high:
                middle = (low + high) >> 1
                order = memcmp(layer.ids + middle * self.hash_size, oid, self.hash_size)
                if order == 0:
                    return layer.before + middle
                if order < 0:
                    low = middle + 1
                else:
                    high = middle
        return -1

    cdef Layer *layer_at(self, uint64_t position) noexcept nogil:
        """The layer of a position that there is."""
        cdef size_t at = self.layer_count - 1
        while self.layers[at].before > position:
            at -= 1
        return &self.layers[at]

    cdef const unsigned char *oid_at(self, uint64_t position) noexcept nogil:
        """The raw id at a position."""
        cdef Layer *layer = self.layer_at(position)
        return layer.ids + (position - layer.before) * self.hash_size

    cdef const unsigned char *row_at(self, uint64_t position) noexcept nogil:
        """The row of CDAT at a position, which starts with the id of the tree."""
        cdef Layer *layer = self.layer_at(position)
        return layer.rows + (position - layer.before) * self.width

    cdef uint64_t date_at(self, uint64_t position) noexcept nogil:
        """The date at a position."""
        cdef const unsigned char *at = self.row_at(position) + self.hash_size
        return <uint64_t>(word_once(at + LEVEL_AT) & 3) << 32 | word_once(at + DATE_AT)

    cdef uint64_t generation_at(self, uint64_t position) noexcept nogil:
        """The generation at a position."""
        cdef Layer *layer
        cdef uint64_t offset
        if self.generation_kind == NONE:
            return UINT64_MAX
        if self.generation_kind == LEVEL:
            return word_once(self.row_at(position) + self.hash_size + LEVEL_AT) >> 2
        layer = self.layer_at(position)
        offset = word_once(layer.dates + (position - layer.before) * 4)
        if offset & TOP_BIT:
            if offset ^ TOP_BIT >= layer.overflow_count:
                return UINT64_MAX
            offset = long_at(layer.overflow + (offset ^ TOP_BIT) * 8)
        return self.date_at(position) + offset

    cdef Parents parents_in(self, const Layer *layer, uint64_t row) noexcept nogil:
        """The parents in a row, for `next_parent`."""
        cdef const unsigned char *at = layer.rows + row * self.width + self.hash_size
        cdef Parents parents
        parents.first, parents.second = word_once(at), word_once(at + 4)
        parents.edge = 0
        parents.left = parents.first != NO_PARENT
        return parents

    cdef int64_t next_parent(self, const Layer *layer, Parents *parents) noexcept nogil:
        """The next of the `parents` of a commit in `layer`, -1 after the last, -2 for one that is nowhere."""
        cdef uint32_t word
        if parents.left == 0:
            return -1
        if parents.left == 1:
            parents.left = 2 if parents.second != NO_PARENT else 0
            if parents.second & TOP_BIT:
                parents.left, parents.edge = 3, parents.second ^ TOP_BIT
            return parents.first
        if parents.left == 2:
            parents.left = 0
            return parents.second
        if parents.edge >= layer.edge_count:
            parents.left = 0
            return -2
        word = word_once(layer.edges + parents.edge * 4)
        parents.edge += 1
        if word & TOP_BIT:
            parents.left = 0
        return word & ~TOP_BIT

    cdef uint64_t asked(self, object position) except? 0xFFFFFFFFFFFFFFFF:
        """The position, which must be one."""
        if not 0 <= position < self.count:
            raise ValueError(f"no position {position}")
        return position

    def find(self, oid):
        """The position of a commit, -1 where there is none."""
        cdef const unsigned char *raw = <const unsigned char *>PyBytes_AsString(oid)
        if <size_t>PyBytes_GET_SIZE(oid) != self.hash_size:
            return -1
        return self.find_raw(raw)

    def oid(self, position):
        """The raw id of the commit at a position."""
        return PyBytes_FromStringAndSize(<const char *>self.oid_at(self.asked(position)), self.hash_size)

    def tree(self, position):
        """The raw id of the tree of the commit at a position."""
        return PyBytes_FromStringAndSize(<const char *>self.row_at(self.asked(position)), self.hash_size)

    def parents(self, position):
        """The positions of the parents of the commit at a position, which was checked."""
        cdef uint64_t at = self.asked(position)
        cdef Layer *layer = self.layer_at(at)
        cdef Parents parents = self.parents_in(layer, at - layer.before)
        cdef int64_t parent
        found = []
        while True:
            parent = self.next_parent(layer, &parents)
            if parent == -1:
                return found
            found.append(-1 if parent < 0 else parent)

    def date(self, position):
        """When the commit at a position was committed, as far as 34 bits say it."""
        return self.date_at(self.asked(position))

    def generation(self, position):
        """The generation of the commit at a position."""
        return self.generation_at(self.asked(position))

    def first_bad(self):
        """The first position whose id or whose parents are not where they can be; -1 where there is none.

        Lists of further parents that overlap are bad too: nobody writes them, and many of them take for ever.
        """
        cdef int64_t bad = -1
        cdef size_t at, whole = self.layer_count
        with nogil:
            for at in range(whole):
                # Ids are only looked for in the layers that were checked.
                self.layer_count = at
                bad = self.first_bad_in(&self.layers[at])
                if bad >= 0:
                    break
            self.layer_count = whole
        return bad

    cdef bint is_id_bad(self, const Layer *layer, uint64_t row) noexcept nogil:
        """Whether an id is not where it can be, next to the one before it and the layers below."""
        cdef const unsigned char *oid = layer.ids + row * self.hash_size
        if row and memcmp(oid - self.hash_size, oid, self.hash_size) >= 0:
            return True
        if row >= layer.fanout[oid[0]] or (oid[0] and row < layer.fanout[oid[0] - 1]):
            return True
        return self.layer_count and self.find_raw(oid) >= 0

    cdef int64_t first_bad_in(self, const Layer *layer) noexcept nogil:
        """As `first_bad`, of one layer."""
        cdef uint64_t end = layer.before + layer.count, row, further = 0, count
        cdef Parents parents
        cdef int64_t parent
        for row in range(layer.count):
            if self.is_id_bad(layer, row):
                return layer.before + row
            parents = self.parents_in(layer, row)
            count = 0
            while True:
                parent = self.next_parent(layer, &parents)
                if parent == -1:
                    break
                count += 1
                if parent < 0 or <uint64_t>parent >= end:
                    return layer.before + row
            if count > 2:
                further += count - 2
                if further > layer.edge_count:
                    return layer.before + row
        return -1

    def use(self, generation):
        """Have generations of a kind where each is known and greater than those of the parents; whether that is so.

        All positions must have been checked.
        """
        cdef bint does = generation in (LEVEL, DATED)
        cdef uint64_t *generations
        cdef uint64_t position
        cdef size_t at
        self.generation_kind = NONE
        for at in range(self.layer_count):
            does = does and (generation == LEVEL or self.layers[at].dates != NULL)
        if not does:
            return False
        # Parents lie anywhere: their generations are looked up in less memory.
        generations = <uint64_t *>malloc((self.count + 1) * sizeof(uint64_t))
        if generations == NULL:
            raise MemoryError
        self.generation_kind = generation
        with nogil:
            for position in range(self.count):
                generations[position] = self.generation_at(position)
            for at in range(self.layer_count):
                does = does and self.rises_in(&self.layers[at], generations)
        free(generations)
        if not does:
            self.generation_kind = NONE
        return does

    cdef bint rises_in(self, const Layer *layer, const uint64_t *generations) noexcept nogil:
        """Whether the generation of each commit in a layer is known, and greater than those of its parents."""
        cdef uint64_t row, own
        cdef Parents parents
        cdef int64_t parent
        for row in range(layer.count):
            own = generations[layer.before + row]
            if self.generation_kind == LEVEL and own == 0:
                return False
            if self.generation_kind == DATED and not has_overflow(layer, row):
                return False
            parents = self.parents_in(layer, row)
            while True:
                parent = self.next_parent(layer, &parents)
                if parent < 0:
                    break
                if generations[parent] >= own:
                    return False
        return True


cdef bint has_overflow(const Layer *layer, uint64_t row) noexcept nogil:
    """Whether the corrected date in a row is in the overflow if it says so."""
    cdef uint32_t offset = word_once(layer.dates + row * 4)
    return not offset & TOP_BIT or offset ^ TOP_BIT < layer.overflow_count
