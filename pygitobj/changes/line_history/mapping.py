"""Ranges of lines of a text as ranges of the text before it: across the groups of lines in which the two differ.

A group that has lines of a range in the new text, or took lines out of its middle, touches it: instead of the group's
new lines the old text has its old ones there. All other lines of a range move by what groups before them added and
took away. Ranges are in order, from 0, each without its last line, and do not meet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pygitobj.changes.line_range import merged
from pygitobj.record import Record

Ranges = tuple[tuple[int, int], ...]


class Mapped(Record):
    """Ranges of the old text, and whether a group of lines touches those of the new one."""

    ranges: Ranges
    is_touched: bool


def joined(some: Ranges, others: Ranges) -> Ranges:
    """The lines that are in either."""
    return tuple(merged((*some, *others)))


def before(ranges: Ranges, groups: Sequence[int]) -> Mapped:
    """Where `ranges` of the new text were in the old one.

    `groups` have four numbers each: the lines where a group starts and ends in the old text, and in the new one.
    """
    old_starts, old_ends, new_starts, new_ends = (groups[nth::4] for nth in range(4))
    found: list[tuple[int, int]] = []
    touched = False
    for start, end in ranges:
        at = start
        nth = bisect_right(new_ends, start)
        while nth < len(new_starts) and new_starts[nth] < end:
            touched = True
            if at < new_starts[nth]:
                found.append(moved(at, new_starts[nth], nth, old_ends, new_ends))
            found.append((old_starts[nth], old_ends[nth]))
            at = new_ends[nth]
            nth += 1
        if at < end:
            found.append(moved(at, end, nth, old_ends, new_ends))
    return Mapped(tuple(merged(found)), touched)


def moved(start: int, end: int, nth: int, old_ends: Sequence[int], new_ends: Sequence[int]) -> tuple[int, int]:
    """Where the lines before the `nth` group and after the one before it were."""
    distance = old_ends[nth - 1] - new_ends[nth - 1] if nth else 0
    return start + distance, end + distance
