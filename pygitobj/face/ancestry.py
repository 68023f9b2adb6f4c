"""How commits hang together, as callers ask: common ancestors, distances, which references have a commit, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.face.arguments import require_flags
from pygitobj.face.references import Reference, Refs
from pygitobj.face.starts import commit_number, numbers_of
from pygitobj.jobs.inspect.describe import CannotDescribeError, Choice, Describer, Style
from pygitobj.oid import ObjectId, ObjectType, shown
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel
from pygitobj.revisions.ref_sets import RefSet
from pygitobj.store.short_ids import ShortIds
from pygitobj.walk.descent import Descendants
from pygitobj.walk.distances import distances
from pygitobj.walk.merge_base import is_ancestor, merge_bases


def bases_of(repository: Repository, commits: Iterable[object]) -> list[ObjectId]:
    """The best common ancestors of the first of `commits` and what a merge of the others would be, the newest first."""
    history = history_of(repository)
    numbers = numbers_of(repository, history, commits)
    if not numbers:
        raise TypeError("at least one commit is expected")
    found = merge_bases(history, numbers[0], numbers[1:]) if numbers[1:] else numbers
    return [ObjectId(history.table.oid(number)) for number in found]


def leads_to(repository: Repository, ancestor: object, descendant: object) -> bool:
    """Whether `descendant` is `ancestor` or reaches it."""
    history = history_of(repository)
    first, second = (commit_number(repository, history, commit) for commit in (ancestor, descendant))
    return is_ancestor(history, first, [second])


def distance(repository: Repository, ours: object, theirs: object) -> tuple[int, int]:
    """How many commits `ours` alone reaches, and how many `theirs` alone does."""
    history = history_of(repository)
    first, second = (commit_number(repository, history, commit) for commit in (ours, theirs))
    return distances(history, [first], [second])[0][0]


def references_with(repository: Repository, commit: object, chosen: RefSet | None) -> Iterator[Reference]:
    """The references that are `chosen`, None for all, and reach `commit`. Checks its arguments at once."""
    if chosen is not None and not isinstance(chosen, RefSet):
        raise TypeError(f"refs is a set of references such as BRANCHES, not {shown(chosen)}")
    history = history_of(repository)
    wanted = Descendants(history, [history.table.oid(commit_number(repository, history, commit))])

    def found() -> Iterator[Reference]:
        for ref in Refs(repository).values():
            if ref.id is None or (chosen is not None and not chosen.has(ref.name)):
                continue
            commit_id = commit_at(repository, ref.id)
            if commit_id is not None and wanted.has(commit_id):
                yield ref

    return found()


def commit_at(repository: Repository, oid: ObjectId) -> ObjectId | None:
    """The commit that `oid` comes to through tags, None for something else. Raises NotFoundError, CorruptError."""
    found = peel(repository.reader, oid)
    return found.id if found.type is ObjectType.COMMIT else None


def description(repository: Repository, commit: object, tags: bool) -> str | None:
    """What `git describe` calls `commit`, after an annotated tag, or with `tags` after any; None without one."""
    require_flags(tags=tags)
    history = history_of(repository)
    oid = ObjectId(history.table.oid(commit_number(repository, history, commit)))
    describer = Describer(repository, history, ShortIds(repository.objects), Choice(tags=tags), Style())
    try:
        return describer.describe(oid)
    except CannotDescribeError:
        return None
