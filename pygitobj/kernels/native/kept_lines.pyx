"""Which lines of two texts are compared to find the shortest way. How: kernels/pure/kept_lines.py."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc

cdef enum:
    MOST_OFTEN = 1024
    WINDOW = 100
    RATIO = 3
    NOWHERE = 0
    RARE = 1
    OFTEN = 2
    BEYOND = 0x7FFFFFF0


cdef int32_t root_of(size_t number) noexcept nogil:
    """Some power of two near the root of `number`."""
    cdef size_t root = 1
    while number:
        root *= 2
        number >>= 2
    return <int32_t>root


cdef int32_t limit_of(int32_t lines, bint minimal) noexcept nogil:
    """How often a line is one of many, in a text of so many lines."""
    return BEYOND if minimal else min(root_of(lines), MOST_OFTEN)


cdef bint is_among_strangers(const unsigned char *kinds, int32_t place, int32_t count) noexcept nogil:
    """Whether a line that the other text has often stands among lines that it has not, on both sides."""
    cdef int32_t first = place - WINDOW if place > WINDOW else 0
    cdef int32_t last = place + WINDOW if count - 1 - place > WINDOW else count - 1
    cdef int32_t at = place - 1
    cdef int32_t often = 2, strange = 0, before
    while at >= first and kinds[at] != RARE:
        often += kinds[at] == OFTEN
        strange += kinds[at] == NOWHERE
        at -= 1
    if not strange:
        return False
    before = strange
    at = place + 1
    while at <= last and kinds[at] != RARE:
        often += kinds[at] == OFTEN
        strange += kinds[at] == NOWHERE
        at += 1
    return strange > before and often * RATIO < strange


cdef int keep_lines(
    Kept *kept, const int32_t *numbers, int32_t count, const int32_t *others, int32_t often, unsigned char *marks
) noexcept nogil:
    """Find which lines are compared, and mark the others; -1 without memory."""
    cdef unsigned char *kinds = <unsigned char *>malloc(<size_t>count + 1)
    cdef int32_t at, there
    kept.count = 0
    kept.places = <int32_t *>malloc((<size_t>count + 1) * sizeof(int32_t))
    kept.numbers = <int32_t *>malloc((<size_t>count + 1) * sizeof(int32_t))
    if kinds == NULL or kept.places == NULL or kept.numbers == NULL:
        free(kinds)
        return -1
    for at in range(count):
        there = others[numbers[at]]
        kinds[at] = NOWHERE if not there else RARE if there < often else OFTEN
    for at in range(count):
        if kinds[at] == RARE or (kinds[at] == OFTEN and not is_among_strangers(kinds, at, count)):
            kept.places[kept.count] = at
            kept.numbers[kept.count] = numbers[at]
            kept.count += 1
        else:
            marks[at] = 1
    free(kinds)
    return 0
