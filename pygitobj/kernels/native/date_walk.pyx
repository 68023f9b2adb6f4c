"""A walk over a table of commits by date. How: kernels/pure/date_walk.py."""

from cpython.array cimport array, clone, resize_smart
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, uint32_t, uint64_t
from libc.stdlib cimport free

from pygitobj.kernels.native.commit_table cimport CommitTable, number_64
from pygitobj.kernels.native.marked_rows cimport HIDDEN, LOADED, SEEN
from pygitobj.kernels.native.marked_walk cimport MarkedWalk
from pygitobj.kernels.native.row_queue cimport Queue, pop, push

cdef enum:
    WAITING = 1 << 20
    SLOP = 5

cdef array NUMBERS = array("I")


cdef class DateWalk(MarkedWalk):
    """A walk over `table`. See the class of this name in kernels/pure/date_walk.py."""

    cdef readonly bint is_over
    cdef bint is_limited
    cdef uint64_t since, earliest, latest, shown_waiting, newest_told
    cdef int slop
    cdef Queue queue

    def __cinit__(
        self, CommitTable table not None, array marks not None, is_limited=False, first_parent=False,
        hidden_first_parent=False, since=0, earliest=0, latest=18446744073709551615
    ):
        self.is_limited, self.first_parent, self.hidden_first_parent = is_limited, first_parent, hidden_first_parent
        self.since, self.earliest, self.latest = number_64(since), number_64(earliest), number_64(latest)
        self.slop = SLOP
        self.newest_told = UINT64_MAX

    def __dealloc__(self):
        free(self.queue.items)

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
        return push(&self.queue, 0, UINT64_MAX - self.table.rows[n].date, n)

    cdef int hide(self, uint32_t n) except -1:
        """Hide a row."""
        if self.mark(n) & (HIDDEN | WAITING) == WAITING:
            self.shown_waiting -= 1
        self.marks.data.as_uints[n] |= HIDDEN
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
