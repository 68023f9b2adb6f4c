"""Which object of a pack rests on which. What each function gives: kernels/pure/arrange.py."""

from cpython.array cimport array, clone
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

cdef enum:
    WHOLE = -1
    UNKNOWN = -1
    ON_THE_WAY = -2
    PHASES = 3

# The phase of each type code, 0 for none.
cdef unsigned char[5] PHASE_OF = [0, 1, 2, 3, 1]
cdef array SIGNED = array("q")


cdef int64_t *signed(array column) except? NULL:
    """The values of `column`, which is an array("q"); NULL where it is empty."""
    if column.typecode != "q":
        raise ValueError("not a column of signed 64-bit numbers")
    return <int64_t *>column.data.as_longlongs


def match_offsets(array offsets not None, array wanted not None):
    """The position in `offsets` of each of `wanted`, the last where there are several; -1 where it is not there."""
    pinned = memoryview(offsets), memoryview(wanted)
    cdef int64_t count = len(offsets), asked = len(wanted), at
    cdef const int64_t *all_offsets = signed(offsets)
    cdef const int64_t *ones = signed(wanted)
    cdef array found = clone(SIGNED, asked, False)
    cdef int64_t *positions = <int64_t *>found.data.as_longlongs
    cdef uint64_t mask = 15, slot
    cdef int64_t *slots
    while mask < <uint64_t>(2 * count):
        mask = 2 * mask + 1
    slots = <int64_t *>malloc((mask + 1) * sizeof(int64_t))
    if slots == NULL:
        raise MemoryError
    with nogil:
        memset(slots, 0xFF, (mask + 1) * sizeof(int64_t))
        for at in range(count):
            if all_offsets[at] < 0:
                continue
            slot = slot_of(all_offsets[at], mask)
            while slots[slot] >= 0 and all_offsets[slots[slot]] != all_offsets[at]:
                slot = (slot + 1) & mask
            slots[slot] = at
        for at in range(asked):
            positions[at] = -1
            if ones[at] < 0:
                continue
            slot = slot_of(ones[at], mask)
            while slots[slot] >= 0 and all_offsets[slots[slot]] != ones[at]:
                slot = (slot + 1) & mask
            positions[at] = slots[slot]
    free(slots)
    return found


cdef uint64_t slot_of(int64_t offset, uint64_t mask) noexcept nogil:
    """Where to begin to look for `offset`."""
    return (<uint64_t>offset * <uint64_t>0x9E3779B97F4A7C15) >> 20 & mask


def cut_chains(array bases not None, int64_t depth):
    """Make whole what is deeper than `depth` or in a circle, in `bases` itself; gives the height of each object."""
    pinned = memoryview(bases)
    cdef int64_t count = len(bases), at
    cdef int64_t *on = signed(bases)
    cdef array result = clone(SIGNED, count, False)
    cdef int64_t *heights = <int64_t *>result.data.as_longlongs
    cdef int64_t *room
    for at in range(count):
        if not WHOLE <= on[at] < count:
            raise ValueError("a base that is no position")
    # Depths, the way to the object that is looked at, and the deltas in an order that puts bases first.
    room = <int64_t *>malloc((3 * count + 1) * sizeof(int64_t))
    if room == NULL:
        raise MemoryError
    with nogil:
        cut(on, count, depth, room, room + count, room + 2 * count, heights)
    free(room)
    return result


cdef void cut(
    int64_t *bases, int64_t count, int64_t depth, int64_t *depths, int64_t *path, int64_t *order, int64_t *heights
) noexcept nogil:
    """What `cut_chains` does."""
    cdef int64_t start, at, length, ordered = 0
    for at in range(count):
        depths[at] = UNKNOWN
        heights[at] = 0
    for start in range(count):
        at, length = start, 0
        while depths[at] == UNKNOWN and bases[at] != WHOLE:
            depths[at] = ON_THE_WAY
            path[length] = at
            length += 1
            at = bases[at]
        if depths[at] == ON_THE_WAY:
            length -= 1
            bases[path[length]] = WHOLE
            depths[path[length]] = 0
        elif depths[at] == UNKNOWN:
            depths[at] = 0
        while length > 0:
            length -= 1
            at = path[length]
            depths[at] = depths[bases[at]] + 1
            if depths[at] > depth:
                bases[at] = WHOLE
                depths[at] = 0
            else:
                order[ordered] = at
                ordered += 1
    while ordered > 0:
        ordered -= 1
        at = order[ordered]
        heights[bases[at]] = max(heights[bases[at]], heights[at] + 1)


def write_order(array codes not None, array bases not None, int64_t count):
    """The first `count` positions in the order in which they are written: by phase, bases before what rests on them."""
    pinned = memoryview(codes), memoryview(bases)
    cdef int64_t every = len(bases), start, at, length, ordered = 0
    cdef const int64_t *on = signed(bases)
    cdef const unsigned char *kinds = codes.data.as_uchars
    cdef array result
    cdef int64_t *order
    cdef int64_t *path
    cdef unsigned char *done
    cdef int phase
    if codes.typecode != "B" or not 0 <= count <= every or count > len(codes):
        raise ValueError("columns of different lengths")
    for at in range(every):
        if not WHOLE <= on[at] < every:
            raise ValueError("a base that is no position")
    result = clone(SIGNED, count, False)
    order = <int64_t *>result.data.as_longlongs
    path = <int64_t *>malloc((every + 1) * sizeof(int64_t))
    done = <unsigned char *>calloc(every + 1, 1)
    if path == NULL or done == NULL:
        free(path)
        free(done)
        raise MemoryError
    with nogil:
        memset(done + count, 1, every - count)
        for phase in range(1, PHASES + 1):
            for start in range(count):
                if kinds[start] > 4 or PHASE_OF[kinds[start]] != phase or done[start]:
                    continue
                at, length = start, 0
                while True:
                    path[length] = at
                    length += 1
                    # Noted on the way down, so that even a circle ends.
                    done[at] = 1
                    at = on[at]
                    if at == WHOLE or done[at]:
                        break
                while length > 0:
                    length -= 1
                    order[ordered] = path[length]
                    ordered += 1
    free(path)
    free(done)
    del result[ordered:]
    return result
