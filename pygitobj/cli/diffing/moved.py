"""The colours of lines that were only moved: `--color-moved`.

What was moved shows once all lines of all files are known, so that patches are made twice: the lines are noted first.
Follows git's Documentation/diff-options, "--color-moved".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.hunks import COME
from pygitobj.changes.moved_lines import ALTERNATIVE, DIM, MOVED, SignedLine, moved_marks
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.asked import DiffOptions


class Moved:
    """The lines of some patches, as they come, and what each is, once that is known."""

    def __init__(self) -> None:
        self.lines: list[SignedLine | None] = []
        self.marks: Iterator[int] | None = None

    def part(self) -> None:
        """Note that something else stands between lines."""
        if self.marks is None:
            self.lines.append(None)

    def slot(self, sign: bytes, line: bytes, tab_width: int) -> str:
        """The colour of a line that went or came."""
        if self.marks is None:
            self.lines.append(SignedLine(sign, line, tab_width))
            return colors.NEW if sign == COME else colors.OLD
        return slot_of(sign, next(self.marks))

    def find(self, options: DiffOptions) -> None:
        """Find out what each line is; from now on they come again."""
        marks = moved_marks(self.lines, options.moved, frozenset(options.moved_spaces))
        self.marks = iter([mark for line, mark in zip(self.lines, marks, strict=True) if line is not None])
        self.lines = []


def slot_of(sign: bytes, mark: int) -> str:
    """The slot of a line with this sign."""
    slot = colors.NEW if sign == COME else colors.OLD
    if not mark & MOVED:
        return slot
    return slot + "Moved" + ("Alternative" if mark & ALTERNATIVE else "") + ("Dimmed" if mark & DIM else "")
