"""What a pack is to hold: from what `pack-objects` is told on its input and by its options.

    ObjectList      ids with their paths (object_list.py)
    RevisionList    what is reached from them, and from references, reflogs and indexes (revision_list.py, reachable.py)
    NamedPacks      what packs have, or also what that reaches (object_list.py)

Then what comes along: tags; what is unreachable, packed too or made loose. Last what is left out goes (left_out.py).

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from pygitobj.errors import GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import PROMISOR_SUFFIX, has
from pygitobj.formats.filter_spec import FilterSpec
from pygitobj.formats.links import BLOB, COMMIT
from pygitobj.jobs.packing.include_tags import with_tags
from pygitobj.jobs.packing.left_behind import make_loose, own_packs, readable_loose, with_unreachable
from pygitobj.jobs.packing.left_out import LeftOut
from pygitobj.jobs.packing.object_list import NamedPacks, ObjectList, ids_of_packs, named_within
from pygitobj.jobs.packing.revision_list import RevisionList
from pygitobj.jobs.report import ENUMERATING, UNKNOWN, enumerating, silent
from pygitobj.jobs.roots import all_roots
from pygitobj.kernels import Reach
from pygitobj.record import Record
from pygitobj.repository.history import grafted
from pygitobj.repository.object_filters import filtering_for
from pygitobj.repository.repository import Repository
from pygitobj.store.bulk import columns, describe_column, split
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.column import Column, fresh_of, joined, new_column
from pygitobj.walk.problems import anything, either, missing, nothing
from pygitobj.walk.promised import promisor_packs
from pygitobj.walk.reachable import Root, Scope, edge_of, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report


# What `Request.missing` may be: which blobs that are reached may be missing.
ERROR, ALLOW_ANY, ALLOW_PROMISOR = "error", "allow-any", "allow-promisor"


class Request(Record):
    """What to pack: the objects `named`, what can be reached from revisions, or what packs have.

    With `follow` it is also what the commits of these packs reach. `refs`, `reflogs` and `indexes` are roots of a walk
    besides revisions. `unpacked` is for a walk what no pack has yet, and for packs what is loose, besides.
    In a `thin` pack deltas may have bases that are left out; `aggressive` and `sparse` as in `Scope`.
    With `exclude_promisor` what is in packs of a promisor is left alone, with `best_effort` only the history behind
    it and its trees. `missing` blobs may be passed over. `true_parents` are followed besides those that grafts give.
    `tags` come along. What is unreachable is packed if it is in a pack (`keep_unreachable`) or loose (`pack_loose`),
    or made loose (`loosen`) unless it is from `oldest` or before it. `names` is the version of name hashes.
    A walk leaves out what `filter` says.
    """

    named: ObjectList | RevisionList | NamedPacks
    follow: bool = False
    refs: bool = False
    reflogs: bool = False
    indexes: bool = False
    unpacked: bool = False
    thin: bool = False
    aggressive: bool = False
    sparse: bool = True
    exclude_promisor: bool = False
    best_effort: bool = False
    missing: str = ERROR
    true_parents: bool = False
    tags: bool = False
    keep_unreachable: bool = False
    pack_loose: bool = False
    loosen: bool = False
    oldest: int | None = None
    left_out: LeftOut = LeftOut()
    names: int = 1
    filter: FilterSpec | None = None


class Wanted(Record):
    """The objects to be packed, and those that may be bases besides."""

    objects: Column
    edge: Column


def wanted(repository: Repository, request: Request, window: int, report: Report = silent) -> Wanted:
    """What `request` asks for; objects of so many commits as fit into a `window` may be bases of a thin pack.

    Raises GitObjectError where an object cannot be had.
    """
    store = repository.objects
    named, left_out = request.named, request.left_out
    if isinstance(named, NamedPacks):
        found = Wanted(from_packs(repository, request, named), new_column())
    elif isinstance(named, RevisionList):
        found = walked(repository, request, named, window if request.thin else 0, report)
    else:
        edge = edge_of(store, named.edges, request.names) if named.edges else new_column()
        found = Wanted(named.wanted, edge)
        report(ENUMERATING, len(named.wanted.hashes), UNKNOWN, None)
    objects = with_tags(repository, found.objects) if request.tags else found.objects
    if request.loosen:
        make_loose(repository, objects, left_out, request.oldest, own_packs(store, left_out))
    if request.keep_unreachable or request.pack_loose:
        packs = own_packs(store, left_out) if request.keep_unreachable else []
        objects = with_unreachable(store, objects, packs, loose=request.pack_loose)
    objects = left_out.drop(store, objects)
    report(ENUMERATING, len(objects.hashes), len(objects.hashes), None)
    return Wanted(objects, found.edge)


def walked(repository: Repository, request: Request, given: RevisionList, edges: int, report: Report) -> Wanted:
    """What can be reached from the revisions that were `given`, and from what else `request` names.

    Objects of so many commits at the edge as `edges` says may be bases.
    """
    roots: list[Root] = list(given.roots)
    if request.refs or request.reflogs or request.indexes:
        roots += all_roots(repository, refs=request.refs, reflogs=request.reflogs, indexes=request.indexes)
    store = repository.objects
    scope = Scope(
        repository.shallow | given.shallow,
        edges=edges,
        skipped=store.is_packed if request.unpacked else nothing,
        sparse=request.sparse,
        aggressive=request.aggressive,
        grafts=grafted(repository, kept=request.true_parents),
        problem=missing(allowed_by(repository, request.missing), BLOB),
        names=request.names,
        filtering=filtering_for(repository, request.filter),
    )
    if request.exclude_promisor:
        problem = either(missing(repository.promised_now()), scope.problem)
        scope = scope._replace(problem=problem, ignored=promised_ids(store))
    elif request.best_effort:
        scope = scope._replace(closed=promised_ids(store))
    listed = reachable(store, roots, given.hidden, scope, enumerating(report))
    objects = listed.all()
    if request.unpacked:
        # A commit that no pack has may lead to what some pack has, and so does a tag.
        objects = LeftOut(incremental=True).drop(store, objects)
    return Wanted(objects, listed.edge)


def allowed_by(repository: Repository, missing: str) -> Callable[[bytes], bool]:
    """Whether a blob may be missing, as `missing` says."""
    if missing == ALLOW_ANY:
        return anything
    return repository.promised_now() if missing == ALLOW_PROMISOR else nothing


def promised_ids(store: ObjectStore) -> bytes:
    """The raw ids of what packs of a promisor have."""
    return ids_of_packs(promisor_packs(store), (), store.format.hash_size)


def from_packs(repository: Repository, request: Request, packs: NamedPacks) -> Column:
    """What `packs` have, what they reach where `request` asks for that, and what is loose if it does."""
    store = repository.objects
    if request.exclude_promisor:
        refuse_promisors(packs.included, repository.revisions.base)
    size = store.format.hash_size
    ids = ids_of_packs(packs.included, (*packs.excluded, *packs.open), size)
    loose = readable_loose(store) if request.unpacked else b""
    if request.follow:
        return followed(repository, request, packs, loose)
    objects = named_within(store, ids, request.names)
    if loose:
        fresh = request.left_out._replace(incremental=True).drop(store, named_within(store, loose, request.names))
        objects.add(*fresh)
    return objects


def refuse_promisors(packs: Iterable[PackFile], base: str) -> None:
    """Raises GitObjectError, with a path seen from `base`, where one of `packs` came from a promisor."""
    for pack in packs:
        if has(pack.path, PROMISOR_SUFFIX):
            path = os.path.relpath(pack.pack_path, base)
            raise GitObjectError(f"packfile {path} is a promisor but --exclude-promisor-objects was given")


def followed(repository: Repository, request: Request, packs: NamedPacks, loose: bytes) -> Column:
    """What the included packs have and what is loose, and all that their commits reach, and those of open packs.

    What excluded packs have, open ones or not, is left out; where there are open ones it is not looked behind the
    others, which have all that they reach. What is missing is passed over.
    """
    store = repository.objects
    size = store.format.hash_size
    closed = ids_of_packs(packs.excluded, (), size)
    out = Reach(size)
    out.add(closed)
    scope = Scope(
        repository.shallow,
        missing(lambda oid: oid not in store),
        skipped=out.__contains__,
        closed=closed if packs.open else b"",
        ignored=promised_ids(store) if request.exclude_promisor else b"",
        names=request.names,
    )
    own = ids_of_packs(packs.included, (), size) + loose
    tips = commits_among(store, own + ids_of_packs(packs.open, (), size))
    reached = reachable(store, tips, scope=scope).all()
    known = Reach(size)
    known.add(closed + ids_of_packs(packs.open, (), size))
    return joined([fresh_of(reached, known, size), named_within(store, known.add(own), request.names)])


def commits_among(store: ObjectStore, ids: bytes) -> list[Root]:
    """Those of the raw `ids` that are commits, as roots."""
    found: list[Root] = []
    for column in columns(split(ids, store.format.hash_size), store.format):
        codes, _ = describe_column(store, column)
        each = split(column, store.format.hash_size)
        found.extend(Root(oid, code=code) for oid, code in zip(each, codes, strict=True) if code == COMMIT)
    return found
