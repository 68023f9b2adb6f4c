"""Commits from the newest to the oldest, as a walk takes them, without those that hidden ones reach.

It goes by date. It ends when only hidden commits are left, and so many more of them were looked at, since dates may be
wrong (kernels/pure/date_walk.py). If they are wrong even so, some commits are told that a hidden one reaches: too many,
never too few.

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from pygitobj.kernels import DateWalk, without
from pygitobj.record import Record
from pygitobj.walk.history import History
from pygitobj.walk.problems import nothing

# As the kernel has them.
HIDDEN, MISSED = 1 << 1, 1 << 18
# Commits at once.
STEP = 1 << 16


class Walked(Record):
    """Commits, the newest first, and the hidden ones that are parents of these."""

    commits: list[bytes]
    edges: list[bytes]


class Walk:
    """A walk from some commits on, which leaves out what others reach."""

    def __init__(self, history: History, tips: Iterable[bytes], hidden: Iterable[bytes]) -> None:
        self.history = history
        self.table = history.table
        self.marks = array("I")
        self.asked = 0
        out = [n for n in map(history.number, dict.fromkeys(hidden)) if history.can_find(n, needed=False)]
        own = [n for n in map(history.number, dict.fromkeys(tips)) if history.can_find(n, needed=True)]
        self.is_limited = bool(out)
        self.kernel = DateWalk(self.table, self.marks, self.is_limited)
        self.pass_over_ignored()
        for n in out:
            self.marks[n] |= HIDDEN
        for n in dict.fromkeys([*out, *own]):
            self.kernel.put(n)

    def pass_over_ignored(self) -> None:
        """Pass over those rows that are ignored, of those that came since this was done."""
        if self.history.ignored is nothing:
            return
        self.marks.frombytes(bytes(self.marks.itemsize * max(0, len(self.table) - len(self.marks))))
        for n in range(self.asked, len(self.table)):
            if self.history.ignored(self.table.oid(n)):
                self.marks[n] |= MISSED
        self.asked = len(self.table)

    def run(self) -> Walked:
        """What is reached. Raises NotFoundError, CorruptError."""
        taken = array("I")
        while True:
            numbers = self.kernel.step(STEP)
            taken += numbers
            if self.kernel.needed < 0:
                if len(numbers) < STEP:
                    break
                continue
            if not self.history.can_find(self.kernel.needed, needed=self.kernel.is_needed):
                self.kernel.pass_over()
            self.pass_over_ignored()
        shown = without(taken, self.marks, HIDDEN)
        table, size = self.table, self.table.hash_size
        raw = table.oids(shown)
        commits = [raw[at : at + size] for at in range(0, len(raw), size)]
        return Walked(commits, list(map(table.oid, self.edges(shown))))

    def edges(self, shown: array[int]) -> list[int]:
        """The hidden parents of the commits `shown`."""
        if not self.is_limited:
            return []
        parents = dict.fromkeys(parent for n in shown for parent in self.table.parents(n))
        return [n for n in parents if self.marks[n] & HIDDEN and self.table.is_known(n)]


def walk(history: History, tips: Iterable[bytes], hidden: Iterable[bytes] = ()) -> Walked:
    """The commits that `tips` reach and `hidden` do not. Raises NotFoundError, CorruptError."""
    return Walk(history, tips, hidden).run()
