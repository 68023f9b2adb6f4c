r"""Patterns for paths, as git matches them.

    ?           one byte, no slash
    *           any number of bytes, no slash among them
    **/         between slashes or at the start: any number of directories, none too
    /**         at the end: all that is below
    [a-z] [!a]  one byte of these, or none of these; [[:alpha:]] and its like are sets of ASCII; never a slash
    \x          x itself

A pattern that is not well-formed matches nothing. Follows git's Documentation/gitignore, "PATTERN FORMAT".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import product
from math import prod

from pygitobj.record import Record

SLASH = ord("/")
# How many steps a regular expression may take at worst, and how long a text may be where it has no choice.
MOST_STEPS = 1 << 18
MOST_LENGTH = 1 << 16
MOST_ENDINGS = 64
ANY = frozenset(range(256))
# Of ASCII alone. Python's module string has them too, and loads that for regular expressions.
DIGITS, LOWER, UPPER = (bytes(range(ord(first), ord(last) + 1)) for first, last in ("09", "az", "AZ"))
GRAPH = bytes(range(ord("!"), ord("~") + 1))
CLASSES = {
    b"alnum": LOWER + UPPER + DIGITS,
    b"alpha": LOWER + UPPER,
    b"blank": b" \t",
    b"cntrl": bytes([*range(32), 127]),
    b"digit": DIGITS,
    b"graph": GRAPH,
    b"lower": LOWER,
    b"print": GRAPH + b" ",
    b"punct": bytes(byte for byte in GRAPH if byte not in LOWER + UPPER + DIGITS),
    b"space": b" \t\n\r",
    b"upper": UPPER,
    b"xdigit": DIGITS + b"abcdefABCDEF",
}


class Part(Record):
    """One byte of `bytes`, any number of them with `many`; or no byte, after which so many parts may be left out."""

    bytes: frozenset[int]
    many: bool = False
    skips: int = 0


def wildmatch(pattern: bytes, text: bytes, *, ignore_case: bool = False, across: bool = False) -> bool:
    """Whether all of `text` matches `pattern`; with `ignore_case` letters of ASCII match in either case.

    With `across` a slash is a byte as any other.
    """
    parts = parts_known(pattern, ignore_case, across)
    if ignore_case:
        text = text.lower()
    if parts is None:
        return False
    at = reached(parts, {0})
    for byte in text:
        after = set()
        for position in at:
            if position < len(parts) and byte in parts[position].bytes:
                after.add(position if parts[position].many else position + 1)
        at = reached(parts, after)
    return len(parts) in at


def matcher(pattern: bytes, *, ignore_case: bool = False, across: bool = False) -> Callable[[bytes], bool]:
    """What says whether all of a text matches `pattern`, as `wildmatch` does: for a pattern that many texts are shown.

    Python's own matching is far faster, and goes back and forth where there are many wildcards: its steps are as many
    as the text is long, to the power of how many parts are of any length. Beyond MOST_STEPS it is not asked.
    """
    parts = parts_of(pattern, ignore_case, frozenset() if across else frozenset((SLASH,)))
    if parts is None:
        return never
    import re  # few patterns are shown many texts

    fullmatch = re.compile(expression(parts), re.DOTALL).fullmatch
    wildcards = sum(part.many for part in parts)
    longest = MOST_LENGTH if wildcards < 2 else int(MOST_STEPS ** (1 / wildcards))

    def is_match(text: bytes) -> bool:
        if len(text) > longest:
            return wildmatch(pattern, text, ignore_case=ignore_case, across=across)
        return fullmatch(text.lower() if ignore_case else text) is not None

    return is_match


def endings(pattern: bytes, *, ignore_case: bool = False) -> list[bytes] | None:
    """What a text without a slash must end with to match `pattern`, one of these; None where that does not say it all.

    So it is with a star and then bytes, or sets of a few: `*.[cC]`. Where case does not count they are in lower case.
    """
    parts = parts_of(pattern, ignore_case, frozenset((SLASH,)))
    if not parts or not parts[0].many or any(part.many or part.skips for part in parts[1:]):
        return None
    if prod(len(part.bytes) for part in parts[1:]) > MOST_ENDINGS:
        return None
    return [bytes(ending) for ending in product(*(part.bytes for part in parts[1:]))]


def never(_text: bytes) -> bool:
    """No: what a pattern says that is not well-formed."""
    return False


def expression(parts: list[Part]) -> bytes:
    """The regular expression that matches what `parts` match."""
    written = []
    closing = -1
    for number, part in enumerate(parts):
        if part.skips:
            written.append(b"(?:")
            closing = number + part.skips
            continue
        written.append(set_expression(part.bytes) + b"*" * part.many)
        if number + 1 == closing:
            written.append(b")?")
    return b"".join(written)


def set_expression(members: frozenset[int]) -> bytes:
    """The regular expression for one byte of `members`."""
    if members == ANY:
        return b"."
    if not members:
        return b"(?!)"
    listed = ANY - members if len(members) > len(ANY) // 2 else members
    return b"[%s%s]" % (b"^" if listed is not members else b"", b"".join(b"\\x%02x" % byte for byte in sorted(listed)))


def reached(parts: list[Part], start: set[int]) -> set[int]:
    """The positions that are reached from those of `start` without a byte."""
    found, waiting = set(start), list(start)
    while waiting:
        position = waiting.pop()
        if position == len(parts):
            continue
        part = parts[position]
        for after in ([position + 1] if part.many or part.skips else []) + [position + part.skips]:
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found


@lru_cache(maxsize=64)
def parts_known(pattern: bytes, ignore_case: bool, across: bool) -> list[Part] | None:
    """As `parts_of`; a pattern is asked for again and again. With `across` any byte may be a slash."""
    return parts_of(pattern, ignore_case, frozenset() if across else frozenset((SLASH,)))


def parts_of(pattern: bytes, ignore_case: bool, apart: frozenset[int]) -> list[Part] | None:
    """The parts of `pattern`, for text in lower case with `ignore_case`; None where it is not well-formed.

    Only `**` stands for the bytes that keep things `apart`.
    """
    others = ANY - apart
    parts: list[Part] = []
    at = 0
    while at < len(pattern):
        byte = pattern[at : at + 1]
        if byte == b"*":
            end = at + len(pattern[at:]) - len(pattern[at:].lstrip(b"*"))
            alone = (at == 0 or pattern[at - 1] == SLASH) and pattern[end : end + 1] in (b"", b"/")
            across = alone and end > at + 1
            if apart and across and pattern[end : end + 1]:
                # Where there is no directory there is no slash after it either.
                parts.append(Part(frozenset(), skips=3))
            parts.append(Part(ANY if across else others, many=True))
            at = end
        elif byte == b"[":
            found = set_at(pattern, at + 1, ignore_case)
            if found is None:
                return None
            parts.append(Part(found[0] - apart))
            at = found[1]
        elif byte == b"\\":
            if at + 1 == len(pattern):
                return None
            parts.append(Part(frozenset(pattern[at + 1 : at + 2])))
            at += 2
        else:
            parts.append(Part(others if byte == b"?" else frozenset(byte.lower() if ignore_case else byte)))
            at += 1
    return parts


def set_at(pattern: bytes, at: int, ignore_case: bool) -> tuple[frozenset[int], int] | None:
    """The bytes that the set at `at`, after the bracket, stands for, and where it ends; None where it does not.

    With `ignore_case` ranges have the lower case of their letters too, and single letters do not, as in git.
    """
    negated = pattern[at : at + 1] in (b"!", b"^")
    at = start = at + negated
    members: set[int] = set()
    while pattern[at : at + 1] != b"]" or at == start:
        name, after = class_at(pattern, at)
        if name is not None:
            if name not in CLASSES:
                return None
            members.update(CLASSES[name] + (LOWER if ignore_case and name == b"upper" else b""))
            at = after
            continue
        first, at = byte_at(pattern, at)
        members.update(first)
        if pattern[at : at + 1] == b"-" and pattern[at + 1 : at + 2] not in (b"", b"]"):
            last, at = byte_at(pattern, at + 1)
            between = bytes(range(first[0], last[0] + 1)) if first and last else b""
            members.update(between, between.lower() if ignore_case else b"")
        if at > len(pattern) or not first:
            return None
    return (ANY - members if negated else frozenset(members)), at + 1


def byte_at(pattern: bytes, at: int) -> tuple[bytes, int]:
    """The byte at `at`, which a backslash may stand before, and where it ends; empty where there is none."""
    at += pattern[at : at + 1] == b"\\"
    return pattern[at : at + 1], at + 1


def class_at(pattern: bytes, at: int) -> tuple[bytes | None, int]:
    """The name of the class that stands at `at`, None where none does, and where it ends."""
    end = pattern.find(b"]", at + 2)
    if pattern[at : at + 2] != b"[:" or end < at + 3 or pattern[end - 1] != ord(":"):
        return None, at
    return pattern[at + 2 : end - 1], end + 1
