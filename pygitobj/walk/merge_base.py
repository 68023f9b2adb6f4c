"""The best common ancestors of two commits: common ones that no other common one reaches, as far as dates tell.

    walk        from both by date, each commit with the sides that reach it; what both reach is common, and what a
                common one reaches is no best one any more. It ends when only such commits are left
    dates       where they are wrong more may be told than are best, never fewer: what these reach is the same

Follows git's Documentation/git-merge-base.
"""

from __future__ import annotations

from heapq import heappop, heappush

from pygitobj.walk.history import History

ONE, OTHER, STALE = 1, 2, 4
COMMON = ONE | OTHER


def merge_bases(history: History, one: bytes, other: bytes) -> list[bytes]:
    """The raw ids of the best common ancestors of `one` and `other`, the newest first.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    sides: dict[bytes, int] = {}
    waiting: list[tuple[int, bytes]] = []
    bases: dict[bytes, None] = {}

    def meet(oid: bytes, side: int) -> None:
        before = sides.get(oid, 0)
        if before | side != before:
            sides[oid] = before | side
            heappush(waiting, (-history.links(oid).date, oid))

    meet(one, ONE)
    meet(other, OTHER)
    while any(not sides[oid] & STALE for _, oid in waiting):
        _, oid = heappop(waiting)
        side = sides[oid]
        if side & COMMON == COMMON:
            if not side & STALE:
                bases[oid] = None
            side |= STALE
        for parent in history.links(oid).parents:
            meet(parent, side)
    return [oid for oid in bases if not sides[oid] & STALE]
