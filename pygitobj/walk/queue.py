"""Commits in a queue, the first by some number, and then by order of coming in.

Each is one number that has all of it, so that the heap compares nothing else: what comes first, how many came before,
and in its last bits the commit.
"""

from __future__ import annotations

from heapq import heappop, heappush

NEWEST = (1 << 64) - 1
# The bits of a commit's number, and of how many came before.
BITS = 32
NUMBER = (1 << BITS) - 1
KEY = 2 * BITS


class Queue:
    """Commits, those with the smallest key first."""

    __slots__ = ("count", "heap")

    def __init__(self) -> None:
        self.heap: list[int] = []
        self.count = 0

    def __len__(self) -> int:
        return len(self.heap)

    def put(self, number: int, key: int) -> None:
        """Add the commit `number`."""
        heappush(self.heap, key << KEY | self.count << BITS | number)
        self.count += 1

    def get(self) -> int:
        """Take the first one out."""
        return heappop(self.heap) & NUMBER

    def peek(self) -> int:
        """The first one, which stays."""
        return self.heap[0] & NUMBER

    def put_dated(self, number: int, date: int) -> None:
        """Add the commit `number`, the newest first."""
        heappush(self.heap, NEWEST - date << KEY | self.count << BITS | number)
        self.count += 1

    def first_date(self) -> int:
        """The date of the first one, where they are dated."""
        return NEWEST - (self.heap[0] >> KEY)

    def numbers(self) -> list[int]:
        """All that are in it, in no order."""
        return [item & NUMBER for item in self.heap]
