"""Painting (painting.py) with more bits than the kernel has room for, or along other parents than commits have.

It ends when all that is left has the bits that settle it, since nothing more can be found out below. Dates may be
wrong, so that a commit gets more bits after its turn: then it comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pygitobj.record import Record
from pygitobj.walk.history import History
from pygitobj.walk.queue import Queue


class Painted(Record):
    """The bits of each commit that was met, by number; and those whose turn had not come, all of them settled."""

    bits: dict[int, int]
    left: list[int]


def paint_wide(
    history: History,
    starts: Iterable[tuple[int, int]],
    settled: int,
    parents: Callable[[int], Sequence[int]] | None = None,
) -> Painted:
    """What commits have that are reached from `starts`, each with its bits, down to where all have those of `settled`.

    `parents` has their parents, where they are others than in `history`. Raises NotFoundError, CorruptError for a
    commit that cannot be read.
    """
    table = history.table
    parents_of = table.parents if parents is None else parents
    bits: dict[int, int] = {}
    queue, queued = Queue(), set[int]()
    # How many of those waiting are not settled.
    fresh = 0

    def meet(number: int, more: int) -> None:
        nonlocal fresh
        before = bits.get(number, 0)
        after = before | more
        if after == before:
            return
        history.require(number)
        bits[number] = after
        if number not in queued:
            queued.add(number)
            queue.put_dated(number, table.date(number))
            fresh += after & settled != settled
        elif after & settled == settled != before & settled:
            fresh -= 1

    for start, own in starts:
        meet(start, own)
    while fresh:
        number = queue.get()
        queued.remove(number)
        here = bits[number]
        fresh -= here & settled != settled
        for parent in parents_of(number):
            meet(parent, here)
    return Painted(bits, queue.numbers())
