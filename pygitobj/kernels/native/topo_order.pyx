"""Rows of a table of commits in topological order. How: kernels/pure/topo_order.py."""

from cpython.array cimport array, clone
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

from pygitobj.kernels.native.commit_table cimport CommitTable
from pygitobj.kernels.native.row_queue cimport Queue, pop, push

cdef enum:
    LOADED = 1 << 15

cdef array NUMBERS = array("I")


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
            return push(&self.queue, 0, UINT64_MAX - self.queue.came, n)
        if self.dates != NULL:
            date = self.dates[self.places[n] - 1]
        elif self.is_loaded(n):
            date = self.table.rows[n].date
        return push(&self.queue, 0, UINT64_MAX - date, n)

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
