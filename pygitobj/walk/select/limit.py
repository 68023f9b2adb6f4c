"""The whole of a walk before its first commit is told: what hidden tips reach is hidden, as git finds it out.

It goes by date. It ends when only hidden commits are left in the queue, and so many more of them were looked at (SLOP)
that are older than all that is told, since dates may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.walk.queue import NEWEST, Queue
from pygitobj.walk.select.ancestry import keep_ancestry
from pygitobj.walk.select.dated import dated_list, is_dated
from pygitobj.walk.select.follow import follow, hide_ancestors
from pygitobj.walk.select.marks import HIDDEN, LEFT, SAME, SHOWN
from pygitobj.walk.select.same_changes import mark_same_changes
from pygitobj.walk.select.simplify import update_same
from pygitobj.walk.select.state import Walk

SLOP = 5


class Ending:
    """Whether a walk may end; `told` is one in the queue that is not hidden, as far as is known."""

    def __init__(self, walk: Walk, queue: Queue) -> None:
        self.marks = walk.marks
        self.queue = queue
        self.slop = SLOP
        self.told = -1

    def is_near(self, newest_told: int) -> bool:
        """Whether a hidden commit may be the last one that is looked at."""
        if not self.queue.heap:
            return True
        if newest_told <= self.queue.first_date() or self.is_some_told():
            self.slop = SLOP
        else:
            self.slop -= 1
        return not self.slop

    def is_some_told(self) -> bool:
        """Whether some commit in the queue is not hidden."""
        marks = self.marks
        if self.told >= 0 and not marks[self.told] & HIDDEN:
            return True
        for number in self.queue.numbers():
            if not marks[number] & HIDDEN:
                self.told = number
                return True
        return False


def limit(walk: Walk, middle: Sequence[int] | None) -> None:
    """Walk from the tips in `walk.line`, and leave there what is told; None for `middle` is no --ancestry-path.

    Raises NotFoundError, CorruptError.
    """
    selection = walk.selection
    walk.line = dated_list(walk) if is_dated(walk) else walked(walk)
    mark_same_changes(walk)
    if selection.left_only or selection.right_only:
        dropped = LEFT if selection.right_only else 0
        for number in walk.line:
            if walk.marks[number] & LEFT == dropped:
                walk.marks[number] |= SHOWN
    if middle is not None:
        keep_ancestry(walk, middle)
    if may_be_same_later(walk):
        for number in walk.line:
            if not walk.marks[number] & (HIDDEN | SAME):
                update_same(walk, number)


def walked(walk: Walk) -> list[int]:
    """All that is reached and not hidden when its turn comes, in the order of the queue."""
    queue = Queue()
    for number in walk.line:
        walk.put(queue, number)
    marks, since = walk.marks, walk.selection.since
    is_told_at = date_check(walk) if walk.looks.tracked is None else DateCheck(NEWEST, 0)
    ending = Ending(walk, queue)
    newest_told = NEWEST
    found: list[int] = []
    while queue.heap:
        number = queue.get()
        if number == ending.told:
            ending.told = -1
        date = walk.date(number)
        if since is not None and date < since:
            marks[number] |= HIDDEN
        follow(walk, number, queue)
        if marks[number] & HIDDEN:
            hide_ancestors(walk, number)
            if ending.is_near(newest_told):
                break
        elif is_told_at(date):
            newest_told = date
            found.append(number)
    return found


class DateCheck:
    """Whether a date is one that --until and --since-as-filter let through."""

    def __init__(self, latest: int, earliest: int) -> None:
        self.latest = latest
        self.earliest = earliest

    def __call__(self, date: int) -> bool:
        """Whether it is `date`."""
        return self.earliest <= date <= self.latest


def date_check(walk: Walk) -> DateCheck:
    """What of dates is told."""
    selection = walk.selection
    return DateCheck(
        NEWEST if selection.until is None else selection.until,
        0 if selection.since_as_filter is None else selection.since_as_filter,
    )


def may_be_same_later(walk: Walk) -> bool:
    """Whether nothing differs in a merge any more, once parents of it are hidden."""
    selection = walk.selection
    return walk.changes is not None and selection.dense and selection.full_history and not walk.first_parent
