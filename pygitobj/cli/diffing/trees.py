"""What differs between trees and commits that were named, many at once: compared together, shown one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from pygitobj.changes.pairs import FilePair, Side
from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.diffing.combined import in_order
from pygitobj.cli.diffing.combined_show import refuse_combined, show_merge
from pygitobj.cli.diffing.depth import ShownEntries
from pygitobj.cli.diffing.headers import Headers
from pygitobj.cli.diffing.merge_paths import merge_paths
from pygitobj.cli.diffing.merges import CommitOptions
from pygitobj.cli.diffing.refine import Refine
from pygitobj.cli.diffing.show import show_changes
from pygitobj.cli.diffing.sources import all_files
from pygitobj.cli.diffing.steps import CommitSteps, Step
from pygitobj.cli.diffing.view import View
from pygitobj.cli.output import Output, opened
from pygitobj.cli.session import warn
from pygitobj.cli.walking.given import Given
from pygitobj.errors import MISSING_OR_BAD, GitObjectError, NotFoundError
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.revisions.ancestors import commit_named
from pygitobj.revisions.peel import peel_if_there
from pygitobj.revisions.pending import Pending
from pygitobj.walk.merge_base import merge_bases
from pygitobj.walk.tree_comparison import Compared, Comparison


class Job(Record):
    """What one argument or one line of the input asks for.

    `before` is printed first, and `wrong` told as an error. `oid` is the commit, None for two trees, and `parents` are
    those that it has here.
    """

    before: bytes = b""
    wrong: str = ""
    oid: bytes | None = None
    steps: Sequence[Step] = ()
    parents: Sequence[bytes] = ()


class Trees:
    """Compares trees of `repository` and shows what differs."""

    def __init__(
        self,
        repository: Repository,
        options: DiffOptions,
        commits: CommitOptions,
        given: Given,
        paths: Sequence[str],
        *,
        is_strict: bool,
        looks_in_index: bool = True,
    ) -> None:
        self.repository, self.options, self.commits = repository, options, commits
        self.output = Output()
        # What is shown of differences may go to a file of its own.
        self.shown = self.output if options.output is None else Output(opened(options.output))
        self.view = View(repository, options, self.shown.write, looks_in_index=looks_in_index)
        self.refine = Refine(self.view, is_strict=is_strict)
        self.headers = Headers(repository, self.view, given)
        self.history = history_of(repository)
        nothing = bytes(repository.objects.empty_tree)
        self.steps = CommitSteps(options, commits, nothing, self.tree_of, self.history.table.oid)
        pathspecs = pathspecs_here(repository, paths) if paths else None
        if commits.full_diff:
            pathspecs = None
        self.comparison = Comparison(self.history.provider, nothing, pathspecs, recursive=options.recursive)
        self.entries_of = ShownEntries(options, pathspecs)
        # Merges are compared with all their parents in every directory.
        self.deep = Comparison(self.history.provider, nothing, pathspecs)

    def close(self) -> None:
        """Write what is left."""
        self.view.close()
        self.output.flush()
        self.shown.flush()

    # What is compared

    def base_of(self, one: bytes, other: bytes) -> bytes:
        """The best common ancestor of two commits. Raises GitObjectError in git's words."""
        history = self.history
        numbers = []
        for oid in (one, other):
            commit = commit_named(self.repository.revisions, ObjectId(oid))
            if commit is None:
                raise GitObjectError("--merge-base only works with commits")
            numbers.append(history.number(commit.id))
        bases = merge_bases(history, numbers[0], numbers[1:])
        if not bases:
            raise GitObjectError("no merge base found")
        if len(bases) > 1:
            raise GitObjectError("multiple merge bases found")
        return history.table.oid(bases[0])

    def commit_job(self, oid: bytes, parents: Sequence[bytes] = (), *, is_root: bool = False) -> Job:
        """What is to be done for a commit, with `parents` instead of its own where there are any, or it `is_root`."""
        history = self.history
        number = history.number(oid)
        history.require(number)
        table = history.table
        found = list(parents)
        if not found and not is_root:
            found = [table.oid(parent) for parent in table.parents(number)]
        return Job(oid=oid, steps=self.steps.of(table.tree(number), list(map(history.number, found))), parents=found)

    def tree_of(self, parent: int) -> bytes:
        """The tree of a parent. Raises NoParentError."""
        history = self.history
        try:
            history.require(parent)
        except MISSING_OR_BAD as error:
            raise no_parent(history.table.oid(parent), is_missing=isinstance(error, NotFoundError)) from error
        return history.table.tree(parent)

    # Showing

    def show(self, jobs: Iterable[Job]) -> None:
        """Show what differs, job after job; what comes before one that cannot be known is shown before its error."""
        some, problem = until_error(jobs)
        steps = [step for job in some for step in job.steps]
        compared = self.comparison.compare(step.trees for step in steps if not step.is_combined)
        deep = self.deep.compare(step.trees for step in steps if step.is_combined)
        for job in some:
            if job.before:
                self.output.write(job.before)
            if job.wrong:
                self.output.flush()
                warn(f"error: {job.wrong}")
            try:
                if job.steps and job.steps[0].is_combined:
                    self.show_combined(job, deep)
                else:
                    self.show_job(job, compared)
            except GitObjectError:
                self.output.flush()
                raise
        if problem is not None:
            self.output.flush()
            if isinstance(problem, NoParentError):
                warn(problem.told)
            raise problem

    def show_job(self, job: Job, compared: Iterator[Compared]) -> None:
        """Show the differences of one job, below its header where there is one."""
        is_shown = False
        for step in job.steps:
            pairs = self.pairs_of(step, next(compared))
            if pairs and job.oid is not None and not self.commits.no_commit_id:
                self.headers.show(job.oid, job.parents, step.parent, with_changes=True)
                is_shown = True
            show_changes(self.view, pairs)
        if not is_shown and job.oid is not None and self.commits.always:
            self.headers.show(job.oid, job.parents, None, with_changes=False)

    def pairs_of(self, step: Step, compared: Compared) -> Sequence[FilePair]:
        """The pairs that are shown of two trees."""
        entries = self.entries_of(compared)
        return self.refine.refined(
            self.refine.taken(entry for entry in entries if len(entry) == 5),
            all_sources=partial(self.files_of, self.steps.old_tree(step)),
            of_merge=step.is_combined,
        )

    def show_combined(self, job: Job, compared: Iterator[Compared]) -> None:
        """Show what a merge has otherwise than each parent."""
        assert job.oid is not None
        refuse_combined(self.options)
        is_told = not self.commits.no_commit_id
        if is_told:
            self.headers.show(job.oid, job.parents, None, with_changes=True, combined=True)
        paths, of_first = merge_paths(
            self.options,
            compared,
            len(job.steps),
            self.entries_of,
            lambda nth, found: self.pairs_of(job.steps[nth], found),
        )
        show_merge(self.view, self.commits, in_order(paths, self.refine.rank if paths else None), of_first)
        if not is_told and self.commits.always:
            self.headers.show(job.oid, job.parents, None, with_changes=False)

    def files_of(self, tree: bytes) -> Iterator[Side]:
        """Every file below a tree, for a search for copies."""
        pathspecs = self.comparison.pathspecs
        return all_files(self.repository.reader, tree, pathspecs, recursive=self.options.recursive)


class NoParentError(GitObjectError):
    """A parent that is no commit or cannot be read; the line that is `told` comes before it."""

    told = ""


def no_parent(oid: bytes, *, is_missing: bool) -> NoParentError:
    """The error of a parent."""
    error = NoParentError(f"unable to parse commit {oid.hex()}")
    error.told = f"error: Could not read {oid.hex()}" if is_missing else f"error: Object {oid.hex()} not a commit"
    return error


def until_error(jobs: Iterable[Job]) -> tuple[list[Job], GitObjectError | None]:
    """Those of `jobs` that come before an error, and the error; None where there is none."""
    some: list[Job] = []
    left = iter(jobs)
    try:
        while (job := next(left, None)) is not None:
            some.append(job)
    except GitObjectError as error:
        return some, error
    return some, None


# What is asked for


def show_two_trees(trees: Trees, old: Pending, new: Pending, *, finds_base: bool) -> None:
    """Show what differs between two trees that were named, or, with `finds_base`, from where they parted."""
    first = old.oid
    if finds_base:
        if old.is_hidden or new.is_hidden:
            raise GitObjectError("--merge-base does not work with ranges")
        first = trees.base_of(old.oid, new.oid)
    elif new.is_hidden:
        old, new = new, old
        first = old.oid
    trees.show([trees_job(trees, first, new.oid)])


def commit_job(trees: Trees, oid: bytes) -> Job | None:
    """What one argument asks for that leads to a commit; None, which is told, where it does not."""
    commit = commit_named(trees.repository.revisions, ObjectId(oid))
    if commit is None:
        return None
    return trees.commit_job(bytes(commit.id))


def trees_job(trees: Trees, old: bytes, new: bytes) -> Job:
    """What two arguments ask for. Raises GitObjectError where one leads to no tree."""
    found = []
    for oid in (old, new):
        tree = tree_of(trees.repository, oid)
        if tree is None:
            raise GitObjectError(f"unable to read tree ({oid.hex()})")
        found.append(tree)
    return Job(steps=[Step(found[1] + found[0])])


def tree_of(repository: Repository, oid: bytes) -> bytes | None:
    """The tree that `oid` leads to, None where it leads to none."""
    try:
        found = peel_if_there(repository.reader, ObjectId(oid), ObjectType.TREE)
    except MISSING_OR_BAD:
        return None
    return bytes(found.id) if found is not None and found.type is ObjectType.TREE else None
