"""A list without those merges that simplified history does not need.

Each commit is simplified once all of its parents are. Its parents are then those that they simplify to, without what
others of them reach, and without first commits that have nothing of what is looked for.

Follows git's Documentation/rev-list-options, "--simplify-merges".
"""

from __future__ import annotations

from pygitobj.walk.select.independent import reached_by_others
from pygitobj.walk.select.marks import HIDDEN, PULL, SAME
from pygitobj.walk.select.simplify import drop_doubles, drop_parents, only_relevant_parent, update_same
from pygitobj.walk.select.state import Walk


def simplify_merges(walk: Walk) -> None:
    """Simplify `walk.line`. Raises NotFoundError, CorruptError."""
    if walk.changes is None:
        return
    simplified: dict[int, int] = {}
    waiting = walk.line[::-1]
    while waiting:
        later: list[int] = []
        for number in waiting:
            if number not in simplified:
                later.extend(simplify_one(walk, number, simplified))
        waiting = later
    walk.line = [number for number in walk.line if simplified[number] == number]


def simplify_one(walk: Walk, number: int, simplified: dict[int, int]) -> list[int]:
    """Simplify a commit, or give the parents that have to be simplified before, and then itself."""
    parents = walk.parents(number)
    if walk.marks[number] & HIDDEN or not parents:
        simplified[number] = number
        return []
    most = 1 if walk.first_parent else None
    before = [parent for parent in parents[:most] if parent not in simplified]
    if before:
        return [*before, number]
    followed = parents[:most]
    walk.own[number] = tuple(simplified[parent] for parent in followed) + parents[len(followed) :]
    count = 1 if walk.first_parent else drop_doubles(walk, number)
    if count > 1:
        drop_needless(walk, number)
    simplified[number] = result(walk, number, simplified)
    return []


def result(walk: Walk, number: int, simplified: dict[int, int]) -> int:
    """What a commit simplifies to, whose parents are simplified."""
    mark = walk.marks[number]
    if not mark & SAME or (walk.selection.show_pulls and mark & PULL):
        return number
    parent = only_relevant_parent(walk, number)
    return number if parent is None else simplified[parent]


def drop_needless(walk: Walk, number: int) -> None:
    """Take the parents from a merge that tell nothing more."""
    marks, parents = walk.marks, walk.parents(number)
    others = reached_by_others(walk, parents)
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
