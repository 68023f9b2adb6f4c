"""How rev-list shows commits: their ids many at once, or one after another with marks, parents, formats."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from pygitobj.cli.output import Output
from pygitobj.cli.pretty.commit_frame import BOUNDARY, LEFT, RIGHT, UNINTERESTING, Frame
from pygitobj.cli.pretty.commit_shown import CommitSettings, ShownCommit
from pygitobj.cli.pretty.decorations import Style
from pygitobj.cli.rev_list_wanted import Wanted
from pygitobj.cli.walking.formats import bodies_of, format_for, settings_for
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.walk import Planned
from pygitobj.cli.walking.words import Words
from pygitobj.errors import GitObjectError
from pygitobj.repository.repository import Repository
from pygitobj.walk.select import marks as bits

# So many commits are shown together: first one, then more and more.
GROWTH, MOST = 4, 4096


class Counts:
    """How many commits were told, of each side."""

    def __init__(self) -> None:
        self.left = self.right = 0

    def line(self, given: Given) -> bytes:
        """What --count shows."""
        if given.left_right:
            return b"%d\t%d\n" % (self.left, self.right)
        return b"%d\n" % (self.left + self.right)


class Show:
    """Shows the commits of a plan as options say, on `output`. Raises GitObjectError for options that cannot be."""

    def __init__(self, repository: Repository, plan: Planned, said: Words, wanted: Wanted, output: Output) -> None:
        self.repository = repository
        self.plan = plan
        self.walk = plan.engine.walk
        self.table = self.walk.table
        self.given = said.given
        self.wanted = wanted
        self.output = output
        self.counts = Counts()
        # How far each is from an end, where a bisection shows all.
        self.distances: dict[int, int] = {}
        # What draws the history beside commits, where that is asked for (rev_list_graph.py).
        self.draws: Callable[[Show, Iterable[int]], None] | None = None
        self.end = b"\0" if wanted.with_nul else b"\n"
        # A format that cannot be is an error before anything is walked.
        self.format = format_for(self.settings, self.given, header=wanted.header) if self.is_formatted else None

    @cached_property
    def settings(self) -> CommitSettings:
        """How commits are shown: tabs as they are, whatever options say."""
        return settings_for(self.repository, self.given)._replace(expand_tabs=0)

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
        given, wanted = self.given, self.wanted
        marked = given.left_right or given.boundary or bool(self.distances)
        others = given.graph or given.prints_parents or given.children or wanted.timestamp or given.abbrev_commit
        return not (marked or others or self.is_formatted)

    def frame(self) -> Frame:
        """What stands around what a format shows."""
        given, wanted = self.given, self.wanted
        user_format = self.format is not None and self.format.is_user_format
        heads = wanted.commit_header or not user_format
        is_oneline = self.format is not None and self.format.named.is_oneline
        return Frame(
            short=self.settings.short if given.abbrev_commit and given.abbrev else in_hex,
            format=self.format,
            heads=heads,
            is_named=given.is_pretty and heads and not is_oneline,
            marks="sides" if given.left_right else "",
            times=wanted.timestamp,
            parents=given.prints_parents,
            children=given.children,
            ends=self.end,
            parts=b"\n" if given.is_pretty else b"\0",
        )

    def mark(self, number: int) -> bytes:
        """What a format shows as the mark of a commit."""
        mark = self.walk.marks[number]
        if mark & bits.BORDER:
            return BOUNDARY
        if mark & bits.HIDDEN:
            return UNINTERESTING
        return LEFT if mark & bits.LEFT else RIGHT

    def shown(self, number: int) -> ShownCommit:
        """A commit as it is now; what it says is read later."""
        oid = self.table.oid
        return ShownCommit(
            oid(number),
            parents=tuple(map(oid, self.walk.parents(number))),
            mark=self.mark(number),
            children=tuple(map(oid, self.walk.children.get(number, [])[::-1])),
        )

    def decoration(self, oid: bytes) -> bytes:
        """What a bisection shows beside a commit: its names, and how far it is from an end."""
        distance = self.distances.get(self.table.find(oid))
        decorations = self.settings.decorations
        if distance is None or decorations is None:
            return b""
        names = decorations.shown(oid, Style(), None)
        own = b"dist=%d)" % distance
        return names[:-1] + b", " + own if names else b" (" + own


def in_hex(oid: bytes) -> bytes:
    """All digits of an id."""
    return oid.hex().encode("ascii")


def show_all(show: Show) -> None:
    """Show all commits that are told. Raises GitObjectError for what cannot be read on the way."""
    if show.is_quiet:
        for _ in show.plan.engine.batches():
            pass
    elif show.given.counts and not show.given.left_right:
        show.counts.right += sum(map(len, show.plan.engine.batches()))
    elif show.is_plain and not show.given.counts:
        show_ids(show, show.plan.engine.batches())
    else:
        show_commits(show, show.plan.engine.run())


def show_commits(show: Show, numbers: Iterable[int]) -> None:
    """Show the commits `numbers`, or count them. Raises GitObjectError for what cannot be read on the way."""
    if show.is_quiet:
        for _ in numbers:
            pass
    elif show.given.counts:
        count(show, numbers)
    elif show.is_plain:
        show_ids(show, lists(numbers))
    elif show.draws is not None:
        show.draws(show, numbers)
    else:
        show_formatted(show, numbers)


def count(show: Show, numbers: Iterable[int]) -> None:
    """Count what is told, each side by itself."""
    marks, counts = show.walk.marks, show.counts
    for number in numbers:
        if marks[number] & bits.LEFT:
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


def lists(numbers: Iterable[int]) -> Iterator[array[int]]:
    """`numbers`, some at a time; what came before an error comes before it."""
    some, most = array("I"), 1
    try:
        for number in numbers:
            some.append(number)
            if len(some) >= most:
                yield some
                some, most = array("I"), min(most * GROWTH, MOST)
    except GitObjectError:
        yield some
        raise
    yield some


def show_formatted(show: Show, numbers: Iterable[int]) -> None:
    """Show commits one after another."""
    frame = show.frame()
    for some in groups(show, numbers):
        if frame.needs.body:
            for (commit, _), body in zip(some, bodies_of(show.repository, [one.oid for one, _ in some]), strict=True):
                commit.body = body
        for commit, seconds in some:
            text = frame.show(commit, seconds)
            if show.distances:
                text = text[: -len(show.end)] + show.decoration(commit.oid) + show.end
            show.output.write(text)
        show.output.flush()


def groups(show: Show, numbers: Iterable[int]) -> Iterator[list[tuple[ShownCommit, int]]]:
    """The commits `numbers` with their dates, some at a time, each as it was when it was told."""
    some: list[tuple[ShownCommit, int]] = []
    most = 1
    try:
        for number in numbers:
            some.append((show.shown(number), show.walk.date(number)))
            if len(some) >= most:
                yield some
                some, most = [], min(most * GROWTH, MOST)
    except GitObjectError:
        # What came before an error is shown before it.
        yield some
        raise
    yield some
