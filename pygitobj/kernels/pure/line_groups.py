"""Where groups of marked lines lie that could as well lie a line higher or lower.

    Each goes up and down as far as it can, and joins those that it meets.
    Then it stays as far down as it goes: unless it can lie where the other text has a group, and the lowest such place
    is taken; or, with the indent heuristic, where both its edges look most like edges of a block of the text.

An edge, above a line, is the better the less that line is indented; then blank lines before it speak for it, and what
it is to the line before: more indented, or less, and what follows more indented or not. The numbers are git's.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.kernels.pure.line_ways import mark_part
from pygitobj.record import Record

SPACE = b" \t\n\r"
MOST_INDENT, MOST_BLANK = 200, 20
# So many lines up are looked at.
MOST_MOVED = 100
AT_START, AT_END = 1, 21
EACH_BLANK, EACH_BLANK_AFTER = -30, 6
# What counts against an edge: first without blank lines beside it, then with them.
MORE_INDENTED, LESS_INDENTED, LEFT = (-4, 10), (24, 17), (23, 17)
INDENT_WEIGHT = 60


def group_end(marked: bytearray, start: int) -> int:
    """Where the marked lines that begin at `start` end."""
    end = marked.find(0, start)
    return len(marked) if end < 0 else end


def group_start(marked: bytearray, end: int) -> int:
    """Where the marked lines begin that end at `end`."""
    return marked.rfind(0, 0, end) + 1


class Settling:
    """Moves the groups of `marked` lines of one text; `other_marked` are those of another one.

    `texts` are the lines themselves, for the indent heuristic. `compares_again` has moved groups compared once more.
    """

    def __init__(
        self,
        lines: Sequence[int],
        marked: bytearray,
        others: Sequence[int],
        other_marked: bytearray,
        texts: Sequence[bytes] | None,
        compares_again: bool,
    ) -> None:
        self.lines, self.marked, self.others, self.other_marked = lines, marked, others, other_marked
        self.edges = None if texts is None else Edges(texts)
        self.compares_again = compares_again
        self.start, self.end = 0, group_end(marked, 0)
        self.other_start, self.other_end = 0, group_end(other_marked, 0)

    def run(self) -> None:
        """Move each group."""
        while True:
            if self.end > self.start:
                before = self.start, self.end
                self.settle()
                if self.compares_again and self.is_beside_another and before != (self.start, self.end):
                    rows, columns = range(self.start, self.end), range(self.other_start, self.other_end)
                    mark_part(self.lines, self.others, self.marked, self.other_marked, rows, columns)
            if self.end >= len(self.marked):
                return
            self.start = self.end + 1
            self.end = group_end(self.marked, self.start)
            self.other_down()

    @property
    def is_beside_another(self) -> bool:
        """Whether the other text has a group here."""
        return self.other_end > self.other_start

    def other_down(self) -> None:
        """Go down a line that is in both texts, in the other one."""
        self.other_start = self.other_end + 1
        self.other_end = group_end(self.other_marked, self.other_start)

    def up(self) -> bool:
        """Move the group a line up, and join it to one that it meets; false where it cannot be."""
        if not self.start or self.lines[self.start - 1] != self.lines[self.end - 1]:
            return False
        self.start, self.end = self.start - 1, self.end - 1
        self.marked[self.start], self.marked[self.end] = 1, 0
        self.start = group_start(self.marked, self.start)
        self.other_end = self.other_start - 1
        self.other_start = group_start(self.other_marked, self.other_end)
        return True

    def down(self) -> bool:
        """Move it a line down."""
        if self.end >= len(self.lines) or self.lines[self.start] != self.lines[self.end]:
            return False
        self.marked[self.start], self.marked[self.end] = 0, 1
        self.start += 1
        self.end = group_end(self.marked, self.end)
        self.other_down()
        return True

    def settle(self) -> None:
        """Move one group; it grows as it meets others."""
        size = -1
        while size != self.end - self.start:
            size = self.end - self.start
            while self.up():
                pass
            highest = self.end
            is_matched = self.is_beside_another
            while self.down():
                is_matched = is_matched or self.is_beside_another
        if self.end == highest:
            return
        if is_matched:
            while not self.is_beside_another:
                self.up()
        elif self.edges is not None:
            best = self.best_end(highest, self.edges)
            while self.end > best:
                self.up()

    def best_end(self, highest: int, edges: Edges) -> int:
        """Where the group had best end, not above `highest`: of equal places the lowest."""
        size = self.end - self.start
        first = max(highest, self.end - size - 1, self.end - MOST_MOVED)
        best, best_end = edges.score(first - size, first), first
        for end in range(first + 1, self.end + 1):
            score = edges.score(end - size, end)
            if score.is_as_good_as(best):
                best, best_end = score, end
        return best_end


class Score(Record):
    """How bad two edges are: how far they are indented, and what else there is against them."""

    indent: int
    penalty: int

    def is_as_good_as(self, other: Score) -> bool:
        """Whether it is no worse than another."""
        less = (self.indent > other.indent) - (self.indent < other.indent)
        return INDENT_WEIGHT * less + self.penalty - other.penalty <= 0


class Edges:
    """Edges of groups of lines, above each line."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.texts = texts

    def score(self, first: int, second: int) -> Score:
        """What both edges of a group come to."""
        one, other = self.edge(first), self.edge(second)
        return Score(one.indent + other.indent, one.penalty + other.penalty)

    def edge(self, at: int) -> Score:
        """What an edge above the line `at` comes to."""
        is_end = at >= len(self.texts)
        own = -1 if is_end else indent_of(self.texts[at])
        above, blanks_above = self.nearest(range(at - 1, -1, -1))
        below, blanks_below = self.nearest(range(at + 1, len(self.texts)))
        penalty = AT_END if is_end else 0
        if above == -1 and not blanks_above:
            penalty += AT_START
        after = 1 + blanks_below if own == -1 else 0
        blanks = blanks_above + after
        penalty += EACH_BLANK * blanks + EACH_BLANK_AFTER * after
        indent = below if own == -1 else own
        if -1 not in (indent, above) and indent != above:
            less = LESS_INDENTED if below > indent else LEFT
            penalties = MORE_INDENTED if indent > above else less
            penalty += penalties[blanks > 0]
        return Score(indent, penalty)

    def nearest(self, lines: range) -> tuple[int, int]:
        """How far the first of these lines is indented that is not blank, -1 without one; how many blank ones precede.

        After too many it counts as not indented.
        """
        blanks = 0
        for at in lines:
            indent = indent_of(self.texts[at])
            if indent != -1:
                return indent, blanks
            blanks += 1
            if blanks == MOST_BLANK:
                return 0, blanks
        return -1, blanks


def indent_of(line: bytes) -> int:
    """How far a line is indented, -1 if it is blank; tabs go to the next eighth column."""
    columns = 0
    for byte in line:
        if byte not in SPACE:
            return columns
        if byte == 0x20:
            columns += 1
        elif byte == 0x09:
            columns += 8 - columns % 8
        if columns >= MOST_INDENT:
            return MOST_INDENT
    return -1
