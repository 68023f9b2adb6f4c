"""Commits on a line of history that leads through some others: those that these reach, and those that reach these.

Follows git's Documentation/rev-list-options, "--ancestry-path".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.walk.select.marks import BOTTOM, HIDDEN, MARKED, ON_PATH
from pygitobj.walk.select.state import Walk


def bottoms_of(walk: Walk) -> tuple[int, ...]:
    """Those tips that were named as hidden."""
    return tuple(number for number in walk.line if walk.marks[number] & BOTTOM)


def keep_ancestry(walk: Walk, middle: Sequence[int]) -> None:
    """Hide what of the list is on no line through a commit in `middle`; what these reach has its mark already."""
    marks = walk.marks
    for number in middle:
        marks[number] |= MARKED
    # Dates may be wrong, so that a parent comes before its child: as often as something is found.
    waiting = [number for number in reversed(walk.line) if not marks[number] & (MARKED | HIDDEN)]
    is_found = True
    while is_found:
        left = []
        for number in waiting:
            if any(marks[parent] & MARKED for parent in walk.parents(number)):
                marks[number] |= MARKED
            else:
                left.append(number)
        is_found = len(left) < len(waiting)
        waiting = left
    for number in walk.line:
        if not marks[number] & (MARKED | ON_PATH):
            marks[number] |= HIDDEN
    for number in [*walk.line, *middle]:
        marks[number] &= ~(MARKED | ON_PATH)
