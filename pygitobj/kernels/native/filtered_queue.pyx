"""The commits of a walk along paths, but for those that need no look. How: kernels/pure/filtered_queue.py."""

from cpython.array cimport array, clone, resize_smart
from libc.stdint cimport UINT64_MAX, uint32_t, uint64_t
from libc.stdlib cimport free

from pygitobj.kernels.native.commit_table cimport NOWHERE, CommitTable, number_64
from pygitobj.kernels.native.marked_rows cimport (
    ADDED,
    BY_WALK,
    CHILD_VISITED,
    HANDED_ON,
    HIDDEN,
    LOADED,
    SEEN,
    MarkedRows,
)
from pygitobj.kernels.native.path_filters cimport PathFilters
from pygitobj.kernels.native.row_queue cimport Queue, pop, push

cdef enum:
    SAME = 1 << 2
    LOOKED_AT = 1 << 21
    AHEAD = 1 << 22
    FIRST_ROOM = 16
    PASSED_FOR_EACH = 256

cdef array NUMBERS = array("I")


cdef class FilteredQueue(MarkedRows):
    """Rows of `table`. See the class of this name in kernels/pure/filtered_queue.py."""

    cdef PathFilters filters
    cdef bint first_parent
    cdef uint64_t since
    cdef Queue queue, ahead

    def __cinit__(
        self, CommitTable table not None, array marks not None, PathFilters filters not None, first_parent=False, since=0
    ):
        self.filters = filters
        self.first_parent, self.since = first_parent, number_64(since)

    def __dealloc__(self):
        free(self.queue.items)
        free(self.ahead.items)

    def __len__(self):
        return self.queue.count

    def put_dated(self, n, date):
        """Take in a row."""
        push(&self.queue, 0, UINT64_MAX - number_64(date), self.table.row_at(n))

    def get(self):
        """Take out the first row. Raises IndexError without any."""
        if not self.queue.count:
            raise IndexError("index out of range")
        return pop(&self.queue)

    def pass_unchanged(self):
        """Pass rows that are unchanged, until the first is another one, or older than `since`."""
        cdef uint32_t n, parent, before
        cdef uint32_t *marks
        self.fit()
        while self.queue.count:
            n = self.queue.items[0].n
            if UINT64_MAX - self.queue.items[0].key < self.since or not self.is_passed(n):
                return
            pop(&self.queue)
            parent = self.table.edges[self.table.rows[n].first]
            marks = self.marks.data.as_uints
            marks[n] |= ADDED | SAME
            before = marks[parent]
            marks[parent] = before | marks[n] & HANDED_ON | CHILD_VISITED | SEEN
            if not before & SEEN:
                marks[parent] |= BY_WALK
                push(&self.queue, 0, UINT64_MAX - self.table.rows[parent].date, parent)

    cdef int is_passed(self, uint32_t n) except -1:
        """Whether a row is passed: it is unchanged, and its parents are known."""
        cdef uint32_t at, count
        if self.mark(n) & (HIDDEN | ADDED | LOADED) != LOADED or not self.is_unchanged(n):
            return 0
        count = 1 if self.first_parent else self.table.rows[n].count
        for at in range(count):
            if not self.table.know(self.table.edges[self.table.rows[n].first + at]):
                return 0
        self.fit()
        for at in range(count):
            self.marks.data.as_uints[self.table.edges[self.table.rows[n].first + at]] |= LOADED
        return 1

    cdef bint is_unchanged(self, uint32_t n) noexcept:
        """Whether a row that is known has a first parent, which the graph says, and is unchanged."""
        cdef uint32_t position = self.table.rows[n].position
        if position >= NOWHERE or position >= self.filters.count or not self.table.rows[n].count:
            return False
        return self.filters.is_unchanged(position)

    def next_changed(self, n, most):
        """What comes after a row by date and has to be looked at: at most so many, which none was before.

        What nothing is known of, or of its parents, is left out, and what comes after it.
        """
        cdef uint32_t at = self.table.row_at(n), count = 0, room = FIRST_ROOM, wanted = most
        cdef uint64_t left = <uint64_t>wanted * PASSED_FOR_EACH
        cdef array found = clone(NUMBERS, room, False)
        self.fit()
        self.marks.data.as_uints[at] |= LOOKED_AT
        self.go_ahead(at, False)
        while count < wanted and left and self.ahead.count:
            left -= 1
            at = pop(&self.ahead)
            if self.mark(at) & (LOOKED_AT | HIDDEN) or self.table.rows[at].date < self.since:
                continue
            if self.is_unchanged(at):
                self.go_ahead(at, True)
            elif self.has_known_parents(at):
                self.marks.data.as_uints[at] |= LOOKED_AT
                if count == room:
                    room *= 2
                    resize_smart(found, room)
                found.data.as_uints[count] = at
                count += 1
                self.go_ahead(at, False)
        return found[:count]

    cdef int go_ahead(self, uint32_t n, bint first_alone) except -1:
        """Have the parents of a row, or the first one, wait to be looked at, as far as they are known."""
        cdef uint32_t at, parent
        if not self.table.know(n):
            return 0
        for at in range(min(self.table.rows[n].count, 1) if first_alone or self.first_parent else self.table.rows[n].count):
            parent = self.table.edges[self.table.rows[n].first + at]
            if not self.table.know(parent):
                continue
            self.fit()
            if not self.mark(parent) & AHEAD:
                self.marks.data.as_uints[parent] |= AHEAD
                push(&self.ahead, 0, UINT64_MAX - self.table.rows[parent].date, parent)
        return 0

    cdef int has_known_parents(self, uint32_t n) except -1:
        """Whether the parents of a row are known."""
        cdef uint32_t at
        for at in range(self.table.rows[n].count):
            if not self.table.know(self.table.edges[self.table.rows[n].first + at]):
                return 0
        self.fit()
        return 1
