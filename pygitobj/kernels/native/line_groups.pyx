"""Where groups of marked lines lie that could as well lie a line higher or lower. How: kernels/pure/line_groups.py."""

from libc.stdint cimport int32_t, int64_t

from pygitobj.kernels.native.line_texts cimport Side, is_same, line_starts_of
from pygitobj.kernels.native.line_ways cimport Counts, mark_part

cdef enum:
    MOST_INDENT = 200
    MOST_BLANK = 20
    MOST_MOVED = 100
    AT_START = 1
    AT_END = 21
    EACH_BLANK = -30
    EACH_BLANK_AFTER = 6
    MORE_INDENTED = -4
    MORE_INDENTED_BLANK = 10
    LESS_INDENTED = 24
    LESS_INDENTED_BLANK = 17
    LEFT = 23
    LEFT_BLANK = 17
    INDENT_WEIGHT = 60

cdef struct Group:
    Side *side
    Side *other
    int32_t start
    int32_t end
    int32_t other_start     # of the group of the other text at the same place
    int32_t other_end

cdef struct Score:
    int indent
    int penalty


cdef inline bint is_beside_another(const Group *group) noexcept nogil:
    """Whether the other text has a group here."""
    return group.other_end > group.other_start


cdef inline void other_down(Group *group) noexcept nogil:
    """Go down a line that is in both texts, in the other one."""
    group.other_start = group.other_end = group.other_end + 1
    while group.other.marks[group.other_end]:
        group.other_end += 1


cdef bint up(Group *group) noexcept nogil:
    """Move the group a line up, and join it to one that it meets; false where it cannot be."""
    cdef unsigned char *marks = group.side.marks
    if not group.start or not is_same(group.side, group.start - 1, group.end - 1):
        return False
    group.start -= 1
    group.end -= 1
    marks[group.start] = 1
    marks[group.end] = 0
    while marks[group.start - 1]:
        group.start -= 1
    group.other_start = group.other_end = group.other_start - 1
    while group.other.marks[group.other_start - 1]:
        group.other_start -= 1
    return True


cdef bint down(Group *group) noexcept nogil:
    """Move it a line down."""
    cdef unsigned char *marks = group.side.marks
    if group.end >= group.side.count or not is_same(group.side, group.start, group.end):
        return False
    marks[group.start] = 0
    marks[group.end] = 1
    group.start += 1
    group.end += 1
    while marks[group.end]:
        group.end += 1
    other_down(group)
    return True


cdef int indent_of(const Side *side, int32_t line) noexcept nogil:
    """How far a line is indented, -1 if it is blank; tabs go to the next eighth column."""
    cdef const int64_t *starts = line_starts_of(side)
    cdef const unsigned char *at = side.text + starts[line]
    cdef const unsigned char *end = side.text + starts[line + 1]
    cdef int columns = 0
    while at < end:
        if at[0] == 32:
            columns += 1
        elif at[0] == 9:
            columns += 8 - columns % 8
        elif at[0] != 10 and at[0] != 13:
            return columns
        if columns >= MOST_INDENT:
            return MOST_INDENT
        at += 1
    return -1


cdef int nearest(const Side *side, int32_t line, int32_t step, int *blanks) noexcept nogil:
    """How far the nearest line is indented that is not blank, from `line` on, -1 without one; counts blank ones."""
    cdef int indent
    blanks[0] = 0
    while 0 <= line < side.count:
        indent = indent_of(side, line)
        if indent != -1:
            return indent
        blanks[0] += 1
        if blanks[0] == MOST_BLANK:
            return 0
        line += step
    return -1


cdef void add_edge(const Side *side, int32_t at, Score *score) noexcept nogil:
    """Add what an edge above the line `at` comes to."""
    cdef int blanks_above, blanks_below, after, blanks, indent
    cdef bint is_end = at >= side.count
    cdef int own = -1 if is_end else indent_of(side, at)
    cdef int above = nearest(side, at - 1, -1, &blanks_above)
    cdef int below = nearest(side, at + 1, 1, &blanks_below)
    if is_end:
        score.penalty += AT_END
    if above == -1 and not blanks_above:
        score.penalty += AT_START
    after = 1 + blanks_below if own == -1 else 0
    blanks = blanks_above + after
    score.penalty += EACH_BLANK * blanks + EACH_BLANK_AFTER * after
    indent = below if own == -1 else own
    score.indent += indent
    if indent == -1 or above == -1 or indent == above:
        return
    if indent > above:
        score.penalty += MORE_INDENTED_BLANK if blanks else MORE_INDENTED
    elif below > indent:
        score.penalty += LESS_INDENTED_BLANK if blanks else LESS_INDENTED
    else:
        score.penalty += LEFT_BLANK if blanks else LEFT


cdef int32_t best_end(const Group *group, int32_t highest) noexcept nogil:
    """Where the group had best end, not above `highest`: of equal places the lowest."""
    cdef int32_t size = group.end - group.start
    cdef int32_t end, found = -1
    cdef Score score, best
    cdef int difference
    best.indent = best.penalty = 0
    for end in range(max(highest, group.end - size - 1, group.end - MOST_MOVED), group.end + 1):
        score.indent = score.penalty = 0
        add_edge(group.side, end, &score)
        add_edge(group.side, end - size, &score)
        difference = (score.indent > best.indent) - (score.indent < best.indent)
        if found == -1 or INDENT_WEIGHT * difference + score.penalty - best.penalty <= 0:
            best, found = score, end
    return found


cdef void settle_group(Group *group, bint indent_heuristic) noexcept nogil:
    """Move one group; it grows as it meets others."""
    cdef int32_t size = -1, highest = 0, best
    cdef bint is_matched = False
    while size != group.end - group.start:
        size = group.end - group.start
        while up(group):
            pass
        highest = group.end
        is_matched = is_beside_another(group)
        while down(group):
            is_matched = is_matched or is_beside_another(group)
    if group.end == highest:
        return
    if is_matched:
        while not is_beside_another(group):
            up(group)
    elif indent_heuristic:
        best = best_end(group, highest)
        while group.end > best:
            up(group)


cdef int settle(Side *side, Side *other, bint indent_heuristic, Counts *counts) noexcept nogil:
    """Move each group of one text; with `counts`, those that moved are compared once more. Gives -1 without memory."""
    cdef Group group
    cdef int32_t start, end
    group.side, group.other = side, other
    group.start = group.end = group.other_start = group.other_end = min(side.top, other.top)
    while side.marks[group.end]:
        group.end += 1
    while other.marks[group.other_end]:
        group.other_end += 1
    while True:
        if group.end > group.start:
            start, end = group.start, group.end
            settle_group(&group, indent_heuristic)
            side.top = min(side.top, group.start)
            if counts != NULL and is_beside_another(&group) and (start != group.start or end != group.end):
                if mark_part(side, other, counts, group.start, group.end, group.other_start, group.other_end) < 0:
                    return -1
        if group.end >= side.last:
            return 0
        group.start = group.end = group.end + 1
        while side.marks[group.end]:
            group.end += 1
        other_down(&group)
