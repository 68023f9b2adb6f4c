"""What walks over a table of commits share. How: kernels/pure/marked_walk.py."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t
from libc.stdlib cimport free, realloc

from pygitobj.kernels.native.marked_rows cimport ADDED, BY_WALK, CHILD_VISITED, HANDED_ON, HIDDEN, LOADED, SEEN


cdef class MarkedWalk(MarkedRows):
    """What such a walk knows. See the class of this name in kernels/pure/marked_walk.py."""

    def __cinit__(self):
        self.needed = -1

    def __dealloc__(self):
        free(self.left)

    cdef int hide(self, uint32_t n) except -1:
        """Hide a row."""
        self.marks.data.as_uints[n] |= HIDDEN
        return 0

    cdef int wait(self, uint32_t n) except -1:
        """Take in a row that is met for the first time."""
        return 0

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
