"""Numbers that options have as their values, as git reads them, and what it says of what is none."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.parse_options import UsageError
from pygitobj.formats.numbers import LARGEST_INT, OUT_OF_RANGE, parse_signed

INTS = -LARGEST_INT - 1, LARGEST_INT


def parse_int(text: str) -> int | str:
    """The number of 32 bits that `text` is, or what is wrong with it."""
    return parse_signed(text, LARGEST_INT)


def number_in(text: str, named: str, parse: Callable[[str], int | str], kind: str, within: tuple[int, int]) -> int:
    """The number that the value `text` of an option is, which messages call `named`, as `parse` reads it.

    Raises UsageError.
    """
    if not text:
        raise UsageError(f"error: {named} expects a numerical value\n")
    found = parse(text)
    if found == OUT_OF_RANGE:
        where = f"not in range [{within[0]},{within[1]}]"
        raise UsageError(f"error: value {text} for {named} {where}\n")
    if isinstance(found, str):
        raise UsageError(f"error: {named} expects {kind} integer value with an optional k/m/g suffix\n")
    return found
