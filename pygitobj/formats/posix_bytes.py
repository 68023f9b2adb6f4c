r"""What bytes have where a regular expression of POSIX's matches their text: to look for before anything is decoded.

    exact       an expression over bytes that finds what the pattern does, where they are ASCII, or characters are bytes
    loose       one that finds in any bytes at least what the pattern finds in their text: a character beyond ASCII is
                up to four bytes of which nothing is known, and edges of words are everywhere
    needles     bytes of which one at least is in whatever matches

It goes by line: `by_line` is said of the pattern. Follows POSIX, "Regular Expressions", 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from pygitobj.formats.characters import encoded
from pygitobj.formats.posix_regex import EDGES, LINE_EDGES, PosixPattern, set_written
from pygitobj.formats.posix_sets import Set
from pygitobj.formats.posix_syntax import Chain, Choice, Edge, Group, Node, Repeat
from pygitobj.record import Record

ASCII = "".join(map(chr, range(0x80)))
BYTES = "".join(map(chr, range(0x100)))
# So many bytes a character may have.
MOST_BYTES = 4
BEYOND_ASCII = frozenset(range(0x80, 0x100))
LINE_END = ord("\n")
# Not so many needles are looked for: each goes over all bytes.
MOST_NEEDLES = 6
# Letters of which one beyond ASCII may be the other case.
TWO_CASES = frozenset("iksIKS")


class Needles(Record):
    """Bytes of which one is in whatever matches: `plain` in whatever case if `ignore_case`, in lower case here then.

    With `whole` nothing else is needed. With `wide_case` that holds of ASCII alone.
    """

    plain: tuple[bytes, ...]
    ignore_case: bool = False
    whole: bool = False
    wide_case: bool = False


class PosixBytes:
    """A pattern that goes by line, for bytes."""

    def __init__(self, pattern: PosixPattern) -> None:
        self.pattern = pattern
        self.wide = pattern.dialect.wide
        self.known: dict[Set, bytes] = {}

    @cached_property
    def exact(self) -> re.Pattern[bytes] | None:
        """See above; None for a pattern with back references."""
        return None if self.pattern.named else self.compiled(is_loose=False)

    @cached_property
    def loose(self) -> re.Pattern[bytes] | None:
        """See above; None for a pattern with back references."""
        if self.pattern.named:
            return None
        return self.compiled(is_loose=True) if self.wide else self.exact

    @cached_property
    def needles(self) -> Needles | None:
        """See above; None where there are none."""
        found = needles_of(self.pattern.node)
        if found is None:
            return None
        ignore_case = self.pattern.dialect.ignore_case
        if ignore_case and not all(needle.isascii() for needle in found):
            return None
        node = self.pattern.node
        whole = all(map(is_text, node.parts)) if isinstance(node, Choice) else is_text(node)
        coded = tuple(encoded(needle.lower() if ignore_case else needle, self.wide) for needle in found)
        wide_case = ignore_case and self.wide and any(TWO_CASES.intersection(needle) for needle in found)
        return Needles(coded, ignore_case, whole, wide_case)

    def compiled(self, *, is_loose: bool) -> re.Pattern[bytes] | None:
        """The expression, None where there can be none."""
        try:
            return re.compile(self.written(self.pattern.node, is_loose), re.MULTILINE)
        except (re.error, OverflowError, RecursionError, MemoryError):
            return None

    def written(self, node: Node, is_loose: bool) -> bytes:
        """`node` as Python writes it for bytes."""
        if isinstance(node, Set):
            return self.set_written(node, is_loose)
        if isinstance(node, Edge):
            if node.sign in LINE_EDGES:
                return LINE_EDGES[node.sign].encode()
            return b"" if is_loose else EDGES[node.sign].encode()
        if isinstance(node, Chain):
            return b"".join(self.written(part, is_loose) for part in node.parts)
        if isinstance(node, Choice):
            return b"(?:%s)" % b"|".join(self.written(part, is_loose) for part in node.parts)
        assert isinstance(node, Repeat)
        most = node.most
        if is_loose and isinstance(node.part, Set) and not self.is_single(node.part):
            part = class_written(self.bytes_of(node.part, is_loose=True))
            most = None if most is None else most * MOST_BYTES
        else:
            part = b"(?:%s)" % self.written(node.part, is_loose)
        return b"%s{%d,%s}" % (part, node.least, b"" if most is None else b"%d" % most)

    def set_written(self, members: Set, is_loose: bool) -> bytes:
        """One character of a set."""
        letter = letter_of(members)
        if is_loose and letter and not self.pattern.dialect.ignore_case:
            return re.escape(encoded(letter, self.wide))
        found = class_written(self.bytes_of(members, is_loose))
        return b"%s{1,%d}" % (found, MOST_BYTES) if is_loose and not self.is_single(members) else found

    def is_single(self, members: Set) -> bool:
        """Whether a character of a set is of known bytes: one alone, or one of ASCII."""
        if letter_of(members) and not self.pattern.dialect.ignore_case:
            return True
        return not BEYOND_ASCII & set(self.bytes_of(members, is_loose=True))

    def bytes_of(self, members: Set, is_loose: bool) -> bytes:
        """The bytes that are characters of a set, and those beyond ASCII that may begin or end one, if `is_loose`."""
        found = self.known.get(members)
        if found is None:
            search = re.compile(set_written(members), self.pattern.flags)
            found = "".join(search.findall(ASCII if self.wide else BYTES)).encode("latin-1")
            self.known[members] = found
        return found + bytes(BEYOND_ASCII) if is_loose and self.may_be_beyond(members) else found

    def may_be_beyond(self, members: Set) -> bool:
        """Whether a set may have characters beyond ASCII, in whatever case."""
        if members.negated or any(last >= len(ASCII) for _, last in members.ranges):
            return True
        letters = {chr(code) for first, last in members.ranges for code in range(first, last + 1)}
        return self.pattern.dialect.ignore_case and not TWO_CASES.isdisjoint(letters)


def class_written(members: bytes) -> bytes:
    """One of these bytes, as Python writes it."""
    if not members:
        return b"(?!)"
    if len(members) == 1:
        return re.escape(members)
    inside = set(members)
    negated = len(inside) > len(ASCII) // 2
    if negated:
        inside = set(range(0x100)) - inside
    return b"[%s%s]" % (b"^" * negated, b"".join(ranges_written(sorted(inside))))


def ranges_written(codes: list[int]) -> Iterator[bytes]:
    """Ascending bytes, those that follow one another together."""
    at = 0
    while at < len(codes):
        end = at
        while end + 1 < len(codes) and codes[end + 1] == codes[end] + 1:
            end += 1
        yield rb"\x%02x" % codes[at] if end == at else rb"\x%02x-\x%02x" % (codes[at], codes[end])
        at = end + 1


def letter_of(node: Node) -> str:
    """The one character that `node` stands for, "" where it is something else."""
    if not isinstance(node, Set) or node.negated or len(node.ranges) != 1:
        return ""
    first, last = node.ranges[0]
    return chr(first) if first == last else ""


def is_text(node: Node) -> bool:
    """Whether `node` stands for characters as they are."""
    return all(letter_of(part) for part in node.parts) if isinstance(node, Chain) else bool(letter_of(node))


def needles_of(node: Node) -> tuple[str, ...] | None:
    """Texts of which one is in whatever `node` matches; None where nothing is known."""
    letter = letter_of(node)
    if letter:
        return (letter,)
    if isinstance(node, Group):
        return needles_of(node.part)
    if isinstance(node, Repeat):
        return needles_of(node.part) if node.least else None
    if isinstance(node, Choice):
        found = [needles_of(part) for part in node.parts]
        together = tuple(text for texts in found for text in texts or ())
        return together if None not in found and len(together) <= MOST_NEEDLES else None
    return best_of(node.parts) if isinstance(node, Chain) else None


def best_of(parts: tuple[Node, ...]) -> tuple[str, ...] | None:
    """The needles of one of `parts`, or of several that are letters: the longest."""
    some: list[tuple[str, ...]] = []
    run = ""
    for part in parts:
        letter = letter_of(part)
        if letter:
            run += letter
            continue
        some.append((run,))
        run = ""
        some.append(needles_of(part) or ("",))
    some.append((run,))
    best = max(some, key=lambda texts: (min(map(len, texts)), -len(texts)))
    return best if all(best) else None
