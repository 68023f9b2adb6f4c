"""Text and numbers as C reads them: ASCII alone, and all of it up to the first NUL.

Python's own int, isdigit, isalpha, strip and \\d know the digits and letters of every script, take underscores, and go
on after a NUL. What git reads, these read.
"""

from __future__ import annotations

DIGITS = frozenset("0123456789")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# What git's own isspace knows: neither the vertical tab nor the form feed.
WHITE_SPACE = " \t\n\r"
# What strtol passes over before a number.
C_SPACE = " \t\n\v\f\r"
LARGEST_LONG = (1 << 63) - 1
LARGEST_UNSIGNED = (1 << 64) - 1


def until_nul(text: str) -> str:
    """`text` up to its first NUL."""
    return text.partition("\0")[0]


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
    # More than twenty digits are too many for 64 bits, and could be so many that Python refuses them.
    kept = text[at:end].lstrip("0")
    value = int(kept or "0") if len(kept) <= 20 else LARGEST_UNSIGNED
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
