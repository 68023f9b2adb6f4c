"""Everything from which objects are reachable, as roots of a walk (walk/reachable.py).

    references      of all worktrees; the objects of those that git requires must be there
    grafts          parents that `info/grafts` gives to commits, which git takes for the real ones; these must be there
    rebases         what a rebase under way has put aside, as newer git keeps it
    reflogs         entries whose objects are still there
    indexes         entries, the trees that they make, stages before a merge; with their paths

Follows git's Documentation/git-prune and git-rev-list, "--all", "--reflog", "--indexed-objects".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.errors import NotFoundError, RepositoryError
from pygitobj.files.small_file import content_of
from pygitobj.formats.links import BLOB, TREE
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK
from pygitobj.repository.grafts import graft_lines
from pygitobj.repository.index_roots import index_roots
from pygitobj.repository.roots import (
    BAD_OBJECT,
    UNABLE_TO_PARSE,
    reflogs,
    require_ref_roots,
    state_roots,
)
from pygitobj.sources.copies import header_of_copy
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.reachable import Root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def all_roots(
    repository: Repository,
    *,
    refs: bool = True,
    reflogs: bool = True,
    indexes: bool = True,
    complaint: str = BAD_OBJECT,
    states: bool = False,
) -> list[Root]:
    """The roots of `repository`, each once: of its references, its reflogs and its indexes, and of rebases under way.

    Replace refs do not count. Of a reflog with entries whose objects are gone `repository.warn` is told, in git's
    words. What a rebase has put aside must be there only with `states`, as prune wants it. Raises RepositoryError with
    `complaint` for a reference without its object, CorruptError for an object that is there and damaged or a file that
    is, UnsupportedError for references that are stored elsewhere.
    """
    found: list[Root] = []
    if refs:
        found.extend(Root(bytes(ref.id)) for ref in require_ref_roots(repository, complaint))
        found.extend(Root(oid) for oid in grafted(repository))
    found.extend(put_aside(repository, needed=states))
    if reflogs:
        found.extend(logged(repository))
    if indexes:
        found.extend(indexed(repository))
    return list(dict.fromkeys(found))


def put_aside(repository: Repository, *, needed: bool) -> list[Root]:
    """What rebases under way have put aside, as far as it is there. Raises RepositoryError for what is `needed`."""
    states = list(state_roots(repository))
    found = list(present(repository.objects, [bytes(ref.id) for ref in states if ref.id is not None]))
    there = {root.oid for root in found}
    for ref in states:
        if needed and ref.required and ref.id not in there:
            raise RepositoryError(UNABLE_TO_PARSE.format(ref.id))
    return found


def present(store: ObjectStore, ids: Iterable[bytes]) -> Iterator[Root]:
    """Those of `ids` that are there, with their types. Raises CorruptError for what is there but damaged."""
    ids = list(ids)
    for oid, header in zip(ids, header_many(store, ids), strict=True):
        if header is not None:
            yield Root(oid, code=header.type.code)
            continue
        try:
            yield Root(oid, code=store.first_good(oid, header_of_copy).type.code)
        except NotFoundError:
            continue


def logged(repository: Repository) -> Iterator[Root]:
    """The objects in reflogs that are still there."""
    store = repository.objects
    for name, ids in reflogs(repository):
        there = list(present(store, ids))
        if len(there) < len(ids):
            repository.warn(f"warning: reflog of '{name}' references pruned commits")
        yield from there


def indexed(repository: Repository) -> Iterator[Root]:
    """The objects of indexes: those that git does not require only where they are there."""
    optional = []
    for oid, path, mode, required in index_roots(repository):
        root = Root(oid, path, TREE if mode & TYPE_MASK == DIRECTORY else BLOB)
        if required:
            yield root
        else:
            optional.append(root)
    there = {root.oid for root in present(repository.objects, [root.oid for root in optional])}
    yield from (root for root in optional if root.oid in there)


def grafted(repository: Repository) -> Iterator[bytes]:
    """The parents that `info/grafts` gives to commits, also in a second line about one. Raises RepositoryError."""
    for _, ids in graft_lines(content_of(repository.graft_path), repository.format):
        yield from map(bytes, (ids or ())[1:])
