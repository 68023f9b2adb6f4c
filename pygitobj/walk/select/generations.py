"""Topological order on the way, where generation numbers tell how deep a commit lies.

No commit is told before all of its children, and which these are is known once every commit that lies as high as it
was looked at. So three queues go down together: one finds out what is hidden (explore), one counts the children of each
commit (count), and the last has those all of whose children were told.
"""

from __future__ import annotations

from pygitobj.kernels import TopoWalk
from pygitobj.kernels.columns import INFINITY
from pygitobj.walk.queue import BITS, NEWEST, Queue
from pygitobj.walk.select.dated import steps
from pygitobj.walk.select.follow import follow, hide_ancestors
from pygitobj.walk.select.marks import COUNTED, EXPLORED, HIDDEN, LOADED
from pygitobj.walk.select.selection import Order
from pygitobj.walk.select.state import Walk
from pygitobj.walk.select.topo import ready_for


def topological(walk: Walk) -> TopoWalk:
    """The walk by generations from the tips in `walk.line`, about to begin. Raises NotFoundError, CorruptError."""
    selection = walk.selection
    kernel = TopoWalk(
        walk.table,
        walk.marks,
        selection.first_parent,
        selection.exclude_first_parent_only,
        selection.since or 0,
        selection.order is not Order.TOPO,
        walk.looks.author_date if selection.order is Order.AUTHOR_DATE else None,
    )
    for number in walk.line:
        kernel.put(number)
    for _ in steps(walk, kernel, 0):
        pass
    return kernel


class Generations:
    """The walk in topological order from the tips in `walk.line`. Raises NotFoundError, CorruptError."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.explored = Queue()
        self.counted = Queue()
        self.ready = ready_for(walk)
        # One more than how many children a commit has that were not told.
        self.children: dict[int, int] = {}
        self.lowest = INFINITY
        for number in walk.line:
            self.put(self.explored, number, EXPLORED)
            self.put(self.counted, number, COUNTED)
            self.lowest = min(self.lowest, self.generation(number))
            self.children[number] = 1
        self.count_down_to(self.lowest)
        for number in walk.line:
            if self.children[number] == 1:
                self.ready.put(number)
        self.ready.turn()

    def generation(self, number: int) -> int:
        """How deep a commit lies; one that was not looked at might lie anywhere."""
        if not self.walk.marks[number] & LOADED:
            return INFINITY
        return self.walk.table.generation(number)

    def put(self, queue: Queue, number: int, mark: int) -> None:
        """Add a commit to `queue`, if it was not there before: the highest first, then the newest."""
        if not self.walk.marks[number] & mark:
            self.walk.marks[number] |= mark
            queue.put(number, INFINITY - self.generation(number) << 2 * BITS | NEWEST - self.walk.date(number))

    def explore_down_to(self, generation: int) -> None:
        """Find out what is hidden, as deep as `generation`."""
        walk, queue = self.walk, self.explored
        since = walk.selection.since
        while queue.heap and self.generation(queue.peek()) >= generation:
            number = queue.get()
            if not walk.find(number, needed=False):
                continue
            if since is not None and walk.date(number) < since:
                walk.marks[number] |= HIDDEN
            follow(walk, number, None)
            if walk.marks[number] & HIDDEN:
                hide_ancestors(walk, number)
            for parent in walk.parents(number):
                self.put(queue, parent, EXPLORED)

    def count_down_to(self, generation: int) -> None:
        """Count children, as deep as `generation`."""
        queue = self.counted
        while queue.heap and self.generation(queue.peek()) >= generation:
            self.count_parents(queue.get())

    def count_parents(self, number: int) -> None:
        """Count a commit as a child of its parents."""
        walk = self.walk
        if not walk.find(number, needed=False):
            return
        self.explore_down_to(self.generation(number))
        for parent in walk.parents(number):
            if not walk.find(parent, needed=False):
                return
            self.children[parent] = self.children.get(parent, 1) + 1
            self.put(self.counted, parent, COUNTED)
            if walk.first_parent:
                return

    def next(self) -> int | None:
        """The next commit, None at the end."""
        number = self.ready.get()
        if number is not None:
            self.children[number] = 0
        return number

    def expand(self, number: int) -> None:
        """Let the parents of a commit come, which is told."""
        walk = self.walk
        follow(walk, number, None)
        for parent in walk.parents(number):
            if walk.marks[parent] & HIDDEN or not walk.find(parent, needed=False):
                continue
            generation = self.generation(parent)
            if generation < self.lowest:
                self.lowest = generation
                self.count_down_to(generation)
            left = self.children.get(parent, 0) - 1
            self.children[parent] = left
            if left == 1:
                self.ready.put(parent)
            if walk.first_parent:
                return
