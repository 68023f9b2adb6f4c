"""A walk over a table of commits by date, and topological order. How: kernels/pure/date_walk.py."""

from cpython.array cimport array, clone, resize_smart
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc

from pygitobj.kernels.native.commit_table cimport CommitTable, number_64

cdef enum:
    SEEN = 1 << 0
    HIDDEN = 1 << 1
    ADDED = 1 << 6
    BY_WALK = 1 << 12
    CHILD_VISITED = 1 << 14
    LOADED = 1 << 15
    MISSED = 1 << 18
    MISSED_HIDDEN = 1 << 19
    WAITING = 1 << 20
    HANDED_ON = 1 << 7 | 1 << 13
    SLOP = 5
    LEAST_ROOM = 1024

cdef array NUMBERS = array("I")


cdef struct Waiting:
    uint64_t key        # what is smaller comes first
    uint64_t came
    uint32_t n


cdef struct Queue:
    Waiting *items
    size_t count
    size_t room
    uint64_t came


cdef bint comes_before(const Waiting *one, const Waiting *other) noexcept nogil:
    """Whether `one` comes first."""
    return one.key < other.key or (one.key == other.key and one.came < other.came)


cdef int push(Queue *queue, uint64_t key, uint32_t n) except -1:
    """Put a row into the queue."""
    cdef Waiting *items
    cdef Waiting item
    cdef size_t at = queue.count, above
    if queue.count == queue.room:
        items = <Waiting *>realloc(queue.items, (2 * queue.room + 256) * sizeof(Waiting))
        if items == NULL:
            raise MemoryError
        queue.items, queue.room = items, 2 * queue.room + 256
    item.key, item.came, item.n = key, queue.came, n
    queue.came += 1
    queue.count += 1
    items = queue.items
    while at:
        above = (at - 1) // 2
        if not comes_before(&item, &items[above]):
            break
        items[at] = items[above]
        at = above
    items[at] = item
    return 0


cdef uint32_t pop(Queue *queue) noexcept nogil:
    """Take the first row out of the queue, which is not empty."""
    cdef Waiting *items = queue.items
    cdef uint32_t first = items[0].n
    cdef Waiting item
    cdef size_t at = 0, below
    queue.count -= 1
    item = items[queue.count]
    while True:
        below = 2 * at + 1
        if below >= queue.count:
            break
        if below + 1 < queue.count and comes_before(&items[below + 1], &items[below]):
            below += 1
        if not comes_before(&items[below], &item):
            break
        items[at] = items[below]
        at = below
    items[at] = item
    return first


cdef class DateWalk:
    """A walk over `table`. See the class of this name in kernels/pure/date_walk.py."""

    cdef readonly CommitTable table
    cdef readonly array marks
    cdef readonly int64_t needed
    cdef readonly bint is_needed, is_over
    cdef bint is_limited, first_parent, hidden_first_parent
    cdef uint64_t since, earliest, latest, shown_waiting, newest_told
    cdef int slop
    cdef Queue queue
    cdef uint32_t *left         # a stack of rows
    cdef size_t left_room

    def __cinit__(
        self, CommitTable table not None, array marks not None, is_limited=False, first_parent=False,
        hidden_first_parent=False, since=0, earliest=0, latest=18446744073709551615
    ):
        if marks.typecode != "I":
            raise ValueError("not an array of marks")
        self.table, self.marks = table, marks
        self.is_limited, self.first_parent, self.hidden_first_parent = is_limited, first_parent, hidden_first_parent
        self.since, self.earliest, self.latest = number_64(since), number_64(earliest), number_64(latest)
        self.needed = -1
        self.slop = SLOP
        self.newest_told = UINT64_MAX
        self.fit()

    def __dealloc__(self):
        free(self.queue.items)
        free(self.left)

    cdef int fit(self) except -1:
        """Have a mark of each row."""
        cdef size_t before = len(self.marks), count = self.table.count
        if count <= before:
            return 0
        count = max(count, 2 * before, before + LEAST_ROOM)
        # It refuses where somebody looks at what would move.
        self.marks.frombytes(bytes((count - before) * sizeof(uint32_t)))
        return 0

    cdef inline uint32_t mark(self, uint32_t n) noexcept:
        """The marks of a row."""
        return self.marks.data.as_uints[n]

    def put(self, n):
        """Take in a tip, which must be known; its marks say whether it is hidden."""
        cdef uint32_t row
        self.table.asked(n)
        row = <uint32_t>n
        self.fit()
        self.marks.data.as_uints[row] |= SEEN
        if not self.mark(row) & WAITING:
            self.wait(row)
        if self.mark(row) & HIDDEN:
            self.hide_ancestors(row)

    cdef int wait(self, uint32_t n) except -1:
        """Put a row into the queue."""
        self.marks.data.as_uints[n] |= WAITING | LOADED
        if not self.mark(n) & HIDDEN:
            self.shown_waiting += 1
        return push(&self.queue, UINT64_MAX - self.table.rows[n].date, n)

    cdef void hide(self, uint32_t n) noexcept:
        """Hide a row."""
        if self.mark(n) & (HIDDEN | WAITING) == WAITING:
            self.shown_waiting -= 1
        self.marks.data.as_uints[n] |= HIDDEN

    cdef size_t parent_count(self, uint32_t n) noexcept:
        """How many parents a row has that are hidden with it."""
        cdef size_t count = self.table.rows[n].count if self.mark(n) & LOADED else 0
        return min(count, <size_t>1) if self.hidden_first_parent else count

    cdef int leave(self, uint32_t n, size_t *count) except -1:
        """Put the parents of a row on the stack, on which there are `count`."""
        cdef size_t more = self.parent_count(n), at, room
        cdef uint32_t *left
        if count[0] + more > self.left_room:
            room = 2 * self.left_room + more + 64
            left = <uint32_t *>realloc(self.left, room * sizeof(uint32_t))
            if left == NULL:
                raise MemoryError
            self.left, self.left_room = left, room
        for at in range(more):
            self.left[count[0] + at] = self.table.edges[self.table.rows[n].first + at]
        count[0] += more
        return 0

    cdef int hide_ancestors(self, uint32_t n) except -1:
        """Hide the parents of a row, and what was looked at through them."""
        cdef size_t count = 0
        cdef uint32_t at
        self.leave(n, &count)
        while count:
            count -= 1
            at = self.left[count]
            if not self.mark(at) & HIDDEN:
                self.hide(at)
                self.leave(at, &count)
        return 0

    def pass_over(self):
        """Go on without the row that is `needed`."""
        if 0 <= self.needed < len(self.marks):
            self.marks.data.as_uints[self.needed] |= MISSED if self.is_needed else MISSED_HIDDEN
            self.needed = -1

    cdef int can_meet(self, uint32_t n, bint is_hidden) except -1:
        """Whether a parent is known; if it is not and is no row that is passed over, it is `needed`."""
        if self.mark(n) & (MISSED | LOADED):
            return self.mark(n) & LOADED != 0
        if self.table.know(n):
            self.fit()
            self.marks.data.as_uints[n] |= LOADED
            return 1
        if not (self.mark(n) & MISSED_HIDDEN and is_hidden):
            self.needed, self.is_needed = n, not is_hidden
        return 0

    cdef bint stops_at(self, uint32_t parent, bint is_hidden) noexcept:
        """Whether the parents after this one are not met. Of a hidden commit those that were met do not count."""
        if not is_hidden:
            return self.first_parent
        return self.hidden_first_parent and self.mark(parent) & (LOADED | SEEN) == LOADED

    cdef int lacks_parents(self, uint32_t n, bint is_hidden) except -1:
        """Whether some parent of a row that will be met is `needed` first."""
        cdef uint32_t at, parent
        if self.mark(n) & ADDED:
            return 0
        for at in range(self.table.rows[n].count):
            parent = self.table.edges[self.table.rows[n].first + at]
            if not self.can_meet(parent, is_hidden) and self.needed >= 0:
                return 1
            if self.stops_at(parent, is_hidden):
                return 0
        return 0

    cdef int follow(self, uint32_t n) except -1:
        """Meet the parents of a row."""
        cdef uint32_t at, parent
        cdef uint32_t *marks = self.marks.data.as_uints
        cdef bint is_hidden = marks[n] & HIDDEN != 0, is_last
        if marks[n] & ADDED:
            return 0
        marks[n] |= ADDED
        for at in range(self.table.rows[n].count):
            parent = self.table.edges[self.table.rows[n].first + at]
            if is_hidden:
                self.hide(parent)
                marks[parent] |= CHILD_VISITED
            is_last = self.stops_at(parent, is_hidden)
            if marks[parent] & LOADED:
                if is_hidden:
                    self.hide_ancestors(parent)
                else:
                    marks[parent] |= marks[n] & HANDED_ON | CHILD_VISITED
                if not marks[parent] & SEEN:
                    marks[parent] |= SEEN | BY_WALK
                    self.wait(parent)
            if is_last:
                break
        return 0

    def step(self, most):
        """The next rows in the order of the walk, at most so many: fewer where it is at its end, or one is `needed`.

        What a limited walk gives may be hidden later.
        """
        cdef size_t room = min(most, self.table.count), count = 0
        cdef array given = clone(NUMBERS, room, False)
        cdef uint64_t date
        cdef uint32_t n
        cdef bint is_old, is_hidden
        self.needed = -1
        # Somebody may have made it shorter.
        self.fit()
        while self.queue.count and not self.is_over and count < <size_t>most:
            n, date = self.queue.items[0].n, UINT64_MAX - self.queue.items[0].key
            is_old = date < self.since
            is_hidden = self.mark(n) & HIDDEN != 0 or (is_old and self.is_limited)
            if (self.is_limited or not is_old) and self.lacks_parents(n, is_hidden):
                break
            pop(&self.queue)
            if self.pass_row(n, date, is_old):
                if count == room:
                    room = 2 * room + 64
                    resize_smart(given, room)
                given.data.as_uints[count] = n
                count += 1
        return given[:count]

    cdef int pass_row(self, uint32_t n, uint64_t date, bint is_old) except -1:
        """Do what is to be done when it is a row's turn; whether it is given."""
        if not self.mark(n) & HIDDEN:
            self.shown_waiting -= 1
        self.marks.data.as_uints[n] &= ~<uint32_t>WAITING
        if not self.is_limited:
            if not is_old:
                self.follow(n)
            return not is_old
        if is_old:
            self.marks.data.as_uints[n] |= HIDDEN
        self.follow(n)
        if self.mark(n) & HIDDEN:
            self.hide_ancestors(n)
            self.is_over = self.may_end()
            return 0
        if not self.earliest <= date <= self.latest:
            return 0
        self.newest_told = date
        return 1

    cdef bint may_end(self) noexcept:
        """Whether a hidden commit may be the last one that is looked at."""
        if not self.queue.count:
            return True
        if self.newest_told <= UINT64_MAX - self.queue.items[0].key or self.shown_waiting:
            self.slop = SLOP
        else:
            self.slop -= 1
        return not self.slop


def without(array numbers not None, array marks not None, bits):
    """Those of the rows `numbers` that have none of the `bits` in their marks."""
    cdef const uint32_t[::1] rows = numbers, held = marks
    cdef size_t at, count = 0
    cdef uint32_t unwanted = bits
    cdef array found = clone(NUMBERS, rows.shape[0], False)
    for at in range(<size_t>rows.shape[0]):
        if rows[at] >= <size_t>held.shape[0]:
            raise ValueError("a row without marks")
        if not held[rows[at]] & unwanted:
            found.data.as_uints[count] = rows[at]
            count += 1
    return found[:count]


cdef class Sorting:
    """Rows on their way into topological order."""

    cdef CommitTable table
    cdef const uint32_t[::1] marks
    cdef dict own
    cdef size_t known           # the rows that there were at the start
    cdef uint32_t *places       # where each of these is among those that are sorted, and one; 0 for none
    cdef uint32_t *children     # one more than how many of each were not given yet
    cdef Queue queue
    cdef uint64_t *dates        # where they do not come from the table
    cdef bint is_dated

    def __dealloc__(self):
        free(self.places)
        free(self.children)
        free(self.queue.items)
        free(self.dates)

    cdef bint is_loaded(self, uint32_t n) except -1:
        """Whether the walk has looked at a row."""
        return n < <size_t>self.marks.shape[0] and self.marks[n] & LOADED and self.table.know(n)

    cdef int put(self, uint32_t n) except -1:
        """Let a row come, of a stack the last one first."""
        cdef uint64_t date = 0
        if not self.is_dated:
            return push(&self.queue, UINT64_MAX - self.queue.came, n)
        if self.dates != NULL:
            date = self.dates[self.places[n] - 1]
        elif self.is_loaded(n):
            date = self.table.rows[n].date
        return push(&self.queue, UINT64_MAX - date, n)

    cdef int count_child(self, uint32_t n, bint is_given) except -1:
        """Count a child of a row, or, if it `is_given`, take it away again."""
        cdef uint32_t place
        if n >= self.known or not self.places[n]:
            return 0
        place = self.places[n] - 1
        if not is_given:
            self.children[place] += 1
            return 0
        self.children[place] -= 1
        if self.children[place] == 1:
            self.put(n)
        return 0

    cdef int count_as_child(self, uint32_t n, bint is_given) except -1:
        """Count a row as a child of its parents."""
        cdef uint32_t at
        if self.own:
            found = self.own.get(n)
            if found is not None:
                for parent in <tuple?>found:
                    self.count_child(parent, is_given)
                return 0
        if self.is_loaded(n):
            for at in range(self.table.rows[n].count):
                self.count_child(self.table.edges[self.table.rows[n].first + at], is_given)
        return 0


def topological_order(
    CommitTable table not None, array marks not None, array numbers not None, dict own not None, is_dated=False,
    array dates=None
):
    """The rows `numbers`, each once, so that none comes before all of its children among them.

    As lines of history, last parents first; or by date if it `is_dated`: by `dates`, one for each, where these are
    given. Rows have the parents that `own` says, else those in the table if they are LOADED. Rows on a cycle are left
    out, and what only they lead to: fewer come out then than went in.
    """
    cdef const uint32_t[::1] rows = numbers
    cdef const uint64_t[::1] given
    cdef size_t count = rows.shape[0], at, done = 0, known = table.count
    cdef Sorting sorting = Sorting.__new__(Sorting)
    cdef array ordered = clone(NUMBERS, count, False)
    cdef uint32_t n
    if dates is not None and len(dates) != <int64_t>count:
        raise ValueError("a date for each row")
    sorting.table, sorting.marks, sorting.own, sorting.is_dated = table, marks, own, is_dated
    sorting.known = known
    sorting.places = <uint32_t *>calloc(known + 1, sizeof(uint32_t))
    sorting.children = <uint32_t *>malloc((count + 1) * sizeof(uint32_t))
    sorting.dates = <uint64_t *>malloc((count + 1) * sizeof(uint64_t)) if dates is not None else NULL
    if sorting.places == NULL or sorting.children == NULL or (dates is not None and sorting.dates == NULL):
        raise MemoryError
    if dates is not None:
        given = dates
        for at in range(count):
            sorting.dates[at] = given[at]
    for at in range(count):
        n = rows[at]
        if n >= known:
            raise ValueError(f"no row {n}")
        if sorting.places[n]:
            raise ValueError("a row twice")
        sorting.places[n], sorting.children[at] = <uint32_t>(at + 1), 1
    for at in range(count):
        sorting.count_as_child(rows[at], False)
    for at in range(count):
        n = rows[at if is_dated else count - 1 - at]
        if sorting.children[sorting.places[n] - 1] == 1:
            sorting.put(n)
    while sorting.queue.count:
        n = pop(&sorting.queue)
        ordered.data.as_uints[done] = n
        done += 1
        sorting.count_as_child(n, True)
    return ordered[:done]
