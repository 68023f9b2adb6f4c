"""The lines that differ, where those that come once in both texts hold them together. How: pure/line_anchors.py."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

from pygitobj.kernels.native.line_texts cimport Side
from pygitobj.kernels.native.line_ways cimport Counts, mark_part

cdef struct Part:
    int32_t top
    int32_t bottom
    int32_t left
    int32_t right

cdef struct Parts:
    Part *parts
    size_t used
    size_t room

cdef struct Anchors:
    int32_t *places     # by number: the line of the new text
    int32_t *rows       # lines that come once in both, in the order of the old text
    int32_t *columns
    int32_t *before     # which of them comes before each in the longest run that ends with it
    int32_t *ends       # by length of a run: the one with the least last line
    int32_t *run        # the longest run


cdef int add_part(Parts *parts, int32_t top, int32_t bottom, int32_t left, int32_t right) noexcept nogil:
    """Add a part that is to be compared; -1 without memory."""
    cdef Part *grown
    if parts.used == parts.room:
        parts.room = parts.room * 2 + 64
        grown = <Part *>realloc(parts.parts, parts.room * sizeof(Part))
        if grown == NULL:
            return -1
        parts.parts = grown
    parts.parts[parts.used] = Part(top, bottom, left, right)
    parts.used += 1
    return 0


cdef int32_t find_anchors(
    const int32_t *a, const int32_t *b, const Part *part, Counts *counts, Anchors *anchors, bint *has_common
) noexcept nogil:
    """Find the longest run of lines that come once in each part, in the same order in both; gives how many."""
    cdef int32_t at, line, found = 0, longest = 0, low, high, middle
    has_common[0] = False
    for at in range(part.top, part.bottom):
        counts.old[a[at]] += 1
    for at in range(part.left, part.right):
        counts.new[b[at]] += 1
        anchors.places[b[at]] = at
    for at in range(part.top, part.bottom):
        line = a[at]
        if not counts.new[line]:
            continue
        has_common[0] = True
        if counts.old[line] != 1 or counts.new[line] != 1:
            continue
        anchors.rows[found], anchors.columns[found] = at, anchors.places[line]
        low, high = 0, longest
        while low < high:
            middle = (low + high) // 2
            if anchors.columns[anchors.ends[middle]] < anchors.columns[found]:
                low = middle + 1
            else:
                high = middle
        anchors.before[found] = anchors.ends[low - 1] if low else -1
        anchors.ends[low] = found
        longest = max(longest, low + 1)
        found += 1
    for at in range(part.top, part.bottom):
        counts.old[a[at]] = 0
    for at in range(part.left, part.right):
        counts.new[b[at]] = 0
    at = anchors.ends[longest - 1] if longest else -1
    for low in range(longest - 1, -1, -1):
        anchors.run[low] = at
        at = anchors.before[at]
    return longest


cdef int add_between(
    const int32_t *a, const int32_t *b, const Part *part, const Anchors *anchors, int32_t count, Parts *parts
) noexcept nogil:
    """Add the parts between anchors, without the lines beside these that are equal; -1 without memory."""
    cdef int32_t row = part.top, column = part.left
    cdef int32_t nth, end, its_end, next_row, next_column
    for nth in range(count + 1):
        if nth < count:
            end, its_end = anchors.rows[anchors.run[nth]], anchors.columns[anchors.run[nth]]
        else:
            end, its_end = part.bottom, part.right
        next_row, next_column = end, its_end
        if nth < count:
            while next_row > row and next_column > column and a[next_row - 1] == b[next_column - 1]:
                next_row -= 1
                next_column -= 1
        while row < next_row and column < next_column and a[row] == b[column]:
            row += 1
            column += 1
        if (next_row > row or next_column > column) and add_part(parts, row, next_row, column, next_column) < 0:
            return -1
        row, column = end + 1, its_end + 1
    return 0


cdef int mark_parts(Side *old, Side *new, Counts *counts, Anchors *anchors, Parts *parts) noexcept nogil:
    """Mark the lines that differ in all parts; -1 without memory."""
    cdef Part part
    cdef int32_t count
    cdef bint has_common
    while parts.used:
        parts.used -= 1
        part = parts.parts[parts.used]
        count = find_anchors(old.numbers, new.numbers, &part, counts, anchors, &has_common)
        if count:
            if add_between(old.numbers, new.numbers, &part, anchors, count, parts) < 0:
                return -1
        elif has_common:
            if mark_part(old, new, counts, part.top, part.bottom, part.left, part.right) < 0:
                return -1
        else:
            memset(old.marks + part.top, 1, part.bottom - part.top)
            memset(new.marks + part.left, 1, part.right - part.left)
    return 0


cdef int mark_by_anchors(Side *old, Side *new, Counts *counts) noexcept nogil:
    """Mark which lines of two whole texts differ; -1 without memory."""
    cdef Parts parts
    cdef Anchors anchors
    cdef size_t lines = <size_t>old.count + 1
    cdef int32_t *room = <int32_t *>malloc((5 * lines + <size_t>old.count + <size_t>new.count + 1) * sizeof(int32_t))
    cdef int ended = -1
    parts.parts = NULL
    parts.used = parts.room = 0
    if room != NULL and add_part(&parts, 0, old.count, 0, new.count) == 0:
        anchors.rows = room
        anchors.columns = room + lines
        anchors.before = room + 2 * lines
        anchors.ends = room + 3 * lines
        anchors.run = room + 4 * lines
        anchors.places = room + 5 * lines
        ended = mark_parts(old, new, counts, &anchors, &parts)
    free(parts.parts)
    free(room)
    return ended
