"""The lines that differ between two texts, by the shortest way from one to the other.

    Lines at both ends that are the same are left out, and those that tell little are set aside: kept_lines.
    Of what is left the shortest way is looked for from both ends at once, and halved where the ends meet
    (Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations", section 4b).
    Where that takes long, a way that got far is taken for the best one: soon if it has a run of equal lines.

Lines are numbers, equal where lines are. A diagonal is a line of the first text less one of the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pygitobj.kernels.pure.kept_lines import kept_lines, root_of
from pygitobj.record import Record

# So many steps are made at least before a way is taken that is not the shortest.
LEAST_STEPS = 256
# So many equal lines make a run; and a way that got so many times as far as it has steps is a good one.
RUN = 20
GOOD = 4
BEYOND = 1 << 60


class Box(Record):
    """Lines `top` to `bottom` of one text, `left` to `right` of another, and whether only the shortest way will do."""

    top: int
    bottom: int
    left: int
    right: int
    minimal: bool


class Meeting(Record):
    """A point of a way, and whether only the shortest way will do before it and after it."""

    row: int
    column: int
    minimal_before: bool
    minimal_after: bool


def mark_by_ways(a: Sequence[int], b: Sequence[int], gone: bytearray, come: bytearray, minimal: bool) -> None:
    """Mark the lines that differ."""
    top, bottom, left, right = trimmed(a, b, 0, len(a), 0, len(b))
    rows = kept_lines(a, range(top, bottom), Counter(b), gone, minimal)
    columns = kept_lines(b, range(left, right), Counter(a), come, minimal)
    ways = Ways([a[at] for at in rows], [b[at] for at in columns])
    boxes = [Box(0, len(rows), 0, len(columns), minimal)]
    while boxes:
        box = boxes.pop()
        top, bottom, left, right = trimmed(ways.a, ways.b, box.top, box.bottom, box.left, box.right)
        if top == bottom or left == right:
            for at in range(top, bottom):
                gone[rows[at]] = 1
            for at in range(left, right):
                come[columns[at]] = 1
            continue
        row, column, before, after = ways.meeting(Box(top, bottom, left, right, box.minimal))
        boxes += (Box(top, row, left, column, before), Box(row, bottom, column, right, after))


def mark_part(
    a: Sequence[int], b: Sequence[int], gone: bytearray, come: bytearray, rows: range, columns: range
) -> None:
    """Mark which of the lines `rows` and `columns` differ, as if they were two texts of their own."""
    here, there = bytearray(len(rows)), bytearray(len(columns))
    mark_by_ways(a[rows.start : rows.stop], b[columns.start : columns.stop], here, there, False)
    gone[rows.start : rows.stop], come[columns.start : columns.stop] = here, there


def trimmed(
    a: Sequence[int], b: Sequence[int], top: int, bottom: int, left: int, right: int
) -> tuple[int, int, int, int]:
    """Lines `top` to `bottom` of `a` and `left` to `right` of `b` without those that are the same at both ends."""
    while top < bottom and left < right and a[top] == b[left]:
        top, left = top + 1, left + 1
    while top < bottom and left < right and a[bottom - 1] == b[right - 1]:
        bottom, right = bottom - 1, right - 1
    return top, bottom, left, right


class Front:
    """How far ways lead that begin at one corner of a box: by diagonal, the line of the first text.

    Diagonals from `low` to `high` are reached, those of every other step only.
    """

    def __init__(self, corner: int, row: int, outside: int) -> None:
        self.corner = self.low = self.high = corner
        self.outside = outside
        self.rows = {corner: row}

    def widen(self, least: int, most: int) -> range:
        """Take in a diagonal more to both sides, one less where the box ends; gives those of this step, downwards."""
        if self.low > least:
            self.low -= 1
            self.rows[self.low - 1] = self.outside
        else:
            self.low += 1
        if self.high < most:
            self.high += 1
            self.rows[self.high + 1] = self.outside
        else:
            self.high -= 1
        return self.diagonals()

    def diagonals(self) -> range:
        """The diagonals of the last step."""
        return range(self.high, self.low - 1, -2)

    def has(self, diagonal: int) -> bool:
        """Whether this diagonal is within reach."""
        return self.low <= diagonal <= self.high


class Ways:
    """Ways from one list of lines to another."""

    def __init__(self, a: Sequence[int], b: Sequence[int]) -> None:
        self.a, self.b = a, b
        self.most_steps = max(root_of(len(a) + len(b) + 3), LEAST_STEPS)

    def meeting(self, box: Box) -> Meeting:
        """A point on the way through a box whose texts begin and end with different lines."""
        least, most = box.top - box.right, box.bottom - box.left
        down = Front(box.top - box.left, box.top, -1)
        up = Front(box.bottom - box.right, box.bottom, BEYOND)
        is_odd = (down.corner - up.corner) % 2
        steps = 0
        while True:
            steps += 1
            has_run = False
            for diagonal in down.widen(least, most):
                row, length = self.go_down(box, down, diagonal)
                has_run = has_run or length > RUN
                if is_odd and up.has(diagonal) and up.rows[diagonal] <= row:
                    return Meeting(row, row - diagonal, True, True)
            for diagonal in up.widen(least, most):
                row, length = self.go_up(box, up, diagonal)
                has_run = has_run or length > RUN
                if not is_odd and down.has(diagonal) and row <= down.rows[diagonal]:
                    return Meeting(row, row - diagonal, True, True)
            if box.minimal:
                continue
            found = None
            if has_run and steps > LEAST_STEPS:
                found = self.good_way_down(box, down, steps) or self.good_way_up(box, up, steps)
            if found is None and steps >= self.most_steps:
                found = furthest(box, down, up)
            if found is not None:
                return found

    def go_down(self, box: Box, down: Front, diagonal: int) -> tuple[int, int]:
        """Go a step and on along a diagonal, towards the end; gives where that leads, and how many lines are equal."""
        a, b = self.a, self.b
        start = row = max(down.rows[diagonal - 1] + 1, down.rows[diagonal + 1])
        column = row - diagonal
        while row < box.bottom and column < box.right and a[row] == b[column]:
            row, column = row + 1, column + 1
        down.rows[diagonal] = row
        return row, row - start

    def go_up(self, box: Box, up: Front, diagonal: int) -> tuple[int, int]:
        """The same towards the beginning."""
        a, b = self.a, self.b
        start = row = min(up.rows[diagonal - 1], up.rows[diagonal + 1] - 1)
        column = row - diagonal
        while row > box.top and column > box.left and a[row - 1] == b[column - 1]:
            row, column = row - 1, column - 1
        up.rows[diagonal] = row
        return row, start - row

    def good_way_down(self, box: Box, down: Front, steps: int) -> Meeting | None:
        """Where the best way from the beginning leads that got far and ends with a run of equal lines."""
        best, found = GOOD * steps, None
        for diagonal in down.diagonals():
            row = down.rows[diagonal]
            column = row - diagonal
            far = row - box.top + column - box.left - abs(diagonal - down.corner)
            is_inside = box.top + RUN <= row < box.bottom and box.left + RUN <= column < box.right
            if far > best and is_inside and self.a[row - RUN : row] == self.b[column - RUN : column]:
                best, found = far, Meeting(row, column, True, False)
        return found

    def good_way_up(self, box: Box, up: Front, steps: int) -> Meeting | None:
        """The same from the end."""
        best, found = GOOD * steps, None
        for diagonal in up.diagonals():
            row = up.rows[diagonal]
            column = row - diagonal
            far = box.bottom - row + box.right - column - abs(diagonal - up.corner)
            is_inside = box.top < row <= box.bottom - RUN and box.left < column <= box.right - RUN
            if far > best and is_inside and self.a[row : row + RUN] == self.b[column : column + RUN]:
                best, found = far, Meeting(row, column, False, True)
        return found


def furthest(box: Box, down: Front, up: Front) -> Meeting:
    """Where the way leads that got furthest, from whichever end."""
    downs = [(min(down.rows[diagonal], box.bottom, box.right + diagonal), diagonal) for diagonal in down.diagonals()]
    ups = [(max(up.rows[diagonal], box.top, box.left + diagonal), diagonal) for diagonal in up.diagonals()]
    # Of equal ones the first counts.
    row, diagonal = max(downs, key=distance)
    other_row, other_diagonal = min(ups, key=distance)
    from_start = distance((row, diagonal)) - box.top - box.left
    if box.bottom + box.right - distance((other_row, other_diagonal)) < from_start:
        return Meeting(row, row - diagonal, True, False)
    return Meeting(other_row, other_row - other_diagonal, False, True)


def distance(point: tuple[int, int]) -> int:
    """How far a line on a diagonal is from the beginning of both texts."""
    row, diagonal = point
    return row + row - diagonal
