"""A walk over a table of commits by date: what tips reach, and what of it hidden ones reach too.

    queue       by date (64 bits without a sign), the newest first; of equal dates what came in first
    marks       bits of each row, those of walk/select/marks.py: who has the array may look at them and set them
                between two calls
    hidden      a commit that is hidden hides its parents when it is their turn, and what was met through these at once
    limited     the walk goes on until only hidden commits wait, and so many more of them were looked at (SLOP) that
                are older than all that was given: dates may be wrong. Otherwise what comes out is what is told
    stops       where a row is wanted of which nothing is known, the walk says which, and goes on when it is known, or
                is passed over

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from array import array
from heapq import heappop, heappush

from pygitobj.kernels.pure.commit_table import MAX_DATE, CommitTable

SEEN, HIDDEN, ADDED = 1 << 0, 1 << 1, 1 << 6
LEFT, BY_WALK, ON_PATH, CHILD_VISITED, LOADED = 1 << 7, 1 << 12, 1 << 13, 1 << 14, 1 << 15
# Passed over, known or not, or only where a hidden commit names it and it is not known; it waits in the queue.
MISSED, MISSED_HIDDEN, WAITING = 1 << 18, 1 << 19, 1 << 20
HANDED_ON = LEFT | ON_PATH
SLOP = 5
LEAST_ROOM = 1024


class DateWalk:
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
        if marks.typecode != "I":
            raise ValueError("not an array of marks")
        self.table = table
        self.marks = marks
        self.is_limited = is_limited
        self.first_parent = first_parent
        self.hidden_first_parent = hidden_first_parent
        self.since, self.earliest, self.latest = since, earliest, latest
        self.needed = -1
        self.is_needed = False
        self.queue: list[tuple[int, int, int]] = []
        self.came = 0
        self.shown_waiting = 0
        self.slop = SLOP
        self.newest_told = MAX_DATE
        self.is_over = False
        self.fit()

    def fit(self) -> None:
        """Have a mark of each row."""
        missing = len(self.table) - len(self.marks)
        if missing > 0:
            self.marks.frombytes(bytes(self.marks.itemsize * max(missing, len(self.marks), LEAST_ROOM)))

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


def parents_of(table: CommitTable, marks: array[int], own: dict[int, tuple[int, ...]], n: int) -> tuple[int, ...]:
    """The parents of a row, as simplification has left them."""
    found = own.get(n)
    if found is not None:
        return found
    return table.parents(n) if is_loaded(table, marks, n) else ()


def date_of(table: CommitTable, marks: array[int], n: int) -> int:
    """The date of a row, 0 for one that the walk has not looked at."""
    return table.date(n) if is_loaded(table, marks, n) else 0


def is_loaded(table: CommitTable, marks: array[int], n: int) -> bool:
    """Whether the walk has looked at a row."""
    return n < len(marks) and bool(marks[n] & LOADED) and table.is_known(n)


def topological_order(
    table: CommitTable,
    marks: array[int],
    numbers: array[int],
    own: dict[int, tuple[int, ...]],
    is_dated: bool = False,
    dates: array[int] | None = None,
) -> array[int]:
    """The rows `numbers`, each once, so that none comes before all of its children among them.

    As lines of history, last parents first; or by date if it `is_dated`: by `dates`, one for each, where these are
    given. Rows have the parents that `own` says, else those in the table if they are LOADED. Rows on a cycle are left
    out, and what only they lead to: fewer come out then than went in.
    """
    if dates is not None and len(dates) != len(numbers):
        raise ValueError("a date for each row")
    if len(set(numbers)) < len(numbers):
        raise ValueError("a row twice")
    when = {n: date_of(table, marks, n) for n in numbers} if dates is None else dict(zip(numbers, dates, strict=True))
    parents = {n: parents_of(table, marks, own, n) for n in numbers}
    children = dict.fromkeys(numbers, 1)
    for n in numbers:
        for parent in parents[n]:
            if parent in children:
                children[parent] += 1
    ready: list[tuple[int, int, int]] = []
    came = 0

    def put(n: int) -> None:
        nonlocal came
        # Of a stack the last comes first.
        heappush(ready, (MAX_DATE - when[n], came, n) if is_dated else (-came, 0, n))
        came += 1

    tips = [n for n in numbers if children[n] == 1]
    for n in tips if is_dated else reversed(tips):
        put(n)
    ordered = array("I")
    while ready:
        n = heappop(ready)[2]
        ordered.append(n)
        for parent in parents[n]:
            if parent in children:
                children[parent] -= 1
                if children[parent] == 1:
                    put(parent)
    return ordered
