"""Sets of POSIX's regular expressions: what stands in square brackets, as glibc reads it.

    [abc] [^abc]    one of these, or none; a closing bracket that comes first is one, and so is a hyphen first or last
    [a-z]           all that is between two characters
    [[:alpha:]]     the characters of a class
    [[.-.][=a=]]    a character by its name, and those that count as the same: itself and no other

Follows POSIX, "Regular Expressions", 9.3.5.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pygitobj.record import Record

# A name in a set that is longer is none for glibc.
LONGEST_NAME = 31
UNMATCHED = "Unmatched [, [^, [:, [., or [="
BAD_RANGE = "Invalid range end"
Ranges = tuple[tuple[int, int], ...]

CLASSES = {
    "alpha": "AZaz", "digit": "09", "alnum": "09AZaz", "upper": "AZ", "lower": "az", "space": "\t\r  ",
    "blank": "\t\t  ", "punct": "!/:@[`{~", "print": " ~", "graph": "!~", "cntrl": "\0\x1f\x7f\x7f",
    "xdigit": "09AFaf",
}  # fmt: skip
# What else is in a class where characters are not those of ASCII alone, as far as the first plane of Unicode.
WIDE_CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "print": str.isprintable,
    "graph": lambda letter: letter.isprintable() and not letter.isspace(),
    "punct": lambda letter: letter.isprintable() and not letter.isspace() and not letter.isalnum(),
}
WIDE = range(0x80, 0x10000)
# Whatever their case, both are letters.
CASES = ("upper", "lower")


class Dialect(Record):
    """How a pattern is read: as extended, whatever the case, with wide characters, line by line."""

    extended: bool = True
    ignore_case: bool = False
    wide: bool = True
    by_line: bool = False


class Set(Record):
    """One character of `ranges`, or none of them."""

    ranges: Ranges
    negated: bool = False


class Element(Record):
    """A part of a set: a character, or what can be no end of a range."""

    character: str
    ranges: Ranges


def parse_set(pattern: str, at: int, dialect: Dialect) -> tuple[Set, int]:
    """The set whose inside is at `at`, and where it ends. Raises ValueError in glibc's words."""
    negated = pattern[at : at + 1] == "^"
    at += negated
    if at == len(pattern):
        raise ValueError("Invalid regular expression")
    ranges: list[tuple[int, int]] = []
    start = at
    while at == start or pattern[at] != "]":
        if pattern[at] == "-" and at > start and pattern[at + 1 : at + 2] != "]":
            raise ValueError(BAD_RANGE)
        element, at = element_at(pattern, at, dialect)
        following = pattern[at + 1 : at + 2]
        if element.character and pattern[at : at + 1] == "-" and following != "]":
            if not following:
                raise ValueError(UNMATCHED)
            last, at = element_at(pattern, at + 1, dialect)
            if not last.character or ord(last.character) < ord(element.character):
                raise ValueError(BAD_RANGE)
            ranges.append((ord(element.character), ord(last.character)))
        else:
            ranges += element.ranges
        if at >= len(pattern):
            raise ValueError(UNMATCHED)
    return Set(tuple(ranges), negated), at + 1


def element_at(pattern: str, at: int, dialect: Dialect) -> tuple[Element, int]:
    """The part of a set that is at `at`, and where it ends. Raises ValueError."""
    letter = pattern[at]
    mark = pattern[at + 1 : at + 2]
    if letter != "[" or mark not in (":", ".", "="):
        return character(letter, dialect), at + 1
    end = pattern.find(f"{mark}]", at + 2)
    if end < 0 or end - at - 2 > LONGEST_NAME:
        raise ValueError(UNMATCHED)
    name = pattern[at + 2 : end]
    if mark == ":":
        return Element(
            "", class_ranges("alpha" if dialect.ignore_case and name in CASES else name, dialect.wide)
        ), end + 2
    # A name is one byte long, whatever characters are.
    if len(name) != 1 or (dialect.wide and not name.isascii()):
        raise ValueError("Invalid collation character")
    found = character(name, dialect)
    return (found if mark == "." else found._replace(character="")), end + 2


def character(letter: str, dialect: Dialect) -> Element:
    """The part of a set that `letter` is: in upper case where case does not count, which decides what a range is."""
    if dialect.ignore_case and (dialect.wide or letter.isascii()) and len(letter.upper()) == 1:
        letter = letter.upper()
    return Element(letter, ((ord(letter), ord(letter)),))


@cache
def class_ranges(name: str, wide: bool) -> Ranges:
    """The characters of the class `name`. Raises ValueError."""
    if name not in CLASSES:
        raise ValueError("Invalid character class name")
    ends = CLASSES[name]
    found = [(ord(ends[at]), ord(ends[at + 1])) for at in range(0, len(ends), 2)]
    if wide and name in WIDE_CLASSES:
        is_member = WIDE_CLASSES[name]
        for code in WIDE:
            if is_member(chr(code)):
                if found[-1][1] == code - 1:
                    found[-1] = (found[-1][0], code)
                else:
                    found.append((code, code))
    return tuple(found)


def without(ranges: Ranges, code: int) -> Ranges:
    """`ranges` without the character `code`."""
    found = []
    for first, last in ranges:
        if first <= code <= last:
            found += [part for part in ((first, code - 1), (code + 1, last)) if part[0] <= part[1]]
        else:
            found.append((first, last))
    return tuple(found)
