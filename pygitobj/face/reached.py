"""`repo.reachable`, `repo.unreachable` and `repo.paths`: objects that a history has, or lacks, and where they are."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager

from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.face.arguments import require_container, several
from pygitobj.face.hidden import edge_of, hide_all
from pygitobj.face.starts import pending_of, tips_in
from pygitobj.formats.commit import Commit
from pygitobj.id_list import IdList
from pygitobj.jobs.roots import all_roots
from pygitobj.oid import ObjectId, ObjectType, shown
from pygitobj.record import Record
from pygitobj.repository.history import grafted, history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.pending import Pending
from pygitobj.walk.object_listing import ObjectListing
from pygitobj.walk.problems import ANY_MISSING, Allows, none_allowed
from pygitobj.walk.reachable import Listed, Root, Scope, reachable
from pygitobj.walk.select.engine import Engine
from pygitobj.walk.select.selection import Order, Selection

# Commits whose trees are read together.
GROUP = 256


class Reachable(Record):
    """The objects that are reached, by type, each once: commits the newest first, others as they were met.

    A list of ids is asked for one it has the sooner where it is sorted: `ids` is.
    """

    commits: IdList
    trees: IdList
    blobs: IdList
    tags: IdList

    @property
    def ids(self) -> IdList:
        """All of them, sorted."""
        raws = sorted(oid for ids in self for oid in ids.raws())
        return IdList.of(b"".join(raws), self.commits.size)


def objects_reached(
    repository: Repository, include: Iterable[object], exclude: Iterable[object], missing: str
) -> Reachable:
    """What `include` reaches and `exclude` does not. Checks its arguments at once."""
    if missing not in ("raise", "skip"):
        raise ValueError(f'missing is "raise" or "skip", not {shown(missing)}')
    include = several("include", include)
    problem = ANY_MISSING if missing == "skip" else none_allowed
    pending = pending_of(repository, include, exclude, problem) if include else []
    return reached_from(repository, pending, problem)


def reached_from(repository: Repository, pending: Sequence[Pending], problem: Allows) -> Reachable:
    """What `pending` reaches; `problem` is asked whether to go on without what cannot be read."""
    roots = [Root(one.oid, one.path, one.code) for one in pending if not one.is_hidden]
    hidden = [Root(one.oid, one.path, one.code) for one in pending if one.is_hidden]
    return in_lists(repository, listed(repository, roots, hidden, problem))


def listed(repository: Repository, roots: list[Root], hidden: list[Root], problem: Allows) -> Listed:
    """What `roots` reach, as replace refs, grafts and shallow lines show it. Raises NotFoundError, CorruptError."""
    scope = Scope(repository.shallow, problem, grafts=grafted(repository))
    with plain_errors():
        return reachable(repository.objects, roots, hidden, scope, links=history_of(repository).provider)


@contextmanager
def plain_errors() -> Iterator[None]:
    """A block in which what is missing is a NotFoundError, where the walks below say it in git's words."""
    try:
        yield
    except GitObjectError as error:
        if type(error) is GitObjectError and isinstance(error.__cause__, NotFoundError):
            raise error.__cause__ from None
        raise


def in_lists(repository: Repository, found: Listed) -> Reachable:
    """What was found, as lists of ids."""
    size = repository.format.hash_size
    columns = (found.commits, found.trees, found.blobs, found.tags)
    return Reachable(*(IdList.of(bytes(column.ids), size) for column in columns))


def objects_unreached(repository: Repository, kind: ObjectType | None, reflogs: bool) -> IdList:
    """The objects that no reference, index, or entry of a log reaches; without `reflogs` logs do not count."""
    roots = all_roots(repository, reflogs=reflogs)
    with plain_errors():
        found = in_lists(repository, reachable(repository.objects, roots, (), Scope(repository.shallow)))
    return repository.objects.ids(kind) - found.ids


def places(
    repository: Repository, ids: Container[ObjectId], starts: Iterable[object]
) -> Iterator[tuple[ObjectId, bytes, Commit]]:
    """Where those of `ids` are that `starts` reach: with the path and the commit of the first that has each."""
    require_container("ids", ids)
    return placed(repository, ids, pending_of(repository, starts))


def placed(
    repository: Repository, ids: Container[ObjectId], pending: Sequence[Pending], problem: Allows = none_allowed
) -> Iterator[tuple[ObjectId, bytes, Commit]]:
    """The same, from the oldest commit on; `problem` is asked whether to go on without what cannot be read."""
    history = history_of(repository)
    history.problem = problem
    engine = Engine(history, Selection(order=Order.TOPO, reverse=True))
    tips = [tip for tip in tips_in(repository, history, pending) if history.can_find(tip.number, needed=True)]
    hide_all(engine, tips)
    engine.prepare(tips)
    listing = ObjectListing(history.provider, problem=problem)
    numbers = array("I", engine.run())
    with plain_errors():
        listing.hide(edge_of(engine, numbers, tips))
        for start in range(0, len(numbers), GROUP):
            some = numbers[start : start + GROUP]
            listing.read_ahead(b"".join(history.table.tree(number) for number in some))
            for number in some:
                yield from at_commit(repository, listing, ids, history.table.oid(number), history.table.tree(number))
            listing.release()


def at_commit(
    repository: Repository, listing: ObjectListing, ids: Container[ObjectId], oid: bytes, tree: bytes
) -> Iterator[tuple[ObjectId, bytes, Commit]]:
    """Those of `ids` that a commit is the first to have."""
    commit = None
    size = len(oid)
    for told in listing.list_held(tree):
        start = 0
        for at, end in enumerate(told.ends):
            found = ObjectId(told.ids[at * size : (at + 1) * size])
            if found in ids:
                commit = commit or repository.commit(ObjectId(oid))
                yield found, told.paths[start:end], commit
            start = end
