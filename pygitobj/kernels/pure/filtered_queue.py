"""The commits of a walk along paths by date, without those that a filter knows to be as their first parent.

    queue       by date (64 bits without a sign), the newest first; of equal dates what came in first
    unchanged   a commit that is in a commit-graph, whose filter says that none of the paths differs from its first
                parent: it follows that one alone, and is not told
    marks       bits of each row, as marked_rows.py says

Which walks may pass such commits: walk/select/filtered.py. Follows git's Documentation/rev-list-options, "History
Simplification".
"""

from __future__ import annotations

from array import array
from heapq import heappop, heappush

from pygitobj.kernels.pure.commit_table import MAX_DATE, CommitTable
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
from pygitobj.kernels.pure.path_filters import PathFilters

# Nothing differs from its first parent; it was given as one to be looked at, and waits to be given.
SAME, LOOKED_AT, AHEAD = 1 << 2, 1 << 21, 1 << 22
# For each row that is to be found so many are passed at the most: the walk may end soon.
PASSED_FOR_EACH = 256


class FilteredQueue(MarkedRows):
    """Rows of `table` with `marks` in an array of "I", of commits that `filters` know.

    Only the `first_parent` of a commit has to be known, or all of them.
    """

    def __init__(
        self, table: CommitTable, marks: array[int], filters: PathFilters, first_parent: bool = False, since: int = 0
    ) -> None:
        super().__init__(table, marks)
        self.filters = filters
        self.first_parent = first_parent
        self.since = since
        self.queue: list[tuple[int, int, int]] = []
        self.came = 0
        # What probably comes later.
        self.ahead: list[tuple[int, int, int]] = []
        self.came_ahead = 0

    def __len__(self) -> int:
        return len(self.queue)

    def put_dated(self, n: int, date: int) -> None:
        """Take in a row."""
        if not 0 <= n < len(self.table):
            raise ValueError(f"no row {n}")
        heappush(self.queue, (MAX_DATE - date, self.came, n))
        self.came += 1

    def get(self) -> int:
        """Take out the first row. Raises IndexError without any."""
        return heappop(self.queue)[2]

    def pass_unchanged(self) -> None:
        """Pass rows that are unchanged, until the first is another one, or older than `since`."""
        self.fit()
        while self.queue:
            key, _, n = self.queue[0]
            if MAX_DATE - key < self.since or not self.is_passed(n):
                return
            heappop(self.queue)
            parent = self.table.parents(n)[0]
            self.marks[n] |= ADDED | SAME
            before = self.marks[parent]
            self.marks[parent] = before | self.marks[n] & HANDED_ON | CHILD_VISITED | SEEN
            if not before & SEEN:
                self.marks[parent] |= BY_WALK
                self.put_dated(parent, self.table.date(parent))

    def is_passed(self, n: int) -> bool:
        """Whether a row is passed: it is unchanged, and its parents are known."""
        if self.marks[n] & (HIDDEN | ADDED | LOADED) != LOADED or not self.is_unchanged(n):
            return False
        parents = self.table.parents(n)[: 1 if self.first_parent else None]
        if not all(map(self.table.is_known, parents)):
            return False
        self.fit()
        for parent in parents:
            self.marks[parent] |= LOADED
        return True

    def is_unchanged(self, n: int) -> bool:
        """Whether a row that is known has a first parent, which the graph says, and is unchanged."""
        position = self.table.position(n)
        if not 0 <= position < self.filters.count or not self.table.parents(n):
            return False
        return self.filters.unchanged(position)

    def next_changed(self, n: int, most: int) -> array[int]:
        """What comes after a row by date and has to be looked at: at most so many, which none was before.

        What nothing is known of, or of its parents, is left out, and what comes after it.
        """
        found = array("I")
        table = self.table
        if not 0 <= n < len(table):
            raise ValueError(f"no row {n}")
        self.fit()
        self.marks[n] |= LOOKED_AT
        self.go_ahead(n, False)
        left = most * PASSED_FOR_EACH
        while len(found) < most and left and self.ahead:
            left -= 1
            _, _, at = heappop(self.ahead)
            if self.marks[at] & (LOOKED_AT | HIDDEN) or table.date(at) < self.since:
                continue
            if self.is_unchanged(at):
                self.go_ahead(at, True)
            elif all(map(table.is_known, table.parents(at))):
                self.fit()
                self.marks[at] |= LOOKED_AT
                found.append(at)
                self.go_ahead(at, False)
        return found

    def go_ahead(self, n: int, first_alone: bool) -> None:
        """Have the parents of a row, or the first one, wait to be looked at, as far as they are known."""
        table = self.table
        if not table.is_known(n):
            return
        for parent in table.parents(n)[: 1 if first_alone or self.first_parent else None]:
            if not table.is_known(parent):
                continue
            self.fit()
            if not self.marks[parent] & AHEAD:
                self.marks[parent] |= AHEAD
                heappush(self.ahead, (MAX_DATE - table.date(parent), self.came_ahead, parent))
                self.came_ahead += 1
