"""How many commits are told, and what is told after them: the borders, which are parents of what was told.

Follows git's Documentation/rev-list-options, "--boundary", "--skip", "--max-count".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.walk.select.marks import BORDER, CHILD_SHOWN, SHOWN
from pygitobj.walk.select.state import Walk


def counted(walk: Walk, chosen: Iterator[int], most: int) -> Iterator[int]:
    """So many of the commits `chosen`, and the borders. Raises NotFoundError, CorruptError."""
    marks, left, skip = walk.marks, most, walk.selection.skip
    parents: list[int] = []
    while left:
        left -= 1
        number = next(chosen, None)
        while skip > 0 and number is not None:
            skip -= 1
            number = next(chosen, None)
        if number is None:
            break
        marks[number] |= SHOWN
        if walk.selection.boundary:
            for parent in walk.parents(number):
                if not marks[parent] & (CHILD_SHOWN | SHOWN):
                    marks[parent] |= CHILD_SHOWN
                    parents.append(parent)
        yield number
    if walk.selection.boundary:
        yield from borders(walk, parents)


def borders(walk: Walk, parents: list[int]) -> Iterator[int]:
    """Those of `parents` that were not told themselves, children first."""
    from pygitobj.walk.select.topo import in_topological_order  # few ask for borders

    marks = walk.marks
    found = []
    for number in parents:
        if marks[number] & (CHILD_SHOWN | SHOWN | BORDER) == CHILD_SHOWN:
            marks[number] |= BORDER
            found.append(number)
    for number in in_topological_order(walk, found[::-1]):
        marks[number] |= SHOWN
        yield number


def oldest(walk: Walk, chosen: Iterator[int], most: int) -> list[int]:
    """The last so many of the commits `chosen`, with the borders of these.

    git keeps two stacks, and counts borders only in the one that it takes from.
    """
    marks = walk.marks
    coming: list[int] = []
    leaving: list[int] = []
    count = 0
    for number in counted(walk, chosen, -1):
        marks[number] &= ~(SHOWN | CHILD_SHOWN)
        coming.append(number)
        count += not marks[number] & BORDER
        while 0 <= most < count + len(leaving):
            if not leaving:
                leaving, coming, count = coming[::-1], [], 0
            for parent in walk.parents(leaving.pop()):
                marks[parent] &= ~CHILD_SHOWN
    return leaving[::-1] + coming
