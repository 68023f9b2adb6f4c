"""What --cherry-mark and --cherry-pick make of a walk: commits on one side that change the same as one on the other.

Follows git's Documentation/rev-list-options.
"""

from __future__ import annotations

from pygitobj.walk.select.marks import LEFT, PATCH_SAME, SHOWN
from pygitobj.walk.select.state import Walk


def mark_same_changes(walk: Walk) -> None:
    """Mark those of `walk.line`, or pass them over for ever. Raises NotFoundError, CorruptError."""
    if walk.looks.same_changes is None:
        return
    left = [number for number in walk.line if walk.marks[number] & LEFT]
    right = [number for number in walk.line if not walk.marks[number] & LEFT]
    if not left or not right:
        return
    sides = ({number: walk.parents(number) for number in side} for side in (left, right))
    mark = PATCH_SAME if walk.selection.marks_same_changes else SHOWN
    for number in walk.looks.same_changes.between(*sides):
        walk.marks[number] |= mark
    walk.fit()
