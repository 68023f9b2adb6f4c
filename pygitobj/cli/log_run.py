"""One run of log, show or whatchanged: what words, configuration and the repository make of it.

Follows git's Documentation/git-log.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from itertools import chain

from pygitobj.cli import is_own_process
from pygitobj.cli.diffing.asked import CHECK, NOTHING, PATCH, RAW, DiffOptions
from pygitobj.cli.diffing.colors import load_colors
from pygitobj.cli.diffing.merges import DENSE, FIRST_PARENT, SEPARATE, CommitOptions, settle_merges, take_commit_option
from pygitobj.cli.diffing.settings import taste_settings
from pygitobj.cli.diffing.settle import settle, taking_in
from pygitobj.cli.log_config import log_config
from pygitobj.cli.log_look import LogLook
from pygitobj.cli.log_options import log_options
from pygitobj.cli.log_uncompared import LogEntries, Uncompared
from pygitobj.cli.output import Output, opened
from pygitobj.cli.pretty.commit_entry import Entries
from pygitobj.cli.pretty.commit_frame import BOUNDARY, HEADING
from pygitobj.cli.pretty.commit_shown import FromLog, ShownCommit, full
from pygitobj.cli.pretty.many_commits import ManyCommits
from pygitobj.cli.session import Session
from pygitobj.cli.walking.formats import bodies_of, kept_for
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.grouped import grouped
from pygitobj.cli.walking.shown import drawn_parents, shown_commit
from pygitobj.cli.walking.walk import Planned, planned
from pygitobj.cli.walking.words import read_words
from pygitobj.errors import GitObjectError
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.revisions.branch_name import HEAD
from pygitobj.walk.select.choose import Choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from pygitobj.cli.diffing.steps import Step
    from pygitobj.cli.log_lines import LineDiffs
    from pygitobj.cli.pretty.graph import GraphLines
    from pygitobj.walk.kept_bodies import KeptBodies
    from pygitobj.walk.select.engine import Engine
    from pygitobj.walk.tree_comparison import Compared

    # Makes of a walk, and of how entries look, what shows many commits together.
    Together = Callable[[Engine, Entries, ManyCommits, KeptBodies | None], LogEntries]
    Item = TypeVar("Item")

CHANGED, CHECK_FAILED = 1, 2
# So many commits are shown together where work is shared, which it is once a group has so many.
SHARED, ENOUGH = 2048, 256
NO_OPTION = "unrecognized argument: {}"


class Command(Enum):
    """Which command it is."""

    LOG = "log"
    SHOW = "show"
    WHATCHANGED = "whatchanged"


class Told(Record):
    """A commit as it is when it is told, its number, and the parents that it is compared with.

    `parents` are those that a graph draws; `breaks` says that it does not follow its child.
    """

    commit: ShownCommit
    number: int
    compared: Sequence[int]
    parents: Sequence[bytes] = ()
    breaks: bool = False


def run_command(
    session: Session, words: Sequence[str], command: Command, show: Callable[[LogRun], int] | None = None
) -> int:
    """Do what `words` say; gives the exit code. With `show` that shows what was named, else it is walked."""
    if list(words) in (["-h"], ["--help-all"]):
        log_options(words)
    with session.open_repository() as repository:
        run = LogRun(repository, words, command)
        return run.run() if show is None else show(run)


class LogRun:
    """One run on `repository`. Raises GitObjectError, UsageError in git's words."""

    def __init__(self, repository: Repository, words: Sequence[str], command: Command) -> None:
        self.repository, self.command = repository, command
        self.config = log_config(repository.config)
        self.options = DiffOptions()
        self.options.color = None
        taste_settings(self.options, repository)
        self.options.textconv = True
        self.commits = CommitOptions(self.config.merges)
        self.commits.root = self.config.show_root
        self.says_no_follow = False
        # How many commits may still be shown, below 0 any number.
        self.left = -1
        self.own = log_options(words)
        if self.own.quiet:
            self.options.formats.add(NOTHING)
        self.said = read_words(repository, self.own.rest, given=self.fresh_given())
        self.output = Output()

    def fresh_given(self) -> Given:
        """What the command's walks begin with, and what takes options of differences."""
        given = Given()
        given.default = HEAD
        given.walks = given.prefers_commits = self.command is not Command.SHOW
        given.takes_first = self.take_first
        given.takes_last = taking_in(self.options, self.repository)
        return given

    def take_first(self, words: Sequence[str], at: int) -> int:
        """Take an option of how commits are compared; gives how many words it took."""
        if words[at] == "--no-follow":
            self.says_no_follow = True
        return take_commit_option(self.options, self.commits, words, at)

    def run(self) -> int:
        """Show everything; gives the exit code."""
        self.look_at_words()
        self.walk(self.plan)
        return self.ended()

    def ended(self) -> int:
        """Say what is to be said at the end; gives the exit code."""
        self.output.flush()
        self.diffs.close()
        return self.exit_code

    @property
    def exit_code(self) -> int:
        """The exit code that what was shown comes to."""
        if CHECK in self.options.formats and self.diffs.check_failed:
            return CHECK_FAILED
        return CHANGED if self.options.exit_code and self.diffs.has_changes else 0

    def look_at_words(self) -> None:
        """Find out how commits are shown, and what is walked."""
        given, paths = self.said.given, self.said.revisions.paths
        self.settle()
        if self.options.output is not None:
            self.output = Output(opened(self.options.output))
            self.options.color = bool(self.options.color)
        given.pattern_kind = given.pattern_kind or self.config.pattern_kind
        self.look = LogLook(self.repository, self.config, self.own, given, self.options.color)
        given.wanted_refs = self.look.wanted_refs
        given.mailmap = self.look.settings.world.mailmap if self.look.maps_authors else None
        given.notes_of = None if self.look.notes is None else self.look.notes.raw
        given.notes_sources = self.own.source or self.look.format.needs.source
        if not (self.commits.always or given.reverse or given.is_oldest or given.boundary):
            # Only what is shown counts, which the walk does not know.
            self.left, given.max_count = given.max_count, -1
        self.kept = kept_for(given)
        self.history = history_of(self.repository, self.kept)
        if self.options.follow:
            # Paths change on the way: the walk does not go by them.
            self.said.revisions.paths = []
        graph = self.look.graph()
        lines = self.line_diffs(graph) if self.own.lines else None
        # What says more of a tag in vain comes upon it later.
        tags_may_miss = lines is not None or (self.command is Command.SHOW and self.said.revisions.no_walk)
        self.plan = planned(self.repository, self.said, history=self.history, tags_may_miss=tags_may_miss)
        if lines is not None:
            lines.refuse_formats(full_diff=self.commits.full_diff)
        if self.said.left:
            raise GitObjectError(NO_OPTION.format(self.said.left[0]))
        if lines is not None:
            self.follow_lines(lines, has_paths=bool(paths))
        self.diffs: Uncompared
        # None where commits are only shown one by one.
        self.together: Together | None = None
        if lines is not None:
            self.diffs = lines
        else:
            self.diffs, self.together = self.shown_diffs(graph, () if self.commits.full_diff else paths)
        colors = load_colors(self.repository.config, self.options)
        self.entries = Entries(self.look.entry(graph, b"\0" if self.options.nul else b"\n", colors))

    def shown_diffs(self, graph: GraphLines | None, paths: Sequence[str]) -> tuple[Uncompared, Together]:
        """What shows differences at `paths`, or nothing but entries where none are asked for; and many together."""
        options = self.options
        if not (self.commits.is_asked or options.line_prefix or options.says_textconv):
            alone = Uncompared(self.repository, options, self.output)
            return alone, partial(LogEntries, alone)
        from pygitobj.cli.log_diffs import LogDiffs  # much is loaded for these
        from pygitobj.cli.log_many import LogMany

        diffs = LogDiffs(self.repository, options, self.commits, self.history, paths, self.output, graph)
        return diffs, partial(LogMany if diffs.compares else LogEntries, diffs)

    def line_diffs(self, graph: GraphLines | None) -> LineDiffs:
        """What shows differences where lines are followed, which makes the walk one that follows them."""
        from pygitobj.cli.log_lines import LineDiffs  # few follow lines

        given = self.said.given
        given.is_topological = True
        given.limited = given.limited or given.rewrites_parents or given.children
        # A path beside lines is refused, followed or not.
        self.options.follow = False
        diffs = LineDiffs(
            self.repository,
            self.options,
            self.commits,
            self.history,
            self.output,
            graph,
            first_parent=given.first_parent,
        )
        given.tracked = diffs.lines
        return diffs

    def follow_lines(self, diffs: LineDiffs, *, has_paths: bool) -> None:
        """Follow the lines that were named. Raises GitObjectError in git's words."""
        from pygitobj.cli.log_lines import lines_said  # as above

        if has_paths:
            raise GitObjectError("-L<range>:<file> cannot be used with pathspec")
        pending = self.said.revisions.pending[: self.said.logs_from]
        diffs.lines.hand_on(*lines_said(self.repository, diffs, pending, self.own.lines))

    def settle(self) -> None:
        """What follows from options, once all of them were said."""
        options, commits, given = self.options, self.commits, self.said.given
        if given.first_parent and self.command is not Command.WHATCHANGED:
            prefer_first_parent(commits)
        elif self.command is Command.SHOW and not commits.is_said:
            commits.set(DENSE)
        if (self.command is Command.SHOW or self.own.lines) and not options.formats:
            options.formats.add(PATCH)
        commits.diff = commits.diff or options.shows or options.narrows or options.exit_code or self.follows()
        given.full_history = given.full_history or commits.full_history
        settle_merges(options, commits)
        options.abbrev = given.abbrev
        # What follows a path is this command's own.
        follows, options.follow = self.follows(), False
        settle(options, self.repository)
        options.follow = follows
        options.recursive = True
        commits.always = not options.narrows and (commits.always or self.command is not Command.WHATCHANGED)
        if self.command is Command.WHATCHANGED:
            given.full_history = commits.diff = True
            if not options.formats:
                options.formats.add(RAW)
        if options.pickaxe_kinds == {"object"}:
            given.full_history = True

    def follows(self) -> bool:
        """Whether one path is followed through its names: as --follow says, or log.follow where that can be."""
        paths = self.said.revisions.paths
        if self.options.follow:
            from pygitobj.cli.log_follow import path_to_follow  # few follow

            path_to_follow(pathspecs_here(self.repository, paths) if paths else None)
            return True
        if self.command is not Command.LOG or not self.config.follow or self.says_no_follow or len(paths) != 1:
            return False
        from pygitobj.cli.log_follow import ALLOWED  # as above

        # What only leaves out comes with all that is there.
        specs = pathspecs_here(self.repository, paths).specs
        return len(specs) == 1 and ALLOWED.issuperset(specs[0].names)

    def walk(self, plan: Planned) -> None:
        """Show the commits of `plan`."""
        plan.engine.prepare(plan.tips)
        try:
            if self.together is not None and self.shows_many(plan):
                self.show_many(plan, self.together)
            else:
                self.show_all(plan)
        finally:
            # What came before an error is shown before it.
            self.output.flush()

    def shows_many(self, plan: Planned) -> bool:
        """Whether commits are shown together, which needs no more to be known of each than what it says and changed."""
        given, engine = self.said.given, plan.engine
        if given.linear_break is not None or given.boundary or self.commits.full_diff or not self.commits.always:
            return False
        if engine.walk.sources is not None or engine.logs is not None or not (engine.is_quick or engine.keeps_parents):
            return False
        return self.entries.are_plain and self.diffs.are_plain

    def show_many(self, plan: Planned, together: Together) -> None:
        """Show what is told, many commits together."""
        engine, look = plan.engine, self.look
        shortens = self.entries.look.short is not full
        many = ManyCommits(look.format, None if look.format.is_user_format else HEADING, shortens=shortens)
        numbers = chain.from_iterable(engine.batches()) if engine.is_quick else engine.run()
        self.show_groups(numbers, together(engine, self.entries, many, self.kept).show)

    def told(self, plan: Planned) -> Iterator[Told]:
        """What is told, one by one."""
        given = self.said.given
        walk, logs = plan.engine.walk, plan.engine.logs
        choice = Choice(walk) if given.graph else None
        for number in plan.engine.run():
            if self.commits.is_asked:
                # Nothing has looked at the parents of a border that is compared with them.
                walk.load(number)
            commit = shown_commit(walk, number)
            if walk.sources is not None:
                commit.source = walk.sources.get(number)
            if logs is not None:
                commit.log = from_log(plan)
            compared = walk.table.parents(number) if self.commits.full_diff else walk.parents(number)
            yield Told(commit, number, compared, () if choice is None else drawn_parents(choice, number))

    def show_all(self, plan: Planned) -> None:
        """Show what is told."""
        given = self.said.given
        told: Iterable[Told] = self.told(plan)
        if given.linear_break is not None:
            told = with_breaks_reversed(told) if given.reverse else with_breaks(told)
        self.show_groups(told, self.show_some)

    def show_groups(self, items: Iterable[Item], show: Callable[[Sequence[Item]], None]) -> None:
        """Have `show` show what a walk tells, some of it together."""
        can_share = self.can_share
        groups = grouped(items, SHARED) if can_share else grouped(items)
        for some in groups:
            show(some)
            self.output.flush()
            if not self.left:
                return
            if can_share and len(some) >= ENOUGH:
                from pygitobj.cli.shared_work import Work, in_turns  # what is short is not shared

                turns = (partial(show, others) for others in groups)
                in_turns(Work(turns, self.output, self.diffs.found, self.diffs.take_found))

    @property
    def can_share(self) -> bool:
        """Whether what is shown of a commit depends on none before it, and runs no program that does more than show."""
        given, options = self.said.given, self.options
        if not self.diffs.compares or not self.repository.objects.threads > 1 or not is_own_process():
            return False
        if given.graph or given.linear_break is not None or given.walks_reflogs or self.left >= 0:
            return False
        if options.follow or options.external or self.own.lines:
            return False
        return self.diffs.converting is None

    def show_some(self, some: Sequence[Told]) -> None:
        """Show some of what is told."""
        bodies = bodies_of(self.repository, [one.commit.oid for one in some], self.kept)
        steps = [self.diffs.steps_of(one.number, one.compared) for one in some]
        compared = self.diffs.read_ahead(self.diffs.compare(steps))
        for one, its_steps in zip(some, steps, strict=True):
            if not self.left:
                return
            one.commit.body = next(bodies)
            self.entries.draw(one.commit, one.parents)
            self.show(one, its_steps, compared)

    def show(self, one: Told, steps: Sequence[Step], compared: Iterator[Compared]) -> None:
        """Show a commit, and where it does not follow its child that it does not."""
        given = self.said.given
        bar = b"\n" + os.fsencode(given.linear_break or "") + b"\n" if one.breaks else b""
        if not given.reverse:
            self.output.write(bar)
        self.left -= self.diffs.show(one.commit, steps, compared, self.entries)
        if given.reverse:
            self.output.write(bar)


def prefer_first_parent(commits: CommitOptions) -> None:
    """Compare merges with their first parent, where nothing else was said, or each by itself."""
    if not commits.is_said or commits.merges == SEPARATE:
        commits.merges = FIRST_PARENT


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
