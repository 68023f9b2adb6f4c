"""Parents that are told in the place of those that are not: each is followed to one that changed something.

Follows git's Documentation/rev-list-options, "Parent Rewriting".
"""

from __future__ import annotations

from pygitobj.walk.queue import Queue
from pygitobj.walk.select.follow import follow
from pygitobj.walk.select.marks import HIDDEN, SAME
from pygitobj.walk.select.simplify import drop_doubles, only_relevant_parent
from pygitobj.walk.select.state import Walk


def rewrite_parents(walk: Walk, number: int) -> None:
    """Put others in the place of the parents of a commit that is told. Raises NotFoundError, CorruptError."""
    parents = [kept for parent in walk.parents(number) if (kept := rewritten(walk, parent)) is not None]
    walk.own[number] = tuple(parents)
    drop_doubles(walk, number)


def rewritten(walk: Walk, number: int) -> int | None:
    """What stands in the place of a commit, None where nothing before it changed anything.

    What is met on the way goes to the queue of the walk by date, and then as it was met.
    """
    met = Queue()
    try:
        return rewritten_with(walk, number, met)
    finally:
        while met.heap:
            walk.put(walk.queue, met.get())


def rewritten_with(walk: Walk, number: int, met: Queue) -> int | None:
    """As `rewritten`; what is met goes into `met`."""
    marks = walk.marks
    while True:
        if not walk.is_limited:
            follow(walk, number, met)
        if marks[number] & (HIDDEN | SAME) != SAME:
            return number
        if not walk.parents(number):
            return None
        parent = only_relevant_parent(walk, number)
        if parent is None:
            return number
        number = parent
