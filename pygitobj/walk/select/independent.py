"""Which of some commits others of them reach.

by date     all are followed, each with those that reach it; it ends when only such commits are left that all reach
by level    what has fewer generations below it than all of them cannot lead to one of them
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.walk.queue import Queue
from pygitobj.walk.select.state import Walk


def reached_by_others(walk: Walk, numbers: Sequence[int]) -> set[int]:
    """Those of `numbers` that others of them reach. Raises NotFoundError, CorruptError."""
    distinct = list(dict.fromkeys(numbers))
    everyone = (1 << len(distinct)) - 1
    reach: dict[int, int] = {}
    queue = Queue()
    # How many are waiting that not all reach.
    open_ones = 0
    for nth, number in enumerate(distinct):
        walk.load(number)
        reach[number] = 1 << nth
        walk.put(queue, number)
        open_ones += 1
    if len(distinct) < 2:
        return set()
    waiting = set(distinct)
    while open_ones:
        number = queue.get()
        if number not in waiting:
            continue
        waiting.remove(number)
        reached = reach[number]
        if reached == everyone:
            continue
        open_ones -= 1
        for parent in walk.parents(number):
            before = reach.get(parent, 0)
            now = before | reached
            if now == before:
                continue
            reach[parent] = now
            walk.load(parent)
            if parent in waiting:
                open_ones -= now == everyone
            elif now != everyone:
                waiting.add(parent)
                open_ones += 1
                walk.put(queue, parent)
    return {number for nth, number in enumerate(distinct) if reach[number] != 1 << nth}


def reached_above(walk: Walk, numbers: Sequence[int], levels: dict[int, int]) -> set[int] | None:
    """As `reached_by_others`, where `levels` tells how many generations lie below commits.

    None where one is met for which it does not.
    """
    if any(number not in levels for number in numbers):
        return None
    lowest = min(levels[number] for number in numbers)
    met: set[int] = set()
    left = list(numbers)
    while left:
        for parent in walk.parents(left.pop()):
            if parent in met:
                continue
            level = levels.get(parent)
            if level is None:
                return None
            if level >= lowest:
                met.add(parent)
                left.append(parent)
    return met.intersection(numbers)
