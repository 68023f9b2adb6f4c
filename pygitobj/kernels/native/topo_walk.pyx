"""A walk over a table of commits in topological order, by generations. How: kernels/pure/topo_walk.py."""

from cpython.array cimport array, clone, resize_smart
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memset

from pygitobj.kernels.native.commit_table cimport FROM_GRAPH, CommitTable, number_64
from pygitobj.kernels.native.marked_rows cimport HIDDEN, LOADED, SEEN, MarkedRows
from pygitobj.kernels.native.marked_walk cimport MarkedWalk
from pygitobj.kernels.native.row_queue cimport Queue, pop, push

cdef enum:
    EXPLORED = 1 << 10
    COUNTED = 1 << 11
    CAME = 0xFFFFFFFF

cdef array NUMBERS = array("I")


cdef class TopoWalk(MarkedWalk):
    """A walk over `table`. See the class of this name in kernels/pure/topo_walk.py."""

    cdef uint64_t since, lowest
    cdef bint is_dated, has_begun
    cdef object written
    cdef Queue explored, counted, ready, tips
    # One more than how many children of a row did not come; 0 where none was counted, CAME once it came itself.
    cdef uint32_t *children
    cdef size_t children_room
    cdef int64_t leaving
    cdef uint32_t seen_to

    def __cinit__(
        self, CommitTable table not None, array marks not None, first_parent=False, hidden_first_parent=False, since=0,
        is_dated=False, written=None
    ):
        self.first_parent, self.hidden_first_parent = first_parent, hidden_first_parent
        self.since, self.is_dated, self.written = number_64(since), is_dated, written
        self.leaving = -1
        self.lowest = UINT64_MAX
        self.fit()

    def __dealloc__(self):
        free(self.explored.items)
        free(self.counted.items)
        free(self.ready.items)
        free(self.tips.items)
        free(self.children)

    cdef int fit(self) except -1:
        """Have a mark of each row, and room to count its children."""
        cdef uint32_t *children
        cdef size_t wanted
        MarkedRows.fit(self)
        if self.table.count > self.children_room:
            wanted = max(2 * self.children_room, <size_t>len(self.marks))
            children = <uint32_t *>realloc(self.children, wanted * sizeof(uint32_t))
            if children == NULL:
                raise MemoryError
            memset(children + self.children_room, 0, (wanted - self.children_room) * sizeof(uint32_t))
            self.children, self.children_room = children, wanted
        return 0

    def put(self, n):
        """Take in a tip, which must be known and not be there already; its marks say whether it is hidden."""
        cdef uint32_t row
        self.table.asked(n)
        row = <uint32_t>n
        self.fit()
        if self.has_begun or self.mark(row) & COUNTED:
            raise ValueError("a tip that comes late, or twice")
        self.marks.data.as_uints[row] |= SEEN | LOADED
        push(&self.tips, 0, self.tips.came, row)
        self.children[row] = 1
        self.queue_once(&self.explored, row, EXPLORED)
        self.queue_once(&self.counted, row, COUNTED)
        self.lowest = min(self.lowest, self.generation(row))

    cdef uint64_t generation(self, uint32_t n) noexcept:
        """How deep a row lies."""
        if not self.mark(n) & LOADED:
            return UINT64_MAX
        if self.table.rows[n].flags & FROM_GRAPH:
            return self.table.graph.generation_at(self.table.rows[n].position)
        return self.table.rows[n].generation

    cdef bint lies_at(self, const Queue *queue, uint64_t generation) noexcept:
        """Whether the first row of a queue lies as high as `generation`."""
        return queue.count != 0 and self.generation(queue.items[0].n) >= generation

    cdef int queue_once(self, Queue *queue, uint32_t n, uint32_t bit) except -1:
        """Put a row into a queue in which it was not before, as its marks say."""
        cdef uint64_t date
        if self.mark(n) & bit:
            return 0
        self.marks.data.as_uints[n] |= bit
        date = self.table.rows[n].date if self.mark(n) & LOADED else 0
        return push(queue, UINT64_MAX - self.generation(n), UINT64_MAX - date, n)

    cdef int let_come(self, uint32_t n) except -1:
        """Let a row be among those that are ready."""
        cdef uint64_t key = UINT64_MAX - self.ready.came
        if self.is_dated:
            if self.written is None:
                key = UINT64_MAX - self.table.rows[n].date
            else:
                key = UINT64_MAX - number_64(min(self.written(n), UINT64_MAX))
        return push(&self.ready, 0, key, n)

    cdef int explore_down_to(self, uint64_t generation) except -1:
        """Whether everything as deep as `generation` was looked at; if not, a row is `needed`."""
        cdef uint32_t n
        while self.lies_at(&self.explored, generation):
            n = self.explored.items[0].n
            if self.can_meet(n, True):
                if self.table.rows[n].date < self.since:
                    self.marks.data.as_uints[n] |= HIDDEN
                if self.lacks_parents(n, self.mark(n) & HIDDEN != 0):
                    return 0
                pop(&self.explored)
                self.explore(n)
            elif self.needed >= 0:
                return 0
            else:
                pop(&self.explored)
        return 1

    cdef int explore(self, uint32_t n) except -1:
        """Meet the parents of a row, which are explored next."""
        cdef uint32_t at
        self.follow(n)
        if self.mark(n) & HIDDEN:
            self.hide_ancestors(n)
        for at in range(self.table.rows[n].count):
            self.queue_once(&self.explored, self.table.edges[self.table.rows[n].first + at], EXPLORED)
        return 0

    cdef int count_down_to(self, uint64_t generation) except -1:
        """Whether the children of everything as deep as `generation` were counted; if not, a row is `needed`."""
        cdef uint32_t n
        while self.lies_at(&self.counted, generation):
            n = self.counted.items[0].n
            if self.can_meet(n, True):
                if not self.explore_down_to(self.generation(n)) or not self.are_parents_asked_for(n):
                    return 0
                pop(&self.counted)
                self.count(n)
            elif self.needed >= 0:
                return 0
            else:
                pop(&self.counted)
        return 1

    cdef int are_parents_asked_for(self, uint32_t n) except -1:
        """Whether each parent that is counted is known, or one before it is passed over; if not, a row is `needed`."""
        cdef uint32_t at
        for at in range(self.table.rows[n].count):
            if not self.can_meet(self.table.edges[self.table.rows[n].first + at], True):
                return self.needed < 0
            if self.first_parent:
                break
        return 1

    cdef int count(self, uint32_t n) except -1:
        """Count a row as a child of its parents."""
        cdef uint32_t at, parent
        for at in range(self.table.rows[n].count):
            parent = self.table.edges[self.table.rows[n].first + at]
            if not self.mark(parent) & LOADED:
                return 0
            if self.children[parent] != CAME:
                self.children[parent] = max(self.children[parent], <uint32_t>1) + 1
            self.queue_once(&self.counted, parent, COUNTED)
            if self.first_parent:
                return 0
        return 0

    cdef int begin(self) except -1:
        """Whether those tips are ready that are parents of none; if not, a row is `needed`."""
        cdef size_t at, count = self.tips.count
        cdef uint32_t n
        if not self.count_down_to(self.lowest):
            return 0
        self.has_begun = True
        for at in range(count):
            # Tips came in with rising keys, so that they lie in this order.
            n = self.tips.items[at if self.is_dated else count - 1 - at].n
            if self.children[n] == 1:
                self.let_come(n)
        return 1

    def step(self, most):
        """The next rows in the order of the walk, at most so many: fewer where it is at its end, or one is `needed`.

        With none at all it only gets ready.
        """
        cdef size_t room = min(most, self.table.count), count = 0
        cdef array given = clone(NUMBERS, room, False)
        self.needed = -1
        # Somebody may have made it shorter.
        self.fit()
        if not self.has_begun and not self.begin():
            return given[:0]
        while count < <size_t>most:
            if self.leaving < 0 and not self.take_next():
                break
            if not self.leave_behind():
                break
            if not self.mark(<uint32_t>self.leaving) & HIDDEN:
                if count == room:
                    room = 2 * room + 64
                    resize_smart(given, room)
                given.data.as_uints[count] = <uint32_t>self.leaving
                count += 1
            self.leaving = -1
        return given[:count]

    cdef int take_next(self) except -1:
        """Whether there is one more row that is to be left behind."""
        cdef uint32_t n
        while self.ready.count:
            n = pop(&self.ready)
            self.children[n] = CAME
            if self.table.rows[n].date >= self.since:
                self.leaving, self.seen_to = n, 0
                return 1
        return 0

    cdef int leave_behind(self) except -1:
        """Whether the parents of the row that is left are ready, as far as they can be; if not, a row is `needed`."""
        cdef uint32_t n = <uint32_t>self.leaving, parent
        cdef uint64_t generation
        if not self.seen_to:
            if self.lacks_parents(n, self.mark(n) & HIDDEN != 0):
                return 0
            self.follow(n)
        while self.seen_to < self.table.rows[n].count:
            parent = self.table.edges[self.table.rows[n].first + self.seen_to]
            if not self.mark(parent) & HIDDEN:
                if self.can_meet(parent, True):
                    generation = self.generation(parent)
                    self.lowest = min(self.lowest, generation)
                    if generation == self.lowest and not self.count_down_to(generation):
                        return 0
                    self.take_off(parent)
                    if self.first_parent:
                        return 1
                elif self.needed >= 0:
                    return 0
            self.seen_to += 1
        return 1

    cdef int take_off(self, uint32_t n) except -1:
        """One child of a row has come."""
        if self.children[n] == 0 or self.children[n] == CAME:
            return 0
        self.children[n] -= 1
        if self.children[n] == 1:
            self.let_come(n)
        return 0
