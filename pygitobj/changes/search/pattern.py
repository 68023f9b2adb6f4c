"""One pattern that lines are searched for: whether it matches, where, and in which lines of a file it may.

A match is the leftmost, and the longest there. By words it is one only if no letter, digit or `_` of ASCII stands
beside it; else the next one is looked for from the end of that word on. Follows git's Documentation/git-grep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pygitobj.changes.search.text import Text
from pygitobj.formats.characters import decoded
from pygitobj.formats.message_pattern import EXTENDED, FIXED, PERL, SPECIAL, perl_expression
from pygitobj.formats.posix_bytes import Needles, PosixBytes
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect

WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
# What may be something else than itself in a pattern, of any kind.
SIGNS = frozenset(b"$()*+.?[\\^{|\0")
LINE_END = b"\n"
Span = tuple[int, int]
# Where the next line that may match has something, from a line's beginning on; -1 where none does.
Find = Callable[[int], int]


class LinePattern:
    """The pattern `text`, of one of git's kinds. Raises ValueError in git's words for what is none."""

    def __init__(
        self, text: bytes, kind: str, *, ignore_case: bool = False, by_word: bool = False, wide: bool = True
    ) -> None:
        self.wide, self.by_word = wide, by_word
        self.perl = self.posix = None
        written = decoded(text, wide)
        if kind == PERL and not SIGNS.isdisjoint(text):
            self.perl = perl_expression(written, ignore_case=ignore_case, wide=wide)
            return
        if kind == FIXED:
            written = SPECIAL.sub(r"\\\g<0>", written)
        self.posix = compile_posix(written, Dialect(kind == EXTENDED, ignore_case, wide, by_line=True))
        self.bytes = PosixBytes(self.posix)
        # Whether Python finds all matches, one after the other, as they are found here.
        self.finds_all = self.posix.is_greedy and not self.posix.has_edges and not by_word
        self.longest_quick = self.posix.longest_quick

    def matches(self, line: bytes) -> bool:
        """Whether something in `line` matches."""
        if self.by_word:
            return self.next_span(Text(line, wide=self.wide), 0) is not None
        if self.perl is not None:
            return self.perl.search(Text(line, wide=self.wide).characters) is not None
        assert self.posix is not None
        if (not self.wide or line.isascii()) and self.bytes.exact is not None and len(line) <= self.longest_quick:
            return self.bytes.exact.search(line) is not None
        return self.posix.search(Text(line, wide=self.wide).characters)

    def next_span(self, text: Text, at: int) -> Span | None:
        """Where, in bytes, the first match from the byte `at` on is; behind the start no line begins there."""
        if text.is_plain:
            return self.word(text.characters, at) if self.by_word else self.match(text.characters, at)
        place = text.character_at(at)
        found = self.word(text.characters, place) if self.by_word else self.match(text.characters, place)
        return None if found is None else (text.byte_at(found[0]), text.byte_at(found[1]))

    def each_span(self, line: bytes) -> Iterator[Span]:
        """What matches in `line`, one after the other, up to one that matches nothing."""
        text = Text(line, wide=self.wide)
        if text.is_plain and self.finds_all and self.bytes.exact is not None and len(line) <= self.longest_quick:
            for found in self.bytes.exact.finditer(line):
                start, end = found.span()
                if start == end:
                    return
                yield start, end
            return
        at = 0
        while at < len(line):
            span = self.next_span(text, at)
            if span is None or span[0] == span[1]:
                return
            yield span
            at = span[1]

    def match(self, characters: str, at: int) -> Span | None:
        """The same in characters, be it a word or not."""
        if self.perl is not None:
            found = self.perl.search(characters, at)
            return None if found is None else found.span()
        assert self.posix is not None
        return self.posix.next_span(characters, at, len(characters) > self.longest_quick)

    def word(self, characters: str, at: int) -> Span | None:
        """The same for a word."""
        size = len(characters)
        while True:
            found = self.match(characters, at)
            if found is None:
                return None
            start, end = found
            begins = start == at or characters[start - 1] not in WORD
            if begins and start < end and (end == size or characters[end] not in WORD):
                return found
            at = start + 1
            while at < size and characters[at - 1] in WORD:
                at += 1
            if at >= size:
                return None

    def finder(self, data: bytes) -> tuple[Find | None, bool]:
        """What finds lines of `data` that may match, None for all of them; and whether they do match."""
        if self.posix is None:
            return None, False
        is_plain = not self.wide or data.isascii()
        needles = self.bytes.needles
        if needles is not None and (is_plain or not needles.wide_case):
            exact = needles.whole and not self.by_word and all(needle.isascii() for needle in needles.plain)
            return find_needles(data, needles), exact
        expression = self.bytes.exact if is_plain else self.bytes.loose
        if expression is None or has_longer_line(data, self.longest_quick):
            return None, False
        search = expression.search

        def find(at: int) -> int:
            found = search(data, at)
            return -1 if found is None else found.start()

        return find, is_plain and not self.by_word


def find_needles(data: bytes, needles: Needles) -> Find:
    """What finds the next of `needles` in `data`."""
    where = data.lower() if needles.ignore_case else data
    return first_of([partial(where.find, needle) for needle in needles.plain])


def first_of(finds: list[Find]) -> Find:
    """What finds what the first of `finds` does."""
    if len(finds) == 1:
        return finds[0]
    places = [-2] * len(finds)

    def find(at: int) -> int:
        for number, one in enumerate(finds):
            if places[number] != -1 and places[number] < at:
                places[number] = one(at)
        return min((place for place in places if place >= 0), default=-1)

    return find


def has_longer_line(data: bytes, most: int) -> bool:
    """Whether `data` has a line of more than `most` bytes."""
    at, size = 0, len(data)
    while size - at > most:
        end = data.rfind(LINE_END, at, at + most + 1)
        if end < 0:
            return True
        at = end + 1
    return False
