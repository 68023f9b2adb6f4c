"""Commits from the newest to the oldest, as a walk takes them, without those that hidden ones reach.

It goes by date. It ends when only hidden commits are left, and so many more of them were looked at (SLOP), since dates
may be wrong. If they are wrong even so, some commits are told that a hidden one reaches: too many, never too few.

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import count

from pygitobj.record import Record
from pygitobj.walk.history import History

SLOP = 5


class Walked(Record):
    """Commits, the newest first, and the hidden ones that are parents of these."""

    commits: list[bytes]
    edges: list[bytes]


class Walk:
    """A walk from some commits on, which leaves out what others reach."""

    def __init__(self, history: History, tips: Iterable[bytes], hidden: Iterable[bytes]) -> None:
        self.history = history
        self.is_hidden: dict[bytes, bool] = {}
        self.waiting: list[tuple[int, int, bytes]] = []
        # Those among them that are not hidden.
        self.shown: set[bytes] = set()
        self.numbers = count()
        for oid in hidden:
            self.meet(oid, hidden=True)
        for oid in tips:
            self.meet(oid, hidden=False)

    def meet(self, oid: bytes, *, hidden: bool) -> None:
        """Take in a commit that may have been met before."""
        before = self.is_hidden.get(oid)
        if before is None:
            links = self.history.find(oid, needed=not hidden)
            if links is None:
                return
            self.is_hidden[oid] = hidden
            heappush(self.waiting, (-links.date, next(self.numbers), oid))
            if not hidden:
                self.shown.add(oid)
        elif hidden and not before:
            self.hide(oid)

    def hide(self, oid: bytes) -> None:
        """Hide a commit that was met, and what was met through it."""
        left = [oid]
        while left:
            at = left.pop()
            self.is_hidden[at] = True
            if at in self.shown:
                # Still waiting: its parents are met when it is its turn.
                self.shown.remove(at)
                continue
            left.extend(parent for parent in self.history.links(at).parents if self.is_hidden.get(parent) is False)

    def run(self) -> Walked:
        """What is reached. Raises NotFoundError, CorruptError."""
        taken: list[bytes] = []
        slop, oldest = SLOP, None
        while self.waiting:
            if not self.shown:
                newest_left = -self.waiting[0][0]
                slop = SLOP if oldest is not None and oldest <= newest_left else slop - 1
                if oldest is None or slop < 0:
                    break
            date, _, oid = heappop(self.waiting)
            hidden = self.is_hidden[oid]
            if not hidden:
                self.shown.discard(oid)
                taken.append(oid)
                oldest = -date
            for parent in self.history.links(oid).parents:
                self.meet(parent, hidden=hidden)
        commits = [oid for oid in taken if not self.is_hidden[oid]]
        parents = (parent for oid in commits for parent in self.history.links(oid).parents)
        return Walked(commits, [parent for parent in dict.fromkeys(parents) if self.is_hidden.get(parent)])


def walk(history: History, tips: Iterable[bytes], hidden: Iterable[bytes] = ()) -> Walked:
    """The commits that `tips` reach and `hidden` do not. Raises NotFoundError, CorruptError."""
    return Walk(history, tips, hidden).run()
