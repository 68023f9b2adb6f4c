"""Which of some commits others of them reach.

by date     all are followed, each with those that reach it (wide_painting.py)
by level    what has fewer generations below it than all of them cannot lead to one of them
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.walk.painting import reached_by_others
from pygitobj.walk.select.state import Walk


def reached_on(walk: Walk, numbers: Sequence[int]) -> set[int]:
    """Those of `numbers` that others of them reach, as the walk has left their parents. Raises as `paint` does."""

    def parents(number: int) -> tuple[int, ...]:
        walk.load(number)
        return walk.parents(number)

    return reached_by_others(walk.history, numbers, parents)


def reached_above(walk: Walk, numbers: Sequence[int], levels: dict[int, int]) -> set[int] | None:
    """As `reached_on`, where `levels` tells how many generations lie below commits.

    None where one is met for which it does not.
    """
    if any(number not in levels for number in numbers):
        return None
    lowest = min(levels[number] for number in numbers)
    met: set[int] = set()
    left = list(numbers)
    while left:
        for parent in walk.parents(left.pop()):
            if parent in met:
                continue
            level = levels.get(parent)
            if level is None:
                return None
            if level >= lowest:
                met.add(parent)
                left.append(parent)
    return met.intersection(numbers)
