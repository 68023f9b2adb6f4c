"""How rev-list shows commits: their ids, marks, parents, children and dates, one a line."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.output import Output
from pygitobj.cli.rev_list_wanted import Wanted
from pygitobj.cli.short_ids import short_ids
from pygitobj.cli.walking.given import DEFAULT_ABBREV, Given
from pygitobj.cli.walking.walk import Planned
from pygitobj.cli.walking.words import Words
from pygitobj.errors import UnsupportedError
from pygitobj.repository.repository import Repository
from pygitobj.walk.select.marks import BORDER, HIDDEN, LEFT


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
    """Shows the commits of a plan as options say, on `output`."""

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
        self.end = b"\0" if wanted.with_nul else b"\n"
        if self.given.verbose or wanted.header or self.given.graph:
            raise UnsupportedError("commits in formats are not supported yet: --header, --pretty, --graph")
        if wanted.disk_usage is not None:
            raise UnsupportedError("--disk-usage is not supported yet")

    @property
    def is_plain(self) -> bool:
        """Whether nothing but ids is shown."""
        given, wanted = self.given, self.wanted
        marked = given.left_right or given.boundary or self.distances or (self.walk.is_limited and given.reverse)
        others = given.prints_parents or given.children or wanted.timestamp or given.abbrev_commit
        return not (marked or others)

    def mark(self, number: int) -> bytes:
        """What stands before the id of a commit."""
        mark = self.walk.marks[number]
        if mark & BORDER:
            return b"-"
        if mark & HIDDEN:
            return b"^"
        if self.given.left_right:
            return b"<" if mark & LEFT else b">"
        return b""

    def id_shower(self) -> Callable[[int], bytes]:
        """What gives the digits of a commit's id."""
        given, oid = self.given, self.table.oid
        if not given.abbrev_commit or not given.abbrev:
            return lambda number: oid(number).hex().encode("ascii")
        ids = short_ids(self.repository)
        least = None if given.abbrev == DEFAULT_ABBREV else given.abbrev
        return lambda number: ids.short(oid(number), least).encode("ascii")

    def line_shower(self) -> Callable[[int], bytes]:
        """What gives the line of a commit."""
        walk, table, given, end = self.walk, self.table, self.given, self.end
        with_date, with_nul = self.wanted.timestamp, self.wanted.with_nul
        shown = self.id_shower()

        def others(numbers: list[int]) -> bytes:
            return b"".join(b" " + table.oid(number).hex().encode("ascii") for number in numbers)

        def line(number: int) -> bytes:
            text = b"" if with_nul else self.mark(number)
            text += shown(number)
            if with_date:
                text = b"%d %b" % (walk.date(number), text)
            if with_nul and walk.marks[number] & BORDER:
                text += b"\0boundary=yes"
            if given.prints_parents:
                text += others(list(walk.parents(number)))
            if given.children:
                text += others(walk.children.get(number, [])[::-1])
            return text + self.decoration(number) + end

        return line

    def decoration(self, number: int) -> bytes:
        """What a bisection shows of a commit."""
        found = self.distances.get(number)
        return b"" if found is None else b" (dist=%d)" % found


def show_all(show: Show) -> None:
    """Show all that is told. Raises GitObjectError for what cannot be read on the way."""
    engine, given = show.plan.engine, show.given
    if given.quiet:
        for _ in engine.run():
            pass
    elif given.counts:
        count(show)
    elif show.is_plain:
        show_ids(show)
    else:
        show_lines(show)


def count(show: Show) -> None:
    """Count what is told."""
    marks, counts = show.walk.marks, show.counts
    for number in show.plan.engine.run():
        if marks[number] & LEFT:
            counts.left += 1
        else:
            counts.right += 1


def show_ids(show: Show) -> None:
    """Show ids alone, many at once."""
    table, size, end = show.table, show.table.hash_size, show.end.decode("ascii")
    for numbers in show.plan.engine.batches():
        show.output.write(table.oids(numbers).hex(end, size).encode("ascii") + show.end)
        show.output.flush()


def show_lines(show: Show) -> None:
    """Show a line for each commit."""
    line = show.line_shower()
    write = show.output.write
    flush_at = 1
    for told, number in enumerate(show.plan.engine.run(), 1):
        write(line(number))
        # The first ones at once, then more and more together.
        if told == flush_at:
            show.output.flush()
            flush_at *= 4
