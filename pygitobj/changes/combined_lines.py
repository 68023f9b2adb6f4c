"""What a merge changed against all its parents at once, as `-c` and `--cc` show it: computed here, printed elsewhere.

Each line of the result knows which parents lack it, and which lines they had before it that are lost. Lines that
several parents lost are told once, as far as their order allows: a longest common subsequence says which are the same.
With --cc a run of such lines is left out where all differences are against the same parents, and not against all: there
the result is what another parent has. Lines around what is left are its context.
Follows git's Documentation/diff-generate-patch, "Combined diff format".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pygitobj.changes.headings import default_heading
from pygitobj.changes.lines import DEFAULT, LineOptions, changed_lines
from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.record import Record

# Of a heading so many bytes are looked at.
MOST_HEADING = 40
# So many pairs of lost lines are compared to find which are the same; beyond that the shortest way decides.
MOST_PAIRS = 1 << 22
MATCH, BASE, NEW = range(3)
SPACES = re.compile(rb"[ \t\n\r]+")


class CombinedHunk(Record):
    """A hunk of a merge: its start and count in each parent and in the result, its heading, its lines without ends.

    Each line has a sign for each parent: "-" where this parent lost it, "+" where it lacks it, else a blank.
    """

    parents: list[tuple[int, int]]
    new_start: int
    new_count: int
    heading: bytes
    lines: list[tuple[bytes, bytes]]


class Lost:
    """A line that parents lost, as bits."""

    __slots__ = ("line", "parents")

    def __init__(self, line: bytes, parents: int) -> None:
        self.line, self.parents = line, parents


class Line:
    """A line of the result, or what is behind the last one.

    added       the parents that lack it, as bits
    lost        what parents lost before it
    shown       whether it is shown
    after_gap   whether it is shown as context alone, so that what was lost before it is not
    """

    __slots__ = ("added", "after_gap", "lost", "shown")

    def __init__(self) -> None:
        self.added = 0
        self.lost: list[Lost] = []
        self.shown = self.after_gap = False

    @property
    def differs(self) -> bool:
        """Whether the result differs from some parent here."""
        return bool(self.added or self.lost)


def combined_hunks(
    result: bytes, parents: Sequence[bytes], *, dense: bool, context: int = 3, options: LineOptions = DEFAULT
) -> list[CombinedHunk]:
    """The hunks of a merge with these contents; `dense` is as --cc has them."""
    texts = [line.removesuffix(b"\n") for line in ended_lines(result)]
    lines = [Line() for _ in range(len(texts) + 1)]
    for number, parent in enumerate(parents):
        before = parents.index(parent)
        if before < number:
            add_same_parent(lines, before, number)
        else:
            add_parent(lines, parent, result, number, options)
    everybody = (1 << len(parents)) - 1
    for line in lines:
        line.shown = line.differs
    if dense:
        leave_out_agreed(lines, everybody, context)
    add_context(lines, context)
    return list(hunks_of(lines, texts, len(parents), context))


# Lines that parents lack, and lines that they lost


def add_parent(lines: Sequence[Line], parent: bytes, result: bytes, number: int, options: LineOptions) -> None:
    """Add what the result has and lacks against one parent; groups that are ignored count for nothing."""
    olds = ended_lines(parent)
    for hunk in changed_lines(parent, result, options._replace(cuts_tail=True, ignore_lines=())):
        if hunk.is_ignored:
            continue
        lost = [Lost(line.removesuffix(b"\n"), 1 << number) for line in olds[hunk.old_start : hunk.old_end]]
        place = lines[hunk.new_start]
        place.lost = joined(place.lost, lost, number, options) if place.lost and lost else place.lost or lost
        for line in lines[hunk.new_start : hunk.new_end]:
            line.added |= 1 << number


def add_same_parent(lines: Sequence[Line], before: int, number: int) -> None:
    """Add the same for a parent that has what one before it has."""
    for line in lines:
        if line.added & 1 << before:
            line.added |= 1 << number
        for lost in line.lost:
            if lost.parents & 1 << before:
                lost.parents |= 1 << number


def key_of(options: LineOptions) -> Callable[[bytes], bytes]:
    """What of a lost line counts where white space may not."""
    if options.white_space == "all":
        return lambda line: line.translate(None, SPACE)
    if options.white_space == "amount":
        return lambda line: SPACES.sub(b" ", line.rstrip(SPACE))
    return (lambda line: line.rstrip(SPACE)) if options.white_space else (lambda line: line)


def joined(base: Sequence[Lost], lost: Sequence[Lost], number: int, options: LineOptions) -> list[Lost]:
    """What several parents lost, with what one more did; lines that are the same are one."""
    key = key_of(options)
    ours, theirs = [key(line.line) for line in base], [key(line.line) for line in lost]
    row, column = len(ours), len(theirs)
    found: list[Lost] = []
    # The same lines at the end match, whatever comes before them.
    while row and column and ours[row - 1] == theirs[column - 1]:
        row, column = row - 1, column - 1
        base[row].parents |= 1 << number
        found.append(base[row])
    steps = directions(ours[:row], theirs[:column])
    while row or column:
        step = steps(row, column)
        if step == NEW:
            column -= 1
            found.append(lost[column])
            continue
        row -= 1
        if step == MATCH:
            column -= 1
            base[row].parents |= 1 << number
        found.append(base[row])
    return found[::-1]


def directions(ours: Sequence[bytes], theirs: Sequence[bytes]) -> Callable[[int, int], int]:
    """How to go from a pair of lines to the one before: a longest common subsequence, of equal ones git's."""
    if len(ours) * len(theirs) > MOST_PAIRS:
        return shortest_directions(ours, theirs)
    rows = [bytearray([NEW]) * (len(theirs) + 1)]
    above = [0] * (len(theirs) + 1)
    for line in ours:
        lengths, row = [0], bytearray([BASE])
        for column, other in enumerate(theirs, 1):
            if line == other:
                lengths.append(above[column - 1] + 1)
                row.append(MATCH)
            elif lengths[-1] >= above[column]:
                lengths.append(lengths[-1])
                row.append(NEW)
            else:
                lengths.append(above[column])
                row.append(BASE)
        rows.append(row)
        above = lengths
    return lambda row, column: rows[row][column]


def shortest_directions(ours: Sequence[bytes], theirs: Sequence[bytes]) -> Callable[[int, int], int]:
    """The same as the shortest way has it, where there are too many pairs."""
    old, new = (b"".join(line + b"\n" for line in lines) for lines in (ours, theirs))
    gone: set[int] = set()
    come: set[int] = set()
    for hunk in changed_lines(old, new):
        gone.update(range(hunk.old_start, hunk.old_end))
        come.update(range(hunk.new_start, hunk.new_end))

    def step(row: int, column: int) -> int:
        if column and column - 1 in come:
            return NEW
        return BASE if row and row - 1 in gone else MATCH

    return step


# Which lines are shown


def without_last_lost(lines: Sequence[Line], start: int, end: int) -> int:
    """The `end` of a run, or a line less where the last one is there only for what was lost before it.

    That line is context itself.
    """
    return end - 1 if start < end and not lines[end - 1].added else end


def leave_out_agreed(lines: Sequence[Line], everybody: int, context: int) -> None:
    """Leave out each run of lines that differ from the same parents alone, and not from all of them."""
    at = 0
    while at < len(lines):
        if not lines[at].shown:
            at += 1
            continue
        end = run_end(lines, at, context)
        sides = {line.added for line in lines[at:end] if line.added}
        sides.update(lost.parents for line in lines[at:end] for lost in line.lost)
        if len(sides) == 1 and everybody not in sides:
            for line in lines[at:end]:
                line.shown = False
        at = end


def run_end(lines: Sequence[Line], start: int, context: int) -> int:
    """Where the run of lines that begins at `start` ends: it goes on where another one is within the context."""
    at = start + 1
    while at < len(lines):
        if not lines[at].shown:
            last = min(without_last_lost(lines, start, at) + context, len(lines))
            near = [place for place in range(at, last) if lines[place].shown]
            if not near:
                return at
            at = near[-1]
        at += 1
    return at


def next_place(lines: Sequence[Line], at: int, *, shown: bool) -> int:
    """The first line from `at` on that is shown, or is not; behind all without one."""
    while at < len(lines) and lines[at].shown is not shown:
        at += 1
    return at


def add_context(lines: Sequence[Line], context: int) -> None:
    """Show lines around those that are shown, and short gaps between them."""
    at = next_place(lines, 0, shown=True)
    while at < len(lines):
        for line in lines[max(0, at - context) : at]:
            line.after_gap = line.after_gap or not line.shown
            line.shown = True
        while True:
            end = next_place(lines, at, shown=False)
            if end == len(lines):
                return
            following = next_place(lines, end, shown=True)
            end = without_last_lost(lines, at, end)
            if following >= end + context:
                break
            for line in lines[end:following]:
                line.shown = True
            at = following
            if at == len(lines):
                return
        for line in lines[end : end + context]:
            line.shown = True
        at = following


# Hunks


class Numbers:
    """What lines of the result are in the parents, asked from the top to the bottom."""

    def __init__(self, lines: Sequence[Line], parents: int) -> None:
        self.last = len(lines) - 1
        self.differing = [(place, line) for place, line in enumerate(lines) if line.differs]
        self.passed = 0
        self.moved = [0] * parents

    def at(self, place: int) -> list[int]:
        """The number of a line in each parent, or that of the first line lost before it."""
        while self.passed < len(self.differing) and self.differing[self.passed][0] < place:
            line = self.differing[self.passed][1]
            for number in range(len(self.moved)):
                lost = sum(lost.parents >> number & 1 for lost in line.lost)
                self.moved[number] += lost - (line.added >> number & 1)
            self.passed += 1
        return [1 + min(place, self.last) + moved for moved in self.moved]


def hunks_of(lines: Sequence[Line], texts: Sequence[bytes], parents: int, context: int) -> Iterator[CombinedHunk]:
    """The hunks of what is shown."""
    at = 0
    numbers = Numbers(lines, parents)
    while True:
        start = next_place(lines, at, shown=True)
        if start == len(lines):
            return
        heads = [text for text in texts[at:start] if default_heading(text) is not None]
        at = next_place(lines, start, shown=False)
        # Without context a line that stays is shown only for what was lost before it.
        unseen = sum(not line.added for line in lines[start : min(at, len(texts))]) if not context else 0
        yield CombinedHunk(
            [(first, last - first - unseen) for first, last in zip(numbers.at(start), numbers.at(at), strict=True)],
            start + 1,
            min(at, len(texts)) - start - unseen,
            cut_heading(heads[-1]) if heads else b"",
            list(shown_lines(lines, texts, range(start, at), parents, context)),
        )


def cut_heading(text: bytes) -> bytes:
    """What of a line heads a hunk: git leaves out its last character that is no white space, of those it looks at."""
    return text[:MOST_HEADING].partition(b"\0")[0].rstrip(SPACE)[:-1]


def shown_lines(
    lines: Sequence[Line], texts: Sequence[bytes], places: range, parents: int, context: int
) -> Iterator[tuple[bytes, bytes]]:
    """The lines of a hunk with their signs."""
    for place in places:
        line = lines[place]
        if not line.after_gap:
            yield from ((signs(lost.parents, b"-", parents), lost.line) for lost in line.lost)
        if place < len(texts) and (line.added or context):
            yield signs(line.added, b"+", parents), texts[place]


def signs(which: int, sign: bytes, parents: int) -> bytes:
    """A sign for each of these parents, a blank for the others."""
    return b"".join(sign if which >> number & 1 else b" " for number in range(parents))
