"""The best common ancestors of commits: common ones that no other common one reaches.

    painting        from one commit and from others by date, each commit with the sides that reach it. What both sides
                    reach is common; it is passed on as stale. It ends when only stale commits are left: until then all
                    that one side alone reaches has been gone through, so that no common one of the best is missed
    independence    dates may be wrong, and a common one be met before it is known that another reaches it: where there
                    are several, those are left that no other one reaches

What is told is the same with and without dates that are right. Follows git's Documentation/git-merge-base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.kernels import Painting
from pygitobj.walk.history import History
from pygitobj.walk.painting import lowest_of, paint, reached_by_others

ONE, OTHER, STALE = 1, 2, 4
COMMON = ONE | OTHER


def best_common(history: History, one: int, others: Iterable[int]) -> list[int]:
    """The common ones of `one` and some of `others` of which none is known to be reached by another."""
    sides = painted(history, one, others)
    return [number for number in sides.told() if not sides.bits(number) & STALE]


def painted(history: History, one: int, others: Iterable[int]) -> Painting:
    """All that is met while the common ones of `one` and some of `others` are looked for, with their sides."""
    return paint(history, sides_of(one, others), STALE, common=COMMON, stale=STALE)


def looked_at(history: History, one: int, other: int) -> Iterable[int]:
    """The commits that are met while the common ones of two are looked for. Raises NotFoundError, CorruptError."""
    return () if one == other else painted(history, one, (other,)).met()


def sides_of(one: int, others: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Each of the commits, with the side that it is on."""
    yield one, ONE
    for other in others:
        yield other, OTHER


def by_date(history: History, numbers: Iterable[int]) -> list[int]:
    """`numbers`, the newest first; those of one date in the order in which they came."""
    return sorted(numbers, key=lambda number: -history.table.date(number))


def merge_bases(history: History, one: int, others: Sequence[int]) -> list[int]:
    """The best of the commits that `one` and some of `others` reach, the newest first.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    if one in others:
        return [one]
    found = by_date(history, best_common(history, one, others))
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
    reached = reached_by_others(history, left)
    return [commit for commit in left if commit not in reached]


def is_ancestor(history: History, ancestor: int, descendants: Sequence[int]) -> bool:
    """Whether `ancestor` is one of `descendants`, or some of them reach it.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    if ancestor in descendants:
        return True
    lowest = lowest_of(history, [ancestor])
    sides = paint(history, sides_of(ancestor, descendants), COMMON, lowest=lowest, wanted=ancestor)
    return bool(sides.bits(ancestor) & OTHER)
