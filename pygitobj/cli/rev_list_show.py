"""How rev-list shows commits: their ids many at once; what shows more of them is handed in (rev_list_lines.py)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

from pygitobj.cli.output import Output
from pygitobj.cli.rev_list_wanted import Wanted
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.grouped import grouped
from pygitobj.cli.walking.walk import Planned
from pygitobj.cli.walking.words import Words
from pygitobj.repository.repository import Repository
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.select import marks as bits


class Counts:
    """How many commits were told, of each side, and how many that change the same as one of the other side."""

    def __init__(self) -> None:
        self.left = self.right = self.same = 0

    def line(self, given: Given) -> bytes:
        """What --count shows."""
        sides = (self.left, self.right) if given.left_right else (self.left + self.right,)
        numbers = (*sides, self.same) if given.cherry_mark else sides
        return b"\t".join(b"%d" % number for number in numbers) + b"\n"


class Show:
    """Shows the commits of a plan as options say, on `output`. Raises GitObjectError for options that cannot be."""

    def __init__(
        self,
        repository: Repository,
        plan: Planned,
        said: Words,
        wanted: Wanted,
        output: Output,
        kept: KeptBodies | None = None,
    ) -> None:
        self.repository = repository
        # Bodies that were read on the walk.
        self.kept = kept
        self.plan = plan
        self.walk = plan.engine.walk
        self.table = self.walk.table
        self.given = said.given
        self.wanted = wanted
        self.output = output
        self.counts = Counts()
        # How far each is from an end, where a bisection shows all.
        self.distances: dict[int, int] = {}
        # What shows more of commits than their ids, where that is asked for: loading it takes longer than a short walk.
        self.draws: Callable[[Iterable[int]], None] | None = None
        self.end = b"\0" if wanted.with_nul else b"\n"

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is shown of what is told."""
        return self.given.quiet or self.wanted.disk_usage is not None

    @property
    def is_formatted(self) -> bool:
        """Whether more of commits is shown than their ids."""
        return self.given.verbose or self.wanted.header

    @property
    def is_plain(self) -> bool:
        """Whether nothing but ids is shown."""
        return self.is_bare and not self.given.prints_parents

    @property
    def is_bare(self) -> bool:
        """Whether nothing but ids is shown, or those of parents too."""
        given, wanted = self.given, self.wanted
        marked = given.left_right or given.cherry_mark or given.boundary or wanted.bisects_all
        others = given.graph or given.children or wanted.timestamp or given.abbrev_commit
        return not (marked or others or self.is_formatted)


def show_all(show: Show) -> None:
    """Show all commits that are told. Raises GitObjectError for what cannot be read on the way."""
    if show.is_quiet:
        for _ in show.plan.engine.batches():
            pass
    elif show.given.counts and not (show.given.left_right or show.given.cherry_mark):
        show.counts.right += sum(map(len, show.plan.engine.batches()))
    elif show.is_plain and not show.given.counts:
        show_ids(show, show.plan.engine.batches())
    elif show.is_bare and not show.given.counts and show.plan.engine.is_quick:
        show_parents(show, show.plan.engine.batches())
    else:
        show_commits(show, show.plan.engine.run())


def show_commits(show: Show, numbers: Iterable[int]) -> None:
    """Show the commits `numbers`, or count them. Raises GitObjectError for what cannot be read on the way."""
    if show.is_quiet:
        for _ in numbers:
            pass
    elif show.given.counts:
        count(show, numbers)
    elif show.draws is not None:
        show.draws(numbers)
    else:
        show_ids(show, (array("I", some) for some in grouped(numbers)))


def count(show: Show, numbers: Iterable[int]) -> None:
    """Count what is told, each side by itself, and what both have."""
    marks, counts = show.walk.marks, show.counts
    for number in numbers:
        if marks[number] & bits.PATCH_SAME:
            counts.same += 1
        elif marks[number] & bits.LEFT:
            counts.left += 1
        else:
            counts.right += 1


def show_ids(show: Show, parts: Iterable[array[int]]) -> None:
    """Show ids alone, many at once."""
    table, size, end = show.table, show.table.hash_size, show.end.decode("ascii")
    for numbers in parts:
        if numbers:
            show.output.write(table.oids(numbers).hex(end, size).encode("ascii") + show.end)
            show.output.flush()


def show_parents(show: Show, parts: Iterable[array[int]]) -> None:
    """Show ids with those of parents, many at once."""
    from pygitobj.kernels import parent_lines  # ids alone do without

    for numbers in parts:
        if numbers:
            show.output.write(parent_lines(show.table, numbers, show.end))
            show.output.flush()
