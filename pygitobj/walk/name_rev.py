"""What commits are called from references: each by the nearest one, of tags first, as `<tip>~<n>^<m>~<n>…`.

    steps       a first parent is one step away, another parent as far as MERGE_STEPS of these
    tags        any tag is better than what is none; of two tags the nearer one, of two others too, else the older one
    cutoff      what is older than what is asked about (by more than a day) is given no name

Follows git's Documentation/git-name-rev.
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.kernels.columns import INFINITY
from pygitobj.record import Record
from pygitobj.walk.history import History

MERGE_STEPS = 65535
# Clocks may differ by so many seconds.
SLOP = 86400
# What a tag is called where it is dereferenced to its commit.
PEELED = "^0"


class Tip(Record):
    """A reference that names a commit: how it is called, its date, and whether it is a tag."""

    commit: int
    name: str
    date: int
    is_tag: bool


class Name(Record):
    """What a commit is called: a tip, or an end of a side branch, and how many first parents before it it is."""

    tip: str
    date: int
    is_tag: bool
    steps: int = 0
    distance: int = 0

    def __str__(self) -> str:
        return f"{self.tip.removesuffix(PEELED)}~{self.steps}" if self.steps else self.tip

    @property
    def weight(self) -> int:
        """How far the tip is away, for what compares."""
        return self.distance + (MERGE_STEPS if self.steps else 0)

    def is_better_than(self, other: Name) -> bool:
        """Whether a commit is rather called this."""
        if self.is_tag and other.is_tag:
            return self.weight < other.weight
        if self.is_tag != other.is_tag:
            return self.is_tag
        return (self.weight, self.date) < (other.weight, other.date)

    def of_parent(self, place: int) -> Name:
        """What the parent at `place`, from 1 on, is called."""
        if place == 1:
            return self._replace(steps=self.steps + 1, distance=self.distance + 1)
        stem = self.tip.removesuffix(PEELED)
        tip = f"{stem}~{self.steps}^{place}" if self.steps else f"{stem}^{place}"
        return self._replace(tip=tip, steps=0, distance=self.distance + MERGE_STEPS)


class Cutoff(Record):
    """From which generation or date on commits are given names; by default all are."""

    generation: int = 0
    date: int = 0

    def leaves_out(self, history: History, commit: int) -> bool:
        """Whether `commit` is too old."""
        if self.generation < INFINITY:
            return history.table.generation(commit) < self.generation
        return history.table.date(commit) < self.date


def cutoff_for(history: History, commits: Iterable[int]) -> Cutoff:
    """The cutoff at which what `commits` may be called is found. Raises NotFoundError, CorruptError."""
    generation = date = INFINITY
    has_generations = history.has_generations
    for commit in commits:
        history.require(commit)
        if has_generations:
            generation = min(generation, history.table.generation(commit))
        date = min(date, history.table.date(commit))
    return Cutoff(generation, max(date - SLOP, 0))


def name_commits(history: History, tips: Iterable[Tip], cutoff: Cutoff) -> dict[int, Name]:
    """What each commit is called that `tips` reach, by number. Raises NotFoundError, CorruptError."""
    names: dict[int, Name] = {}
    for tip in sorted(tips, key=lambda tip: (not tip.is_tag, tip.date)):
        spread(history, tip, cutoff, names)
    return names


def spread(history: History, tip: Tip, cutoff: Cutoff, names: dict[int, Name]) -> None:
    """Call the commits that `tip` reaches after it where that is better than what they are called in `names`."""
    table = history.table

    def call(commit: int, name: Name) -> bool:
        history.require(commit)
        before = names.get(commit)
        if cutoff.leaves_out(history, commit) or (before is not None and not name.is_better_than(before)):
            return False
        names[commit] = name
        return True

    waiting = [tip.commit] if call(tip.commit, Name(tip.name, tip.date, tip.is_tag)) else []
    while waiting:
        commit = waiting.pop()
        name = names[commit]
        parents = table.parents(commit)
        better = [parent for place, parent in enumerate(parents, 1) if call(parent, name.of_parent(place))]
        waiting.extend(reversed(better))
