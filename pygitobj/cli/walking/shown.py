"""Commits of a walk as they are when they are told: marks, parents and children, and which parents a graph draws."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.pretty.commit_frame import BOUNDARY, LEFT, RIGHT, SAME, UNINTERESTING
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.walk.select import marks as bits
from pygitobj.walk.select.choose import Choice
from pygitobj.walk.select.state import Walk


def mark_of(walk: Walk, number: int) -> bytes:
    """What a format shows as the mark of a commit."""
    mark = walk.marks[number]
    if mark & bits.BORDER:
        return BOUNDARY
    if mark & bits.HIDDEN:
        return UNINTERESTING
    if mark & bits.PATCH_SAME:
        return SAME
    return LEFT if mark & bits.LEFT else RIGHT


def shown_commit(walk: Walk, number: int) -> ShownCommit:
    """A commit as it is now; what it says is read later."""
    oid = walk.table.oid
    return ShownCommit(
        oid(number),
        parents=tuple(map(oid, walk.parents(number))),
        mark=mark_of(walk, number),
        children=tuple(map(oid, walk.children.get(number, [])[::-1])),
    )


def drawn_parents(choice: Choice, number: int) -> Sequence[bytes]:
    """The parents of a commit that a graph draws, now that it is its turn: those that `choice` tells, and borders."""
    walk = choice.walk
    parents = walk.parents(number)[: 1 if walk.first_parent else None]
    borders = walk.selection.boundary
    wanted = [one for one in parents if (borders and walk.marks[one] & bits.CHILD_SHOWN) or choice(one)]
    return list(map(walk.table.oid, wanted))
