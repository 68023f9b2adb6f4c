"""Which commits lead to which: who has one of some among those before it, and whom some reach.

Follows git's Documentation/git-for-each-ref, "--contains" and "--merged".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pygitobj.walk.history import History


class Descendants:
    """Whether commits are some of `wanted` or come after one; what was found out is kept for the next.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """

    def __init__(self, history: History, wanted: Iterable[bytes]) -> None:
        self.history = history
        self.known: dict[int, bool] = dict.fromkeys(map(history.number, wanted), True)

    def parents(self, n: int) -> Iterator[int]:
        """The parents of a commit, one after another."""
        self.history.require(n)
        return iter(self.history.table.parents(n))

    def has(self, oid: bytes) -> bool:
        """Whether the commit `oid` is one of them."""
        known, n = self.known, self.history.number(oid)
        if n in known:
            return known[n]
        # Each with what is left of its parents: histories are longer than Python's calls go deep.
        way = [(n, self.parents(n))]
        while way:
            at, parents = way[-1]
            for parent in parents:
                if known.get(parent):
                    for passed, _ in way:
                        known[passed] = True
                    return True
                if parent not in known:
                    known[parent] = False  # until it is found to be one
                    way.append((parent, self.parents(parent)))
                    break
            else:
                known[at] = False
                way.pop()
        return False


def reached_from(history: History, tips: Iterable[bytes], sought: Collection[bytes]) -> set[bytes]:
    """Those of the commits `sought` that some of `tips` reach. Raises NotFoundError, CorruptError."""
    table = history.table
    left = set(map(history.number, sought))
    met = set(map(history.number, tips))
    waiting = list(met)
    found = left & met
    left -= met
    while waiting and left:
        n = waiting.pop()
        history.require(n)
        for parent in table.parents(n):
            if parent not in met:
                met.add(parent)
                waiting.append(parent)
                if parent in left:
                    left.discard(parent)
                    found.add(parent)
    return set(map(table.oid, found))
