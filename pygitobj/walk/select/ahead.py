"""Commits that a walk will probably come to, so that what is asked of each can be found out for many at once.

Where it follows all parents they come by date; where a merge is left out that has all from one parent, mostly first
parents are followed; and where filters know of most commits that they are left out, the others come by date.
"""

from __future__ import annotations

from pygitobj.walk.queue import Queue
from pygitobj.walk.select.marks import HIDDEN
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Changes

# So many are looked at together: few at first, since the walk may soon be over.
FEWEST, MOST = 16, 1024


class Ahead:
    """What was looked at before its turn, and what is next, in a queue by date."""

    def __init__(self, walk: Walk, changes: Changes) -> None:
        self.walk = walk
        self.changes = changes
        self.seen: set[int] = set()
        self.met: set[int] = set()
        self.queue = Queue()
        self.most = FEWEST

    def look(self, number: int) -> None:
        """Look at a commit, and at those that follow it, unless that was done before."""
        if number in self.seen:
            return
        self.seen.add(number)
        found = [number]
        whole = self.walk.selection.full_history
        if self.walk.filtered is not None:
            found += self.walk.filtered.next_changed(number, self.most)
            self.seen.update(found)
        else:
            found += self.by_date(number) if whole else self.first_parents(number)
        self.changes.look_at(found, first_alone=not whole)
        self.most = min(2 * self.most, MOST)

    def can_be_seen(self, number: int) -> bool:
        """Whether a commit and its parents are known already: what is not may never be asked for."""
        table = self.walk.table
        return table.is_known(number) and all(map(table.is_known, table.parents(number)))

    def by_date(self, number: int) -> list[int]:
        """The next commits by date that are not looked at yet, from all that was asked for so far."""
        self.meet_parents(number)
        found: list[int] = []
        while self.queue.heap and len(found) < self.most:
            at = self.queue.get()
            if at not in self.seen and self.can_be_seen(at):
                self.seen.add(at)
                found.append(at)
                self.meet_parents(at)
        return found

    def meet_parents(self, number: int) -> None:
        """Have the parents of a commit wait, which are known."""
        walk = self.walk
        for parent in walk.table.parents(number):
            if parent not in self.met and walk.table.is_known(parent):
                self.met.add(parent)
                if parent >= len(walk.marks) or not walk.marks[parent] & HIDDEN:
                    self.queue.put_dated(parent, walk.table.date(parent))

    def first_parents(self, number: int) -> list[int]:
        """The first parent of a commit, its first parent, and so on."""
        found: list[int] = []
        while len(found) < self.most:
            parents = self.walk.table.parents(number)
            if not parents or parents[0] in self.seen or not self.can_be_seen(parents[0]):
                break
            number = parents[0]
            self.seen.add(number)
            found.append(number)
        return found
