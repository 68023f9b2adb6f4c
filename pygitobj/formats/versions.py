"""The order of versions: runs of digits as numbers, and suffixes such as `-rc` where their list says.

A run of digits that starts with a zero counts as a fraction. A name with a suffix of the list comes before the one that
goes on otherwise at that place, or, where both have one, as the list has these. Follows git's
Documentation/config/versionsort.
"""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = frozenset(b"0123456789")
ZERO = ord("0")


def compare_versions(one: bytes, other: bytes, suffixes: Sequence[bytes] = ()) -> int:
    """Below zero where `one` comes first, above where `other` does, 0 where they are the same."""
    if one == other:
        return 0
    at = first_difference(one, other)
    if suffixes:
        first, second = suffix_around(one, at, suffixes), suffix_around(other, at, suffixes)
        if first != second:
            if first is None or second is None:
                return 1 if first is None else -1
            return first - second
    return compare_from(one, other, at)


def first_difference(one: bytes, other: bytes) -> int:
    """Where the first byte is in which they differ."""
    end = min(len(one), len(other))
    return next((at for at in range(end) if one[at] != other[at]), end)


def suffix_around(name: bytes, at: int, suffixes: Sequence[bytes]) -> int | None:
    """Which of `suffixes` stands around `at` in `name`, or ends there: the first, and of these the longest."""
    best, start, size = None, at, -1
    for number, suffix in enumerate(suffixes):
        first = max(at - len(suffix), 0)
        last = start if size < len(suffix) else start - 1
        found = next((place for place in range(first, last + 1) if name.startswith(suffix, place)), None)
        if found is not None:
            best, start, size = number, found, len(suffix)
    return best


def compare_from(one: bytes, other: bytes, at: int) -> int:
    """How they compare, which are the same up to `at`."""
    first, second = one[at : at + 1], other[at : at + 1]
    plain = (first[0] if first else 0) - (second[0] if second else 0)
    start = at
    while start and one[start - 1] in DIGITS:
        start -= 1
    run = one[start:at]
    digits = bool(first) and first[0] in DIGITS, bool(second) and second[0] in DIGITS
    if not run:
        # A number that starts with a zero is smaller than one that does not, by the zero itself.
        if digits == (True, True) and ZERO not in (first[0], second[0]):
            return longer(one, other, at, plain)
        return plain
    if run[0] == ZERO:
        if run.strip(b"0"):
            return plain  # digits of a fraction
        if digits == (True, True):
            return plain
        return (-1 if digits[0] else 1) if digits[0] != digits[1] else plain
    if digits == (True, True):
        return longer(one, other, at, plain)
    if digits[0] != digits[1]:
        return 1 if digits[0] else -1
    return plain


def longer(one: bytes, other: bytes, at: int, plain: int) -> int:
    """Which of the two numbers that go on at `at` has more digits; `plain` where they have as many."""
    counts = [0, 0]
    for which, name in enumerate((one, other)):
        end = at
        while end < len(name) and name[end] in DIGITS:
            end += 1
        counts[which] = end - at
    return counts[0] - counts[1] or plain
