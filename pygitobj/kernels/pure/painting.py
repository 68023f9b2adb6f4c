"""Which of some commits reach others: bits of each row of a table of commits, handed on to its parents by date.

    bits        64 of each row. A row that gets more of them waits for its turn, the newest first, of equal dates what
                came in first; then its parents get all that it has. Dates may be wrong: a row comes again where it got
                more after its turn
    settled     bits of which a row that has all of them needs no turn any more; what is over when all that waits is so
    common      a row that has all of these bits at its turn is told, and hands on the bits `stale` too
    lowest      rows whose generation is less are not met: they cannot reach what is of this generation
    wanted      a row with which all is over as soon as it is settled

Follows git's Documentation/git-merge-base.
"""

from __future__ import annotations

from array import array
from collections import Counter
from heapq import heappop, heappush

from pygitobj.kernels.pure.commit_table import MAX_DATE, CommitTable


class Painting:
    """A walk over `table`; without `common` no row is told, with -1 for `wanted` none is.

    `needed` is the row that it stopped at since nothing is known of it, -1 for none.
    """

    def __init__(
        self,
        table: CommitTable,
        settled: int,
        common: int = 0,
        stale: int = 0,
        lowest: int = 0,
        wanted: int = -1,
    ) -> None:
        for value in (settled, common, stale, lowest):
            if not 0 <= value <= MAX_DATE:
                raise ValueError("a number of more than 64 bits")
        self.table = table
        self.settled, self.common, self.stale = settled, common, stale
        self.lowest = lowest
        self.wanted = table.row(wanted) if wanted >= 0 else -1
        self.needed = -1
        self.held: dict[int, int] = {}
        self.queue: list[tuple[int, int, int]] = []
        self.waiting: set[int] = set()
        self.came = 0
        # How many of those that wait are not settled.
        self.fresh = 0
        self.order: dict[int, None] = {}

    def put(self, n: int, bits: int) -> None:
        """Give a row more bits, which must be known."""
        if not 0 <= bits <= MAX_DATE:
            raise ValueError("a number of more than 64 bits")
        self.table.date(n)
        self.meet(n, bits)

    def is_settled(self, bits: int) -> bool:
        """Whether a row with these bits needs no turn."""
        return bits & self.settled == self.settled

    def meet(self, n: int, more: int) -> None:
        """Give a row that is known more bits, and have it wait."""
        before = self.held.get(n, 0)
        after = before | more
        if after == before or self.table.generation(n) < self.lowest:
            return
        self.held[n] = after
        if n not in self.waiting:
            self.waiting.add(n)
            heappush(self.queue, (MAX_DATE - self.table.date(n), self.came, n))
            self.came += 1
            self.fresh += not self.is_settled(after)
        elif self.is_settled(after) and not self.is_settled(before):
            self.fresh -= 1

    def run(self) -> bool:
        """Whether it is over; it goes on until it is, or a row is `needed`."""
        self.needed = -1
        while self.fresh and not (self.wanted >= 0 and self.is_settled(self.held.get(self.wanted, 0))):
            n = self.queue[0][2]
            here = self.held[n]
            is_common = bool(self.common) and here & self.common == self.common
            bits = here | self.stale if is_common else here
            if self.lacks_parents(n, bits):
                return False
            heappop(self.queue)
            self.waiting.remove(n)
            self.fresh -= not self.is_settled(here)
            if is_common:
                self.order.setdefault(n)
            for parent in self.table.parents(n):
                self.meet(parent, bits)
        return True

    def lacks_parents(self, n: int, bits: int) -> bool:
        """Whether some parent of a row that gets more of `bits` from it is `needed` first."""
        for parent in self.table.parents(n):
            if self.held.get(parent, 0) | bits != self.held.get(parent, 0) and not self.table.is_known(parent):
                self.needed = parent
                return True
        return False

    def hand_down(self) -> None:
        """Let what waits be settled, and all that was met of what it reaches."""
        left = [n for _, _, n in self.queue]
        for n in left:
            self.held[n] |= self.settled
        while left:
            for parent in self.table.parents(left.pop()):
                bits = self.held.get(parent)
                if bits is not None and not self.is_settled(bits):
                    self.held[parent] = bits | self.settled
                    left.append(parent)

    def bits(self, n: int) -> int:
        """The bits of a row."""
        return self.held.get(self.table.row(n), 0)

    def told(self) -> array[int]:
        """The rows that were told, in the order of their first turns."""
        return array("I", self.order)

    def met(self) -> array[int]:
        """The rows that have bits, by number."""
        return array("I", sorted(self.held))

    def counts(self) -> dict[int, int]:
        """How many rows have which bits, where they have some."""
        return dict(Counter(self.held.values()))
