"""The parts of hunks that are in ranges of lines, as hunks of their own.

Lines that went belong to what follows them in the new text, or, behind the last line of a range, to that. What has no
line that changed is no hunk. The numbers of a part are those of its first line in either text, also where it has none
of the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.changes.hunks import COME, GONE, KEPT, TextHunk
from pygitobj.changes.line_history.mapping import Ranges

Line = tuple[bytes, bytes]


class Part:
    """A part that begins with these lines of both texts, from 1."""

    def __init__(self, old: int, new: int, heading: bytes) -> None:
        self.old, self.new, self.heading = old, new, heading
        self.lines: list[Line] = []

    def hunk(self) -> Iterator[TextHunk]:
        """The part as a hunk, unless nothing changed in it."""
        gone = sum(sign == GONE for sign, _ in self.lines)
        come = sum(sign == COME for sign, _ in self.lines)
        if gone or come:
            count = len(self.lines)
            yield TextHunk(self.old, count - come, self.new, count - gone, self.heading, self.lines, True)


def parts_within(hunks: Iterable[TextHunk], ranges: Ranges) -> Iterator[TextHunk]:
    """The parts of `hunks` that are in `ranges` of the new text, which the hunks have whole where they are near."""
    nth = 0
    part: Part | None = None
    gone: list[Line] = []
    for hunk in hunks:
        old, new = hunk.old_start, hunk.new_start
        for sign, line in hunk.lines:
            if sign == GONE:
                gone.append((sign, line))
                continue
            here = old + len(gone)
            old = here + (sign == KEPT)
            new += 1
            while nth < len(ranges) and new - 2 >= ranges[nth][1]:
                if part is not None:
                    part.lines += gone
                    yield from part.hunk()
                part, gone = None, []
                nth += 1
            if nth == len(ranges):
                return
            if new - 2 >= ranges[nth][0]:
                if part is None:
                    part = Part(here - len(gone), new - 1, hunk.heading)
                part.lines += [*gone, (sign, line)]
            gone = []
    if part is not None:
        part.lines += gone
        yield from part.hunk()


def turned(hunk: TextHunk) -> TextHunk:
    """A hunk with its sides changed: what came goes."""
    lines: list[Line] = []
    gone: list[Line] = []
    come: list[Line] = []
    for sign, line in (*hunk.lines, (KEPT, b"")):
        if sign == KEPT:
            lines += [*come, *gone, (sign, line)]
            gone, come = [], []
        elif sign == GONE:
            gone.append((COME, line))
        else:
            come.append((GONE, line))
    lines.pop()
    return hunk._replace(
        old_start=hunk.new_start,
        old_count=hunk.new_count,
        new_start=hunk.old_start,
        new_count=hunk.old_count,
        lines=lines,
    )
