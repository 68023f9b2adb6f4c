"""Which objects can be reached: from some of them down to everything that these name.

    roots       commits, tags, trees and blobs; a tag leads on to what it tags
    commits     by date (commits.py); what changes history is history.py
    trees       level by level, from the top of all commits down, each read once: many are built together that way
    hidden      what hidden roots reach is left out: the trees of the commits at the edge are walked first, whole, or
                only where they have the paths of something that is wanted (sparse_edges.py)

Objects are columns of raw ids, as in the store; with each goes the name hash of the path where it was found first.

Follows git's Documentation/git-rev-list, "--objects".
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import compress

from pygitobj.errors import CorruptError, CorruptObject, GitObjectError, NotFoundError
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE, links_of, require_type
from pygitobj.kernels import Reach, name_hash
from pygitobj.record import Record
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.column import Column, fresh_of, ids_in, joined, new_column, picked, unnamed
from pygitobj.walk.commits import Walked, walk
from pygitobj.walk.filtered_listing import FilteredListing
from pygitobj.walk.filtered_reach import EVERYTHING, Filtering, Named, list_below
from pygitobj.walk.history import NO_GRAFTS, Grafted, History
from pygitobj.walk.problems import Allows, none_allowed, nothing
from pygitobj.walk.read_ahead import ReadAhead
from pygitobj.walk.sparse_edges import hide_along_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pygitobj.walk.links import Links


class Root(Record):
    """Where a walk begins: a raw id, its path where it has one, its type code where that is known (else 0)."""

    oid: bytes
    path: bytes = b""
    code: int = 0


class Scope(Record):
    """What surrounds a walk: the commits where history was cut off; what is asked of an object that cannot be read.

    The raw ids in `ignored` are neither told nor followed. `edges` is how many trees of commits at the edge are told as
    `Listed.edge`. Commits that are `skipped` are followed, but neither told nor are their trees walked.
    With `sparse` hidden trees are walked only where something wanted is at the same path; with `aggressive` hidden
    roots are at the edge too, whatever is between. `closed` are commits whose parents are not followed, and trees that
    are not told. `grafts` are parents that some commits have instead of theirs. `names` is the version of name hashes.
    """

    shallow: frozenset[bytes] = frozenset()
    problem: Allows = none_allowed
    ignored: bytes = b""
    edges: int = 0
    skipped: Callable[[bytes], bool] = nothing
    sparse: bool = False
    aggressive: bool = False
    closed: bytes = b""
    grafts: Mapping[bytes, Grafted] = NO_GRAFTS
    names: int = 1
    filtering: Filtering = EVERYTHING


PLAIN = Scope()


def tell_nobody(_count: int) -> None:
    """Tell nobody how many objects were found."""


class Listed(Record):
    """The objects that were reached, by type; and those at the edge, which whoever has the hidden ones has too.

    `commits`, `tags`, `trees`, `blobs` are in the order of the walk.
    """

    commits: Column
    tags: Column
    trees: Column
    blobs: Column
    edge: Column

    def all(self) -> Column:
        """Those that were reached, in one column."""
        return joined(self[:4])


def reachable(
    store: ObjectStore,
    roots: Iterable[Root],
    hidden: Iterable[Root] = (),
    scope: Scope = PLAIN,
    tell: Callable[[int], None] = tell_nobody,
    links: Links | None = None,
) -> Listed:
    """The objects of `store` that `roots` reach and `hidden` do not. Replace refs do not count.

    `tell` is told how many were found, again and again. What objects name `links` knows; without it they are read.
    Raises NotFoundError, CorruptError for what cannot be read.
    """
    return Reachability(store, scope, tell, links).run(roots, hidden)


def edge_of(store: ObjectStore, oids: Iterable[bytes], names: int = 1) -> Column:
    """The trees and blobs below the commits and trees `oids`, for bases of a thin pack. Raises CorruptError.

    `names` is the version of the name hashes.
    """
    reachability = Reachability(store, PLAIN._replace(names=names))
    out = reachability.sort((Root(oid) for oid in oids), new_column(), needed=False)
    trees = b"".join([reachability.history.links(oid).tree for oid in out.commits])
    reachability.walk_hidden(reachability.fresh(joined([out.trees, reachability.unnamed(trees)])), tell=True)
    return reachability.listed.edge


class Sorted(Record):
    """Roots by type: commits, and trees and blobs with the hashes of their paths; the paths of these."""

    commits: dict[bytes, None]
    trees: Column
    blobs: Column
    paths: dict[bytes, bytes]


class Reachability:
    """One walk."""

    def __init__(
        self,
        store: ObjectStore,
        scope: Scope,
        tell: Callable[[int], None] = tell_nobody,
        links: Links | None = None,
    ) -> None:
        self.store = store
        self.links = links or ReadAhead(store)
        self.scope = scope
        self.tell = tell
        self.size = store.format.hash_size
        self.known = Reach(self.size, scope.names)
        self.known.add(scope.ignored)
        self.allowed: set[bytes] = set()
        self.closed = Reach(self.size)
        self.closed.add(scope.closed)
        self.listed = Listed(new_column(), new_column(), new_column(), new_column(), new_column())
        ignored = self.known.__contains__ if scope.ignored else nothing
        closed = self.closed.__contains__ if scope.closed else nothing
        self.history = History(self.links, scope.shallow, scope.problem, ignored, closed, scope.grafts)

    def run(self, roots: Iterable[Root], hidden: Iterable[Root]) -> Listed:
        """What `roots` reach and `hidden` do not."""
        out = self.sort(hidden, new_column(), needed=False)
        own = self.sort(roots, self.listed.tags, needed=True)
        walked = walk(self.history, own.commits, out.commits)
        self.hide(out, walked)
        listed, filtering = self.listed, self.scope.filtering
        shown = walked.commits
        if self.scope.skipped is not nothing:
            shown = [oid for oid in shown if not self.scope.skipped(oid)]
        told = shown if filtering is EVERYTHING else filtering.commits(shown, own.commits)
        listed.commits.add(*self.unnamed(self.known.add(b"".join(told))))
        self.tell_count()
        self.walk_wanted(own, [self.history.links(oid).tree for oid in shown])
        if self.scope.problem is none_allowed:
            return self.listed
        listed = self.listed
        return listed._replace(trees=self.without_unreadable(listed.trees), blobs=self.without_missing(listed.blobs))

    def walk_wanted(self, own: Sorted, tops: list[bytes]) -> None:
        """Tell what is below the `tops`, trees of commits, and what was named, as far as it is to be told."""
        filtering, listed = self.scope.filtering, self.listed
        if filtering.sees_paths or (own.paths and filtering is not EVERYTHING):
            self.list_wanted(own, tops)
            return
        first = self.unnamed(self.known.add(b"".join(tops)))
        first.add(*self.fresh(own.trees))
        listed.blobs.add(*self.fresh(own.blobs))
        for level in self.levels(first, needed=True) if filtering.enters else [Level(first, new_column())]:
            listed.trees.add(*level.trees)
            listed.blobs.add(*level.blobs)
            self.tell_count()
        if filtering is not EVERYTHING:
            trees = filtering.trees(listed.trees, self.size)
            self.listed = listed._replace(trees=trees, blobs=filtering.blobs(listed.blobs, self.size))

    def list_wanted(self, own: Sorted, tops: list[bytes]) -> None:
        """As `walk_wanted`, for a filter that sees paths, or where something was named that it is not asked of."""
        listing = FilteredListing(self.links, self.scope.filtering.filter, self.scope.problem)
        listing.is_hidden = self.known.__contains__
        listing.passes_over = self.closed.__contains__
        trees = set(ids_in(own.trees, self.size).raws())
        named = (Named(oid, path, oid in trees) for oid, path in own.paths.items())
        told, blobs = list_below(listing, named, tops, self.scope.names)
        self.listed = self.listed._replace(trees=told, blobs=blobs)
        self.tell_count()

    def without_unreadable(self, trees: Column) -> Column:
        """`trees` without those that could not be read and are allowed to be missing."""
        if not self.allowed:
            return trees
        ids = ids_in(trees, self.size).raws()
        return picked(trees, [at for at, oid in enumerate(ids) if oid not in self.allowed], self.size)

    def without_missing(self, blobs: Column) -> Column:
        """`blobs`, which were not looked at yet, without those that are missing and may be."""
        ids = ids_in(blobs, self.size)
        headers = zip(ids.raws(), header_many(self.store, ids), strict=True)
        problem = self.scope.problem
        kept = [at for at, (oid, header) in enumerate(headers) if header is not None or not problem(oid, BLOB, None)]
        return blobs if len(kept) == len(ids) else picked(blobs, kept, self.size)

    def tell_count(self) -> None:
        """Tell how many objects were found."""
        self.tell(sum(len(column.hashes) for column in self.listed[:4]))

    def fresh(self, some: Column) -> Column:
        """Those of `some` that were not known yet."""
        return fresh_of(some, self.known, self.size)

    def unnamed(self, ids: bytes) -> Column:
        """The raw `ids`, whose paths nobody knows."""
        return unnamed(ids, self.size)

    # Roots

    def sort(self, roots: Iterable[Root], tags: Column, *, needed: bool) -> Sorted:
        """`roots` by type, tags followed, which are added to `tags`."""
        result = Sorted({}, new_column(), new_column(), {})
        left = list(dict.fromkeys(roots))
        while left:
            typed = [root for root in left if root.code] + self.with_types([root for root in left if not root.code])
            left = []
            for oid, path, code in typed:
                if code == COMMIT:
                    result.commits[oid] = None
                elif code == TAG:
                    left.extend(self.follow_tag(oid, tags, needed=needed))
                else:
                    column = result.trees if code == TREE else result.blobs
                    column.add(oid, array("I", [name_hash(path, self.scope.names)]))
                    result.paths.setdefault(oid, path)
        return result

    def with_types(self, roots: list[Root]) -> list[Root]:
        """`roots` with their types; without those that may be missing. Raises NotFoundError."""
        found = []
        for root, header in zip(roots, header_many(self.store, [root.oid for root in roots]), strict=True):
            if header is not None:
                found.append(root._replace(code=header.type.code))
                continue
            error = GitObjectError(f"bad object {root.oid.hex()}")
            if not self.scope.problem(root.oid, root.code, error):
                raise error
        return found

    def follow_tag(self, oid: bytes, tags: Column, *, needed: bool) -> list[Root]:
        """What the tag `oid` tags, with its type; it is added to `tags` if it is `needed`. Nothing if it is known."""
        if not self.known.add(oid):
            return []
        if needed:
            tags.add(oid, array("I", [0]))
        try:
            link = self.links.tag(oid)
        except CorruptError as error:
            if self.scope.problem(oid, TAG, error):
                return []
            raise
        found = self.with_types([Root(link.oid)])
        for root in found:
            require_type(root.code, link.code, link.oid)
        return found

    # Trees

    def hide(self, out: Sorted, walked: Walked) -> None:
        """Know what is below the hidden trees, and of the commits at the edge."""
        self.known.add(bytes(out.blobs.ids))
        tops = self.fresh(out.trees)
        edges = list(walked.edges)
        if self.scope.aggressive:
            edges = list(dict.fromkeys([*edges, *(oid for oid in out.commits if self.history.find(oid, needed=False))]))
        if self.scope.sparse:
            self.walk_hidden(tops, tell=False)
            self.hide_sparsely(walked, edges)
            return
        trees = [self.history.links(oid).tree for oid in edges]
        for number, tree in enumerate(trees):
            tops.add(*self.unnamed(self.known.add(tree)))
            if number + 1 == self.scope.edges or number + 1 == len(trees):
                self.walk_hidden(tops, tell=number < self.scope.edges)
                tops = new_column()
        self.walk_hidden(tops, tell=False)

    def hide_sparsely(self, walked: Walked, edges: list[bytes]) -> None:
        """Know what of the hidden commits `edges` is where something is that is wanted."""
        at_edge = [self.history.links(oid).tree for oid in walked.edges]
        self.known.add(b"".join(at_edge))
        tops = [*(self.history.links(oid).tree for oid in walked.commits), *at_edge]
        hide_along_paths(self.links, self.known, dict.fromkeys(tops))
        for oid in edges[len(walked.edges) :]:
            self.walk_hidden(self.unnamed(self.known.add(self.history.links(oid).tree)), tell=False)
        if self.scope.edges and edges:
            self.listed = self.listed._replace(edge=edge_of(self.store, edges[: self.scope.edges], self.scope.names))

    def walk_hidden(self, tops: Column, *, tell: bool) -> None:
        """Know what is below `tops`, which are known; with `tell` it is at the edge."""
        for level in self.levels(tops, needed=False):
            if tell:
                self.listed.edge.add(*joined(level))

    def levels(self, trees: Column, *, needed: bool) -> Iterator[Level]:
        """`trees`, then what they name that was not known, then what these trees name, and so on."""
        blobs = new_column()
        while trees.hashes or blobs.hashes:
            if needed and self.scope.closed:
                trees = self.without_closed(trees)
            yield Level(trees, blobs)
            below, blobs = new_column(), new_column()
            for bodies, hashes in self.bodies(trees, needed=needed):
                try:
                    named = self.known.take(bodies, hashes)
                except CorruptObject as error:
                    raise self.first_malformed(bodies, error) from None
                below.add(named.trees, named.tree_hashes)
                blobs.add(named.blobs, named.blob_hashes)
            trees = below

    def without_closed(self, trees: Column) -> Column:
        """`trees` without those that are closed."""
        kept = (oid not in self.closed for oid in ids_in(trees, self.size).raws())
        return picked(trees, compress(range(len(trees.hashes)), kept), self.size)

    def bodies(self, trees: Column, *, needed: bool) -> Iterator[tuple[list[bytes], array[int]]]:
        """The bodies of `trees`, with their hashes, some at a time; without those that may be missing."""
        ids = ids_in(trees, self.size)
        start = 0
        for bodies in self.links.trees(ids):
            here = trees.hashes[start : start + len(bodies)]
            if None not in bodies:
                whole: Any = bodies
                yield whole, here
            else:
                some = ids[start : start + len(bodies)].raws()
                found = [
                    (self.tree(oid, needed=needed) if body is None else body, hash_)
                    for oid, body, hash_ in zip(some, bodies, here, strict=True)
                ]
                kept = [(body, hash_) for body, hash_ in found if body is not None]
                yield [body for body, _ in kept], array("I", [hash_ for _, hash_ in kept])
            start += len(bodies)

    def tree(self, oid: bytes, *, needed: bool) -> bytes | None:
        """The body of the tree `oid`, read alone; None where it is missing, and may be or is not `needed`."""
        try:
            return self.links.tree(oid)
        except NotFoundError as error:
            if not needed or self.allows(oid, error):
                return None
            if error.passed_over:
                raise  # which says where it may be
            raise GitObjectError(f"bad tree object {oid.hex()}") from error
        except CorruptError as error:
            if self.allows(oid, error):
                return None
            raise

    def allows(self, oid: bytes, error: GitObjectError) -> bool:
        """Whether the walk goes on without the tree `oid`, which is told no more then."""
        if not self.scope.problem(oid, TREE, error):
            return False
        self.allowed.add(oid)
        return True

    def first_malformed(self, bodies: list[bytes], error: CorruptObject) -> CorruptObject:
        """`error` with the id of the first tree of `bodies` that is malformed."""
        for body in bodies:
            try:
                links_of(TREE, body, self.store.format)
            except CorruptObject as found:
                return found.located(oid=self.store.format.hash_object("tree", body))
        return error


class Level(Record):
    """Trees and blobs that are as far from the top."""

    trees: Column
    blobs: Column
