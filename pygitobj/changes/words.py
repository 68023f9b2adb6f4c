r"""Words that differ between the lines of a group, and how they are written.

What was lost and what came are parted into words, each of these is a line of a text, and these texts are compared. What
is the same is shown as the new text has it, white space between words too; of what was lost only words are shown, with
what is between them.

    plain       [-lost-]{+come+}
    porcelain   a line for each piece, with its sign before it; `~` for the end of a line
    color       in colours alone

Follows git's Documentation/diff-options, "--word-diff" and "--word-diff-regex".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pygitobj.changes.hunks import COME, GONE, KEPT
from pygitobj.changes.lines import LineOptions, changed_lines
from pygitobj.formats.characters import as_patterns_have, decoded, encoded
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.small_text import with_end
from pygitobj.record import Record

WORDS_AS_LINES = LineOptions(indent_heuristic=False, cuts_tail=True)
PARTED_BY_SPACE = re.compile(r"[^ \t\n\r]+")
LINE_END = "\n"
RESET = b"\x1b[m"

Span = tuple[int, int]


class Piece(Record):
    """What was lost, came or stayed, by its sign, and whether a line of what is shown begins with it."""

    sign: bytes
    text: bytes
    starts_line: bool


class WordStyle(Record):
    """How pieces are written: what is before and behind each, by sign, and what the end of a line is."""

    around: dict[bytes, tuple[bytes, bytes]]
    line_end: bytes


STYLES = {
    "plain": WordStyle({KEPT: (b"", b""), GONE: (b"[-", b"-]"), COME: (b"{+", b"+}")}, b"\n"),
    "porcelain": WordStyle({sign: (sign, b"\n") for sign in (KEPT, GONE, COME)}, b"~\n"),
    "color": WordStyle(dict.fromkeys((KEPT, GONE, COME), (b"", b"")), b"\n"),
}


class Words:
    """What a word is: what `pattern`, an extended one of POSIX's, matches, within a line, or what white space parts.

    `wide` is where characters are those of UTF-8. Raises ValueError for what is no pattern, in git's words.
    """

    def __init__(self, pattern: str | None = None, *, wide: bool = True) -> None:
        self.wide = wide
        self.pattern = None
        if pattern is not None:
            try:
                self.pattern = compile_posix(as_patterns_have(pattern, wide), Dialect(wide=wide, by_line=True))
            except ValueError:
                raise ValueError(f"invalid regular expression: {pattern}") from None

    def pieces(self, gone: Sequence[bytes], come: Sequence[bytes]) -> Iterator[Piece]:
        """The pieces of a group of lines, from the top."""
        old, new = (decoded(b"".join(map(with_end, lines)), self.wide) for lines in (gone, come))
        if not new:
            if old:
                yield Piece(GONE, encoded(old, self.wide), True)
            return
        yield from self.compared(old, new)

    def compared(self, old: str, new: str) -> Iterator[Piece]:
        """The pieces of two texts."""
        words, new_words = list(self.spans(old)), list(self.spans(new))
        at, seen = 0, 0
        for hunk in changed_lines(self.as_lines(old, words), self.as_lines(new, new_words), WORDS_AS_LINES):
            start, end = place_of(new_words, hunk.new_start, hunk.new_end)
            starts_line = self.starts_line(new, at, seen)
            parts = (
                (KEPT, new[at:start]),
                (GONE, old[slice(*place_of(words, hunk.old_start, hunk.old_end))]),
                (COME, new[start:end]),
            )
            for sign, text in parts:
                if text:
                    yield Piece(sign, encoded(text, self.wide), starts_line)
                    starts_line = False
            at = end
            # As hunks are numbered: from 1, and the line before where nothing was lost.
            seen = hunk.old_start + (hunk.old_end > hunk.old_start)
        if at < len(new):
            yield Piece(KEPT, encoded(new[at:], self.wide), self.starts_line(new, at, seen))

    def starts_line(self, new: str, at: int, seen: int) -> bool:
        """Whether what is shown next begins a line: nothing was shown, or what stays ended one."""
        return seen == 0 if at == 0 else new[at - 1] == LINE_END

    def spans(self, text: str) -> Iterator[Span]:
        """Where the words of `text` are."""
        if self.pattern is None:
            yield from (found.span() for found in PARTED_BY_SPACE.finditer(text))
            return
        at = 0
        while at < len(text):
            found = self.next_match(text, at)
            if found is None:
                return
            start, end = found
            cut = text.find(LINE_END, start, end)
            end = end if cut < 0 else cut
            if start < end:
                yield start, end
            at = max(end, start + 1) if start == end else end

    def next_match(self, text: str, at: int) -> Span | None:
        """Where the pattern matches next; what is before `at` is not there for it."""
        pattern = self.pattern
        assert pattern is not None
        if not pattern.has_edges:
            return pattern.span(text, at)
        found = pattern.span(text[at:])
        return None if found is None else (found[0] + at, found[1] + at)

    def as_lines(self, text: str, words: Sequence[Span]) -> bytes:
        """The words, each as a line."""
        return encoded("".join(text[start:end] + LINE_END for start, end in words), self.wide)


def place_of(words: Sequence[Span], first: int, end: int) -> Span:
    """Where these words are, with what is between them; where there are none, the end of the one before."""
    if first < end:
        return words[first][0], words[end - 1][1]
    return (words[first - 1][1],) * 2 if first else (0, 0)


def written(
    pieces: Sequence[Piece], style: WordStyle, *, colors: dict[bytes, bytes] | None = None, prefix: bytes = b""
) -> bytes:
    """Pieces as they are shown; `colors` has what switches on the colour of each sign, `prefix` begins each line."""
    found = bytearray()
    for piece in pieces:
        if piece.starts_line:
            found += prefix
        before, behind = style.around[piece.sign]
        color = (colors or {}).get(piece.sign, b"")
        lines = piece.text.split(b"\n")
        for number, line in enumerate(lines):
            if number and (line or number < len(lines) - 1):
                found += prefix
            if line:
                found += color + before + line + behind + (RESET if color else b"")
            if number < len(lines) - 1:
                found += style.line_end
    return bytes(found)
