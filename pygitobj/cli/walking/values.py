"""Values of options of walks: numbers and moments, read as git reads them."""

from __future__ import annotations

import time

from pygitobj.errors import RevisionError
from pygitobj.formats.numbers import LARGEST_INT, LARGEST_UNSIGNED, integer_at, strtoul


def count_of(text: str) -> int:
    """The number that `text` is, one that C's int holds. Raises RevisionError."""
    value, end = integer_at(text, 0)
    if not end or end < len(text) or not -LARGEST_INT - 1 <= value <= LARGEST_INT:
        raise RevisionError(f"'{text}': not an integer")
    return value


def epoch_of(text: str) -> int | None:
    """The second since 1970 that `text` is, None for the one that stands for no limit. Raises RevisionError."""
    value, end, fits = strtoul(text)
    if not end or end < len(text) or not fits:
        raise RevisionError(f"'{text}': not a number of seconds since epoch")
    return None if value == LARGEST_UNSIGNED else value


def moment_of(text: str) -> int:
    """The second since 1970 that `text` means; now for what says nothing, and as for git for what is too long ago."""
    from pygitobj.formats.approximate_date import parse_approximate  # few walks have dates

    now = int(time.time())
    try:
        found = parse_approximate(text, now)
    except OverflowError:
        return now
    return now if found is None else max(found, 0)
