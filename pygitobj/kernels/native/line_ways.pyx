"""The lines that differ between two texts, by the shortest way. How: kernels/pure/line_ways.py."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcmp, memset

from pygitobj.kernels.native.kept_lines cimport Kept, keep_lines, limit_of, root_of
from pygitobj.kernels.native.line_texts cimport Side

cdef enum:
    LEAST_STEPS = 256
    RUN = 20
    GOOD = 4
    BEYOND = 0x7FFFFFF0

cdef struct Box:
    int32_t top
    int32_t bottom
    int32_t left
    int32_t right
    bint minimal

cdef struct Meeting:
    int32_t row
    int32_t column
    bint minimal_before
    bint minimal_after

# The diagonals of the last step, every other one from low to high.
cdef struct Front:
    int32_t *rows
    int32_t corner
    int32_t low
    int32_t high

cdef struct Ways:
    const int32_t *a
    const int32_t *b
    Front down
    Front up
    int32_t most_steps


cdef inline void widen(Front *front, int32_t least, int32_t most, int32_t outside) noexcept nogil:
    """Take in a diagonal more to both sides, one less where the box ends."""
    if front.low > least:
        front.low -= 1
        front.rows[front.low - 1] = outside
    else:
        front.low += 1
    if front.high < most:
        front.high += 1
        front.rows[front.high + 1] = outside
    else:
        front.high -= 1


cdef bint is_run(const Ways *ways, int32_t row, int32_t column) noexcept nogil:
    """Whether a run of equal lines begins here."""
    return memcmp(ways.a + row, ways.b + column, RUN * sizeof(int32_t)) == 0


cdef bint good_way_down(const Ways *ways, const Box *box, int32_t steps, Meeting *found) noexcept nogil:
    """Find where the best way from the beginning leads that got far and ends with a run of equal lines."""
    cdef const Front *down = &ways.down
    cdef int32_t best = GOOD * steps
    cdef int32_t diagonal, row, column, far
    cdef bint is_found = False
    for diagonal in range(down.high, down.low - 1, -2):
        row = down.rows[diagonal]
        column = row - diagonal
        far = row - box.top + column - box.left
        far -= diagonal - down.corner if diagonal > down.corner else down.corner - diagonal
        if (
            far > best and box.top + RUN <= row < box.bottom and box.left + RUN <= column < box.right
            and is_run(ways, row - RUN, column - RUN)
        ):
            best = far
            is_found = True
            found.row, found.column, found.minimal_before, found.minimal_after = row, column, True, False
    return is_found


cdef bint good_way_up(const Ways *ways, const Box *box, int32_t steps, Meeting *found) noexcept nogil:
    """The same from the end."""
    cdef const Front *up = &ways.up
    cdef int32_t best = GOOD * steps
    cdef int32_t diagonal, row, column, far
    cdef bint is_found = False
    for diagonal in range(up.high, up.low - 1, -2):
        row = up.rows[diagonal]
        column = row - diagonal
        far = box.bottom - row + box.right - column
        far -= diagonal - up.corner if diagonal > up.corner else up.corner - diagonal
        if (
            far > best and box.top < row <= box.bottom - RUN and box.left < column <= box.right - RUN
            and is_run(ways, row, column)
        ):
            best = far
            is_found = True
            found.row, found.column, found.minimal_before, found.minimal_after = row, column, False, True
    return is_found


cdef void furthest(const Ways *ways, const Box *box, Meeting *found) noexcept nogil:
    """Find where the way leads that got furthest, from whichever end; of equal ones the first counts."""
    cdef long best = -1, its_best = 0, way
    cdef int32_t diagonal, row, best_row = 0, its_row = 0
    cdef bint is_first = True
    for diagonal in range(ways.down.high, ways.down.low - 1, -2):
        row = min(ways.down.rows[diagonal], box.bottom, box.right + diagonal)
        way = <long>row + row - diagonal
        if way > best:
            best, best_row = way, row
    for diagonal in range(ways.up.high, ways.up.low - 1, -2):
        row = max(ways.up.rows[diagonal], box.top, box.left + diagonal)
        way = <long>row + row - diagonal
        if is_first or way < its_best:
            its_best, its_row, is_first = way, row, False
    if <long>box.bottom + box.right - its_best < best - box.top - box.left:
        found.row, found.column = best_row, <int32_t>(best - best_row)
        found.minimal_before, found.minimal_after = True, False
    else:
        found.row, found.column = its_row, <int32_t>(its_best - its_row)
        found.minimal_before, found.minimal_after = False, True


cdef bint step_down(Ways *ways, const Box *box, bint meets, bint *has_run, Meeting *found) noexcept nogil:
    """Go a step from the beginning on each diagonal, and on over equal lines; true where that meets the other end."""
    cdef const int32_t *a = ways.a
    cdef const int32_t *b = ways.b
    cdef int32_t *rows = ways.down.rows
    cdef int32_t diagonal, row, column, start
    for diagonal in range(ways.down.high, ways.down.low - 1, -2):
        row = rows[diagonal + 1]
        if rows[diagonal - 1] >= row:
            row = rows[diagonal - 1] + 1
        start = row
        column = row - diagonal
        while row < box.bottom and column < box.right and a[row] == b[column]:
            row += 1
            column += 1
        if row - start > RUN:
            has_run[0] = True
        rows[diagonal] = row
        if meets and ways.up.low <= diagonal <= ways.up.high and ways.up.rows[diagonal] <= row:
            found.row, found.column, found.minimal_before, found.minimal_after = row, column, True, True
            return True
    return False


cdef bint step_up(Ways *ways, const Box *box, bint meets, bint *has_run, Meeting *found) noexcept nogil:
    """The same from the end."""
    cdef const int32_t *a = ways.a
    cdef const int32_t *b = ways.b
    cdef int32_t *rows = ways.up.rows
    cdef int32_t diagonal, row, column, start
    for diagonal in range(ways.up.high, ways.up.low - 1, -2):
        row = rows[diagonal + 1] - 1
        if rows[diagonal - 1] <= row:
            row = rows[diagonal - 1]
        start = row
        column = row - diagonal
        while row > box.top and column > box.left and a[row - 1] == b[column - 1]:
            row -= 1
            column -= 1
        if start - row > RUN:
            has_run[0] = True
        rows[diagonal] = row
        if meets and ways.down.low <= diagonal <= ways.down.high and row <= ways.down.rows[diagonal]:
            found.row, found.column, found.minimal_before, found.minimal_after = row, column, True, True
            return True
    return False


cdef void find_meeting(Ways *ways, const Box *box, Meeting *found) noexcept nogil:
    """Find a point on the way through a box whose texts begin and end with different lines."""
    cdef int32_t least = box.top - box.right
    cdef int32_t most = box.bottom - box.left
    cdef int32_t steps = 0
    cdef bint is_odd, has_run
    ways.down.corner = ways.down.low = ways.down.high = box.top - box.left
    ways.up.corner = ways.up.low = ways.up.high = box.bottom - box.right
    ways.down.rows[ways.down.corner] = box.top
    ways.up.rows[ways.up.corner] = box.bottom
    is_odd = (ways.down.corner - ways.up.corner) & 1
    while True:
        steps += 1
        has_run = False
        widen(&ways.down, least, most, -1)
        if step_down(ways, box, is_odd, &has_run, found):
            return
        widen(&ways.up, least, most, BEYOND)
        if step_up(ways, box, not is_odd, &has_run, found):
            return
        if box.minimal:
            continue
        if has_run and steps > LEAST_STEPS:
            if good_way_down(ways, box, steps, found) or good_way_up(ways, box, steps, found):
                return
        if steps >= ways.most_steps:
            furthest(ways, box, found)
            return


cdef int go_through(
    Ways *ways, const Kept *rows, const Kept *columns, unsigned char *gone, unsigned char *come, bint minimal
) noexcept nogil:
    """Mark the lines that differ of those that are compared; -1 without memory."""
    cdef size_t used = 1, room = 64
    cdef Box *boxes = <Box *>malloc(room * sizeof(Box))
    cdef Box *grown
    cdef Box box
    cdef Meeting met
    cdef int32_t at
    if boxes == NULL:
        return -1
    boxes[0].top, boxes[0].bottom, boxes[0].left, boxes[0].right = 0, rows.count, 0, columns.count
    boxes[0].minimal = minimal
    while used:
        used -= 1
        box = boxes[used]
        while box.top < box.bottom and box.left < box.right and ways.a[box.top] == ways.b[box.left]:
            box.top += 1
            box.left += 1
        while box.top < box.bottom and box.left < box.right and ways.a[box.bottom - 1] == ways.b[box.right - 1]:
            box.bottom -= 1
            box.right -= 1
        if box.top == box.bottom or box.left == box.right:
            for at in range(box.top, box.bottom):
                gone[rows.places[at]] = 1
            for at in range(box.left, box.right):
                come[columns.places[at]] = 1
            continue
        find_meeting(ways, &box, &met)
        if used + 2 > room:
            room *= 2
            grown = <Box *>realloc(boxes, room * sizeof(Box))
            if grown == NULL:
                free(boxes)
                return -1
            boxes = grown
        boxes[used] = box
        boxes[used].bottom, boxes[used].right, boxes[used].minimal = met.row, met.column, met.minimal_before
        boxes[used + 1] = box
        boxes[used + 1].top, boxes[used + 1].left, boxes[used + 1].minimal = met.row, met.column, met.minimal_after
        used += 2
    free(boxes)
    return 0


cdef int compare(
    const Kept *rows, const Kept *columns, unsigned char *gone, unsigned char *come, bint minimal
) noexcept nogil:
    """Mark the lines that differ of those that are compared; -1 without memory."""
    cdef Ways ways
    cdef size_t diagonals = <size_t>rows.count + <size_t>columns.count + 3
    cdef int32_t *room
    cdef int ended
    room = <int32_t *>malloc(2 * diagonals * sizeof(int32_t))
    if room == NULL:
        return -1
    ways.a, ways.b = rows.numbers, columns.numbers
    ways.down.rows = room + columns.count + 1
    ways.up.rows = room + diagonals + columns.count + 1
    ways.most_steps = max(root_of(diagonals), LEAST_STEPS)
    ended = go_through(&ways, rows, columns, gone, come, minimal)
    free(room)
    return ended


cdef int mark_between(
    const int32_t *a, int32_t rows, const int32_t *in_old, int32_t often,
    const int32_t *b, int32_t columns, const int32_t *in_new, int32_t its_often,
    unsigned char *gone, unsigned char *come, bint minimal,
) noexcept nogil:
    """Mark which of the lines `a` and `b` differ; -1 without memory.

    `in_old` and `in_new` have how often each is in the whole texts, `often` is how often one of many is there.
    """
    cdef Kept kept, its_kept
    cdef int ended
    kept.places = kept.numbers = its_kept.places = its_kept.numbers = NULL
    ended = keep_lines(&kept, a, rows, in_new, often, gone)
    if ended == 0:
        ended = keep_lines(&its_kept, b, columns, in_old, its_often, come)
    if ended == 0:
        ended = compare(&kept, &its_kept, gone, come, minimal)
    free(kept.places)
    free(kept.numbers)
    free(its_kept.places)
    free(its_kept.numbers)
    return ended


cdef int mark_by_ways(Side *old, Side *new, bint minimal) noexcept nogil:
    """Mark which of the lines that are compared differ; -1 without memory."""
    return mark_between(
        old.numbers, old.last - old.first, old.often, limit_of(old.count, minimal),
        new.numbers, new.last - new.first, new.often, limit_of(new.count, minimal),
        old.marks + old.first, new.marks + new.first, minimal,
    )


cdef int mark_part(
    Side *old, Side *new, Counts *counts, int32_t top, int32_t bottom, int32_t left, int32_t right
) noexcept nogil:
    """Mark which lines of two parts differ, as if they were texts of their own; -1 without memory."""
    cdef int32_t at, rows = bottom - top, columns = right - left
    cdef int32_t first = top, last = bottom, its_first = left, its_last = right
    cdef int ended
    cdef int32_t *a = old.numbers - old.first
    cdef int32_t *b = new.numbers - new.first
    for at in range(top, bottom):
        counts.old[a[at]] += 1
    for at in range(left, right):
        counts.new[b[at]] += 1
    memset(old.marks + top, 0, rows)
    memset(new.marks + left, 0, columns)
    while first < last and its_first < its_last and a[first] == b[its_first]:
        first += 1
        its_first += 1
    while first < last and its_first < its_last and a[last - 1] == b[its_last - 1]:
        last -= 1
        its_last -= 1
    ended = mark_between(
        a + first, last - first, counts.old, limit_of(rows, False),
        b + its_first, its_last - its_first, counts.new, limit_of(columns, False),
        old.marks + first, new.marks + its_first, False,
    )
    for at in range(top, bottom):
        counts.old[a[at]] = 0
    for at in range(left, right):
        counts.new[b[at]] = 0
    return ended
