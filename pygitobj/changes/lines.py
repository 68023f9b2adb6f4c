"""The lines that differ between two texts: as few as possible, each group of them as far down as it goes.

    Lines that only one text has are set aside: they differ whatever the others do.
    Of what is left the shortest way from one text to the other is looked for, from both ends at once, and halved where
    the ends meet (Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations", section 4b).
    A group of lines that could as well begin a line lower is moved there, or to where the other text has a group.

Texts without much in common would take long: there the way that has come furthest is taken for the best one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.record import Record

ALGORITHMS = ("myers", "minimal", "patience", "histogram")
WHITE_SPACE = ("", "all", "amount", "at_eol", "cr_at_eol")

# So many steps from both ends look for the shortest way: fewer where texts are so long that this is done often.
LEAST_STEPS, MOST_STEPS = 32, 512
WORK = 1 << 22
# Less than any line.
FAR = -1 << 60


class Box(Record):
    """Lines `top` to `bottom` of one text, and `left` to `right` of another one, without the last."""

    top: int
    bottom: int
    left: int
    right: int


class LineOptions(Record):
    """How lines are compared.

    algorithm           one of ALGORITHMS
    indent_heuristic    whether groups of lines that could lie elsewhere begin where a block of the text does
    white_space         which of it does not count: one of WHITE_SPACE; all of it, how much of it, that at the end of
                        a line, or a CR there
    ignore_blank_lines  whether groups of blank lines alone are marked as ignored
    ignore_lines        a group in which each line is one for which some of these is true is marked so, too
    cuts_tail           whether whole blocks that both texts end with are left out first, as git does where it shows no
                        context; other groups may come of it
    """

    algorithm: str = "myers"
    indent_heuristic: bool = True
    white_space: str = ""
    ignore_blank_lines: bool = False
    ignore_lines: tuple[Callable[[bytes], bool], ...] = ()
    cuts_tail: bool = False


class Hunk(Record):
    """Lines `old_start` to `old_end`, without the last, stand in the new text as `new_start` to `new_end`; from 0.

    One that `is_ignored` is shown only where it stands near others.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    is_ignored: bool = False


DEFAULT = LineOptions()


def line_pattern(text: str, *, wide: bool = True) -> Callable[[bytes], bool]:
    """What `LineOptions.ignore_lines` takes: whether the extended pattern `text` of POSIX's matches in a line.

    Raises ValueError, in glibc's words, for what is no pattern. The end of a line counts as its part, so that `^$`
    matches behind it.
    """
    search = compile_posix(text, Dialect(wide=wide, by_line=True)).search
    coding = "utf-8" if wide else "latin-1"
    return lambda line: search(line.decode(coding, "surrogateescape"))


def changed_lines(old: bytes, new: bytes, options: LineOptions = DEFAULT) -> list[Hunk]:
    """Where two texts differ, from the top."""
    olds, news = ended_lines(old), ended_lines(new)
    key = KEYS[options.white_space]
    hunks = changes_of([key(line) for line in olds], [key(line) for line in news])
    if options.ignore_blank_lines or options.ignore_lines:
        return [hunk._replace(is_ignored=is_ignored(hunk, olds, news, options)) for hunk in hunks]
    return hunks


def without_cr(line: bytes) -> bytes:
    """`line` without its end, and without a CR before it."""
    return line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line


# What of a line counts, white space aside.
KEYS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda line: line,
    "all": lambda line: line.translate(None, SPACE),
    "amount": lambda line: re.sub(rb"[ \t\r\n]+", b" ", line.rstrip(SPACE)),
    "at_eol": lambda line: line.rstrip(SPACE),
    "cr_at_eol": without_cr,
}


def is_ignored(hunk: Hunk, olds: Sequence[bytes], news: Sequence[bytes], options: LineOptions) -> bool:
    """Whether each line of `hunk` is blank, or each matches, where that is asked for."""
    lines = [*olds[hunk.old_start : hunk.old_end], *news[hunk.new_start : hunk.new_end]]
    if options.ignore_blank_lines and all(is_blank(line, options) for line in lines):
        return True
    return bool(options.ignore_lines) and all(any(match(line) for match in options.ignore_lines) for line in lines)


def is_blank(line: bytes, options: LineOptions) -> bool:
    """Whether `line` is blank; git takes a last line of one byte without an end for such, where white space counts."""
    return not line.strip(SPACE) if options.white_space else len(line) <= 1


def changes_of(old: Sequence[bytes], new: Sequence[bytes]) -> list[Hunk]:
    """Where two lists of lines differ, from the top."""
    numbers: dict[bytes, int] = {}
    olds = [numbers.setdefault(line, len(numbers)) for line in old]
    news = [numbers.setdefault(line, len(numbers)) for line in new]
    gone, come = [False] * len(olds), [False] * len(news)
    mark(olds, news, gone, come)
    settle(olds, gone, come)
    settle(news, come, gone)
    return list(hunks_of(gone, come))


def hunks_of(gone: Sequence[bool], come: Sequence[bool]) -> Iterator[Hunk]:
    """The groups of lines that are marked as gone from one text, or come to the other."""
    old = new = 0
    while old < len(gone) or new < len(come):
        old_end, new_end = group_end(gone, old), group_end(come, new)
        if (old, new) != (old_end, new_end):
            yield Hunk(old, old_end, new, new_end)
        old, new = old_end + 1, new_end + 1


def group_end(marked: Sequence[bool], start: int) -> int:
    """Where the marked lines that begin at `start` end."""
    while start < len(marked) and marked[start]:
        start += 1
    return start


# Which lines differ


def mark(olds: Sequence[int], news: Sequence[int], gone: list[bool], come: list[bool]) -> None:
    """Mark the lines that differ."""
    in_old, in_new = set(olds), set(news)
    left_old = [at for at, line in enumerate(olds) if line in in_new]
    left_new = [at for at, line in enumerate(news) if line in in_old]
    for at, line in enumerate(olds):
        gone[at] = line not in in_new
    for at, line in enumerate(news):
        come[at] = line not in in_old
    a, b = [olds[at] for at in left_old], [news[at] for at in left_new]
    texts = Texts(a, b)
    boxes = [Box(0, len(a), 0, len(b))]
    while boxes:
        box = trimmed(a, b, *boxes.pop())
        top, bottom, left, right = box
        if top == bottom or left == right:
            for at in range(top, bottom):
                gone[left_old[at]] = True
            for at in range(left, right):
                come[left_new[at]] = True
            continue
        row, column = texts.meeting(box)
        boxes += (Box(top, row, left, column), Box(row, bottom, column, right))


def trimmed(a: Sequence[int], b: Sequence[int], top: int, bottom: int, left: int, right: int) -> Box:
    """Lines `top` to `bottom` of `a` and `left` to `right` of `b` without those that are the same at both ends."""
    while top < bottom and left < right and a[top] == b[left]:
        top, left = top + 1, left + 1
    while top < bottom and left < right and a[bottom - 1] == b[right - 1]:
        bottom, right = bottom - 1, right - 1
    return Box(top, bottom, left, right)


class Reach:
    """How far ways through two texts lead that all begin at one point and end within a box.

    A diagonal is the line of `a` less the one of `b`. `furthest` has for each that is reached the line of `a`.
    """

    def __init__(self, a: Sequence[int], b: Sequence[int], row: int, column: int, rows: int, columns: int) -> None:
        self.a, self.b = a, b
        self.start = row - column
        self.rows, self.columns = rows, columns
        self.furthest = {self.start: row}

    def step(self, steps: int, order: int) -> Iterator[tuple[int, int]]:
        """Go so many steps, after one less; gives each diagonal that is reached, with the line of `a`.

        They are taken in descending `order`, -1, or in ascending one, 1.
        """
        a, b, rows, columns, furthest = self.a, self.b, self.rows, self.columns, self.furthest
        for diagonal in range(self.start - order * steps, self.start + order * (steps + 1), order * 2):
            row = furthest.get(diagonal - 1, FAR) + 1
            if row > rows:
                row = FAR
            beside = furthest.get(diagonal + 1, FAR)
            if beside > row and beside - diagonal <= columns:
                row = beside
            if row < 0:
                continue
            column = row - diagonal
            while row < rows and column < columns and a[row] == b[column]:
                row, column = row + 1, column + 1
            furthest[diagonal] = row
            yield diagonal, row


class Texts:
    """Two texts, from the top and from the bottom."""

    def __init__(self, a: Sequence[int], b: Sequence[int]) -> None:
        self.a, self.b = a, b
        self.a_up, self.b_up = a[::-1], b[::-1]
        self.most_steps = max(LEAST_STEPS, min(MOST_STEPS, WORK // (len(a) + len(b) + 1)))

    def meeting(self, box: Box) -> tuple[int, int]:
        """A point in the middle of a shortest way through a box; its texts begin and end with different lines."""
        rows, columns = len(self.a), len(self.b)
        down = Reach(self.a, self.b, box.top, box.left, box.bottom, box.right)
        up = Reach(self.a_up, self.b_up, rows - box.bottom, columns - box.right, rows - box.top, columns - box.left)
        is_odd = (down.start + up.start + rows - columns) % 2
        for steps in range(1, self.most_steps):
            for diagonal, row in down.step(steps, -1):
                if is_odd and row + up.furthest.get(rows - columns - diagonal, FAR) >= rows:
                    return row, row - diagonal
            for diagonal, row in up.step(steps, 1):
                if not is_odd and row + down.furthest.get(rows - columns - diagonal, FAR) >= rows:
                    return rows - row, columns - (row - diagonal)
        return max(((row, row - diagonal) for diagonal, row in down.furthest.items()), key=sum)


# Where groups of them lie


class Group:
    """A group of marked lines in one text, and the one at the same place in the other text; either may be empty."""

    def __init__(self, lines: Sequence[int], marked: list[bool], others: Sequence[bool]) -> None:
        self.lines, self.marked, self.others = lines, marked, others
        self.start, self.end = 0, group_end(marked, 0)
        self.other_start, self.other_end = 0, group_end(others, 0)

    @property
    def is_beside_another(self) -> bool:
        """Whether the other text has a group here."""
        return self.other_end > self.other_start

    def go_on(self) -> bool:
        """Go to the next group; false after the last."""
        if self.end >= len(self.marked):
            return False
        self.start = self.end + 1
        self.end = group_end(self.marked, self.start)
        self.other_down()
        return True

    def other_down(self) -> None:
        """Go down a line that is in both texts, in the other one."""
        self.other_start = self.other_end + 1
        self.other_end = group_end(self.others, self.other_start)

    def up(self) -> bool:
        """Move the group a line up, and join it to one that it meets; false where it cannot be."""
        if not self.start or self.lines[self.start - 1] != self.lines[self.end - 1]:
            return False
        self.start, self.end = self.start - 1, self.end - 1
        self.marked[self.start], self.marked[self.end] = True, False
        self.start = group_start(self.marked, self.start)
        self.other_end = self.other_start - 1
        self.other_start = group_start(self.others, self.other_end)
        return True

    def down(self) -> bool:
        """Move it a line down."""
        if self.end >= len(self.lines) or self.lines[self.start] != self.lines[self.end]:
            return False
        self.marked[self.start], self.marked[self.end] = False, True
        self.start = self.start + 1
        self.end = group_end(self.marked, self.end)
        self.other_down()
        return True


def group_start(marked: Sequence[bool], end: int) -> int:
    """Where the marked lines begin that end at `end`."""
    while end and marked[end - 1]:
        end -= 1
    return end


def settle(lines: Sequence[int], marked: list[bool], others: Sequence[bool]) -> None:
    """Move each group of `marked` lines to where the `others` have one too, else as far down as it goes."""
    group = Group(lines, marked, others)
    is_left = True
    while is_left:
        if group.end > group.start:
            settle_group(group)
        is_left = group.go_on()


def settle_group(group: Group) -> None:
    """Move one group there; it grows as it meets others."""
    size = -1
    while size != group.end - group.start:
        size = group.end - group.start
        while group.up():
            pass
        highest = group.end
        is_matched = group.is_beside_another
        while group.down():
            is_matched = is_matched or group.is_beside_another
    if is_matched and group.end != highest:
        while not group.is_beside_another:
            group.up()
