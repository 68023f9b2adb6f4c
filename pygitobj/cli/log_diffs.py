"""What log and show print of what commits changed, each below its entry: compared many at once, shown one by one.

Follows git's Documentation/diff-options, diff-merges and git-log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from struct import Struct

from pygitobj.changes.pairs import FilePair, Side, from_comparison
from pygitobj.cli.diffing.asked import CHECK, COPIES, NOTHING, NUMSTAT, PATCH, RAW, SHORTSTAT, STAT, DiffOptions
from pygitobj.cli.diffing.combined import in_order
from pygitobj.cli.diffing.combined_show import refuse_combined, show_merge
from pygitobj.cli.diffing.depth import ShownEntries
from pygitobj.cli.diffing.merge_paths import merge_paths
from pygitobj.cli.diffing.merges import CommitOptions
from pygitobj.cli.diffing.refine import Refine
from pygitobj.cli.diffing.show import show_changes
from pygitobj.cli.diffing.sources import all_files
from pygitobj.cli.diffing.steps import CommitSteps, Step
from pygitobj.cli.diffing.view import View
from pygitobj.cli.log_follow import Follower, only, path_to_follow
from pygitobj.cli.log_uncompared import Uncompared
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.commit_entry import Entries
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.pretty.graph import GraphLines
from pygitobj.formats.small_text import ended_lines
from pygitobj.formats.tree import GITLINK, TYPE_MASK
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.tree_comparison import Compared, Comparison

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.diffing.converting import Converting
    from pygitobj.formats.pathspec import PathspecList


# What shows of contents how they differ.
READING = frozenset((CHECK, NUMSTAT, PATCH, SHORTSTAT, STAT))
# Whether there were changes, a check failed, a search for copies was narrowed; the limit that would have done.
FOUND = Struct("<???q")
# Blobs that are read together: of several comparisons, or of one.
MOST_BLOBS = 128


class DrawnView(View):
    """A view beside the graph of a history, whose rows stand before its lines."""

    graph: GraphLines | None = None
    fixed_prefix = b""

    @property
    def line_prefix(self) -> bytes:
        """What stands before the next line."""
        return self.fixed_prefix if self.graph is None else self.fixed_prefix + self.graph.padding()

    @line_prefix.setter
    def line_prefix(self, prefix: bytes) -> None:
        """Let `prefix` stand before what stands there of the graph."""
        self.fixed_prefix = prefix


class LogDiffs(Uncompared):
    """Shows on `output` what commits of `history` changed at `paths`, below what `entries` shows of them.

    Methods raise GitObjectError.
    """

    def __init__(
        self,
        repository: Repository,
        options: DiffOptions,
        commits: CommitOptions,
        history: History,
        paths: Sequence[str],
        output: Output,
        graph: GraphLines | None,
    ) -> None:
        super().__init__(repository, options, output)
        self.commits, self.history = commits, history
        self.view = DrawnView(repository, options, output.write, looks_in_index=False)
        self.view.graph = graph
        self.refine = Refine(self.view)
        self.nothing = bytes(repository.objects.empty_tree)
        self.steps = CommitSteps(options, commits, self.nothing, self.tree_of, history.table.oid)
        pathspecs = pathspecs_here(repository, paths) if paths else None
        self.comparison = self.whole = Comparison(history.provider, self.nothing)
        self.entries_of = ShownEntries(options, None)
        self.follower: Follower | None = None
        if options.follow:
            self.follower = Follower(path_to_follow(pathspecs), options, self.whole, self.view.contents)
            self.look_for(only(self.follower.path))
        elif pathspecs is not None:
            self.look_for(pathspecs)

    @property
    def compares(self) -> bool:
        """Whether any commit is compared with its parents."""
        return self.commits.is_asked

    @property
    def check_failed(self) -> bool:
        """Whether --check found something."""
        return self.view.check_failed

    @property
    def converting(self) -> Converting | None:
        """What has programs make other text of files; None where none do."""
        return self.view.converting

    @property
    def are_plain(self) -> bool:
        """Whether nothing but raw lines is shown, or how many lines changed, of what trees say, apart from renames."""
        options, commits = self.options, self.commits
        if self.view.fixed_prefix:
            return False
        if not self.compares:
            return True
        if options.formats not in ({RAW}, {NUMSTAT}) or options.nul or options.with_trees:
            return False
        if options.renames == COPIES or options.break_scores is not None or options.pickaxe_kinds or options.follow:
            return False
        others = options.max_depth, options.rotate_to, options.order_file
        if others != (None, None, None) or options.reverse or options.prefix or options.ignore_submodules == "all":
            return False
        if self.view.shows_dots:
            return False
        return not (options.depends_on_lines or options.filter or options.filter_out or commits.no_commit_id)

    # What is compared

    def steps_of(self, number: int, parents: Sequence[int]) -> list[Step]:
        """What is compared for a commit that has these parents."""
        commits, history = self.commits, self.history
        if not (commits.diff or (len(parents) > 1 and commits.needs_diff)):
            return []
        history.require(number)
        return self.steps.of(history.table.tree(number), parents)

    def tree_of(self, number: int) -> bytes:
        """The tree of a commit."""
        self.history.require(number)
        return self.history.table.tree(number)

    def look_for(self, pathspecs: PathspecList) -> None:
        """Compare at these paths from now on."""
        self.comparison = Comparison(self.history.provider, self.nothing, pathspecs)
        self.entries_of = ShownEntries(self.options, pathspecs)

    def compare(self, steps: Sequence[Sequence[Step]]) -> Iterator[Compared]:
        """What differs in each of the steps of several commits, at the paths that are looked for when it is asked."""
        left = [step for some in steps for step in some]
        at = 0
        while at < len(left):
            comparison = self.comparison
            for compared in comparison.compare(step.trees for step in left[at:]):
                at += 1
                yield compared
                if self.comparison is not comparison:
                    break

    def read_ahead(self, compared: Iterator[Compared]) -> Iterator[Compared]:
        """`compared`, with the contents of what differs read together, some comparisons ahead."""
        options = self.options
        if options.follow or not (options.formats & READING or options.depends_on_lines):
            yield from compared
            return
        some: list[Compared] = []
        blobs: list[bytes] = []
        for one in compared:
            some.append(one)
            blobs += blobs_of(one)
            if len(blobs) >= MOST_BLOBS:
                self.view.contents.fetch_blobs(blobs)
                yield from some
                some, blobs = [], []
        self.view.contents.fetch_blobs(blobs)
        yield from some

    # Showing

    def show(
        self,
        commit: ShownCommit,
        steps: Sequence[Step],
        compared: Iterator[Compared],
        entries: Entries,
    ) -> bool:
        """Show an entry and what the commit changed; whether anything was shown."""
        if steps and steps[0].is_combined:
            return self.show_combined(commit, steps, compared, entries)
        is_shown = False
        for step in steps:
            pairs = self.next_pairs(step, compared)
            if not pairs:
                continue
            if not self.commits.no_commit_id:
                self.output.write(self.prefixed(entries.show(commit, step.parent)) + self.between(entries))
                is_shown = True
            show_changes(self.view, pairs)
            self.has_changes = self.has_changes or self.view.found_changes
        if not is_shown and self.commits.always:
            self.output.write(self.prefixed(entries.show(commit)))
            return True
        return is_shown

    def show_in_parts(
        self, commit: ShownCommit, steps: Sequence[Step], compared: Iterator[Compared], entries: Entries
    ) -> bool:
        """As `show` where `are_plain`, and no renames are looked for: paths without number are never held together."""
        is_shown = False
        for step in steps:
            for some in next(compared).chunks():
                pairs = from_comparison(pair for pair in some if len(pair) == 5)
                if pairs and not is_shown:
                    self.output.write(entries.show(commit, step.parent) + self.between(entries))
                    is_shown = self.has_changes = True
                show_changes(self.view, pairs)
        if not is_shown:
            self.output.write(entries.show(commit))
        return True

    def show_combined(
        self, commit: ShownCommit, steps: Sequence[Step], compared: Iterator[Compared], entries: Entries
    ) -> bool:
        """Show an entry, and what a merge has otherwise than each parent; whether anything was shown."""
        refuse_combined(self.options)
        is_told = not self.commits.no_commit_id
        if is_told:
            self.output.write(self.prefixed(entries.show(commit)))
            if self.options.shows and not entries.is_empty:
                self.output.write(self.view.line_prefix + entries.look.ends)
        found = merge_paths(
            self.options,
            compared,
            len(steps),
            self.entries_of,
            lambda nth, one: self.pairs_of(steps[nth], one),
        )
        paths = in_order(found.paths, self.refine.rank if found.paths else None)
        show_merge(self.view, self.commits, paths, found.of_first)
        self.has_changes = self.has_changes or self.view.found_changes
        if not is_told and self.commits.always:
            self.output.write(self.prefixed(entries.show(commit)))
        return is_told or self.commits.always

    def prefixed(self, entry: bytes) -> bytes:
        """`entry` with what --line-prefix says before each line."""
        prefix = self.view.fixed_prefix
        if not prefix:
            return entry
        return b"".join(prefix + line for line in ended_lines(entry))

    def between(self, entries: Entries) -> bytes:
        """What stands between an entry and what changed."""
        formats = self.options.formats
        if not formats - {NOTHING} or entries.is_oneline or entries.is_empty:
            return b""
        dashes = b"---" if not entries.is_parted and formats >= {STAT, PATCH} else b""
        return self.view.line_prefix + dashes + b"\n"

    def next_pairs(self, step: Step, compared: Iterator[Compared]) -> Sequence[FilePair]:
        """The pairs of files that are shown of the step that is `compared` next."""
        return self.pairs_of(step, next(compared))

    def pairs_of(self, step: Step, compared: Compared) -> Sequence[FilePair]:
        """The pairs of files that are shown of a comparison."""
        pairs = self.refine.taken(entry for entry in self.entries_of(compared) if len(entry) == 5)
        all_sources = partial(self.files_of, self.steps.old_tree(step))
        if self.follower is not None:
            found = self.follower.found(pairs, step.trees, all_sources)
            if found is not None:
                self.look_for(only(self.follower.path))
                return self.refine.refined([found], is_found=True)
        return self.refine.refined(pairs, all_sources=all_sources, of_merge=step.is_combined)

    def files_of(self, tree: bytes) -> Iterator[Side]:
        """Every file below a tree that paths take, for a search for copies."""
        # What is followed may come from anywhere.
        pathspecs = None if self.follower is not None else self.comparison.pathspecs
        return all_files(self.repository.reader, tree, pathspecs, recursive=True)

    # What is known at the end, and a copy of this process tells of its share

    def found(self) -> bytes:
        """What was found out on the way, as FOUND has it."""
        view, refine = self.view, self.refine
        return FOUND.pack(self.has_changes, view.check_failed, refine.is_degraded, refine.needed)

    def take_found(self, found: bytes) -> None:
        """Take in what another one found out."""
        has_changes, check_failed, is_degraded, needed = FOUND.unpack(found)
        view, refine = self.view, self.refine
        self.has_changes = self.has_changes or has_changes
        view.check_failed = view.check_failed or check_failed
        refine.is_degraded = refine.is_degraded or is_degraded
        refine.needed = max(refine.needed, needed)

    def close(self) -> None:
        """End what shows differences, and say what was left out."""
        self.view.close()
        self.refine.tell_limit()


def blobs_of(compared: Compared) -> Iterator[bytes]:
    """The ids of blobs on both sides of what differs, as far as they are read ahead."""
    for entry in islice(compared.entries(), MOST_BLOBS):
        if len(entry) == 5:
            for mode, oid in (entry[1:3], entry[3:5]):
                if mode and mode & TYPE_MASK != GITLINK:
                    yield oid
