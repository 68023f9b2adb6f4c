"""What log and show print of what commits changed, each below its entry: compared many at once, shown one by one.

Follows git's Documentation/diff-options, diff-merges and git-log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

from pygitobj.changes.pairs import FilePair, Side
from pygitobj.cli.diffing.asked import NOTHING, PATCH, RAW, STAT, USUAL, DiffOptions
from pygitobj.cli.diffing.combined import in_order
from pygitobj.cli.diffing.combined_show import show_merge
from pygitobj.cli.diffing.depth import ShownEntries
from pygitobj.cli.diffing.merge_paths import compared_trees, merge_paths
from pygitobj.cli.diffing.merges import FIRST_PARENT, NONE, CommitOptions
from pygitobj.cli.diffing.refine import Refine
from pygitobj.cli.diffing.show import show_changes
from pygitobj.cli.diffing.sources import all_files
from pygitobj.cli.diffing.view import ELLIPSIS, View
from pygitobj.cli.log_follow import Follower, only, path_to_follow
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.commit_entry import Entries
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.pretty.graph import GraphLines
from pygitobj.errors import GitObjectError
from pygitobj.formats.small_text import ended_lines
from pygitobj.kernels import raw_lines
from pygitobj.record import Record
from pygitobj.repository.config import environment_bool
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.tree_comparison import CHUNK, Compared, Comparison

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.changes.line_history.engine import LineChange
    from pygitobj.formats.pathspec import PathspecList
    from pygitobj.kernels.columns import Pair

# Ids that are kept with how they are shown.
MOST_DIGITS = 1 << 17
# Comparisons that are looked at together, unless they have as many pairs as a chunk.
WINDOW = 128


class Step(Record):
    """Trees that are compared, ids one after another, the new one first; and the parent that is named, if one is.

    Where a merge `is_combined` all its steps are shown as one. `lines` are what changed of those that are followed.
    """

    trees: bytes
    parent: bytes | None = None
    is_combined: bool = False
    lines: Sequence[LineChange] = ()


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


class Digits:
    """How the ids of files are shown in raw lines, `known` ones once they were looked up."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.known: dict[bytes, bytes] = {}

    def find(self, pairs: Sequence[Pair]) -> None:
        """Look up the ids in `pairs` that are not known, together."""
        known = self.known
        if len(known) > MOST_DIGITS:
            known.clear()
        new = [oid for pair in pairs for oid in (pair[2], pair[4]) if oid not in known]
        if not new:
            return
        new = list(dict.fromkeys(new))
        if environment_bool(self.view.repository.environ, ELLIPSIS, False):
            known.update((oid, self.view.raw_id(Side(b"", 0, oid))) for oid in new)
            return
        abbrev = self.view.options.abbrev
        short = self.view.ids.short_many(new, None if abbrev == USUAL else abbrev)
        known.update((oid, digits.encode("ascii")) for oid, digits in zip(new, short, strict=True))


class LogDiffs:
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
        self.repository, self.options, self.commits = repository, options, commits
        self.history = history
        self.output = output
        self.view = DrawnView(repository, options, output.write)
        self.view.graph = graph
        self.refine = Refine(self.view)
        self.nothing = bytes(repository.objects.empty_tree)
        pathspecs = pathspecs_here(repository, paths) if paths else None
        self.comparison = self.whole = Comparison(history.provider, self.nothing)
        self.entries_of = ShownEntries(options, None)
        self.follower: Follower | None = None
        if options.follow:
            self.follower = Follower(path_to_follow(pathspecs), options, self.whole, self.view.contents)
            self.look_for(only(self.follower.path))
        elif pathspecs is not None:
            self.look_for(pathspecs)
        self.has_changes = False
        self.digits = Digits(self.view)
        self.is_plain = self.shows_plain_lines()

    def shows_plain_lines(self) -> bool:
        """Whether raw lines alone are shown of what trees say, so that many can be made at once."""
        options, refine = self.options, self.refine
        if options.formats != {RAW} or options.nul or self.view.graph is not None or self.view.fixed_prefix:
            return False
        if (
            options.max_depth is not None
            or options.reverse
            or options.prefix
            or options.ignore_submodules == "all"
            or options.depends_on_lines
        ):
            return False
        if refine.looks_for_renames or options.follow or options.pickaxe_kinds or options.rotate_to is not None:
            return False
        return not (options.filter or options.filter_out or options.order_file or self.commits.no_commit_id)

    # What is compared

    def steps_of(self, number: int, parents: Sequence[int]) -> list[Step]:
        """What is compared for a commit that has these parents."""
        commits, history = self.commits, self.history
        is_merge = len(parents) > 1
        if not (commits.diff or (is_merge and commits.needs_diff)):
            return []
        history.require(number)
        new = history.table.tree(number)
        if not parents:
            return [Step(new + self.nothing)] if commits.root else []
        if is_merge and commits.merges == NONE:
            return []
        if is_merge and commits.is_combined:
            trees = compared_trees(self.options, new, list(map(self.tree_of, parents)))
            return [Step(some, is_combined=True) for some in trees]
        if is_merge and commits.merges != FIRST_PARENT:
            return [Step(new + self.tree_of(parent), history.table.oid(parent)) for parent in parents]
        return [Step(new + self.tree_of(parents[0]))]

    def tree_of(self, number: int) -> bytes:
        """The tree of a commit."""
        self.history.require(number)
        return self.history.table.tree(number)

    def shows_combined(self, steps: Sequence[Sequence[Step]]) -> bool:
        """Whether some of these steps are of merges beside all their parents."""
        return any(some and some[0].is_combined for some in steps)

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

    # Showing

    def show(
        self,
        commit: ShownCommit,
        steps: Sequence[Step],
        compared: Iterator[Compared],
        entries: Entries,
        plain: Iterator[Iterable[list[Pair]]] | None = None,
    ) -> bool:
        """Show an entry and what the commit changed; whether anything was shown. `plain` is of plain_ahead."""
        if steps and steps[0].is_combined:
            return self.show_combined(commit, steps, compared, entries)
        is_shown = False
        for step in steps:
            if plain is not None:
                is_shown = self.show_plain(commit, step, next(plain), entries) or is_shown
                continue
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

    def plain_ahead(self, compared: Iterator[Compared]) -> Iterator[Iterable[list[Pair]]]:
        """The pairs of each comparison, some comparisons ahead, so that ids in them are looked up together."""
        while True:
            window: list[Iterable[list[Pair]]] = []
            found: list[Pair] = []
            for one in islice(compared, WINDOW):
                rows, rest = self.plain_start(one)
                found += rows
                window.append(chain([rows] if rows else (), () if rest is None else rest))
                # One that is not read to its end is the last of its window: those after it may take its place.
                if rest is not None or len(found) >= CHUNK:
                    break
            if not window:
                return
            self.digits.find(found)
            yield from window

    def plain_start(self, compared: Compared) -> tuple[list[Pair], Iterable[list[Pair]] | None]:
        """The first pairs of a comparison, and what gives the others, or the error that there is; None for neither."""
        rows: list[Pair] = []
        chunks = plain_chunks(compared, with_trees=self.options.with_trees)
        try:
            for some in chunks:
                rows += some
                if len(rows) >= CHUNK:
                    return rows, chunks
        except GitObjectError as error:
            return rows, Failing(error)
        return rows, None

    def show_plain(self, commit: ShownCommit, step: Step, chunks: Iterable[list[Pair]], entries: Entries) -> bool:
        """Show an entry and raw lines of what trees say, if they say anything; whether they do."""
        is_shown = False
        for pairs in chunks:
            if not is_shown:
                self.output.write(entries.show(commit, step.parent) + self.between(entries))
            is_shown = self.has_changes = True
            self.digits.find(pairs)
            self.output.write(raw_lines(pairs, self.digits.known, self.view.name))
        return is_shown

    def show_combined(
        self, commit: ShownCommit, steps: Sequence[Step], compared: Iterator[Compared], entries: Entries
    ) -> bool:
        """Show an entry, and what a merge has otherwise than each parent; whether anything was shown."""
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
        all_sources = partial(self.files_of, self.old_tree(step))
        if self.follower is not None:
            found = self.follower.found(pairs, step.trees, all_sources)
            if found is not None:
                self.look_for(only(self.follower.path))
                return self.refine.refined([found], is_found=True)
        return self.refine.refined(pairs, all_sources=all_sources, of_merge=step.is_combined)

    def old_tree(self, step: Step) -> bytes:
        """The tree of the old side, which is the new one where sides are swapped."""
        size = len(self.nothing)
        return step.trees[:size] if self.options.reverse else step.trees[size:]

    def files_of(self, tree: bytes) -> Iterator[Side]:
        """Every file below a tree that paths take, for a search for copies."""
        # What is followed may come from anywhere.
        pathspecs = None if self.follower is not None else self.comparison.pathspecs
        return all_files(self.repository.reader, tree, pathspecs, recursive=True)

    def close(self) -> None:
        """End what shows differences, and say what was left out."""
        self.view.close()
        self.refine.tell_limit()


def plain_chunks(compared: Compared, *, with_trees: bool) -> Iterator[list[Pair]]:
    """What differs between one new tree and one old one, some at a time."""
    for some in compared.chunks(with_trees=with_trees):
        yield [pair for pair in some if len(pair) == 5]


class Failing:
    """Raises `error` when it is asked for the first."""

    def __init__(self, error: GitObjectError) -> None:
        self.error = error

    def __iter__(self) -> Iterator[list[Pair]]:
        raise self.error
