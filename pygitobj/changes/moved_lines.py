"""Lines that went in one place of a patch and came in another one: blocks of them, for `--color-moved`.

plain           each line that went and that also came somewhere
blocks          lines one after another that stood so in the other place too, with at least 20 letters and digits in all
zebra           the same; of blocks that lie next to each other every other one is another kind
dimmed-zebra    the same; lines inside of blocks are told from those at the borders of two blocks

Where the first lines of a block are too little, another block is looked for from its second line on. Lines may be
compared without white space, or all lines of a block may be further in or out by the same width. Follows git's
Documentation/diff-options, "--color-moved" and "--color-moved-ws".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pygitobj.changes.hunks import COME
from pygitobj.formats.small_text import SPACE
from pygitobj.record import Record

NO, PLAIN, BLOCKS, ZEBRA, DIMMED = "no", "plain", "blocks", "zebra", "dimmed-zebra"
# What a line may be: moved, in another kind of block, inside of one.
MOVED, ALTERNATIVE, DIM = 1, 2, 4
LEAST_LETTERS = 20
NO_LETTERS = re.compile(rb"[^0-9A-Za-z]+")
SPACES = re.compile(rb"[ \t\r\n]+")
# How far in a line is that has nothing else.
BLANK = -1
TAB, CR, LONE = b"\t", b"\r", b"\f\v"


class SignedLine(Record):
    """A line of a patch with its end, its sign, and how wide a tab is in its file."""

    sign: bytes
    line: bytes
    tab_width: int = 8


# Lines as they stand in a patch; None for whatever else stands there.
Shown = Sequence[SignedLine | None]


def moved_marks(lines: Shown, mode: str, spaces: frozenset[str] = frozenset()) -> list[int]:
    """For each of `lines` what it is, of MOVED, ALTERNATIVE and DIM; `spaces` are kinds of --color-moved-ws."""
    finder = Indented(lines, mode) if "allow-indentation-change" in spaces else Finder(lines, mode, spaces)
    finder.run()
    return dimmed(lines, finder.marks) if mode == DIMMED else finder.marks


def text_key(line: bytes, spaces: frozenset[str]) -> bytes:
    """What lines have in common that are the same but for white space of these kinds."""
    if "ignore-all-space" in spaces:
        return line.translate(None, SPACE)
    if "ignore-space-change" in spaces:
        return SPACES.sub(b" ", line).rstrip(SPACE)
    return line.rstrip(SPACE) if "ignore-space-at-eol" in spaces else line


class Finder:
    """Looks for blocks among `lines`; `marks` has what each line is."""

    def __init__(self, lines: Shown, mode: str, spaces: frozenset[str] = frozenset()) -> None:
        self.lines, self.mode = lines, mode
        self.marks = [0] * len(lines)
        # The key of each line with its sign, b"" for what is no line; and where the lines of each key stand.
        self.keys = [b"" if one is None else one.sign + self.key(one, spaces) for one in lines]
        self.places: dict[bytes, list[int]] = {}
        for at, key in enumerate(self.keys):
            if key:
                self.places.setdefault(key, []).append(at)
        self.start = 0
        self.block = b""
        self.is_alternative = False
        self.others_now: Sequence[int] = ()

    def key(self, line: SignedLine, spaces: frozenset[str]) -> bytes:
        """What the lines have in common that count as the same."""
        return text_key(line.line, spaces)

    def others(self, at: int) -> Sequence[int]:
        """Where the line at `at` stands with the other sign."""
        key = self.keys[at]
        return self.places.get(other_sign(key) + key[1:], ()) if key else ()

    def run(self) -> None:
        """Mark what is moved."""
        if self.mode == PLAIN:
            self.marks = [MOVED if self.others(at) else 0 for at in range(len(self.lines))]
            return
        at, end = 0, len(self.lines)
        while at < end:
            sign = self.keys[at][:1]
            there = self.others(at)
            goes_on = self.block == sign and bool(there) and self.goes_on(at)
            if not goes_on:
                is_kept = not self.block or self.is_enough(at)
                if not is_kept and at - self.start > 1:
                    at = self.start + 1
                    self.block, self.is_alternative = b"", False
                    continue
                follows = bool(self.block) and self.block == sign and bool(there) and is_kept
                self.is_alternative = follows and not self.is_alternative
                self.block, self.start = (sign, at) if there else (b"", at)
                if there:
                    self.begin(at, there)
            if there:
                self.marks[at] = MOVED | (ALTERNATIVE if self.is_alternative and self.mode != BLOCKS else 0)
            at += 1
        if self.block:
            self.is_enough(end)

    def is_enough(self, end: int) -> bool:
        """Whether the block that ends there has letters enough; if not it is none."""
        letters = 0
        for at in range(end - 1, self.start - 1, -1):
            line = self.lines[at]
            assert line is not None
            letters += len(NO_LETTERS.sub(b"", line.line.partition(b"\0")[0]))
            if letters >= LEAST_LETTERS:
                return True
        self.marks[self.start : end] = [0] * (end - self.start)
        return False

    def begin(self, _: int, there: Sequence[int]) -> None:
        """Begin a block with a line whose others stand `there`."""
        self.others_now = there

    def goes_on(self, at: int) -> bool:
        """Whether the block has the line at `at` too, wherever else it still can be."""
        keys = self.keys
        wanted = other_sign(keys[at]) + keys[at][1:]
        end = len(keys)
        self.others_now = [place + 1 for place in self.others_now if place + 1 < end and keys[place + 1] == wanted]
        return bool(self.others_now)


def other_sign(key: bytes) -> bytes:
    """The sign that the same line has where it went, of one that came, and the other way round."""
    return b"-" if key.startswith(COME) else COME


class Indented(Finder):
    """Looks for blocks of which all lines are moved in or out by the same width."""

    def __init__(self, lines: Shown, mode: str) -> None:
        self.widths: list[int] = []
        self.distances: list[int | None] = []
        super().__init__(lines, mode)
        self.widths = [BLANK if one is None else indentation(one)[0] for one in lines]

    def key(self, line: SignedLine, _: frozenset[str]) -> bytes:
        """What follows the white space at the start of a line; of a blank one nothing."""
        return line.line[indentation(line)[1] :]

    def begin(self, at: int, there: Sequence[int]) -> None:
        """Begin a block with a line whose others stand `there`."""
        self.others_now = there
        self.distances = [self.distance(at, place) for place in there]

    def distance(self, at: int, place: int) -> int | None:
        """How far in a line is next to one that is the same; None for blank ones."""
        return None if self.widths[place] == BLANK else self.widths[at] - self.widths[place]

    def goes_on(self, at: int) -> bool:
        """Whether the block has the line at `at` too, wherever else it still can be."""
        wanted = other_sign(self.keys[at]) + self.keys[at][1:]
        found = list(self.going_on(at, wanted))
        self.others_now = [place for place, _ in found]
        self.distances = [distance for _, distance in found]
        return bool(found)

    def going_on(self, at: int, wanted: bytes) -> Iterator[tuple[int, int | None]]:
        """Where the line at `at` stands behind the others, as far in as these were, with how far that is."""
        for before, distance in zip(self.others_now, self.distances, strict=True):
            place = before + 1
            if place < len(self.keys) and self.keys[place] == wanted:
                here = self.distance(at, place)
                if here is None or distance is None or here == distance:
                    yield place, distance if here is None else here


def indentation(line: SignedLine) -> tuple[int, int]:
    """How far in a line is, and where what follows begins; BLANK, and its end, where nothing does."""
    text = line.line
    at = width = 0
    while at < len(text) and (text[at : at + 1] in LONE or (text[at : at + 1] == CR and at < len(text) - 1)):
        at += 1
    while at < len(text) and text[at] in b" \t":
        width += line.tab_width - width % line.tab_width if text[at : at + 1] == TAB else 1
        at += 1
    return (width, at) if text[at:].strip(SPACE) else (BLANK, len(text))


def dimmed(lines: Shown, marks: Sequence[int]) -> list[int]:
    """`marks` with DIM where a moved line is at no border of two blocks."""
    found = list(marks)
    for at, mark in enumerate(marks):
        if not mark:
            continue
        beside = [marks[near] for near in (at - 1, at + 1) if 0 <= near < len(lines) and lines[near] is not None]
        is_inside = len(beside) > 1 and all(other == mark for other in beside)
        at_border = any(other and (other ^ mark) & ALTERNATIVE for other in beside)
        if is_inside or not at_border:
            found[at] |= DIM
    return found
