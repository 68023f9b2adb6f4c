"""What some objects reach, as a set of positions: from bitmaps where these know it, and else by walking.

    roots           a commit with a set of its own brings that; those that are in the set by then bring nothing more
    pseudo-merges   bring what their commits reach, where all of these are roots or in the set
    commits         of the other roots are walked by date, up to those that are in the set or have a set of their own
    trees           of the commits that were walked, and what they name that is not in the set

The newest commits of a pack come first in it, so that roots are asked for by position: most are in the set by then.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count

from pygitobj.errors import CorruptIndex, CorruptObject, NotFoundError
from pygitobj.files.bitmap import Bitmaps
from pygitobj.formats.ewah import bits_at
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE, Link, links_of_tree
from pygitobj.id_list import IdList
from pygitobj.kernels import Reach
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record
from pygitobj.walk.position_set import Extended, PositionSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import CommitLinks, Named
    from pygitobj.walk.history import History


class Tip(Record):
    """Where a walk begins: a raw id, and its type code, 0 where that is not known yet."""

    oid: bytes
    code: int = 0


class BitmapFill:
    """Walks that share positions: `extended` has the objects without a bit. Without `objects` trees are let be."""

    def __init__(self, bitmaps: Bitmaps, history: History, object_format: ObjectFormat, *, objects: bool) -> None:
        self.bitmaps = bitmaps
        self.history = history
        self.links = history.provider
        self.format = object_format
        self.told = Reach(object_format.hash_size)
        self.objects = objects
        self.extended = Extended()
        self.seen = PositionSet(bitmaps.total)
        self.base = PositionSet(bitmaps.total)
        self.needed = True
        self.left = list(bitmaps.merges)

    def reach(self, roots: Iterable[Tip], seen: PositionSet | None, *, needed: bool) -> PositionSet:
        """What `roots` reach but for what is `seen` already and below that; the roots must be there if `needed`.

        Raises CorruptIndex where the bitmaps are damaged, NotFoundError, CorruptError for what cannot be read.
        """
        self.seen = PositionSet(self.bitmaps.total) if seen is None else seen
        self.base = PositionSet(self.bitmaps.total)
        self.needed = needed
        self.left = list(self.bitmaps.merges)
        left = self.from_sets(list(roots))
        if left:
            self.walk([root for root in left if not self.holds(root.oid)])
        return self.base

    # From sets

    def from_sets(self, roots: list[Tip]) -> list[Tip]:
        """Take in what sets say of `roots`; gives those of which they say nothing. Raises CorruptIndex."""
        places = self.bitmaps.positions(b"".join([root.oid for root in roots]))
        placed = list(zip(places, roots, strict=True))
        for at, root in placed:
            if at >= 0 and self.bitmaps.code_at(at) != root.code:
                raise CorruptIndex(f"corrupted bitmap index: another type than that of object {root.oid.hex()}")
        if self.left:
            self.cascade(bits_at([at for at, _ in placed if at >= 0], self.bitmaps.total))
        brought: set[bytes] = set()
        for at, root in sorted(pair for pair in placed if pair[0] >= 0 and pair[1].code == COMMIT):
            if at in self.base:
                brought.add(root.oid)
                continue
            bits = self.bitmaps.reached(root.oid)
            if bits is not None:
                self.base.unite(bits)
                brought.add(root.oid)
        if self.left and brought:
            self.cascade(0)
        return [root for root in roots if root.oid not in brought]

    def cascade(self, roots: int) -> None:
        """Take in the pseudo-merges whose commits are all among `roots` or known, again as long as one is."""
        known = self.base.bits | roots
        applied = True
        while applied and self.left:
            applied = False
            for file, merge in list(self.left):
                if not merge.commits & ~known:
                    reached = self.bitmaps.merged(file, merge)
                    known |= reached
                    self.base.unite(reached)
                    self.left.remove((file, merge))
                    applied = True

    # By walking

    def walk(self, roots: list[Tip]) -> None:
        """Take in `roots`, which are not in the set, and all that they reach."""
        trees = self.walk_commits(root.oid for root in roots if root.code == COMMIT)
        if not self.objects:
            return
        self.told = Reach(self.format.hash_size)
        for root in roots:
            if root.code == TAG:
                self.base.add(self.place(root.oid, TAG))
            elif root.code == TREE:
                self.walk_trees([root.oid])
            elif root.code == BLOB:
                self.takes(self.place(root.oid, BLOB))
        self.walk_trees(trees)

    def walk_commits(self, oids: Iterable[bytes]) -> list[bytes]:
        """Take in the commits that `oids` reach, by date; gives the trees of those that were walked, in this order."""
        numbers = count()
        met: set[bytes] = set()
        waiting: list[tuple[int, int, bytes, CommitLinks]] = []

        def meet(oid: bytes) -> None:
            if oid not in met:
                met.add(oid)
                links = self.commit(oid)
                if links is not None:
                    heappush(waiting, (-links.date, next(numbers), oid, links))

        trees: list[bytes] = []
        for oid in oids:
            meet(oid)
        while waiting:
            _, _, oid, links = heappop(waiting)
            if self.takes_commit(oid):
                for parent in links.parents:
                    meet(parent)
            else:
                met.update(links.parents)
            trees.append(links.tree)
        return trees

    def commit(self, oid: bytes) -> CommitLinks | None:
        """What the commit `oid` names; None where it is missing and need not be there."""
        try:
            return self.history.links(oid)
        except NotFoundError:
            if self.needed:
                raise
            return None

    def takes_commit(self, oid: bytes) -> bool:
        """Whether the walk goes on below the commit `oid`, which is in the set then."""
        at = self.place(oid, COMMIT)
        if at in self.seen or at in self.base:
            return False
        bits = self.bitmaps.reached(oid) if at < self.bitmaps.total else None
        if bits is not None:
            self.base.unite(bits)
            return False
        self.base.add(at)
        return True

    def walk_trees(self, oids: Iterable[bytes]) -> None:
        """Take in the trees `oids` and all below them.

        What has bits names nothing without: only for trees that have none does it matter which comes first.
        """
        inside: list[bytes] = []
        for oid in self.fresh(list(dict.fromkeys(oids)), inside):
            self.walk_outside(oid, inside)
        self.walk_inside(inside)

    def fresh(self, oids: Sequence[bytes], inside: list[bytes]) -> list[bytes]:
        """Those of `oids` that have no bit; the others are in the set then, and put `inside` if they were not known."""
        seen, base = self.seen.data, self.base.data
        outside = []
        for oid, at in zip(oids, self.bitmaps.positions(b"".join(oids)), strict=True):
            if at < 0:
                outside.append(oid)
            elif not (base[at >> 3] | seen[at >> 3]) >> (at & 7) & 1:
                base[at >> 3] |= 1 << (at & 7)
                inside.append(oid)
        return outside

    def walk_inside(self, trees: list[bytes]) -> None:
        """Take in what is below `trees`, which have bits and are in the set, level by level."""
        size = self.format.hash_size
        while trees:
            below: list[bytes] = []
            outside: list[bytes] = []
            at = 0
            for bodies in self.links.trees(IdList.of(b"".join(trees), size)):
                oids = trees[at : at + len(bodies)]
                named = self.named(oids, [body or self.body(oid) for oid, body in zip(oids, bodies, strict=True)])
                outside += self.fresh(ids_of(named.trees, size), below)
                # A set that is not closed is no reason to leave anything out.
                for blob in self.fresh(ids_of(named.blobs, size), []):
                    self.takes(self.place(blob, BLOB))
                at += len(bodies)
            for oid in outside:
                self.walk_outside(oid, below)
            trees = below

    def walk_outside(self, oid: bytes, inside: list[bytes]) -> None:
        """Take in the tree `oid`, which has no bit, and what is below it; trees that have one are put `inside`."""
        # What was named, and is to be taken in when it is its turn, or where it is met before that.
        awaited = {oid}
        waiting: list[Iterator[Link]] = [iter([Link(TREE, oid)])]
        while waiting:
            for link in waiting[-1]:
                awaited.discard(link.oid)
                if self.takes(self.place(link.oid, link.code)) and link.code == TREE:
                    waiting.append(iter(self.links_outside(link.oid, awaited, inside)))
                    break
            else:
                waiting.pop()

    def links_outside(self, oid: bytes, awaited: set[bytes], inside: list[bytes]) -> list[Link]:
        """What the tree `oid` names that has no bit and no tree named before, and what is `awaited`, in its order."""
        size = self.format.hash_size
        body = self.body(oid)
        named = self.named([oid], [body])
        trees, blobs = self.fresh(ids_of(named.trees, size), inside), self.fresh(ids_of(named.blobs, size), [])
        alone = not awaited and len(trees) + len(blobs) < 2
        awaited.update(trees, blobs)
        if alone:
            return [*(Link(TREE, tree) for tree in trees), *(Link(BLOB, blob) for blob in blobs)]
        return [link for link in links_of_tree(body, self.format) if link.oid in awaited]

    def body(self, oid: bytes) -> bytes:
        """The body of the tree `oid`, read alone; that of an empty one where it is missing and need not be there."""
        try:
            return self.links.tree(oid)
        except NotFoundError:
            if self.needed:
                raise
            return b""

    def named(self, oids: Sequence[bytes], bodies: Sequence[bytes]) -> Named:
        """What the trees `oids`, which have these `bodies`, name that no tree did before. Raises CorruptObject."""
        try:
            return self.told.take(bodies, array("I", bytes(4 * len(bodies))))
        except CorruptObject as error:
            for oid, body in zip(oids, bodies, strict=True):
                try:
                    links_of_tree(body, self.format)
                except CorruptObject as problem:
                    raise problem.located(oid=ObjectId(oid)) from None
            raise error

    def takes(self, at: int) -> bool:
        """Take in the position `at`; gives whether it was not known yet."""
        if at in self.seen or at in self.base:
            return False
        self.base.add(at)
        return True

    def holds(self, oid: bytes) -> bool:
        """Whether `oid` is in the set."""
        at = self.bitmaps.position(oid)
        return at >= 0 and at in self.base

    def place(self, oid: bytes, code: int) -> int:
        """The position of `oid`, a new one where it has none."""
        at = self.bitmaps.position(oid)
        return self.bitmaps.total + self.extended.number(oid, code) if at < 0 else at


def ids_of(column: bytes, size: int) -> list[bytes]:
    """The raw ids of `size` bytes that stand one after another in `column`."""
    return [column[at : at + size] for at in range(0, len(column), size)]
