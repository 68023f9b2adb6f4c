"""What a merge changed against all its parents at once, as `-c` and `--cc` show it: computed here, printed elsewhere.

Each line of the result knows which parents lack it, and which lines they had before it that are lost. Lines that
several parents lost are told once, as far as their order allows: a longest common subsequence says which are the same.
With --cc a run of such lines is left out where all differences are against the same parents, and not against all: there
the result is what another parent has. Lines around what is left are its context.
Follows git's Documentation/diff-generate-patch, "Combined diff format".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.changes.lines import DEFAULT, LineOptions, changed_lines
from pygitobj.changes.text_lines import Lines
from pygitobj.changes.white_space import Key, whole, without_amount, without_any, without_end
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels.headings import default_heading
from pygitobj.record import Record

# Of a heading so many bytes are looked at.
MOST_HEADING = 40
# So many pairs of lost lines are compared to find which are the same; beyond that the shortest way decides.
MOST_PAIRS = 1 << 22
MATCH, BASE, NEW = range(3)


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


class Merged:
    """The lines of the result, by their numbers; the last one is what is behind them all.

    added       the parents that lack a line, as bits; no line that all of them have
    lost        what parents lost before a line, where they lost something
    shown       a byte for each line: 1 where it is shown
    after_gap   the lines that are shown as context alone, so that what was lost before them is not
    """

    __slots__ = ("added", "after_gap", "lost", "shown")

    def __init__(self, lines: int) -> None:
        self.added: dict[int, int] = {}
        self.lost: dict[int, list[Lost]] = {}
        self.shown = bytearray(lines + 1)
        self.after_gap: set[int] = set()

    def differing(self) -> list[int]:
        """The lines where the result differs from some parent, from the top to the bottom."""
        return sorted(self.added.keys() | self.lost.keys())

    def next_shown(self, at: int) -> int:
        """The first line from `at` on that is shown; behind all without one."""
        found = self.shown.find(1, at)
        return len(self.shown) if found < 0 else found

    def next_hidden(self, at: int) -> int:
        """The first line from `at` on that is not shown; behind all without one."""
        found = self.shown.find(0, at)
        return len(self.shown) if found < 0 else found

    def show(self, start: int, end: int) -> None:
        """Show the lines from `start` to before `end`, as far as they are there."""
        end = min(end, len(self.shown))
        self.shown[start:end] = b"\1" * (end - start)


def combined_hunks(
    result: bytes, parents: Sequence[bytes], *, dense: bool, context: int = 3, options: LineOptions = DEFAULT
) -> list[CombinedHunk]:
    """The hunks of a merge with these contents; `dense` is as --cc has them."""
    texts = Lines(result)
    merged = Merged(len(texts))
    for number, parent in enumerate(parents):
        before = parents.index(parent)
        if before < number:
            add_same_parent(merged, before, number)
        else:
            add_parent(merged, parent, result, number, options)
    for place in merged.differing():
        merged.shown[place] = 1
    if dense:
        leave_out_agreed(merged, (1 << len(parents)) - 1, context)
    add_context(merged, context)
    return list(hunks_of(merged, texts, len(parents), context))


# Lines that parents lack, and lines that they lost


def add_parent(merged: Merged, parent: bytes, result: bytes, number: int, options: LineOptions) -> None:
    """Add what the result has and lacks against one parent; groups that are ignored count for nothing."""
    olds = Lines(parent)
    for hunk in changed_lines(parent, result, options._replace(cuts_tail=True, ignore_lines=())):
        if hunk.is_ignored:
            continue
        lost = [Lost(line.removesuffix(b"\n"), 1 << number) for line in olds.part(hunk.old_start, hunk.old_end)]
        if lost:
            before = merged.lost.get(hunk.new_start)
            merged.lost[hunk.new_start] = joined(before, lost, number, options) if before else lost
        for place in range(hunk.new_start, hunk.new_end):
            merged.added[place] = merged.added.get(place, 0) | 1 << number


def add_same_parent(merged: Merged, before: int, number: int) -> None:
    """Add the same for a parent that has what one before it has."""
    for place, parents in merged.added.items():
        merged.added[place] = with_twin(parents, before, number)
    for some in merged.lost.values():
        for lost in some:
            lost.parents = with_twin(lost.parents, before, number)


def with_twin(parents: int, before: int, number: int) -> int:
    """These parents, and `number` where `before` is among them."""
    return parents | (parents >> before & 1) << number


def key_of(options: LineOptions) -> Key:
    """What of a lost line counts."""
    if options.white_space == "all":
        return without_any
    if options.white_space == "amount":
        return without_amount
    return without_end if options.white_space else whole


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


def without_last_lost(merged: Merged, start: int, end: int) -> int:
    """The `end` of a run, or a line less where the last one is there only for what was lost before it.

    That line is context itself.
    """
    return end - 1 if start < end and end - 1 not in merged.added else end


def leave_out_agreed(merged: Merged, everybody: int, context: int) -> None:
    """Leave out each run of lines that differ from the same parents alone, and not from all of them."""
    at = merged.next_shown(0)
    while at < len(merged.shown):
        end = run_end(merged, at, context)
        sides = {merged.added[place] for place in range(at, end) if place in merged.added}
        for place in range(at, end):
            sides.update(lost.parents for lost in merged.lost.get(place, ()))
        if len(sides) == 1 and everybody not in sides:
            merged.shown[at:end] = bytes(end - at)
        at = merged.next_shown(end)


def run_end(merged: Merged, start: int, context: int) -> int:
    """Where the run of lines that begins at `start` ends: it goes on where another one is within the context."""
    at = start
    while True:
        at = merged.next_hidden(at + 1)
        last = min(without_last_lost(merged, start, at) + context, len(merged.shown))
        near = merged.shown.rfind(1, at, last)
        if near < 0:
            return at
        at = near


def add_context(merged: Merged, context: int) -> None:
    """Show lines around those that are shown, and short gaps between them."""
    at = merged.next_shown(0)
    while at < len(merged.shown):
        first = max(0, at - context)
        merged.after_gap.update(place for place in range(first, at) if not merged.shown[place])
        merged.show(first, at)
        while True:
            end = merged.next_hidden(at)
            if end == len(merged.shown):
                return
            following = merged.next_shown(end)
            end = without_last_lost(merged, at, end)
            if following >= end + context:
                break
            merged.show(end, following)
            at = following
            if at == len(merged.shown):
                return
        merged.show(end, end + context)
        at = following


# Hunks


class Numbers:
    """What lines of the result are in the parents, asked from the top to the bottom."""

    def __init__(self, merged: Merged, parents: int) -> None:
        self.merged = merged
        self.last = len(merged.shown) - 1
        self.differing = merged.differing()
        self.passed = 0
        self.moved = [0] * parents

    def at(self, line: int) -> list[int]:
        """The number of a line in each parent, or that of the first line lost before it."""
        while self.passed < len(self.differing) and self.differing[self.passed] < line:
            place = self.differing[self.passed]
            added = self.merged.added.get(place, 0)
            for number in range(len(self.moved)):
                lost = sum(lost.parents >> number & 1 for lost in self.merged.lost.get(place, ()))
                self.moved[number] += lost - (added >> number & 1)
            self.passed += 1
        return [1 + min(line, self.last) + moved for moved in self.moved]


def hunks_of(merged: Merged, texts: Lines, parents: int, context: int) -> Iterator[CombinedHunk]:
    """The hunks of what is shown."""
    at = 0
    numbers = Numbers(merged, parents)
    while True:
        start = merged.next_shown(at)
        if start == len(merged.shown):
            return
        above = map(default_heading, map(texts.__getitem__, range(start - 1, at - 1, -1)))
        heads = (line.removesuffix(b"\n") for line in above if line is not None)
        heading = next(heads, b"")
        at = merged.next_hidden(start)
        # Without context a line that stays is shown only for what was lost before it.
        unseen = sum(place not in merged.added for place in range(start, min(at, len(texts)))) if not context else 0
        yield CombinedHunk(
            [(first, last - first - unseen) for first, last in zip(numbers.at(start), numbers.at(at), strict=True)],
            start + 1,
            min(at, len(texts)) - start - unseen,
            cut_heading(heading),
            list(shown_lines(merged, texts, range(start, at), parents, context)),
        )


def cut_heading(text: bytes) -> bytes:
    """What of a line heads a hunk: git leaves out its last character that is no white space, of those it looks at."""
    return text[:MOST_HEADING].partition(b"\0")[0].rstrip(SPACE)[:-1]


def shown_lines(
    merged: Merged, texts: Lines, places: range, parents: int, context: int
) -> Iterator[tuple[bytes, bytes]]:
    """The lines of a hunk with their signs."""
    for place in places:
        if place not in merged.after_gap:
            yield from ((signs(lost.parents, b"-", parents), lost.line) for lost in merged.lost.get(place, ()))
        added = merged.added.get(place, 0)
        if place < len(texts) and (added or context):
            yield signs(added, b"+", parents), texts[place].removesuffix(b"\n")


def signs(which: int, sign: bytes, parents: int) -> bytes:
    """A sign for each of these parents, a blank for the others."""
    return b"".join(sign if which >> number & 1 else b" " for number in range(parents))
