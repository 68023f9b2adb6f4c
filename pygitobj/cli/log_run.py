"""One run of log, show or whatchanged: what words, configuration and the repository make of it.

Follows git's Documentation/git-log.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

from pygitobj.cli import FATAL_EXIT
from pygitobj.cli.log_config import log_config
from pygitobj.cli.log_look import LogLook
from pygitobj.cli.log_options import log_options
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.commit_entry import Entries
from pygitobj.cli.pretty.commit_frame import BOUNDARY
from pygitobj.cli.pretty.commit_shown import FromLog, ShownCommit
from pygitobj.cli.session import Session, warn
from pygitobj.cli.walking.formats import bodies_of
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.grouped import grouped
from pygitobj.cli.walking.options import RefusedOptionError, take_color
from pygitobj.cli.walking.shown import drawn_parents, shown_commit
from pygitobj.cli.walking.walk import Planned, planned
from pygitobj.cli.walking.words import Start, read_words
from pygitobj.errors import GitObjectError
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.branch_name import HEAD
from pygitobj.walk.select.choose import Choice

NO_OPTION = "unrecognized argument: {}"


class Command(Enum):
    """Which command it is."""

    LOG = "log"
    SHOW = "show"
    WHATCHANGED = "whatchanged"


class Told(Record):
    """A commit as it is when it is told; for a graph, which parents are drawn; whether it does not follow its child."""

    commit: ShownCommit
    parents: Sequence[bytes] = ()
    breaks: bool = False


def run_command(
    session: Session, words: Sequence[str], command: Command, show: Callable[[LogRun], int] | None = None
) -> int:
    """Do what `words` say; gives the exit code. With `show` that shows what was named, else it is walked."""
    if list(words) in (["-h"], ["--help-all"]):
        log_options(words)
    with session.open_repository() as repository:
        try:
            run = LogRun(repository, words, command)
            return run.run() if show is None else show(run)
        except RefusedOptionError as error:
            warn(f"error: {error}")
            return FATAL_EXIT


class LogRun:
    """One run on `repository`. Raises GitObjectError, UsageError in git's words."""

    def __init__(self, repository: Repository, words: Sequence[str], command: Command) -> None:
        self.repository, self.command = repository, command
        self.config = log_config(repository.config)
        self.own = log_options(words)
        start = Start(HEAD, self.take, walks=command is not Command.SHOW, prefers_commits=command is not Command.SHOW)
        self.said = read_words(repository, self.own.rest, start=start)
        self.output = Output()

    def take(self, given: Given, words: Sequence[str], at: int) -> int:
        """Take an option of differences; gives how many words it took."""
        name, equals, value = words[at].partition("=")
        return int(take_color(given, name, value if equals else None))

    def run(self) -> int:
        """Show everything; gives the exit code."""
        self.look_at_words()
        self.walk(self.plan)
        return self.exit_code

    @property
    def exit_code(self) -> int:
        """The exit code, once all was shown."""
        return 0

    def look_at_words(self) -> None:
        """Find out how commits are shown, and what is walked."""
        given = self.said.given
        self.look = LogLook(self.repository, self.config, self.own, given)
        given.wanted_refs = self.look.wanted_refs
        given.mailmap = self.look.settings.world.mailmap if self.look.maps_authors else None
        given.notes_of = None if self.look.notes is None else self.look.notes.raw
        given.notes_sources = self.own.source or self.look.format.needs.source
        given.pattern_kind = given.pattern_kind or self.config.pattern_kind
        self.history = history_of(self.repository)
        self.plan = planned(self.repository, self.said, history=self.history)
        if self.said.left:
            raise GitObjectError(NO_OPTION.format(self.said.left[0]))
        self.entries = Entries(self.look.entry(self.look.graph(), b"\n"))

    def walk(self, plan: Planned) -> None:
        """Show the commits of `plan`."""
        plan.engine.prepare(plan.tips)
        try:
            self.show_all(plan)
        finally:
            # What came before an error is shown before it.
            self.output.flush()

    def told(self, plan: Planned) -> Iterator[Told]:
        """What is told, one by one."""
        given = self.said.given
        walk, logs = plan.engine.walk, plan.engine.logs
        choice = Choice(walk) if given.graph else None
        for number in plan.engine.run():
            commit = shown_commit(walk, number)
            if walk.sources is not None:
                commit.source = walk.sources.get(number)
            if logs is not None:
                commit.log = from_log(plan)
            yield Told(commit, () if choice is None else drawn_parents(choice, number))

    def show_all(self, plan: Planned) -> None:
        """Show what is told."""
        told: Iterable[Told] = self.told(plan)
        if self.said.given.linear_break is not None:
            told = with_breaks_reversed(told) if self.said.given.reverse else with_breaks(told)
        for some in grouped(told):
            bodies = bodies_of(self.repository, [one.commit.oid for one in some])
            try:
                for one in some:
                    one.commit.body = next(bodies)
                    self.entries.draw(one.commit, one.parents)
                    self.show(one)
            finally:
                self.output.flush()

    def show(self, one: Told) -> None:
        """Show a commit, and where it does not follow its child that it does not."""
        given = self.said.given
        bar = b"\n" + os.fsencode(given.linear_break or "") + b"\n" if one.breaks else b""
        if not given.reverse:
            self.output.write(bar)
        self.output.write(self.entries.show(one.commit))
        if given.reverse:
            self.output.write(bar)


def with_breaks(told: Iterable[Told]) -> Iterator[Told]:
    """`told`, with a note of those that are no parents of the one before. What is told of borders is as before them."""
    parents: Sequence[bytes] | None = None
    breaks = False
    for one in told:
        if one.commit.mark != BOUNDARY:
            breaks = parents is not None and one.commit.oid not in parents
            parents = one.commit.parents or ()
        yield one._replace(breaks=breaks)


def with_breaks_reversed(told: Iterable[Told]) -> list[Told]:
    """The same for what is told in reverse: what is noted is how it would have been the other way round."""
    found = list(with_breaks(list(told)[::-1]))[::-1]
    return [one._replace(breaks=one.breaks or one.commit.mark == BOUNDARY) for one in found]


def from_log(plan: Planned) -> FromLog | None:
    """Where in a log the commit that was told last stands."""
    logs = plan.engine.logs
    if logs is None or logs.entry is None:
        return None
    walked = next(walked for log, walked in plan.logs if log is logs.last)
    position = logs.entry.position
    return FromLog(walked.name, walked.entries[position], len(walked.entries) - 1 - position, walked.dates)
