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
from array import array
from collections.abc import Iterator, Sequence

from pygitobj.changes.hunks import COME
from pygitobj.changes.white_space import Key, whole, without_amount, without_any, without_end
from pygitobj.formats.small_text import SPACE

NO, PLAIN, BLOCKS, ZEBRA, DIMMED = "no", "plain", "blocks", "zebra", "dimmed-zebra"
# What a line may be: moved, in another kind of block, inside of one.
MOVED, ALTERNATIVE, DIM = 1, 2, 4
LEAST_LETTERS = 20
NO_LETTERS = re.compile(rb"[^0-9A-Za-z]+")
# How far in a line is that has nothing else.
BLANK = -1
TAB, CR, LONE = b"\t", b"\r", b"\f\v"


# What stands in a patch where no line that went or came does.
NO_LINE = -1


class NotedLines:
    """Lines that went and came, as they stand in a patch, by what they have in common with those that are the same.

    `spaces` are kinds of --color-moved-ws. Of a line a number is kept, twice that of what its text counts as, and one
    more where it came, and how far in it is, where that matters.
    """

    def __init__(self, spaces: frozenset[str] = frozenset()) -> None:
        self.key = key_of(spaces)
        self.is_indented = "allow-indentation-change" in spaces
        self.texts: dict[bytes, int] = {}
        self.lines = array("q")
        self.widths = array("q")

    def part(self) -> None:
        """Note that something else stands here."""
        self.lines.append(NO_LINE)
        if self.is_indented:
            self.widths.append(BLANK)

    def add(self, sign: bytes, line: bytes, tab_width: int = 8) -> None:
        """Note a line that has this sign, with its end; a tab is so wide in its file."""
        if self.is_indented:
            width, start = indentation(line, tab_width)
            self.widths.append(width)
            text = line[start:]
        else:
            text = self.key(line)
        number = self.texts.setdefault(text, len(self.texts))
        self.lines.append(2 * number + (sign == COME))

    def marks(self, mode: str) -> bytearray:
        """What each line is, of MOVED, ALTERNATIVE and DIM, as the `mode` has it; 0 for what is none."""
        finder = Indented(self, mode) if self.is_indented else Finder(self, mode)
        finder.run()
        return dimmed(self.lines, finder.marks) if mode == DIMMED else finder.marks


def key_of(spaces: frozenset[str]) -> Key:
    """What of a line counts where white space of these kinds does not."""
    if "ignore-all-space" in spaces:
        return without_any
    if "ignore-space-change" in spaces:
        return without_amount
    return without_end if "ignore-space-at-eol" in spaces else whole


class Finder:
    """Looks for blocks among the lines that were `noted`; `marks` has what each is."""

    def __init__(self, noted: NotedLines, mode: str) -> None:
        self.lines, self.mode = noted.lines, mode
        self.texts = list(noted.texts)
        self.marks = bytearray(len(self.lines))
        # Where the first line of each number stands, and for each line the next one that has its number.
        self.first = array("q", [NO_LINE]) * (2 * len(self.texts))
        self.next = array("q", [NO_LINE]) * len(self.lines)
        for at in range(len(self.lines) - 1, -1, -1):
            line = self.lines[at]
            if line != NO_LINE:
                self.next[at], self.first[line] = self.first[line], at
        self.start = 0
        # The last bit of the numbers in the block, whether its lines went or came; None for no block.
        self.block: int | None = None
        self.is_alternative = False
        self.others_now: Sequence[int] = ()

    def is_elsewhere(self, line: int) -> bool:
        """Whether a line with this number stands somewhere with the other sign."""
        return line != NO_LINE and self.first[line ^ 1] != NO_LINE

    def others(self, line: int) -> list[int]:
        """Where the line with this number stands with the other sign."""
        found = []
        at = self.first[line ^ 1]
        while at != NO_LINE:
            found.append(at)
            at = self.next[at]
        return found

    def run(self) -> None:
        """Mark what is moved."""
        if self.mode == PLAIN:
            self.marks = bytearray(MOVED * self.is_elsewhere(line) for line in self.lines)
            return
        at, end = 0, len(self.lines)
        while at < end:
            line = self.lines[at]
            there, sign = self.is_elsewhere(line), line & 1
            goes_on = there and self.block == sign and self.goes_on(at)
            if not goes_on:
                is_kept = self.block is None or self.is_enough(at)
                if not is_kept and at - self.start > 1:
                    at = self.start + 1
                    self.block, self.is_alternative = None, False
                    continue
                follows = there and self.block == sign and is_kept
                self.is_alternative = follows and not self.is_alternative
                self.block, self.start = sign if there else None, at
                if there:
                    self.begin(at, self.others(line))
            if there:
                self.marks[at] = MOVED | (ALTERNATIVE if self.is_alternative and self.mode != BLOCKS else 0)
            at += 1
        if self.block is not None:
            self.is_enough(end)

    def is_enough(self, end: int) -> bool:
        """Whether the block that ends there has letters enough; if not it is none."""
        letters = 0
        for at in range(end - 1, self.start - 1, -1):
            # White space that does not count has none.
            text = self.texts[self.lines[at] >> 1]
            letters += len(NO_LETTERS.sub(b"", text.partition(b"\0")[0]))
            if letters >= LEAST_LETTERS:
                return True
        self.marks[self.start : end] = bytes(end - self.start)
        return False

    def begin(self, _: int, there: Sequence[int]) -> None:
        """Begin a block with a line whose others stand `there`."""
        self.others_now = there

    def goes_on(self, at: int) -> bool:
        """Whether the block has the line at `at` too, wherever else it still can be."""
        lines = self.lines
        wanted, end = lines[at] ^ 1, len(lines)
        self.others_now = [place + 1 for place in self.others_now if place + 1 < end and lines[place + 1] == wanted]
        return bool(self.others_now)


class Indented(Finder):
    """Looks for blocks of which all lines are moved in or out by the same width."""

    def __init__(self, noted: NotedLines, mode: str) -> None:
        super().__init__(noted, mode)
        self.widths = noted.widths
        self.distances: list[int | None] = []

    def begin(self, at: int, there: Sequence[int]) -> None:
        """Begin a block with a line whose others stand `there`."""
        super().begin(at, there)
        self.distances = [self.distance(at, place) for place in there]

    def distance(self, at: int, place: int) -> int | None:
        """How far in a line is next to one that is the same; None for blank ones."""
        return None if self.widths[place] == BLANK else self.widths[at] - self.widths[place]

    def goes_on(self, at: int) -> bool:
        """Whether the block has the line at `at` too, wherever else it still can be."""
        found = list(self.going_on(at, self.lines[at] ^ 1))
        self.others_now = [place for place, _ in found]
        self.distances = [distance for _, distance in found]
        return bool(found)

    def going_on(self, at: int, wanted: int) -> Iterator[tuple[int, int | None]]:
        """Where the line at `at` stands behind the others, as far in as these were, with how far that is."""
        for before, distance in zip(self.others_now, self.distances, strict=True):
            place = before + 1
            if place < len(self.lines) and self.lines[place] == wanted:
                here = self.distance(at, place)
                if here is None or distance is None or here == distance:
                    yield place, distance if here is None else here


def indentation(text: bytes, tab_width: int) -> tuple[int, int]:
    """How far in a line is, and where what follows begins; BLANK, and its end, where nothing does."""
    at = width = 0
    while at < len(text) and (text[at : at + 1] in LONE or (text[at : at + 1] == CR and at < len(text) - 1)):
        at += 1
    while at < len(text) and text[at] in b" \t":
        width += tab_width - width % tab_width if text[at : at + 1] == TAB else 1
        at += 1
    return (width, at) if text[at:].strip(SPACE) else (BLANK, len(text))


def dimmed(lines: Sequence[int], marks: bytearray) -> bytearray:
    """`marks` with DIM where a moved line is at no border of two blocks."""
    found = bytearray(marks)
    for at, mark in enumerate(marks):
        if not mark:
            continue
        beside = [marks[near] for near in (at - 1, at + 1) if 0 <= near < len(lines) and lines[near] != NO_LINE]
        is_inside = len(beside) > 1 and all(other == mark for other in beside)
        at_border = any(other and (other ^ mark) & ALTERNATIVE for other in beside)
        if is_inside or not at_border:
            found[at] |= DIM
    return found
