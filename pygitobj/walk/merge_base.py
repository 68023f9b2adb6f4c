"""The best common ancestors of commits: common ones that no other common one reaches.

    painting        from one commit and from others by date, each commit with the sides that reach it. What both sides
                    reach is common; it is passed on as stale. It ends when only stale commits are left: until then all
                    that one side alone reaches has been gone through, so that no common one of the best is missed
    independence    dates may be wrong, and a common one be met before it is known that another reaches it: where there
                    are several, each is painted against the others

What is told is the same with and without dates that are right. Follows git's Documentation/git-merge-base.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import count

from pygitobj.kernels.columns import INFINITY
from pygitobj.record import Record
from pygitobj.walk.history import History

ONE, OTHER, STALE = 1, 2, 4
COMMON = ONE | OTHER


class Painted(Record):
    """The sides that reach each commit that was met, by number, and those that both reach, in the order of the walk."""

    sides: dict[int, int]
    common: list[int]

    @property
    def best(self) -> list[int]:
        """The common ones of which none is known to be reached by another."""
        return [number for number in self.common if not self.sides[number] & STALE]


def paint(history: History, one: int, others: Iterable[int]) -> Painted:
    """Which commits `one` reaches, and which some of `others` do, down to where only what both reach is left.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    table = history.table
    sides: dict[int, int] = {}
    common: dict[int, None] = {}
    waiting: list[tuple[int, int, int]] = []
    queued: set[int] = set()
    order = count()
    # How many of those waiting are not stale.
    fresh = 0

    def meet(number: int, side: int) -> None:
        nonlocal fresh
        before = sides.get(number, 0)
        after = before | side
        if after == before:
            return
        history.require(number)
        sides[number] = after
        if number not in queued:
            queued.add(number)
            heappush(waiting, (-table.date(number), next(order), number))
            fresh += not after & STALE
        elif after & STALE and not before & STALE:
            fresh -= 1

    meet(one, ONE)
    for other in others:
        meet(other, OTHER)
    while fresh:
        number = heappop(waiting)[2]
        queued.remove(number)
        side = sides[number]
        fresh -= not side & STALE
        if side & COMMON == COMMON:
            common.setdefault(number)
            side |= STALE
        for parent in table.parents(number):
            meet(parent, side)
    return Painted(sides, list(common))


def by_date(history: History, numbers: Iterable[int]) -> list[int]:
    """`numbers`, the newest first; those of one date in the order in which they came."""
    return sorted(numbers, key=lambda number: -history.table.date(number))


def merge_bases(history: History, one: int, others: Sequence[int]) -> list[int]:
    """The best of the commits that `one` and some of `others` reach, the newest first.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    if one in others:
        return [one]
    found = by_date(history, paint(history, one, others).best)
    return found if len(found) < 2 else by_date(history, independent(history, found))


def bases_of_two(history: History, one: bytes, other: bytes) -> list[bytes]:
    """As `merge_bases`, for two commits, by raw ids. Raises NotFoundError, CorruptError."""
    found = merge_bases(history, history.number(one), [history.number(other)])
    return [history.table.oid(number) for number in found]


def merge_bases_of_all(history: History, commits: Sequence[int]) -> list[int]:
    """The best of the commits that all of `commits` reach, as a merge of all of them takes them.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    found = list(commits[:1])
    for commit in commits[1:]:
        found = [base for before in found for base in merge_bases(history, commit, [before])]
    return independent(history, found)


def independent(history: History, commits: Iterable[int]) -> list[int]:
    """Those of `commits` that no other one of them reaches, each once, in their order.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    left = list(dict.fromkeys(commits))
    reached: set[int] = set()
    for commit in left:
        others = [other for other in left if other != commit and other not in reached]
        if commit in reached or not others:
            continue
        sides = paint(history, commit, others).sides
        if sides[commit] & OTHER:
            reached.add(commit)
        reached.update(other for other in others if sides[other] & ONE)
    return [commit for commit in left if commit not in reached]


def is_ancestor(history: History, ancestor: int, descendants: Sequence[int]) -> bool:
    """Whether `ancestor` is one of `descendants`, or some of them reach it.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    if ancestor in descendants:
        return True
    history.require(ancestor)
    newest = history.table.generation(ancestor)
    for descendant in descendants:
        history.require(descendant)
    if all(history.table.generation(descendant) <= newest for descendant in descendants) and newest < INFINITY:
        return False
    return bool(paint(history, ancestor, descendants).sides[ancestor] & OTHER)
