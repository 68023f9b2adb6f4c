"""A walk over a table of commits by date: what tips reach, and what of it hidden ones reach too.

    queue       by date (64 bits without a sign), the newest first; of equal dates what came in first
    marks       bits of each row, as marked_rows.py says, and where it stops, as marked_walk.py does
    hidden      a commit that is hidden hides its parents when it is their turn, and what was met through these at once
    limited     the walk goes on until only hidden commits wait, and so many more of them were looked at (SLOP) that
                are older than all that was given: dates may be wrong. Otherwise what comes out is what is told

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from array import array
from heapq import heappop, heappush

from pygitobj.kernels.pure.commit_table import MAX_DATE, CommitTable
from pygitobj.kernels.pure.marked_rows import HIDDEN, LOADED, SEEN
from pygitobj.kernels.pure.marked_walk import MarkedWalk

# It waits in the queue.
WAITING = 1 << 20
SLOP = 5


class DateWalk(MarkedWalk):
    """A walk over `table` that keeps its `marks` in an array of "I", which grows as the table does.

    Only the `first_parent` of a commit is followed, or with `hidden_first_parent` of a hidden one. Of a limited walk
    (`is_limited`) what is older than `since` is hidden, and what is not between `earliest` and `latest` is not given;
    of another one what is older than `since` is neither given nor followed.

    `needed` is the row that the walk stopped at, -1 for none, and `is_needed` whether that may not be missing: when it
    is named by a commit that is not hidden.
    """

    def __init__(
        self,
        table: CommitTable,
        marks: array[int],
        is_limited: bool = False,
        first_parent: bool = False,
        hidden_first_parent: bool = False,
        since: int = 0,
        earliest: int = 0,
        latest: int = 0xFFFFFFFFFFFFFFFF,
    ) -> None:
        super().__init__(table, marks, first_parent, hidden_first_parent)
        self.is_limited = is_limited
        self.since, self.earliest, self.latest = since, earliest, latest
        self.queue: list[tuple[int, int, int]] = []
        self.came = 0
        self.shown_waiting = 0
        self.slop = SLOP
        self.newest_told = MAX_DATE
        self.is_over = False

    def put(self, n: int) -> None:
        """Take in a tip, which must be known; its marks say whether it is hidden."""
        self.table.date(n)
        self.fit()
        self.marks[n] |= SEEN
        if not self.marks[n] & WAITING:
            self.wait(n)
        if self.marks[n] & HIDDEN:
            self.hide_ancestors(n)

    def wait(self, n: int) -> None:
        """Put a row into the queue."""
        self.marks[n] |= WAITING | LOADED
        if not self.marks[n] & HIDDEN:
            self.shown_waiting += 1
        heappush(self.queue, (MAX_DATE - self.table.date(n), self.came, n))
        self.came += 1

    def hide(self, n: int) -> None:
        """Hide a row."""
        if self.marks[n] & (HIDDEN | WAITING) == WAITING:
            self.shown_waiting -= 1
        self.marks[n] |= HIDDEN

    def step(self, most: int) -> array[int]:
        """The next rows in the order of the walk, at most so many: fewer where it is at its end, or one is `needed`.

        What a limited walk gives may be hidden later.
        """
        given = array("I")
        self.needed = -1
        while self.queue and not self.is_over and len(given) < most:
            date, n = MAX_DATE - self.queue[0][0], self.queue[0][2]
            is_old = date < self.since
            is_hidden = bool(self.marks[n] & HIDDEN) or (is_old and self.is_limited)
            if (self.is_limited or not is_old) and self.lacks_parents(n, is_hidden):
                break
            heappop(self.queue)
            self.pass_row(n, date, is_old, given)
        return given

    def pass_row(self, n: int, date: int, is_old: bool, given: array[int]) -> None:
        """Do what is to be done when it is a row's turn."""
        self.shown_waiting -= not self.marks[n] & HIDDEN
        self.marks[n] &= ~WAITING
        if not self.is_limited:
            if not is_old:
                self.follow(n)
                given.append(n)
            return
        if is_old:
            self.marks[n] |= HIDDEN
        self.follow(n)
        if self.marks[n] & HIDDEN:
            self.hide_ancestors(n)
            self.is_over = self.may_end()
        elif self.earliest <= date <= self.latest:
            self.newest_told = date
            given.append(n)

    def may_end(self) -> bool:
        """Whether a hidden commit may be the last one that is looked at."""
        if not self.queue:
            return True
        if self.newest_told <= MAX_DATE - self.queue[0][0] or self.shown_waiting:
            self.slop = SLOP
        else:
            self.slop -= 1
        return not self.slop


def without(numbers: array[int], marks: array[int], bits: int) -> array[int]:
    """Those of the rows `numbers` that have none of the `bits` in their marks."""
    if max(numbers, default=-1) >= len(marks):
        raise ValueError("a row without marks")
    return array("I", [n for n in numbers if not marks[n] & bits])
