"""`repo.changes`: commits with what they changed, in bulk.

Numbers of commits come from the walk some at a time; their bodies are read together, their trees are compared together,
and, where lines are counted, blobs of many changes are read together.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import groupby

from pygitobj.errors import CorruptError, NotFoundError
from pygitobj.face.arguments import require_container, require_flags, several
from pygitobj.face.change import Change, CommitChanges
from pygitobj.face.diffs import GROUP, Differ, Wanted
from pygitobj.face.pathspecs import pathspecs_of
from pygitobj.face.starts import pending_of
from pygitobj.face.walking import FEW, MANY, WalkCall, kept_bodies, prepared, read, selection_of, telling
from pygitobj.formats.links import COMMIT
from pygitobj.id_list import IdList, as_oid
from pygitobj.oid import shown
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.problems import Allows
from pygitobj.walk.tree_comparison import EACH, FIRST, Comparison, compare_commits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from datetime import datetime

    from pygitobj.formats.commit import Commit
    from pygitobj.formats.pathspec import PathspecList
    from pygitobj.revisions.pending import Pending
    from pygitobj.walk.history import History
    from pygitobj.walk.kept_bodies import KeptBodies
    from pygitobj.walk.problems import Problem
    from pygitobj.walk.select.selection import Selection

FIRST_PARENT, EACH_PARENT, COMBINED, OMIT = MERGES = ("first-parent", "each", "combined", "omit")


class ChangesCall(Record):
    """What was asked of `Repository.changes`, by its names."""

    hide: Iterable[object] = ()
    done: Container[object] = ()
    order: str = "default"
    reverse: bool = False
    merges: str = FIRST_PARENT
    paths: Iterable[object] = ()
    since: datetime | None = None
    until: datetime | None = None
    problem: Callable[[Problem], None] | None = None


def changes(
    repository: Repository, starts: Iterable[object], call: ChangesCall, wanted: Wanted
) -> Iterator[CommitChanges]:
    """The commits that `call` asks for, with what they changed. Checks its arguments at once."""
    require_flags(lines=wanted.lines)
    if not isinstance(call.merges, str) or call.merges not in MERGES:
        raise ValueError(f"merges is one of {', '.join(map(repr, MERGES))}, not {shown(call.merges)}")
    require_container("done", call.done)
    paths = several("paths", call.paths)
    selection = selection_of(
        WalkCall(
            order=call.order,
            reverse=call.reverse,
            merges=False if call.merges == OMIT else None,
            since=call.since,
            until=call.until,
            problem=call.problem,
        )
    )
    _ = repository.objects.sources  # raises where it was closed
    problem = telling(call.problem)
    pending = pending_of(repository, starts, call.hide, problem)
    pathspecs = pathspecs_of(repository, paths) if paths else None
    return changed(repository, pending, selection, pathspecs, call, wanted, problem)


def changed(
    repository: Repository,
    pending: Sequence[Pending],
    selection: Selection,
    pathspecs: PathspecList | None,
    call: ChangesCall,
    wanted: Wanted,
    problem: Allows,
) -> Iterator[CommitChanges]:
    """As `changes`, of arguments that were checked."""
    kept = kept_bodies(selection)
    history = history_of(repository, kept)
    history.problem = problem
    engine = prepared(repository, history, pending, selection, pathspecs)
    comparison = Comparison(history.provider, bytes(repository.format.empty_tree), pathspecs, problem=history.problem)
    differ = Differ(repository, wanted, history.problem)
    run = Run(repository, history, comparison, differ, call.merges, kept)
    for numbers in parted(engine.batches(), history, call.done):
        yield from run.told(numbers)


def parted(batches: Iterable[array[int]], history: History, done: Container[object]) -> Iterator[list[int]]:
    """The numbers of commits in `batches` that are not `done`, few at first."""
    if isinstance(done, IdList):
        done = frozenset(done.raws())  # which may be in any order
    count = FEW
    oid_of = history.table.oid
    for numbers in batches:
        at = 0
        while at < len(numbers):
            some = numbers[at : at + count]
            yield [number for number in some if as_oid(oid_of(number)) not in done]
            at += len(some)
            count = min(2 * count, MANY)


class Run(Record):
    """What makes changes of numbers of commits."""

    repository: Repository
    history: History
    comparison: Comparison
    differ: Differ
    merges: str
    kept: KeptBodies | None

    def told(self, numbers: Sequence[int]) -> Iterator[CommitChanges]:
        """The commits `numbers`, in their order, with what they changed."""
        history = self.history
        some = [number for number in numbers if self.can_compare(number)]
        # A commit that cannot be read was told of, and is not given.
        commits = read(self.repository, list(map(history.table.oid, some)), history.problem, self.kept)
        by_id: dict[bytes, Commit] = {commit.id: commit for commit in commits}
        waiting: list[CommitChanges] = []
        count = 0
        for number, found in self.compared(some):
            commit = by_id.pop(history.table.oid(number), None)
            if commit is None:
                continue
            if not self.differ.wanted.lines:
                yield CommitChanges(commit, found)
                continue
            waiting.append(CommitChanges(commit, found))
            count += len(found)
            if count >= GROUP:
                yield from self.counted(waiting)
                waiting, count = [], 0
        yield from self.counted(waiting)

    def counted(self, some: Sequence[CommitChanges]) -> Sequence[CommitChanges]:
        """`some` with their lines counted."""
        self.differ.count_lines(change for one in some for change in one.changes)
        return some

    def can_compare(self, number: int) -> bool:
        """Whether the parents that a commit is compared with are there. Raises NotFoundError, CorruptError."""
        history = self.history
        parents = history.table.parents(number)
        if self.merges == FIRST_PARENT:
            parents = parents[:1]
        for parent in parents:
            try:
                history.require(parent)
            except (NotFoundError, CorruptError) as error:
                if not history.problem(history.table.oid(parent), COMMIT, error):
                    raise
                return False
        return True

    def compared(self, numbers: Sequence[int]) -> Iterator[tuple[int, list[Change]]]:
        """The commits `numbers`, each with its changes."""
        differ = self.differ
        which = FIRST if self.merges == FIRST_PARENT else EACH
        compared = compare_commits(self.history, self.comparison, numbers, which)
        if which == FIRST:
            for one in compared:
                yield one.number, differ.changes(one.compared.rows())
            return
        for number, several_of in groupby(compared, lambda one: one.number):
            each = [differ.changes(one.compared.rows(), one.parent) for one in several_of]
            yield number, combined(each) if self.merges == COMBINED else [change for one in each for change in one]


def combined(each: Sequence[list[Change]]) -> list[Change]:
    """Of the changes against each parent those at paths that differ from all of them, path by path."""
    if len(each) == 1:
        return each[0]
    by_path = [{change.path: change for change in one} for one in each]
    return [one[change.path] for change in each[0] if all(change.path in one for one in by_path) for one in by_path]
