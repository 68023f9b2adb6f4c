"""A list without those merges that simplified history does not need.

Each commit is simplified once all of its parents are. Its parents are then those that they simplify to, without what
others of them reach, and without first commits that have nothing of what is looked for.

Follows git's Documentation/rev-list-options, "--simplify-merges".
"""

from __future__ import annotations

from pygitobj.walk.select.independent import reached_above, reached_on
from pygitobj.walk.select.marks import HIDDEN, PULL, SAME
from pygitobj.walk.select.simplify import drop_doubles, drop_parents, only_relevant_parent, update_same
from pygitobj.walk.select.state import Walk


class Simplified:
    """What commits simplify to, and how many generations of simplified history lie below each that is not hidden."""

    def __init__(self) -> None:
        self.into: dict[int, int] = {}
        self.levels: dict[int, int] = {}


def simplify_merges(walk: Walk) -> None:
    """Simplify `walk.line`. Raises NotFoundError, CorruptError."""
    if walk.changes is None:
        return
    simplified = Simplified()
    waiting = walk.line[::-1]
    while waiting:
        later: list[int] = []
        for number in waiting:
            if number not in simplified.into:
                later.extend(simplify_one(walk, number, simplified))
        waiting = later
    walk.line = [number for number in walk.line if simplified.into[number] == number]


def simplify_one(walk: Walk, number: int, simplified: Simplified) -> list[int]:
    """Simplify a commit, or give the parents that have to be simplified before, and then itself."""
    parents, into = walk.parents(number), simplified.into
    is_hidden = walk.marks[number] & HIDDEN
    if is_hidden or not parents:
        into[number] = number
        if not is_hidden:
            simplified.levels[number] = 0
        return []
    most = 1 if walk.first_parent else None
    before = [parent for parent in parents[:most] if parent not in into]
    if before:
        return [*before, number]
    followed = parents[:most]
    walk.own[number] = tuple(into[parent] for parent in followed) + parents[len(followed) :]
    count = 1 if walk.first_parent else drop_doubles(walk, number)
    if count > 1:
        drop_needless(walk, number, simplified.levels)
    into[number] = result(walk, number, into)
    simplified.levels[number] = 1 + max((simplified.levels.get(p, 0) for p in walk.parents(number)), default=-1)
    return []


def result(walk: Walk, number: int, into: dict[int, int]) -> int:
    """What a commit simplifies to, whose parents are simplified."""
    mark = walk.marks[number]
    if not mark & SAME or (walk.selection.show_pulls and mark & PULL):
        return number
    parent = only_relevant_parent(walk, number)
    return number if parent is None else into[parent]


def drop_needless(walk: Walk, number: int, levels: dict[int, int]) -> None:
    """Take the parents from a merge that tell nothing more."""
    marks, parents = walk.marks, walk.parents(number)
    others = reached_above(walk, parents, levels)
    if others is None:
        others = reached_on(walk, parents)
    dropped = [
        nth
        for nth, parent in enumerate(parents)
        if parent in others or (not walk.parents(parent) and marks[parent] & SAME)
    ]
    assert walk.sides is not None
    same = [nth for nth, is_so in enumerate(walk.sides[number]) if is_so]
    # Where all that it has comes from parents that would go, the first of these stays.
    if same and all(nth in dropped for nth in same):
        dropped.remove(same[0])
    if dropped:
        drop_parents(walk, number, dropped)
        if not marks[number] & SAME:
            update_same(walk, number)
