"""Which of some commits reach others, as bits of rows. How: kernels/pure/painting.py."""

from cpython.array cimport array, clone
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memset

from pygitobj.kernels.native.commit_table cimport FROM_GRAPH, CommitTable, number_64
from pygitobj.kernels.native.row_queue cimport Queue, pop, push

cdef enum:
    WAITING = 1
    TOLD = 2
    LEAST_ROOM = 1024

cdef array NUMBERS = array("I")


cdef class Painting:
    """A walk over `table`. See the class of this name in kernels/pure/painting.py."""

    cdef readonly CommitTable table
    cdef readonly int64_t needed
    cdef uint64_t settled, common, stale, lowest
    cdef int64_t wanted
    cdef uint64_t *held             # the bits of each row
    cdef unsigned char *states
    cdef size_t room
    cdef uint32_t *order            # the rows that were told
    cdef size_t order_count, order_room
    cdef size_t fresh
    cdef Queue queue

    def __cinit__(self, CommitTable table not None, settled, common=0, stale=0, lowest=0, wanted=-1):
        self.table = table
        self.settled, self.common, self.stale = number_64(settled), number_64(common), number_64(stale)
        self.lowest = number_64(lowest)
        self.wanted = table.row_at(wanted) if wanted >= 0 else -1
        self.needed = -1
        self.fit()

    def __dealloc__(self):
        free(self.held)
        free(self.states)
        free(self.order)
        free(self.queue.items)

    cdef int fit(self) except -1:
        """Have bits for each row."""
        cdef size_t room = self.table.count
        cdef uint64_t *held
        cdef unsigned char *states
        if room <= self.room:
            return 0
        room = max(room, 2 * self.room, <size_t>LEAST_ROOM)
        held = <uint64_t *>realloc(self.held, room * sizeof(uint64_t))
        if held == NULL:
            raise MemoryError
        self.held = held
        states = <unsigned char *>realloc(self.states, room)
        if states == NULL:
            raise MemoryError
        self.states = states
        memset(held + self.room, 0, (room - self.room) * sizeof(uint64_t))
        memset(states + self.room, 0, room - self.room)
        self.room = room
        return 0

    def put(self, n, bits):
        """Give a row more bits, which must be known."""
        cdef uint64_t more = number_64(bits)
        self.table.asked(n)
        self.fit()
        self.meet(<uint32_t>n, more)

    cdef bint is_settled(self, uint64_t bits) noexcept nogil:
        """Whether a row with these bits needs no turn."""
        return bits & self.settled == self.settled

    cdef uint64_t generation(self, uint32_t n) noexcept:
        """The generation of a row that is known."""
        if self.table.rows[n].flags & FROM_GRAPH:
            return self.table.graph.generation_at(self.table.rows[n].position)
        return self.table.rows[n].generation

    cdef int meet(self, uint32_t n, uint64_t more) except -1:
        """Give a row that is known more bits, and have it wait."""
        cdef uint64_t before = self.held[n], after = before | more
        if after == before or (self.lowest and self.generation(n) < self.lowest):
            return 0
        self.held[n] = after
        if not self.states[n] & WAITING:
            self.states[n] |= WAITING
            push(&self.queue, 0, UINT64_MAX - self.table.rows[n].date, n)
            self.fresh += not self.is_settled(after)
        elif self.is_settled(after) and not self.is_settled(before):
            self.fresh -= 1
        return 0

    def run(self):
        """Whether it is over; it goes on until it is, or a row is `needed`."""
        cdef uint32_t n, at
        cdef uint64_t here, bits
        cdef bint is_common
        self.needed = -1
        self.fit()
        while self.fresh and not (self.wanted >= 0 and self.is_settled(self.held[self.wanted])):
            n = self.queue.items[0].n
            here = self.held[n]
            is_common = self.common != 0 and here & self.common == self.common
            bits = here | self.stale if is_common else here
            if self.lacks_parents(n, bits):
                return False
            pop(&self.queue)
            self.states[n] &= ~<unsigned char>WAITING
            self.fresh -= not self.is_settled(here)
            if is_common:
                self.tell(n)
            for at in range(self.table.rows[n].count):
                self.meet(self.table.edges[self.table.rows[n].first + at], bits)
        return True

    cdef int lacks_parents(self, uint32_t n, uint64_t bits) except -1:
        """Whether some parent of a row that gets more of `bits` from it is `needed` first."""
        cdef uint32_t at, parent
        for at in range(self.table.rows[n].count):
            parent = self.table.edges[self.table.rows[n].first + at]
            if self.held[parent] | bits == self.held[parent]:
                continue
            if not self.table.know(parent):
                self.needed = parent
                return 1
            # Its parents have rows now.
            self.fit()
        return 0

    cdef int tell(self, uint32_t n) except -1:
        """Note a row that is told, at its first turn."""
        cdef uint32_t *order
        if self.states[n] & TOLD:
            return 0
        self.states[n] |= TOLD
        if self.order_count == self.order_room:
            order = <uint32_t *>realloc(self.order, (2 * self.order_room + 64) * sizeof(uint32_t))
            if order == NULL:
                raise MemoryError
            self.order, self.order_room = order, 2 * self.order_room + 64
        self.order[self.order_count] = n
        self.order_count += 1
        return 0

    def hand_down(self):
        """Let what waits be settled, and all that was met of what it reaches."""
        cdef array left = clone(NUMBERS, 0, False)
        cdef size_t at
        cdef uint32_t n, parent, nth
        for at in range(self.queue.count):
            n = self.queue.items[at].n
            self.held[n] |= self.settled
            left.append(n)
        while len(left):
            n = left.pop()
            for nth in range(self.table.rows[n].count):
                parent = self.table.edges[self.table.rows[n].first + nth]
                if self.held[parent] and not self.is_settled(self.held[parent]):
                    self.held[parent] |= self.settled
                    left.append(parent)

    def bits(self, n):
        """The bits of a row."""
        cdef uint32_t row = self.table.row_at(n)
        return self.held[row] if row < self.room else 0

    def told(self):
        """The rows that were told, in the order of their first turns."""
        cdef array found = clone(NUMBERS, self.order_count, False)
        cdef size_t at
        for at in range(self.order_count):
            found.data.as_uints[at] = self.order[at]
        return found

    def met(self):
        """The rows that have bits, by number."""
        cdef size_t at, count = 0
        cdef array found
        for at in range(self.room):
            count += self.held[at] != 0
        found = clone(NUMBERS, count, False)
        count = 0
        for at in range(self.room):
            if self.held[at]:
                found.data.as_uints[count] = <uint32_t>at
                count += 1
        return found

    def counts(self):
        """How many rows have which bits, where they have some."""
        cdef dict found = {}
        cdef size_t at
        cdef uint64_t last = 0, many = 0
        for at in range(self.room):
            if self.held[at] == last:
                many += 1
                continue
            if last:
                found[last] = found.get(last, 0) + many
            last, many = self.held[at], 1
        if last:
            found[last] = found.get(last, 0) + many
        return found
