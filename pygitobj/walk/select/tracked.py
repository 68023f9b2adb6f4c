"""A walk that tells which commits changed what is followed, and how these hang together.

What each commit changed is found out for the whole list first: it is handed on from children to parents. A commit that
is left out gives way to its parent in the parents of those that are told; a merge that was left out because no line of
history led there stays.
"""

from __future__ import annotations

from pygitobj.walk.select.marks import HIDDEN, SAME
from pygitobj.walk.select.simplify import drop_doubles
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Tracked


def keep_changed(walk: Walk, tracked: Tracked) -> None:
    """Leave in `walk.line` what changed something, with parents that did. Raises NotFoundError, CorruptError."""
    kept = []
    for number in walk.line:
        left = tracked.pass_on(number, walk.parents(number))
        if left is None:
            kept.append(number)
            continue
        walk.marks[number] |= SAME
        walk.own[number] = tuple(left)
    for number in kept:
        parents = [found for parent in walk.parents(number) if (found := changed_from(walk, parent)) is not None]
        walk.own[number] = tuple(parents)
        drop_doubles(walk, number)
    walk.line = kept


def changed_from(walk: Walk, number: int) -> int | None:
    """What stands in the place of a parent; None where no commit before it changed anything."""
    while True:
        parents = walk.parents(number)
        if len(parents) > 1 or walk.marks[number] & (HIDDEN | SAME) != SAME:
            return number
        if not parents:
            return None
        (number,) = parents
