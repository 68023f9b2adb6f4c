"""From which of some branches another was most likely started: where their first parents meet the soonest.

Follows git's Documentation/git-for-each-ref, "is-base".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.walk.history import History


def branch_base(history: History, tip: int, bases: Sequence[int]) -> int | None:
    """Which of `bases`, by its place, has the newest commit of the first parents of `tip` among its own; or None.

    Of several that meet them there the first one is it. Raises NotFoundError, CorruptError.
    """
    places = {commit: place for place, commit in enumerate(first_parents(history, tip))}
    # Where the first parents of a commit come to those of the tip.
    met: dict[int, int] = {}
    best: tuple[int, int] | None = None
    for number, base in enumerate(bases):
        place = where_met(history, base, places, met)
        if place < len(places) and (best is None or (place, number) < best):
            best = place, number
    return None if best is None else best[1]


def first_parents(history: History, commit: int) -> Iterator[int]:
    """`commit`, its first parent, the first parent of this, and so on."""
    while True:
        yield commit
        history.require(commit)
        parents = history.table.parents(commit)
        if not parents:
            return
        commit = parents[0]


def where_met(history: History, base: int, places: dict[int, int], met: dict[int, int]) -> int:
    """The place in `places` at which the first parents of `base` come to one there; their number where they do not."""
    way = []
    found = len(places)
    for commit in first_parents(history, base):
        if commit in places or commit in met:
            found = places[commit] if commit in places else met[commit]
            break
        way.append(commit)
    met.update(dict.fromkeys(way, found))
    return found
