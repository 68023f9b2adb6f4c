"""One step of a walk: a commit is passed, and its parents are met.

What a hidden commit reaches is hidden; what another one reaches gets the marks that it hands on.
"""

from __future__ import annotations

from pygitobj.walk.select.marks import ADDED, BY_WALK, CHILD_VISITED, HANDED_ON, HIDDEN, LOADED, SEEN
from pygitobj.walk.select.simplify import simplify
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.state import DatedQueue


def hide_ancestors(walk: Walk, number: int) -> None:
    """Hide what a commit reaches, as far as the walk knows it: what it has not looked at is followed later."""
    marks = walk.marks
    most = 1 if walk.selection.exclude_first_parent_only else None
    left = list(walk.parents(number)[:most])
    while left:
        at = left.pop()
        mark = marks[at]
        if not mark & HIDDEN:
            marks[at] = mark | HIDDEN
            left.extend(walk.parents(at)[:most])


def follow(walk: Walk, number: int, queue: DatedQueue | None) -> None:
    """Meet the parents of a commit, which go into `queue`. Raises NotFoundError, CorruptError."""
    marks = walk.marks
    mark = marks[number]
    if mark & ADDED or number in walk.lost:
        return
    marks[number] = mark | ADDED
    if mark & HIDDEN:
        follow_hidden(walk, number, queue)
        return
    if walk.changes is not None:
        simplify(walk, walk.changes, number)
    if walk.no_walk:
        return
    handed_on = marks[number] & HANDED_ON | CHILD_VISITED
    for parent in walk.parents(number):
        if marks[parent] & LOADED or is_met(walk, parent):
            if walk.sources is not None and number in walk.sources:
                walk.sources.setdefault(parent, walk.sources[number])
            before = marks[parent]
            marks[parent] = before | handed_on | SEEN
            if not before & SEEN:
                marks[parent] |= BY_WALK
                if queue is not None:
                    walk.put(queue, parent)
        if walk.first_parent:
            break


def is_met(walk: Walk, number: int) -> bool:
    """Whether a parent is met: it is there, or is told as missing. Raises NotFoundError, CorruptError."""
    if walk.find(number, needed=True):
        return True
    if walk.selection.keeps_missing:
        walk.lost.add(number)
        return True
    return False


def follow_hidden(walk: Walk, number: int, queue: DatedQueue | None) -> None:
    """Meet the parents of a hidden commit; those that are missing may be.

    A parent that was met before does not count as the one that --exclude-first-parent-only stops at.
    """
    marks = walk.marks
    for parent in walk.parents(number):
        marks[parent] |= HIDDEN | CHILD_VISITED
        if not walk.find(parent, needed=False):
            continue
        hide_ancestors(walk, parent)
        if marks[parent] & SEEN:
            continue
        marks[parent] |= SEEN | BY_WALK
        if queue is not None:
            walk.put(queue, parent)
        if walk.selection.exclude_first_parent_only:
            break
