"""A walk over a table of commits in topological order, where generations tell how deep a commit lies.

No commit comes before all of its children, and which these are is known once every commit that lies as high as it was
looked at. So three queues go down together:

    explored    finds out what is hidden, and marks what is met
    counted     counts the children of each commit
    ready       those all of whose children came: a stack, whose last one is next, or with dates a queue

The first two go by generation, the highest first, then by date; one of which nothing is known might lie anywhere.
Marks: marked_rows.py. Where it stops: marked_walk.py.

Follows git's Documentation/rev-list-options, "Commit Ordering".
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from heapq import heappop, heappush

from pygitobj.kernels.columns import INFINITY
from pygitobj.kernels.pure.commit_table import MAX_DATE, CommitTable
from pygitobj.kernels.pure.marked_rows import HIDDEN, LOADED, SEEN
from pygitobj.kernels.pure.marked_walk import MarkedWalk

EXPLORED, COUNTED = 1 << 10, 1 << 11
CAME = 0

# Generation, date and order of coming in, so that the smallest is next; then the row.
Waiting = tuple[int, int, int, int]


class TopoWalk(MarkedWalk):
    """A walk over `table` that keeps its `marks` in an array of "I", which grows as the table does.

    Only the `first_parent` of a commit is followed, or with `hidden_first_parent` of a hidden one. What is older than
    `since` is hidden and not followed. Within the order it goes by date if it `is_dated`, by what `written` says where
    that is given.

    `needed` is the row that the walk stopped at, -1 for none, and `is_needed` whether that may not be missing: when it
    is named by a commit that is not hidden.
    """

    def __init__(
        self,
        table: CommitTable,
        marks: array[int],
        first_parent: bool = False,
        hidden_first_parent: bool = False,
        since: int = 0,
        is_dated: bool = False,
        written: Callable[[int], int] | None = None,
    ) -> None:
        super().__init__(table, marks, first_parent, hidden_first_parent)
        self.since = since
        self.is_dated = is_dated
        self.written = written
        self.explored: list[Waiting] = []
        self.counted: list[Waiting] = []
        self.ready: list[Waiting] = []
        self.came = 0
        self.tips: list[int] = []
        self.has_begun = False
        # One more than how many children of a row did not come, where some were counted; CAME once it came itself.
        self.children: dict[int, int] = {}
        self.lowest = INFINITY
        # The row whose parents are on their way, and how many of them were seen to.
        self.leaving = -1
        self.seen_to = 0

    def put(self, n: int) -> None:
        """Take in a tip, which must be known and not be there already; its marks say whether it is hidden."""
        self.table.date(n)
        self.fit()
        if self.has_begun or self.marks[n] & COUNTED:
            raise ValueError("a tip that comes late, or twice")
        self.marks[n] |= SEEN | LOADED
        self.tips.append(n)
        self.children[n] = 1
        self.queue_once(self.explored, n, EXPLORED)
        self.queue_once(self.counted, n, COUNTED)
        self.lowest = min(self.lowest, self.generation(n))

    def generation(self, n: int) -> int:
        """How deep a row lies."""
        return self.table.generation(n) if self.marks[n] & LOADED else INFINITY

    def queue_once(self, queue: list[Waiting], n: int, bit: int) -> None:
        """Put a row into a queue in which it was not before, as its marks say."""
        if not self.marks[n] & bit:
            self.marks[n] |= bit
            date = self.table.date(n) if self.marks[n] & LOADED else 0
            heappush(queue, (INFINITY - self.generation(n), MAX_DATE - date, self.came, n))
            self.came += 1

    def let_come(self, n: int) -> None:
        """Let a row be among those that are ready."""
        key = -self.came
        if self.is_dated:
            key = MAX_DATE - (self.table.date(n) if self.written is None else min(self.written(n), MAX_DATE))
        heappush(self.ready, (0, key, self.came, n))
        self.came += 1

    def explore_down_to(self, generation: int) -> bool:
        """Whether everything as deep as `generation` was looked at; if not, a row is `needed`."""
        while self.explored and self.generation(self.explored[0][3]) >= generation:
            n = self.explored[0][3]
            if self.can_meet(n, is_hidden=True):
                if self.table.date(n) < self.since:
                    self.marks[n] |= HIDDEN
                is_hidden = bool(self.marks[n] & HIDDEN)
                if self.lacks_parents(n, is_hidden):
                    return False
                heappop(self.explored)
                self.explore(n)
            elif self.needed >= 0:
                return False
            else:
                heappop(self.explored)
        return True

    def explore(self, n: int) -> None:
        """Meet the parents of a row, which are explored next."""
        self.follow(n)
        if self.marks[n] & HIDDEN:
            self.hide_ancestors(n)
        for parent in self.table.parents(n):
            self.queue_once(self.explored, parent, EXPLORED)

    def count_down_to(self, generation: int) -> bool:
        """Whether the children of everything as deep as `generation` were counted; if not, a row is `needed`."""
        while self.counted and self.generation(self.counted[0][3]) >= generation:
            n = self.counted[0][3]
            if self.can_meet(n, is_hidden=True):
                if not self.explore_down_to(self.generation(n)) or not self.are_parents_asked_for(n):
                    return False
                heappop(self.counted)
                self.count(n)
            elif self.needed >= 0:
                return False
            else:
                heappop(self.counted)
        return True

    def are_parents_asked_for(self, n: int) -> bool:
        """Whether each parent that is counted is known, or one before it is passed over; if not, a row is `needed`."""
        for parent in self.table.parents(n):
            if not self.can_meet(parent, is_hidden=True):
                return self.needed < 0
            if self.first_parent:
                break
        return True

    def count(self, n: int) -> None:
        """Count a row as a child of its parents."""
        for parent in self.table.parents(n):
            if not self.marks[parent] & LOADED:
                return
            if self.children.get(parent) != CAME:
                self.children[parent] = self.children.get(parent, 1) + 1
            self.queue_once(self.counted, parent, COUNTED)
            if self.first_parent:
                return

    def begin(self) -> bool:
        """Whether those tips are ready that are parents of none; if not, a row is `needed`."""
        if not self.count_down_to(self.lowest):
            return False
        self.has_begun = True
        for n in self.tips if self.is_dated else reversed(self.tips):
            if self.children[n] == 1:
                self.let_come(n)
        return True

    def step(self, most: int) -> array[int]:
        """The next rows in the order of the walk, at most so many: fewer where it is at its end, or one is `needed`.

        With none at all it only gets ready.
        """
        given = array("I")
        self.needed = -1
        if not self.has_begun and not self.begin():
            return given
        while len(given) < most:
            if self.leaving < 0 and not self.take_next():
                break
            if not self.leave_behind():
                break
            if not self.marks[self.leaving] & HIDDEN:
                given.append(self.leaving)
            self.leaving = -1
        return given

    def take_next(self) -> bool:
        """Whether there is one more row that is to be left behind."""
        while self.ready:
            n = heappop(self.ready)[3]
            self.children[n] = CAME
            if self.table.date(n) >= self.since:
                self.leaving, self.seen_to = n, 0
                return True
        return False

    def leave_behind(self) -> bool:
        """Whether the parents of the row that is left are ready, as far as they can be; if not, a row is `needed`."""
        n = self.leaving
        if not self.seen_to:
            if self.lacks_parents(n, bool(self.marks[n] & HIDDEN)):
                return False
            self.follow(n)
        for parent in self.table.parents(n)[self.seen_to :]:
            if not self.marks[parent] & HIDDEN:
                if self.can_meet(parent, is_hidden=True):
                    generation = self.generation(parent)
                    self.lowest = min(self.lowest, generation)
                    if generation == self.lowest and not self.count_down_to(generation):
                        return False
                    self.take_off(parent)
                    if self.first_parent:
                        return True
                elif self.needed >= 0:
                    return False
            self.seen_to += 1
        return True

    def take_off(self, n: int) -> None:
        """One child of a row has come."""
        left = self.children.get(n, CAME)
        if left != CAME:
            self.children[n] = left - 1
            if left - 1 == 1:
                self.let_come(n)
