"""How rev-list shows commits one after another: marks, dates, parents, children, and what a format shows.

Follows git's Documentation/git-rev-list, and rev-list-options, "Commit Formatting".
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

from pygitobj.cli.pretty.commit_frame import HEADING, LINE_END, Frame
from pygitobj.cli.pretty.commit_shown import ShownCommit, full
from pygitobj.cli.pretty.decorations import Style
from pygitobj.cli.pretty.many_commits import ManyCommits
from pygitobj.cli.rev_list_show import Show
from pygitobj.cli.walking.formats import bodies_ahead, bodies_of, format_for, settings_for
from pygitobj.cli.walking.grouped import grouped
from pygitobj.cli.walking.shown import shown_commit
from pygitobj.record import Record


class Told(Record):
    """A commit as it is when it is told, and its date; for a graph, which parents are drawn."""

    commit: ShownCommit
    seconds: int
    parents: Sequence[bytes] = ()


class Lines:
    """Shows commits for `show`. Raises GitObjectError for a format that cannot be, before anything is walked."""

    def __init__(self, show: Show) -> None:
        self.show = show
        # Tabs are as they are, whatever options say.
        self.settings = settings_for(show.repository, show.given)._replace(expand_tabs=0)
        header = show.wanted.header
        self.format = format_for(self.settings, show.given, header=header) if show.is_formatted else None

    def frame(self) -> Frame:
        """What stands around what a format shows."""
        given, wanted = self.show.given, self.show.wanted
        user_format = self.format is not None and self.format.is_user_format
        heads = wanted.commit_header or not user_format
        is_oneline = self.format is not None and self.format.named.is_oneline
        return Frame(
            short=self.settings.short if given.abbrev_commit and given.abbrev else full,
            format=self.format,
            heads=heads,
            is_named=given.is_pretty and heads and not is_oneline,
            marks="sides" if given.left_right else "changes" if given.cherry_mark else "",
            times=wanted.timestamp,
            parents=given.prints_parents,
            children=given.children,
            ends=self.show.end,
            parts=b"\n" if given.is_pretty else b"\0",
            beside=self.decoration if wanted.bisects_all else None,
        )

    def decoration(self, oid: bytes) -> bytes:
        """What a bisection shows beside a commit: its names, and how far it is from an end."""
        distance = self.show.distances.get(self.show.table.find(oid))
        decorations = self.settings.decorations
        if distance is None or decorations is None:
            return b""
        names = decorations.shown(oid, Style(), None)
        own = b"dist=%d)" % distance
        return names[:-1] + b", " + own if names else b" (" + own

    def show_all(self, numbers: Iterable[int]) -> None:
        """Show the commits `numbers`. Raises GitObjectError for what cannot be read on the way."""
        frame = self.frame()
        if self.format is not None and self.shows_many(frame):
            many = ManyCommits(self.format, HEADING if frame.heads else None, shortens=frame.short is not full)
            self.show_many(many, frame, numbers)
            return
        told = (Told(shown_commit(self.show.walk, number), self.show.walk.date(number)) for number in numbers)
        self.write(told, frame, lambda one: frame.show(one.commit, one.seconds))

    def shows_many(self, frame: Frame) -> bool:
        """Whether commits are shown together, which have nothing beside their ids and messages."""
        given, engine = self.show.given, self.show.plan.engine
        others = frame.marks or frame.times or frame.parents or frame.children or frame.beside is not None
        if others or given.boundary or not given.is_pretty or frame.ends != LINE_END:
            return False
        return engine.is_quick or engine.keeps_parents

    def show_many(self, many: ManyCommits, frame: Frame, numbers: Iterable[int]) -> None:
        """Show commits, many together; one that is not as most are by itself."""
        show, walk = self.show, self.show.walk
        oid = walk.table.oid
        for some in grouped(numbers):
            column = walk.table.oids(array("I", some))
            parents = [walk.parents(number) for number in some]
            bodies: Sequence[bytes | None] = [b""] * len(some)
            if many.needs.body:
                bodies = bodies_ahead(show.repository, column, walk.table.hash_size, show.kept)
            try:
                for number, body, text in zip(some, bodies, many.shown(column, bodies, parents, oid), strict=True):
                    if not text:
                        commit = shown_commit(walk, number)
                        commit.body = next(bodies_of(show.repository, [commit.oid])) if body is None else body
                        show.output.write(frame.show(commit))
                    else:
                        show.output.write(text + frame.parts)
            finally:
                show.output.flush()

    def write(self, told: Iterable[Told], frame: Frame, lines_of: Callable[[Told], bytes]) -> None:
        """Show what `lines_of` makes of each that is `told`, with its body where `frame` asks for it."""
        show, needs_body = self.show, frame.needs.body
        for some in grouped(told):
            bodies = bodies_of(show.repository, [one.commit.oid for one in some] if needs_body else (), show.kept)
            try:
                for one in some:
                    if needs_body:
                        one.commit.body = next(bodies)
                    show.output.write(lines_of(one))
            finally:
                # What came before an error is shown before it.
                show.output.flush()
