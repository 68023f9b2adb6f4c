"""Text in lines of a given width, as `git shortlog -w` and `%w(…)` make them.

    width       0: lines stay as they are, but for the indents
    first       how far the first line is indented; below zero so many columns of it are taken already
    others      how far all other lines are

Words stand between blanks, tabs and ends of lines. An end of a line is a blank, unless what follows is a line that is
empty or starts with something else than a letter or a digit. A word that is longer than a line has one of its own.
Follows git's Documentation/git-shortlog, "-w".
"""

from __future__ import annotations

import re

from pygitobj.formats.display_width import LOOKS, PLAIN, is_text, width_of_character
from pygitobj.formats.small_text import ended_lines, text_of

GAP = re.compile(rb"[ \t\r\n]")
ALPHANUMERIC = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
# A tab goes on to the last column before a multiple of eight, and a blank from there.
TAB_BITS = 7


def wrapped(text: bytes, first: int, others: int, width: int) -> bytes:
    """`text` up to its first NUL in lines of `width` columns."""
    text = text_of(text)
    if width <= 0:
        return indented(text, max(first, 0), others)
    return Wrapping(text, first, others, width).run()


def indented(text: bytes, first: int, others: int) -> bytes:
    """`text` with so many blanks before its lines."""
    return b"".join(b" " * (others if number else first) + line for number, line in enumerate(ended_lines(text)))


class Wrapping:
    """The words of `text` while lines are made of them.

    `line` is where the line starts in it; `gap` where the last word of the line ended, None for none yet.
    """

    def __init__(self, text: bytes, first: int, others: int, width: int) -> None:
        self.text, self.others, self.width = text, others, width
        self.is_text = is_text(text)
        self.line = 0
        self.gap: int | None = 0 if first < 0 else None
        self.indent = first
        self.column = abs(first)
        self.out: list[bytes] = []

    def run(self) -> bytes:
        """The lines."""
        at, size = 0, len(self.text)
        while True:
            found = GAP.search(self.text, at)
            end = size if found is None else found.start()
            self.column += self.columns(at, end)
            if self.column > self.width and self.gap is not None:
                at = self.start_line(self.gap)
                continue
            if end == size == self.line:
                break
            self.add_word(end)
            if end == size:
                break
            at = self.pass_gap(end)
        return b"".join(self.out)

    def add_word(self, end: int) -> None:
        """Put the word that ends at `end` on the line, with what stands before it."""
        if self.gap is None:
            self.out.append(b" " * self.indent)
        self.out.append(self.text[self.line if self.gap is None else self.gap : end])

    def pass_gap(self, at: int) -> int:
        """Pass over what stands at `at`, between words; gives where the next word starts, on a new line perhaps."""
        kind = self.text[at : at + 1]
        self.gap = at
        if kind == b"\t":
            self.column |= TAB_BITS
        elif kind == b"\n":
            self.gap = at + 1
            if self.text.startswith(b"\n", at + 1):
                self.out.append(b"\n")
                return self.start_line(at + 1)
            if at + 1 == len(self.text) or self.text[at + 1] not in ALPHANUMERIC:
                return self.start_line(at + 1)
            self.out.append(b" ")
        self.column += 1
        return at + 1

    def start_line(self, at: int) -> int:
        """Start a line with what follows the gap at `at`; gives where that is."""
        self.out.append(b"\n")
        self.line = at + (self.text[at : at + 1] in (b" ", b"\t", b"\r", b"\n"))
        self.gap = None
        self.indent = self.column = self.others
        return self.line

    def columns(self, start: int, end: int) -> int:
        """How many columns the word from `start` to `end` takes, a byte each where the text is no UTF-8 text."""
        word = LOOKS.sub(b"", self.text[start:end])
        if not self.is_text:
            return len(word)
        characters = word.decode("utf-8")
        if PLAIN.fullmatch(characters):
            return len(characters)
        # As in git a character of control takes a column back.
        return sum(map(width_of_character, characters))
