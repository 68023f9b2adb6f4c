"""What walks over a table of commits share: how parents are met, and what hidden rows hide.

    marks       bits of each row, as marked_rows.py says
    hidden      what hides the parents of a hidden commit at its turn, hides what was met through these at once
    stops       where a row is wanted of which nothing is known, the walk says which, and goes on when it is known, or
                is passed over

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from array import array

from pygitobj.kernels.pure.commit_table import CommitTable
from pygitobj.kernels.pure.marked_rows import (
    ADDED,
    BY_WALK,
    CHILD_VISITED,
    HANDED_ON,
    HIDDEN,
    LOADED,
    SEEN,
    MarkedRows,
)

# Passed over, known or not, or only where a hidden commit names it and it is not known.
MISSED, MISSED_HIDDEN = 1 << 18, 1 << 19


class MarkedWalk(MarkedRows):
    """What such a walk knows.

    Only the `first_parent` of a commit is followed, or with `hidden_first_parent` of a hidden one.

    `needed` is the row that it stopped at, -1 for none, and `is_needed` whether that may not be missing: when it is
    named by a commit that is not hidden.
    """

    def __init__(self, table: CommitTable, marks: array[int], first_parent: bool, hidden_first_parent: bool) -> None:
        super().__init__(table, marks)
        self.first_parent = first_parent
        self.hidden_first_parent = hidden_first_parent
        self.needed = -1
        self.is_needed = False

    def hide(self, n: int) -> None:
        """Hide a row."""
        self.marks[n] |= HIDDEN

    def wait(self, n: int) -> None:
        """Take in a row that is met for the first time."""

    def parents(self, n: int) -> tuple[int, ...]:
        """The parents of a row that this walk has looked at."""
        return self.table.parents(n) if self.marks[n] & LOADED else ()

    def hide_ancestors(self, n: int) -> None:
        """Hide the parents of a row, and what was looked at through them."""
        most = 1 if self.hidden_first_parent else None
        left = list(self.parents(n)[:most])
        while left:
            at = left.pop()
            if not self.marks[at] & HIDDEN:
                self.hide(at)
                left.extend(self.parents(at)[:most])

    def pass_over(self) -> None:
        """Go on without the row that is `needed`."""
        if self.needed >= 0:
            self.marks[self.needed] |= MISSED if self.is_needed else MISSED_HIDDEN
            self.needed = -1

    def can_meet(self, n: int, is_hidden: bool) -> bool:
        """Whether a parent is known; if it is not and is no row that is passed over, it is `needed`."""
        if self.marks[n] & (MISSED | LOADED):
            return bool(self.marks[n] & LOADED)
        if self.table.is_known(n):
            self.fit()
            self.marks[n] |= LOADED
            return True
        if not (self.marks[n] & MISSED_HIDDEN and is_hidden):
            self.needed, self.is_needed = n, not is_hidden
        return False

    def lacks_parents(self, n: int, is_hidden: bool) -> bool:
        """Whether some parent of a row that will be met is `needed` first."""
        if self.marks[n] & ADDED:
            return False
        for parent in self.table.parents(n):
            if not self.can_meet(parent, is_hidden) and self.needed >= 0:
                return True
            if self.stops_at(parent, is_hidden):
                return False
        return False

    def stops_at(self, parent: int, is_hidden: bool) -> bool:
        """Whether the parents after this one are not met. Of a hidden commit those that were met do not count."""
        if not is_hidden:
            return self.first_parent
        return self.hidden_first_parent and self.marks[parent] & (LOADED | SEEN) == LOADED

    def follow(self, n: int) -> None:
        """Meet the parents of a row."""
        marks = self.marks
        if marks[n] & ADDED:
            return
        marks[n] |= ADDED
        is_hidden = bool(marks[n] & HIDDEN)
        for parent in self.table.parents(n):
            if is_hidden:
                self.hide(parent)
                marks[parent] |= CHILD_VISITED
            is_met = bool(marks[parent] & LOADED)
            is_last = self.stops_at(parent, is_hidden)
            if is_met:
                if is_hidden:
                    self.hide_ancestors(parent)
                else:
                    marks[parent] |= marks[n] & HANDED_ON | CHILD_VISITED
                if not marks[parent] & SEEN:
                    marks[parent] |= SEEN | BY_WALK
                    self.wait(parent)
            if is_last:
                break
