"""What of a commit was put together so far, where it is not just one text after another: lines, columns, what is empty.

    %w(…)                   what follows is put into lines of a width, up to the next such or the end
    %<( %<|( %>( %>|( …     the next part gets so many columns, or goes up to one
    %+ %- '% '              depends on whether the part is empty

Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

import re

from pygitobj.formats.display_width import shown_width, without_columns
from pygitobj.formats.small_text import text_of
from pygitobj.formats.wrapping import wrapped
from pygitobj.record import Record

# What sets a terminal's looks, at the end of a text.
LOOKS_AT_END = re.compile(rb"\x1b\[[0-9;]*m\Z")
MOST_OF_LOOKS = 11
LEFT, RIGHT, STEALING, BOTH = "<", ">", ">>", "><"
DOTS = 2


class Lines(Record):
    """How text is put into lines: their width, and how far the first and the others are indented."""

    width: int = 0
    first: int = 0
    others: int = 0


AS_THEY_ARE = Lines()


class Columns(Record):
    """How many columns a part gets, or, `to_column`, up to which one it goes.

    `side` is where it stands in them; `cut` is trunc, ltrunc or mtrunc for what is done where it is too long.
    """

    wanted: int
    to_column: bool = False
    side: str = LEFT
    cut: str = ""


class Page:
    """The text so far; `tail` is where what is still to be put into `lines` starts in it."""

    __slots__ = ("lines", "tail", "taken", "text")

    def __init__(self, taken: int = 0) -> None:
        self.text = bytearray()
        # Columns that stand before each of its lines already.
        self.taken = taken
        self.lines = AS_THEY_ARE
        self.tail = 0

    def wrap(self, lines: Lines, text: bytearray | None = None) -> None:
        """From the end of `text` on, which is all or a part to come, `lines` say how text is put into lines."""
        text = self.text if text is None else text
        if lines != self.lines:
            if self.tail < len(text):
                width, first, others = self.lines.width, self.lines.first, self.lines.others
                text[self.tail :] = wrapped(bytes(text[self.tail :]), first, others, width)
            self.tail, self.lines = len(text), lines

    def finish(self) -> bytes:
        """The text."""
        self.wrap(AS_THEY_ARE)
        return bytes(self.text)

    def room_for(self, columns: Columns) -> int:
        """How many columns the next part gets."""
        if not columns.to_column:
            return columns.wanted
        line = text_of(bytes(self.text)).rpartition(b"\n")[2]
        return columns.wanted - shown_width(line) - self.taken

    def add_in_columns(self, part: bytes, columns: Columns, room: int) -> None:
        """Put `part` in `room` columns, as `columns` say."""
        width = shown_width(part)
        side = columns.side
        if side == STEALING:
            part, room = self.steal(part, width, room)
            side = RIGHT
        if width > room:
            self.text += cut_to(part, width, room, columns.cut)
            return
        blanks = room - width
        before = {LEFT: 0, RIGHT: blanks, BOTH: blanks // 2}[side]
        self.text += b" " * before + part + b" " * (blanks - before)

    def steal(self, part: bytes, width: int, room: int) -> tuple[bytes, int]:
        """Take blanks from the end of the text where `part` needs them; gives it with looks it passed, and its room."""
        text = self.text
        # The very first character always stays.
        while width > room and len(text) > 1:
            if text.endswith(b" "):
                del text[-1]
                room += 1
                continue
            found = LOOKS_AT_END.search(text, max(len(text) - MOST_OF_LOOKS, 0))
            if found is None:
                break
            part = found[0] + part
            del text[found.start() :]
        return part, room


def cut_to(part: bytes, width: int, room: int, cut: str) -> bytes:
    """`part`, which is `width` columns wide, with dots for what does not fit in `room`."""
    count = width - (room - DOTS)
    if cut == "ltrunc":
        return without_columns(part, 0, count)
    if cut == "mtrunc":
        half = room // 2 if room >= 0 else -(-room // 2)
        return without_columns(part, half - 1, count)
    if cut == "trunc":
        return without_columns(part, room - DOTS, count)
    return part
