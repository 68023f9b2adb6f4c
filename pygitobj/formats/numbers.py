"""Text and numbers as C reads them: ASCII alone, and all of it up to the first NUL.

Python's own int, isdigit, isalpha, strip and \\d know the digits and letters of every script, take underscores, and go
on after a NUL. What git reads, these read.
"""

from __future__ import annotations

from pygitobj.record import Record

DIGITS = frozenset("0123456789")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# What git's own isspace knows: neither the vertical tab nor the form feed.
WHITE_SPACE = " \t\n\r"
# What strtol passes over before a number.
C_SPACE = " \t\n\v\f\r"
LARGEST_INT = (1 << 31) - 1
LARGEST_LONG = (1 << 63) - 1
LARGEST_UNSIGNED = (1 << 64) - 1
LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
DIGITS_OF_BASE = {8: frozenset("01234567"), 10: DIGITS, 16: DIGITS | frozenset("abcdefABCDEF")}
# More digits are too many for 64 bits in any base that is read here, and could be so many that Python refuses them.
MOST_DIGITS = 22
UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
INVALID = "invalid unit"
OUT_OF_RANGE = "out of range"


def until_nul(text: str) -> str:
    """`text` up to its first NUL."""
    return text.partition("\0")[0]


def lower(text: str) -> str:
    """`text` with the letters of ASCII in lower case; all others stay."""
    return text.translate(LOWER)


def words_of(text: str, separators: str = WHITE_SPACE) -> list[str]:
    """The words of `text`, with any of `separators` between them."""
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return [word for word in text.split(separators[0]) if word]


def is_digit(text: str, at: int) -> bool:
    """Whether a digit stands at `at`."""
    return text[at : at + 1] in DIGITS


def is_letter(text: str, at: int) -> bool:
    """Whether a letter stands at `at`."""
    return text[at : at + 1] in LETTERS


def end_of_digits(text: str, at: int) -> int:
    """Where the digits from `at` on end."""
    while text[at : at + 1] in DIGITS:
        at += 1
    return at


def end_of_letters(text: str, at: int) -> int:
    """Where the letters from `at` on end."""
    while text[at : at + 1] in LETTERS:
        at += 1
    return at


def digits_at(text: str, at: int) -> tuple[int, int]:
    """The number whose digits start at `at`, at most what 64 bits hold, and where they end."""
    end = end_of_digits(text, at)
    kept = text[at:end].lstrip("0")
    value = int(kept or "0") if len(kept) <= MOST_DIGITS else LARGEST_UNSIGNED
    return min(value, LARGEST_UNSIGNED), end


def integer_at(text: str, at: int) -> tuple[int, int]:
    """The number at `at` as strtol reads it, after white space and a sign, and where it ends: at `at` if none is."""
    start = at
    while text[start : start + 1] in frozenset(C_SPACE):
        start += 1
    sign = -1 if text[start : start + 1] == "-" else 1
    start += text[start : start + 1] in frozenset("+-")
    if not is_digit(text, start):
        return 0, at
    value, end = digits_at(text, start)
    return sign * min(value, LARGEST_LONG), end


def decimal(text: str | bytes) -> int | None:
    """The number that `text` is, digits and nothing else, at most what 64 bits hold; None where it is none."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    value, end = digits_at(text, 0)
    return value if text and end == len(text) else None


class Number(Record):
    """A number that a text starts with, where its digits end (0: there are none), and whether it is in range."""

    value: int
    end: int
    fits: bool


def number_at_start(text: str, base: int = 0) -> Number:
    """The number that `text` starts with, of any size, after white space and a sign.

    Base 0 is what the number says itself: 0x for hexadecimal, 0 for octal, else decimal. One too large for 64 bits is
    given as a larger one.
    """
    start = len(text) - len(text.lstrip(C_SPACE))
    negative = text[start : start + 1] == "-"
    start += text[start : start + 1] in frozenset("+-")
    if base == 0:
        base = 10
        if text[start : start + 1] == "0":
            is_hex = text[start + 1 : start + 2] in ("x", "X") and text[start + 2 : start + 3] in DIGITS_OF_BASE[16]
            base = 16 if is_hex else 8
            start += 2 if is_hex else 0
    end = start
    while text[end : end + 1] in DIGITS_OF_BASE[base]:
        end += 1
    if end == start:
        return Number(0, 0, True)
    digits = text[start:end].lstrip("0")
    value = int(digits or "0", base) if len(digits) <= MOST_DIGITS else 1 << 66
    return Number(-value if negative else value, end, value <= LARGEST_UNSIGNED)


def strtoul(text: str, base: int = 10) -> Number:
    """The number that `text` starts with as strtoul reads it: below zero it counts down from the top."""
    value, end, fits = number_at_start(text, base)
    if not fits:
        return Number(LARGEST_UNSIGNED, end, False)
    return Number(value & LARGEST_UNSIGNED, end, True)


def parse_signed(text: str, largest: int = LARGEST_LONG) -> int | str:
    """The number that `text` is, with k, m or g for 2^10, 2^20, 2^30, or what is wrong with it in git's words."""
    value, end, _ = number_at_start(text)
    if end and not -LARGEST_LONG - 1 <= value <= LARGEST_LONG:
        return OUT_OF_RANGE
    unit = UNITS.get(lower(text[end:]))
    if not end or unit is None:
        return INVALID
    return value * unit if -largest - 1 <= value * unit <= largest else OUT_OF_RANGE


def parse_unsigned(text: str, largest: int = LARGEST_UNSIGNED) -> int | str:
    """As `parse_signed` for a number from 0 on: no minus sign may stand anywhere."""
    value, end, fits = number_at_start(text)
    if "-" in text:
        return INVALID
    if not fits:
        return OUT_OF_RANGE
    unit = UNITS.get(lower(text[end:]))
    if not end or unit is None:
        return INVALID
    return value * unit if value * unit <= largest else OUT_OF_RANGE
