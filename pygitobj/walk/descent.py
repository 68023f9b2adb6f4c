"""Which commits lead to which: who has one of some among those before it, and whom some reach.

Follows git's Documentation/git-for-each-ref, "--contains" and "--merged".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pygitobj.walk.history import History


class Descendants:
    """Whether commits are some of `wanted` or come after one; what was found out is kept for the next.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """

    def __init__(self, history: History, wanted: Iterable[bytes]) -> None:
        self.history = history
        self.known: dict[bytes, bool] = dict.fromkeys(wanted, True)

    def has(self, oid: bytes) -> bool:
        """Whether the commit `oid` is one of them."""
        known = self.known
        if oid in known:
            return known[oid]
        # Each with what is left of its parents: histories are longer than Python's calls go deep.
        way = [(oid, iter(self.history.links(oid).parents))]
        while way:
            at, parents = way[-1]
            for parent in parents:
                if known.get(parent):
                    for passed, _ in way:
                        known[passed] = True
                    return True
                if parent not in known:
                    known[parent] = False  # until it is found to be one
                    way.append((parent, iter(self.history.links(parent).parents)))
                    break
            else:
                known[at] = False
                way.pop()
        return False


def reached_from(history: History, tips: Iterable[bytes], sought: Collection[bytes]) -> set[bytes]:
    """Those of the commits `sought` that some of `tips` reach. Raises NotFoundError, CorruptError."""
    left = set(sought)
    met = set(tips)
    waiting = list(met)
    found = left & met
    left -= met
    while waiting and left:
        for parent in history.links(waiting.pop()).parents:
            if parent not in met:
                met.add(parent)
                waiting.append(parent)
                if parent in left:
                    left.discard(parent)
                    found.add(parent)
    return found
