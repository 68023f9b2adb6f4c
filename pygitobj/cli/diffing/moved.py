"""The colours of lines that were only moved: `--color-moved`.

What was moved shows once all lines of all files are known, so that patches are made twice: the lines are noted first.
Follows git's Documentation/diff-options, "--color-moved".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.hunks import COME, GONE
from pygitobj.changes.moved_lines import ALTERNATIVE, DIM, MOVED, NO_LINE, NotedLines
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.asked import DiffOptions

# The slots of a line by its sign and its marks.
SLOTS = {
    sign: [
        slot
        if not mark & MOVED
        else slot + "Moved" + ("Alternative" if mark & ALTERNATIVE else "") + ("Dimmed" if mark & DIM else "")
        for mark in range(2 * DIM)
    ]
    for sign, slot in ((COME, colors.NEW), (GONE, colors.OLD))
}


class Moved:
    """The lines of some patches, as they come while it `is_noting`, and what each is, once that is known."""

    def __init__(self, options: DiffOptions) -> None:
        self.mode = options.moved
        self.noted = NotedLines(frozenset(options.moved_spaces))
        self.marks: Iterator[int] = iter(())
        self.is_noting = True

    def part(self) -> None:
        """Note that something else stands between lines."""
        if self.is_noting:
            self.noted.part()

    def slot(self, sign: bytes, line: bytes, tab_width: int) -> str:
        """The colour of a line that went or came."""
        if self.is_noting:
            self.noted.add(sign, line, tab_width)
            return SLOTS[sign][0]
        return SLOTS[sign][next(self.marks)]

    def find(self) -> None:
        """Find out what each line is; from now on they come again."""
        marks = self.noted.marks(self.mode)
        self.marks = iter([mark for line, mark in zip(self.noted.lines, marks, strict=True) if line != NO_LINE])
        self.noted, self.is_noting = NotedLines(), False
