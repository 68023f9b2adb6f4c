"""A list of commits so that none comes before all of its children that are in it.

Within that they go by date, or along lines of history: the last parent of a commit is next, as from a stack.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from pygitobj.errors import CorruptObject
from pygitobj.kernels import topological_order
from pygitobj.oid import ObjectId
from pygitobj.walk.queue import NEWEST, Queue
from pygitobj.walk.select.selection import Order
from pygitobj.walk.select.state import Walk


class Ready:
    """Commits all of whose children were told: a stack, or with dates a queue."""

    def __init__(self, date: Callable[[int], int] | None) -> None:
        self.date = date
        self.stack: list[int] = []
        self.queue = Queue()

    def put(self, number: int) -> None:
        """Add one."""
        if self.date is None:
            self.stack.append(number)
        else:
            self.queue.put_dated(number, min(self.date(number), NEWEST))

    def get(self) -> int | None:
        """Take the next one out, None where there is none."""
        if self.date is None:
            return self.stack.pop() if self.stack else None
        return self.queue.get() if self.queue.heap else None

    def turn(self) -> None:
        """Let those that are there come as they went in."""
        self.stack.reverse()


def ready_for(walk: Walk) -> Ready:
    """Where commits wait in the order that is asked for."""
    order = walk.selection.order
    if order is Order.AUTHOR_DATE:
        return Ready(walk.looks.author_date)
    return Ready(walk.date if order is Order.DATE else None)


def in_topological_order(walk: Walk, numbers: Sequence[int]) -> list[int]:
    """The commits `numbers`, children first. Raises CorruptObject where some are their own ancestors.

    Replace refs and grafts can make it so; git leaves out those commits, and what only they lead to.
    """
    order, written = walk.selection.order, walk.looks.author_date
    dates = None
    if order is Order.AUTHOR_DATE and written is not None:
        dates = array("Q", (min(written(number), NEWEST) for number in numbers))
    is_by_date = order in (Order.DATE, Order.AUTHOR_DATE)
    ordered = topological_order(walk.table, walk.marks, array("I", numbers), walk.own, is_by_date, dates)
    if len(ordered) < len(numbers):
        told = set(ordered)
        oid = next(walk.table.oid(number) for number in numbers if number not in told)
        raise CorruptObject("a history that leads round in a circle", oid=ObjectId(oid), expected="commits before it")
    return list(ordered)
