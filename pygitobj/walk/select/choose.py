"""Which of the commits that a walk passes are told."""

from __future__ import annotations

from pygitobj.walk.select.limit import date_check
from pygitobj.walk.select.marks import CHILD_VISITED, HIDDEN, PULL, SAME, SHOWN
from pygitobj.walk.select.simplify import is_relevant
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Tracked


class Choice:
    """Whether commits of one walk are told."""

    def __init__(self, walk: Walk) -> None:
        selection, looks = walk.selection, walk.looks
        self.walk = walk
        self.unwanted = SHOWN | HIDDEN | (CHILD_VISITED if selection.maximal_only else 0)
        self.passed_over = looks.passed_over
        self.accepts = looks.accepts
        # With parents rewritten it was found out before what changed something (tracked.py).
        self.tracked = None if selection.wants_ancestry else looks.tracked
        dates = selection.until is not None or selection.since_as_filter is not None
        self.is_told_at = date_check(walk) if dates else None
        self.counts_parents = selection.min_parents != 0 or selection.max_parents >= 0
        self.simplifies = walk.changes is not None and selection.dense

    def __call__(self, number: int) -> bool:
        """Whether the commit is told. Raises NotFoundError, CorruptError where its message cannot be read."""
        if self.walk.marks[number] & self.unwanted:
            return False
        # What is followed has to be handed on whatever else is asked of the commit.
        if self.tracked is not None and not self.has_changed(self.tracked, number):
            return False
        if self.is_told_at is not None and not self.is_told_at(self.walk.dated(number)):
            return False
        if self.counts_parents and not self.has_as_many_parents(number):
            return False
        if self.passed_over is not None and self.passed_over(number):
            return False
        if self.accepts is not None and not self.accepts(number):
            return False
        return not self.simplifies or self.has_changes(number)

    def has_changed(self, tracked: Tracked, number: int) -> bool:
        """Whether a commit changed what is followed, which is handed on; a merge is left what it leads on to."""
        parents = self.walk.parents(number)
        left = tracked.pass_on(number, parents)
        if left is not None and len(left) < len(parents):
            self.walk.own[number] = tuple(left)
        return left is None

    def has_as_many_parents(self, number: int) -> bool:
        """Whether it has not too few parents, nor too many."""
        selection = self.walk.selection
        count = len(self.walk.parents(number))
        return selection.min_parents <= count and not 0 <= selection.max_parents < count

    def has_changes(self, number: int) -> bool:
        """Whether a commit changed something, or ties together what did."""
        mark = self.walk.marks[number]
        if not mark & SAME:
            return True
        selection = self.walk.selection
        if not selection.wants_ancestry:
            return False
        if selection.show_pulls and mark & PULL:
            return True
        relevant = 0
        for parent in self.walk.parents(number):
            relevant += is_relevant(self.walk, parent)
        return relevant > 1
