"""A commit next to its parents: whether it changed something of what is looked for, and which of them it follows.

A parent is relevant if it is told, or was named as hidden: what comes in from elsewhere does not make a merge one that
changed something. Without --full-history a commit that has all from one relevant parent follows that one alone.

Follows git's Documentation/rev-list-options, "History Simplification".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.walk.select.marks import BOTTOM, HIDDEN, LOADED, PULL, SAME
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Changes


def is_relevant(walk: Walk, number: int) -> bool:
    """Whether a commit is told, as far as is known, or was named as hidden."""
    return walk.marks[number] & (HIDDEN | BOTTOM) != HIDDEN


def simplify(walk: Walk, changes: Changes, number: int) -> None:
    """Compare a commit with its parents: mark it where nothing differs, and leave it those that it follows."""
    if not walk.marks[number] & LOADED:
        return
    parents = walk.parents(number)
    if not parents:
        if changes.is_empty(number):
            walk.marks[number] |= SAME
    elif walk.selection.dense or len(parents) > 1:
        compare(walk, changes, number, parents)


def compare(walk: Walk, changes: Changes, number: int, parents: Sequence[int]) -> None:
    """Do what `simplify` does for a commit with `parents`."""
    selection = walk.selection
    # With --first-parent the others are not looked at, though they count as being there.
    compared = parents[:1] if walk.first_parent else parents
    if walk.selection.passes_missing:
        if not all(walk.find(parent, needed=True) for parent in compared):
            return  # next to what cannot be read it counts as having changed something
    else:
        for parent in compared:
            walk.load(parent)
    if walk.ahead is not None:
        walk.ahead(number)
    if not selection.full_history and is_relevant(walk, compared[0]) and changes.same_first(number):
        walk.own[number] = (compared[0],)
        walk.marks[number] |= SAME
        return
    same = changes.same(number)[: len(compared)]
    for nth, parent in enumerate(compared):
        if not same[nth]:
            if selection.remove_empty and changes.is_empty(parent):
                walk.own[parent] = ()
            walk.marks[number] |= 0 if nth else PULL
        elif not selection.full_history and is_relevant(walk, parent):
            walk.own[number] = (parent,)
            if not (selection.show_pulls and nth):
                walk.marks[number] |= SAME
            return
    note_sides(walk, number, same)
    relevant = [is_relevant(walk, parent) for parent in parents[: 2 if walk.first_parent else None]]
    if is_same(relevant, same):
        walk.marks[number] |= SAME


def note_sides(walk: Walk, number: int, same: Sequence[bool]) -> None:
    """Keep what was found out about a merge, where it has to be known later."""
    if walk.sides is not None and walk.selection.full_history and len(same) > 1 and not walk.marks[number] & HIDDEN:
        walk.sides[number] = list(same)


def is_same(relevant: Sequence[bool], same: Sequence[bool]) -> bool:
    """Whether nothing differs from those parents that are relevant, or, where none is, from the others."""
    wanted = any(relevant)
    return all(is_so for is_so, matters in zip(same, relevant, strict=False) if matters == wanted)


def update_same(walk: Walk, number: int) -> bool:
    """Mark a merge anew, whose parents were changed or hidden meanwhile; whether nothing differs."""
    parents = walk.parents(number)
    if len(parents) > 1 and walk.sides is not None:
        if is_same([is_relevant(walk, parent) for parent in parents], walk.sides[number]):
            walk.marks[number] |= SAME
        else:
            walk.marks[number] &= ~SAME
    return bool(walk.marks[number] & SAME)


def only_relevant_parent(walk: Walk, number: int) -> int | None:
    """The parent that a commit may be replaced with: its only one, or the only one that is relevant."""
    parents = walk.parents(number)
    if not parents:
        return None
    if walk.first_parent or len(parents) == 1:
        return parents[0]
    found = [parent for parent in parents if is_relevant(walk, parent)]
    return found[0] if len(found) == 1 else None


def forget_parent(walk: Walk, changes: Changes, number: int, nth: int) -> None:
    """Note that the `nth` parent of a merge is not its parent any more; `walk.parents` knows that already."""
    left = walk.parents(number)
    if not left:
        is_so = changes.is_empty(number)
    else:
        assert walk.sides is not None
        sides = walk.sides[number]
        del sides[nth]
        if len(sides) > 1:
            return
        is_so = sides[0] and walk.selection.dense
        del walk.sides[number]
    if is_so:
        walk.marks[number] |= SAME
    else:
        walk.marks[number] &= ~SAME


def drop_parents(walk: Walk, number: int, dropped: Sequence[int]) -> None:
    """Take the parents at the positions `dropped`, which ascend, from a commit."""
    parents = list(walk.parents(number))
    for gone, nth in enumerate(dropped):
        del parents[nth - gone]
        walk.own[number] = tuple(parents)
        if walk.sides is not None and walk.changes is not None and (not parents or number in walk.sides):
            forget_parent(walk, walk.changes, number, nth - gone)


def drop_doubles(walk: Walk, number: int) -> int:
    """Take parents that a commit has twice from it but once; gives how many there are then."""
    parents = walk.parents(number)
    if len(set(parents)) < len(parents):
        drop_parents(walk, number, [nth for nth, parent in enumerate(parents) if parent in parents[:nth]])
    return len(walk.parents(number))
