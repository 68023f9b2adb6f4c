"""Which objects can be reached: from some of them down to everything that these name.

    roots       commits, tags, trees and blobs; a tag leads on to what it tags
    commits     by date (history.py)
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

from pygitobj.errors import CorruptObject, GitObjectError, NotFoundError
from pygitobj.formats.links import COMMIT, TAG, TREE, links_of, require_type
from pygitobj.kernels import Reach, name_hash
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.sources.copies import read_copy
from pygitobj.store.bulk import header_many, split
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import bodies_of
from pygitobj.walk.column import Column, fresh_of, joined, new_column, picked, unnamed
from pygitobj.walk.history import NO_GRAFTS, Grafted, History, Walked, nothing, walk
from pygitobj.walk.sparse_edges import hide_along_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WINDOW = 8 << 20


class Root(Record):
    """Where a walk begins: a raw id, its path where it has one, its type code where that is known (else 0)."""

    oid: bytes
    path: bytes = b""
    code: int = 0


class Scope(Record):
    """What surrounds a walk: the commits where history was cut off; whether an object, or only a blob, may be missing.

    The raw ids in `apart` are neither told nor followed. `edges` is how many trees of commits at the edge are told as
    `Listed.edge`. Commits that are `skipped` are followed, but neither told nor are their trees walked.
    With `sparse` hidden trees are walked only where something wanted is at the same path; with `aggressive` hidden
    roots are at the edge too, whatever is between. `closed` are commits whose parents are not followed, and trees that
    are not told. `grafts` are parents that some commits have instead of theirs. `names` is the version of name hashes.
    """

    shallow: frozenset[bytes] = frozenset()
    excused: Callable[[bytes], bool] = nothing
    apart: bytes = b""
    edges: int = 0
    skipped: Callable[[bytes], bool] = nothing
    sparse: bool = False
    aggressive: bool = False
    excused_blob: Callable[[bytes], bool] = nothing
    closed: bytes = b""
    grafts: Mapping[bytes, Grafted] = NO_GRAFTS
    names: int = 1


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
) -> Listed:
    """The objects of `store` that `roots` reach and `hidden` do not. Replace refs do not count.

    `tell` is told how many were found, again and again. Raises NotFoundError, CorruptError for what cannot be read.
    """
    return Reachability(store, scope, tell).run(roots, hidden)


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
    """Roots by type: commits, and trees and blobs with the hashes of their paths."""

    commits: dict[bytes, None]
    trees: Column
    blobs: Column


class Reachability:
    """One walk."""

    def __init__(self, store: ObjectStore, scope: Scope, tell: Callable[[int], None] = tell_nobody) -> None:
        self.store = store
        self.scope = scope
        self.tell = tell
        self.size = store.format.hash_size
        self.known = Reach(self.size, scope.names)
        self.known.add(scope.apart)
        self.closed = Reach(self.size)
        self.closed.add(scope.closed)
        self.listed = Listed(new_column(), new_column(), new_column(), new_column(), new_column())
        apart = self.known.__contains__ if scope.apart else nothing
        closed = self.closed.__contains__ if scope.closed else nothing
        self.history = History(store, scope.shallow, scope.excused, apart, closed, scope.grafts)

    def run(self, roots: Iterable[Root], hidden: Iterable[Root]) -> Listed:
        """What `roots` reach and `hidden` do not."""
        out = self.sort(hidden, new_column(), needed=False)
        own = self.sort(roots, self.listed.tags, needed=True)
        walked = walk(self.history, own.commits, out.commits)
        self.hide(out, walked)
        listed = self.listed
        shown = walked.commits
        if self.scope.skipped is not nothing:
            shown = [oid for oid in shown if not self.scope.skipped(oid)]
        listed.commits.add(*self.unnamed(self.known.add(b"".join(shown))))
        first = self.unnamed(self.known.add(b"".join([self.history.links(oid).tree for oid in shown])))
        first.add(*self.fresh(own.trees))
        listed.blobs.add(*self.fresh(own.blobs))
        self.tell_count()
        for level in self.levels(first, needed=True):
            listed.trees.add(*level.trees)
            listed.blobs.add(*level.blobs)
            self.tell_count()
        if self.scope.excused is not nothing:
            listed = listed._replace(trees=self.there(listed.trees, self.scope.excused))
        for excused in (self.scope.excused, self.scope.excused_blob):
            if excused is not nothing:
                listed = listed._replace(blobs=self.there(listed.blobs, excused))
        return listed

    def there(self, some: Column, excused: Callable[[bytes], bool]) -> Column:
        """`some` without those that are missing and `excused`."""
        ids = list(split(bytes(some.ids), self.size))
        found = zip(ids, header_many(self.store, ids), strict=True)
        kept = [at for at, (oid, header) in enumerate(found) if header is not None or not excused(oid)]
        return some if len(kept) == len(ids) else picked(some, kept, self.size)

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
        result = Sorted({}, new_column(), new_column())
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
        return result

    def with_types(self, roots: list[Root]) -> list[Root]:
        """`roots` with their types; without those that are excused. Raises NotFoundError."""
        found = []
        for root, header in zip(roots, header_many(self.store, [root.oid for root in roots]), strict=True):
            if header is not None:
                found.append(root._replace(code=header.type.code))
            elif not self.scope.excused(root.oid):
                raise GitObjectError(f"bad object {root.oid.hex()}")
        return found

    def follow_tag(self, oid: bytes, tags: Column, *, needed: bool) -> list[Root]:
        """What the tag `oid` tags, with its type; it is added to `tags` if it is `needed`. Nothing if it is known."""
        if not self.known.add(oid):
            return []
        if needed:
            tags.add(oid, array("I", [0]))
        raw = self.store.first_good(oid, read_copy)
        try:
            link = links_of(TAG, raw.data, self.store.format)[0]
        except CorruptObject as error:
            raise error.located(oid=ObjectId(oid)) from None
        found = self.with_types([Root(link.oid)])
        for root in found:
            require_type(root.code, link.code, link.oid.hex())
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
        hide_along_paths(self.store, self.known, dict.fromkeys(tops))
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
            for bodies, hashes in self.bodies(bytes(trees.ids), trees.hashes, needed=needed):
                try:
                    named = self.known.take(bodies, hashes)
                except CorruptObject as error:
                    raise self.guilty(bodies, error) from None
                below.add(named.trees, named.tree_hashes)
                blobs.add(named.blobs, named.blob_hashes)
            trees = below

    def without_closed(self, trees: Column) -> Column:
        """`trees` without those that are closed."""
        ids = split(bytes(trees.ids), self.size)
        return picked(trees, compress(range(len(trees.hashes)), (oid not in self.closed for oid in ids)), self.size)

    def bodies(self, column: bytes, hashes: array[int], *, needed: bool) -> Iterator[tuple[list[bytes], array[int]]]:
        """The bodies of the trees in `column`, with their hashes, some at a time; without those that are excused."""
        start = 0
        for codes, bodies in bodies_of(self.store, column, WINDOW):
            here = hashes[start : start + len(bodies)]
            if codes.count(TREE) == len(bodies) and None not in bodies:
                whole: Any = bodies
                yield whole, here
            else:
                ids = (column[at * self.size : (at + 1) * self.size] for at in range(start, start + len(bodies)))
                found = [
                    (self.tree(oid, needed=needed) if body is None or code != TREE else body, hash_)
                    for oid, code, body, hash_ in zip(ids, codes, bodies, here, strict=True)
                ]
                kept = [(body, hash_) for body, hash_ in found if body is not None]
                yield [body for body, _ in kept], array("I", [hash_ for _, hash_ in kept])
            start += len(bodies)

    def tree(self, oid: bytes, *, needed: bool) -> bytes | None:
        """The body of the tree `oid`, read alone; None where it is missing, and excused or not `needed`."""
        try:
            kind, body = self.store.first_good(oid, read_copy)
        except NotFoundError as error:
            if not needed or self.scope.excused(oid):
                return None
            if error.passed_over:
                raise  # which says where it may be
            raise GitObjectError(f"bad tree object {oid.hex()}") from error
        require_type(kind.code, TREE, oid.hex())
        return body

    def guilty(self, bodies: list[bytes], error: CorruptObject) -> CorruptObject:
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
