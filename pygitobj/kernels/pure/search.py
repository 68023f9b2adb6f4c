"""Looking for the best base of each of many objects: each is tried against those that were offered before it.

    window      so many objects that came before, the latest first; all of one type
    most        a delta may have half of its object's bytes less 20, or fewer than the best one so far. The deeper the
                chain under it is already, the fewer: most * (depth - base's depth) / (depth - depth of the best + 1)
    tried       unless the sizes alone say that it would have more, or the object has less than 1/32 of the base
    taken       the smallest; of two that are equal the one in the shorter chain
    stays       what was offered, unless its chain is as long as may be; the base that was taken stays longest

An index of a base counts as much memory as the base. Both kernels find the same bases.
"""

from __future__ import annotations

from pygitobj.kernels.pure.deltify import DeltaIndex

ID_BYTES = 20
MOST_WINDOW = 1 << 32
# A delta against something this many times as large is hardly worth looking for.
MOST_RATIO = 32


class Candidate:
    """An object in the window."""

    def __init__(self, number: int, code: int, body: bytes, group: int) -> None:
        self.number = number
        self.code = code
        self.body = body
        self.group = group
        self.depth = 0
        self.index: DeltaIndex | None = None

    def held(self) -> int:
        """Bytes that it takes."""
        return len(self.body) * (1 if self.index is None else 2)


class DeltaSearch:
    """The last `window` objects that were offered, of `memory` bytes in all (0: any), in chains of at most `depth`."""

    def __init__(self, window: int, depth: int, memory: int = 0) -> None:
        if not 0 <= window < MOST_WINDOW:
            raise ValueError("a window that is too large")
        self.window = window
        self.depth = depth
        self.memory = memory
        self.candidates: list[Candidate] = []

    def hold(self, number: int, code: int, body: bytes) -> None:
        """Take an object that is to be a base only."""
        self.keep(Candidate(number, code, body, -1), None)

    def offer(self, number: int, code: int, body: bytes, group: int = -1, height: int = 0) -> tuple[int, bytes] | None:
        """The best (number of a base, delta) for the object `number`; None where no delta is small enough.

        Objects of the same `group`, unless -1, are not tried with one another. On this object rest chains of deltas,
        the longest of `height`.
        """
        target = Candidate(number, code, body, group)
        limit = self.depth - height
        best: Candidate | None = None
        delta: bytes | None = None
        for base in self.candidates:
            if base.code != code:
                break
            if group >= 0 and base.group == group:
                continue
            made = self.attempt(base, target, limit, delta)
            if made is not None:
                best, delta = base, made
                target.depth = base.depth + 1
        if best is None or target.depth < limit:
            self.keep(target, best)
        return None if best is None or delta is None else (best.number, delta)

    def attempt(self, base: Candidate, target: Candidate, limit: int, best: bytes | None) -> bytes | None:
        """The delta that makes `target` of `base`, where it is better than the `best` one so far."""
        if base.depth >= limit:
            return None
        size = len(target.body)
        most = size // 2 - ID_BYTES if best is None else len(best)
        before = 1 if best is None else target.depth
        most = max(most, 0) * (limit - base.depth) // (limit - before + 1)
        if most == 0 or size - len(base.body) >= most or size < len(base.body) // MOST_RATIO:
            return None
        if base.index is None:
            base.index = DeltaIndex(base.body)
        delta = base.index.delta(target.body, most)
        if delta is None or (best is not None and len(delta) == len(best) and base.depth + 1 >= target.depth):
            return None
        return delta

    def keep(self, candidate: Candidate, base: Candidate | None) -> None:
        """Put `candidate` first, and its `base` after it; the last ones leave."""
        if base is not None:
            self.candidates.remove(base)
            self.candidates.insert(0, base)
        self.candidates.insert(0, candidate)
        del self.candidates[self.window :]
        if self.memory:
            held = sum(one.held() for one in self.candidates)
            while held > self.memory and len(self.candidates) > 1:
                held -= self.candidates.pop().held()
