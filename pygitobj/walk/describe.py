"""Which named commits are the nearest that a commit reaches, and by how many commits it is ahead of each.

    search      by date; the first commits met that have names are the candidates. Each commit knows which candidates
                reach it; a candidate's depth counts the commits that it does not reach
    end         when there are enough candidates, or when what is left is reached by the best ones
    depth       of the best one alone it is then counted on to the end

Follows git's Documentation/git-describe, "SEARCH STRATEGY".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.record import Record
from pygitobj.walk.history import History
from pygitobj.walk.queue import Queue


class Candidate:
    """A named commit that was met: how many commits were seen that it does not reach."""

    __slots__ = ("bit", "commit", "depth")

    def __init__(self, commit: int, depth: int, bit: int) -> None:
        self.commit = commit
        self.depth = depth
        # Stands in the marks of what it reaches; a later one's is larger.
        self.bit = bit


class Found(Record):
    """The candidates, the best first; how many commits were looked at; where the search ended before its end."""

    candidates: list[Candidate]
    looked_at: int
    gave_up_at: int | None
    finished_at: int | None


class Wanted(Record):
    """What is looked for: whether a commit has a name that can be used, and whether that is an annotated one.

    `usable` and `annotated` are asked for each commit; `names` is how many there are, `most` how many are compared.
    """

    usable: Callable[[int], bool]
    annotated: Callable[[int], bool]
    names: int
    most: int
    first_parent: bool = False


class Search:
    """A search from the commit `start`. Raises NotFoundError, CorruptError for a commit that cannot be read."""

    def __init__(self, history: History, start: int, wanted: Wanted) -> None:
        self.history = history
        self.wanted = wanted
        self.marks: dict[int, int] = {}
        self.queue = Queue()
        self.candidates: list[Candidate] = []
        self.looked_at = 0
        self.meet(start, 0)

    def meet(self, commit: int, marks: int) -> None:
        """Let candidates that reach a commit be known there."""
        before = self.marks.get(commit)
        if before is None:
            self.history.require(commit)
            self.queue.put_dated(commit, self.history.table.date(commit))
        self.marks[commit] = marks | (before or 0)

    def run(self) -> Found:
        """The candidates."""
        wanted = self.wanted
        gave_up_at = finished_at = None
        annotated = 0
        while self.queue.heap:
            if len(self.candidates) in (wanted.most, wanted.names):
                gave_up_at = self.queue.peek()
                break
            commit = self.queue.get()
            self.looked_at += 1
            if wanted.usable(commit):
                self.add(commit)
                annotated += wanted.annotated(commit)
            marks = self.marks[commit]
            for candidate in self.candidates:
                candidate.depth += not marks & candidate.bit
            if annotated and not self.queue.heap and self.is_covered(marks):
                finished_at = commit
                break
            parents = self.history.table.parents(commit)
            for parent in parents[:1] if wanted.first_parent else parents:
                self.meet(parent, marks)
        self.candidates.sort(key=lambda candidate: (candidate.depth, candidate.bit))
        if self.candidates:
            self.count_on(self.candidates[0])
        return Found(self.candidates, self.looked_at, gave_up_at, finished_at)

    def add(self, commit: int) -> None:
        """Make `commit` a candidate."""
        found = Candidate(commit, self.looked_at - 1, 1 << len(self.candidates))
        self.candidates.append(found)
        self.marks[commit] |= found.bit

    def is_covered(self, marks: int) -> bool:
        """Whether all of the candidates that are the nearest reach what has these `marks`."""
        nearest = min(candidate.depth for candidate in self.candidates)
        return all(marks & candidate.bit for candidate in self.candidates if candidate.depth == nearest)

    def count_on(self, best: Candidate) -> None:
        """Count the commits that `best` does not reach up to where all that is left is reached by it."""
        bit = best.bit
        outside = {commit for commit in self.queue.numbers() if not self.marks[commit] & bit}
        while self.queue.heap:
            commit = self.queue.get()
            self.looked_at += 1
            marks = self.marks[commit]
            if not marks & bit:
                outside.remove(commit)
                best.depth += 1
            elif not outside:
                break
            for parent in self.history.table.parents(commit):
                is_new = parent not in self.marks
                self.meet(parent, marks)
                if self.marks[parent] & bit:
                    outside.discard(parent)
                elif is_new:
                    outside.add(parent)
