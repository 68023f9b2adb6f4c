"""Commits by number. What is kept of them, and how: kernels/pure/commit_table.py."""

from cpython.array cimport array, clone
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from pygitobj.kernels.native.commits cimport date_in, raw_id_at
from pygitobj.kernels.native.graph_rows cimport GraphRows, Layer, Parents
from pygitobj.kernels.native.id_slots cimport FIRST_SLOTS, LONGEST_HASH, SHORTEST_HASH, slot_in

cdef enum:
    TREE_SIZE = 5
    PARENT_SIZE = 7

NO_ROW = 0xFFFFFFFF
NOWHERE = 0xFFFFFFFE
cdef uint64_t MOST = 0xFFFFFFFE
cdef array NUMBERS = array("I")


cdef uint64_t number_64(object value) except? 0xFFFFFFFFFFFFFFFF:
    """`value` as 64 bits without a sign."""
    if not 0 <= value <= UINT64_MAX:
        raise ValueError("a number of more than 64 bits")
    return <uint64_t>value


cdef class CommitTable:
    """An empty table of commits whose raw ids have `hash_size` bytes. Raises ValueError for what cannot be asked."""

    def __cinit__(self, size_t hash_size):
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.hash_size = hash_size
        self.mask = FIRST_SLOTS - 1
        self.slots = <uint32_t *>calloc(FIRST_SLOTS, sizeof(uint32_t))
        if self.slots == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.ids)
        free(self.tree_ids)
        free(self.rows)
        free(self.edges)
        free(self.slots)
        free(self.scratch)
        free(self.placed)

    def __len__(self):
        return self.count

    cdef uint64_t slot_of(self, const unsigned char *oid) noexcept nogil:
        """The slot where `oid` is, or would be."""
        return slot_in(self.slots, self.mask, self.ids, self.hash_size, oid)

    cdef int grow(self) except -1:
        """Make room for more rows."""
        cdef uint64_t room = 2 * self.room + 256
        cdef unsigned char *ids = <unsigned char *>realloc(self.ids, room * self.hash_size)
        cdef unsigned char *trees
        cdef Row *rows
        if ids == NULL:
            raise MemoryError
        self.ids = ids
        trees = <unsigned char *>realloc(self.tree_ids, room * self.hash_size)
        if trees == NULL:
            raise MemoryError
        self.tree_ids = trees
        rows = <Row *>realloc(self.rows, room * sizeof(Row))
        if rows == NULL:
            raise MemoryError
        self.rows, self.room = rows, room
        return 0

    cdef int spread(self) except -1:
        """Make twice as many slots."""
        cdef uint64_t wanted = 2 * (self.mask + 1), at
        cdef uint32_t *slots = <uint32_t *>calloc(wanted, sizeof(uint32_t))
        if slots == NULL:
            raise MemoryError
        free(self.slots)
        self.slots, self.mask = slots, wanted - 1
        for at in range(self.count):
            if not self.rows[at].flags & PLACED:
                self.slots[self.slot_of(self.ids + at * self.hash_size)] = <uint32_t>(at + 1)
        return 0

    cdef const unsigned char *id_of(self, uint64_t n) noexcept nogil:
        """The raw id of a row."""
        if self.rows[n].flags & PLACED:
            return self.graph.oid_at(self.rows[n].position)
        return self.ids + n * self.hash_size

    cdef const unsigned char *tree_of(self, uint64_t n) noexcept nogil:
        """The raw id of the tree of a row that is known."""
        if self.rows[n].flags & TREE_THERE:
            return self.graph.row_at(self.rows[n].position)
        return self.tree_ids + n * self.hash_size

    cdef int64_t find_raw(self, const unsigned char *oid) noexcept nogil:
        """The row of `oid`, -1 where there is none."""
        cdef uint32_t found = self.slots[self.slot_of(oid)]
        cdef int64_t position
        if not found and self.graph is not None:
            position = self.graph.find_raw(oid)
            if position >= 0:
                found = self.placed[position]
        return <int64_t>found - 1

    cdef int64_t number_of(self, const unsigned char *oid) except -1:
        """The row of `oid`, made where it is new."""
        cdef uint32_t found = self.slots[self.slot_of(oid)]
        cdef int64_t position, row
        if found:
            return found - 1
        if self.graph is not None:
            position = self.graph.find_raw(oid)
            if position >= 0:
                return self.placed_row(<uint32_t>position)
        if 2 * (self.slotted + 1) > self.mask:
            self.spread()
        row = self.new_row()
        memcpy(self.ids + row * self.hash_size, oid, self.hash_size)
        self.rows[row].position = NO_ROW if self.graph is None else NOWHERE
        self.slots[self.slot_of(oid)] = <uint32_t>(row + 1)
        self.slotted += 1
        return row

    cdef int64_t new_row(self) except -1:
        """A new row, of no id."""
        if self.count >= MOST:
            raise MemoryError
        if self.count == self.room:
            self.grow()
        memset(&self.rows[self.count], 0, sizeof(Row))
        self.count += 1
        return self.count - 1

    cdef int64_t placed_row(self, uint32_t position) except -1:
        """The row of a position of the commit-graph, made where it is new: its id stays there."""
        cdef int64_t row
        if not self.placed[position]:
            row = self.new_row()
            self.rows[row].flags, self.rows[row].position = PLACED, position
            self.placed[position] = <uint32_t>(row + 1)
        return self.placed[position] - 1

    cdef int add_edge(self, uint32_t n) except -1:
        """Add a parent to those of the row whose parents are last."""
        cdef uint32_t *edges
        if self.edge_count == self.edge_room:
            if self.edge_count >= MOST:
                raise MemoryError
            edges = <uint32_t *>realloc(self.edges, (2 * self.edge_room + 256) * sizeof(uint32_t))
            if edges == NULL:
                raise MemoryError
            self.edges, self.edge_room = edges, 2 * self.edge_room + 256
        self.edges[self.edge_count] = n
        self.edge_count += 1
        return 0

    cdef int fill(
        self, uint32_t n, const unsigned char *tree, const unsigned char *parents, uint64_t count, uint64_t date,
        uint64_t generation
    ) except -1:
        """Know the row `n`; its parents are raw ids one after another."""
        cdef uint64_t at, first = self.edge_count
        if not self.rows[n].flags & FIXED:
            for at in range(count):
                self.add_edge(<uint32_t>self.number_of(parents + at * self.hash_size))
            self.rows[n].first, self.rows[n].count = <uint32_t>first, <uint32_t>count
        # Rows may have moved meanwhile, but not their numbers.
        memcpy(self.tree_ids + n * self.hash_size, tree, self.hash_size)
        self.rows[n].date, self.rows[n].generation = date, generation
        self.rows[n].flags = self.rows[n].flags & ~<uint32_t>(FROM_GRAPH | TREE_THERE) | KNOWN
        return 0

    cdef int take_one(self, uint32_t n, const char *body, size_t size) except -1:
        """Know the row `n` from the body of its commit, unless it is malformed."""
        cdef unsigned char[LONGEST_HASH] tree
        cdef unsigned char *scratch
        cdef size_t digits = 2 * self.hash_size, at = TREE_SIZE + digits
        cdef uint64_t count = 0, room
        if size <= at or memcmp(body, b"tree ", TREE_SIZE) != 0 or body[at] != b"\n":
            return 0
        if not raw_id_at(body + TREE_SIZE, self.hash_size, tree):
            return 0
        while size - at > PARENT_SIZE and memcmp(body + at + 1, b"parent ", PARENT_SIZE) == 0:
            if size - at <= 1 + PARENT_SIZE + digits or body[at + 1 + PARENT_SIZE + digits] != b"\n":
                return 0
            if count == self.scratch_room:
                room = 2 * self.scratch_room + 16
                scratch = <unsigned char *>realloc(self.scratch, room * self.hash_size)
                if scratch == NULL:
                    raise MemoryError
                self.scratch, self.scratch_room = scratch, room
            if not raw_id_at(body + at + 1 + PARENT_SIZE, self.hash_size, self.scratch + count * self.hash_size):
                return 0
            count += 1
            at += 1 + PARENT_SIZE + digits
        return self.fill(n, tree, self.scratch, count, date_in(body + at, body + size), UINT64_MAX)

    cdef int know(self, uint32_t n) except -1:
        """Whether the row `n` is known, or the commit-graph makes it so."""
        if self.rows[n].flags & KNOWN:
            return 1
        return self.is_asked and self.look_up_row(n)

    cdef int look_up_row(self, uint32_t n) except -1:
        """Whether the commit-graph knows the row `n`, which then is known."""
        cdef uint32_t position = self.rows[n].position
        cdef int64_t parent
        cdef uint64_t first = self.edge_count
        cdef Layer *layer
        cdef Parents parents
        if position >= NOWHERE:
            return 0
        if not self.rows[n].flags & FIXED:
            layer = self.graph.layer_at(position)
            parents = self.graph.parents_in(layer, position - layer.before)
            while True:
                parent = self.graph.next_parent(layer, &parents)
                if parent < 0:
                    break
                self.add_edge(<uint32_t>self.placed_row(<uint32_t>parent))
            self.rows[n].first, self.rows[n].count = <uint32_t>first, <uint32_t>(self.edge_count - first)
        self.rows[n].date = self.graph.date_at(position)
        self.rows[n].flags |= KNOWN | FROM_GRAPH | TREE_THERE
        return 1

    cdef uint32_t row_at(self, n) except? 0xFFFFFFFF:
        """The number `n`, which must be that of a row."""
        if not 0 <= n < self.count:
            raise ValueError(f"no row {n}")
        return <uint32_t>n

    cdef Row *asked(self, n) except NULL:
        """The row `n`, which must be known."""
        cdef uint32_t row = self.row_at(n)
        if not self.know(row):
            raise ValueError(f"nothing is known of row {n}")
        return &self.rows[row]

    cdef const unsigned char *raw(self, oid) except NULL:
        """The bytes of one raw id."""
        cdef const unsigned char *raw = <const unsigned char *>PyBytes_AsString(oid)
        if <size_t>PyBytes_GET_SIZE(oid) != self.hash_size:
            raise ValueError("an id of another size")
        return raw

    cdef size_t ids_in(self, bytes column) except? 0xFFFFFFFF:
        """How many raw ids are in `column`."""
        if <size_t>PyBytes_GET_SIZE(column) % self.hash_size:
            raise ValueError("not a column of ids")
        return <size_t>PyBytes_GET_SIZE(column) // self.hash_size

    def number(self, oid):
        """The row of the commit with this raw id, made where it is new."""
        return self.number_of(self.raw(oid))

    def find(self, oid):
        """The row of the commit with this raw id, -1 where there is none."""
        cdef const unsigned char *raw = <const unsigned char *>PyBytes_AsString(oid)
        if <size_t>PyBytes_GET_SIZE(oid) != self.hash_size:
            return -1
        return self.find_raw(raw)

    def numbers(self, bytes column not None):
        """As `number`, of each of the raw ids in `column`."""
        cdef const unsigned char *ids = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef size_t count = self.ids_in(column), at
        cdef array found = clone(NUMBERS, count, False)
        for at in range(count):
            found.data.as_uints[at] = <uint32_t>self.number_of(ids + at * self.hash_size)
        return found

    def unknown(self, bytes column not None):
        """Those of the raw ids in `column` of which nothing is known, in their order. No row is made."""
        cdef const unsigned char *ids = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef size_t count = self.ids_in(column), at, kept = 0, size = self.hash_size
        cdef bytes out = PyBytes_FromStringAndSize(NULL, count * size)
        cdef char *put = PyBytes_AS_STRING(out)
        cdef int64_t found
        for at in range(count):
            found = self.find_raw(ids + at * size)
            if found >= 0:
                if self.know(<uint32_t>found):
                    continue
            elif self.is_asked and self.graph.find_raw(ids + at * size) >= 0:
                continue
            memcpy(put + kept * size, ids + at * size, size)
            kept += 1
        return out[: kept * size]

    def oid(self, n):
        """The raw id of a row."""
        return PyBytes_FromStringAndSize(<const char *>self.id_of(self.row_at(n)), self.hash_size)

    def oids(self, array numbers not None):
        """The raw ids of some rows, one after another."""
        cdef const uint32_t[::1] rows = numbers
        cdef size_t count = rows.shape[0], at, size = self.hash_size
        cdef bytes out = PyBytes_FromStringAndSize(NULL, count * size)
        cdef char *put = PyBytes_AS_STRING(out)
        for at in range(count):
            if rows[at] >= self.count:
                raise ValueError(f"no row {rows[at]}")
            memcpy(put + at * size, self.id_of(rows[at]), size)
        return out

    def is_known(self, n):
        """Whether tree, parents, date and generation of a row can be asked for."""
        return self.know(self.row_at(n)) != 0

    def put(self, n, tree, parents, date, generation=0xFFFFFFFFFFFFFFFF):
        """Know a row: `tree` and `parents` are raw ids. What was known of it before goes, but for fixed parents."""
        cdef const unsigned char *raw = self.raw(tree)
        cdef tuple held = tuple(parents)
        cdef uint64_t when = number_64(date), level = number_64(generation)
        cdef uint32_t row
        for parent in held:
            self.raw(parent)
        row = self.row_at(n)
        column = b"".join(held)
        self.fill(row, raw, <const unsigned char *>PyBytes_AsString(column), len(held), when, level)

    def take(self, bytes column not None, bodies):
        """Know the commits with the raw ids in `column` from their bodies.

        None and what is malformed gives nothing. Rows that are known stay as they are.
        """
        cdef const unsigned char *ids = <const unsigned char *>PyBytes_AS_STRING(column)
        cdef tuple held = tuple(bodies)
        cdef size_t at = 0
        cdef uint32_t n
        if self.ids_in(column) != <size_t>len(held):
            raise ValueError("a body for each id")
        for body in held:
            n = <uint32_t>self.number_of(ids + at * self.hash_size)
            at += 1
            if body is not None and not self.know(n):
                self.take_one(n, PyBytes_AsString(body), PyBytes_GET_SIZE(body))

    def parents(self, n):
        """The numbers of the parents of a known row, in their order."""
        cdef Row *row = self.asked(n)
        cdef uint32_t at, first = row.first
        if row.count == 1:
            return (self.edges[first],)
        return tuple([self.edges[first + at] for at in range(row.count)])

    def tree(self, n):
        """The raw id of the tree of a known row."""
        self.asked(n)
        return PyBytes_FromStringAndSize(<const char *>self.tree_of(n), self.hash_size)

    def trees(self, array numbers not None):
        """The raw ids of the trees of some known rows, one after another."""
        cdef const uint32_t[::1] rows = numbers
        cdef size_t count = rows.shape[0], at, size = self.hash_size
        cdef bytes out = PyBytes_FromStringAndSize(NULL, count * size)
        cdef char *put = PyBytes_AS_STRING(out)
        for at in range(count):
            self.asked(rows[at])
            memcpy(put + at * size, self.tree_of(rows[at]), size)
        return out

    def date(self, n):
        """When the commit of a known row was committed."""
        return self.asked(n).date

    def generation(self, n):
        """The generation of a known row."""
        cdef Row *row = self.asked(n)
        return self.graph.generation_at(row.position) if row.flags & FROM_GRAPH else row.generation

    def set_parents(self, n, parents):
        """Fix the parents of a row, whether it is known or not."""
        cdef tuple held = tuple(parents)
        cdef uint32_t row = self.row_at(n)
        cdef uint64_t first = self.edge_count
        for parent in held:
            self.row_at(parent)
        for parent in held:
            self.add_edge(<uint32_t>parent)
        self.rows[row].first, self.rows[row].count = <uint32_t>first, <uint32_t>len(held)
        self.rows[row].flags |= FIXED

    def attach(self, GraphRows graph not None, is_asked=True):
        """Ask `graph`, whose rows were checked, for what is not known; or only when it `is_asked` by `look_up`.

        What is known already gets date and generation from there.
        """
        cdef uint32_t n
        cdef int64_t position
        if graph.hash_size != self.hash_size or self.graph is not None:
            raise ValueError("a graph of other ids, or the second one")
        self.placed = <uint32_t *>calloc(graph.count + 1, sizeof(uint32_t))
        if self.placed == NULL:
            raise MemoryError
        self.graph, self.is_asked = graph, is_asked
        for n in range(<uint32_t>self.count):
            position = graph.find_raw(self.ids + <uint64_t>n * self.hash_size)
            self.rows[n].position = NOWHERE if position < 0 else <uint32_t>position
            if position >= 0:
                self.placed[position] = n + 1
                if self.rows[n].flags & KNOWN:
                    self.rows[n].date = graph.date_at(position)
                    self.rows[n].flags |= FROM_GRAPH

    def look_up(self, n):
        """Whether the graph that was attached knows a row, which then is known."""
        cdef uint32_t row = self.row_at(n)
        return self.graph is not None and self.look_up_row(row) != 0

    def position(self, n):
        """The position of a row in the graph that was attached, -1 where it has none."""
        cdef uint32_t row = self.row_at(n)
        return -1 if self.rows[row].position >= NOWHERE else <int64_t>self.rows[row].position
