"""The objects below trees, each once, in the order in which a walk comes to them, with the path at which it does.

    order       a tree before what is in it, its entries as they lie; a tree among them with all that is below it
    known       objects that were told, and those that are hidden: they are not told, and nothing below them is
    held        trees whose bodies are there, so that many can be read at once before the listing comes to them
    wanted      a tree that the listing has come to and whose body is not there: it goes on once that is given, or it
                is told to pass over what is below

What is no tree, file or link names a commit of another repository, and is passed over. Follows git's
Documentation/git-rev-list, "--objects".
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.kernels.columns import Told
from pygitobj.kernels.pure.reach import DIRECTORY, LONGEST_HASH, SHORTEST_HASH, TYPE_MASK
from pygitobj.kernels.pure.tree import parse_tree
from pygitobj.oid import ObjectId

TREE, BLOB = 2, 3
# Entries of other modes name commits of other repositories, as git reads them.
KINDS = {DIRECTORY: TREE, 0o100000: BLOB, 0o120000: BLOB}
Entry = tuple[int, bytes, bytes]


class TreeListing:
    """A listing of objects whose raw ids have `hash_size` bytes, of trees in trees `max_depth` deep at the most."""

    def __init__(self, hash_size: int, max_depth: int) -> None:
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        if max_depth < 0:
            raise ValueError("no depth of trees")
        self.hash_size = hash_size
        self.max_depth = max_depth
        # The type by which each was met, 0 where that is not known: an object cannot be a tree and a blob.
        self.known: dict[bytes, int] = {}
        self.bodies: dict[bytes, bytes] = {}
        # The trees that the listing is in: what is left of each, how long its path is, and its id.
        self.opened: list[tuple[list[Entry], int, bytes]] = []
        # The path where it is: where a tree is wanted that tree's.
        self.place = b""
        self.wanted: bytes | None = None
        # The trees that come next, the first one last, and the path at which they are.
        self.queue: list[bytes] = []
        self.start = b""

    def __contains__(self, oid: bytes) -> bool:
        return oid in self.known

    def ids_in(self, column: bytes) -> list[bytes]:
        """The raw ids in `column`."""
        size = self.hash_size
        if len(column) % size:
            raise ValueError("not a column of ids")
        return [column[at : at + size] for at in range(0, len(column), size)]

    def know(self, column: bytes, kind: int = 0) -> bytes:
        """Know the ids in `column`, so that they are not told; gives those that were not known, in their order.

        `kind` is what is known of their type, 0 for nothing.
        """
        fresh = [oid for oid in dict.fromkeys(self.ids_in(column)) if oid not in self.known]
        self.known.update(dict.fromkeys(fresh, kind))
        return b"".join(fresh)

    def know_below(self, bodies: Sequence[bytes]) -> bytes:
        """Know all that the trees `bodies` name; gives the trees among it that were not known.

        Raises CorruptObject for a malformed one.
        """
        trees = []
        for body in bodies:
            for mode, _, oid in parse_tree(body, self.hash_size):
                kind = KINDS.get(mode & TYPE_MASK)
                if kind is not None and oid not in self.known:
                    self.known[oid] = 0
                    if kind == TREE:
                        trees.append(oid)
        return b"".join(trees)

    def lacking(self, column: bytes) -> bytes:
        """Those of the trees in `column`, each once, that are not known and whose bodies are not held."""
        ids = dict.fromkeys(self.ids_in(column))
        return b"".join(oid for oid in ids if oid not in self.known and oid not in self.bodies)

    def hold(self, column: bytes, bodies: Sequence[bytes | None]) -> bytes:
        """Hold the `bodies` of the trees in `column`, but None; gives the trees below them that are `lacking`.

        A malformed one is not held.
        """
        below: list[bytes] = []
        for oid, body in zip(self.ids_in(column), bodies, strict=True):
            if body is None:
                continue
            try:
                entries = parse_tree(body, self.hash_size)
            except CorruptObject:
                continue
            self.bodies[oid] = body
            below.extend(entry[2] for entry in entries if entry[0] & TYPE_MASK == DIRECTORY)
        return self.lacking(b"".join(below))

    def release(self) -> None:
        """Let the bodies go that are held. Raises ValueError within a tree."""
        if not self.is_done():
            raise ValueError("within a tree")
        self.bodies.clear()

    def is_done(self) -> bool:
        """Whether nothing is left of the trees that it began with."""
        return not self.opened and self.wanted is None and not self.queue

    def begin(self, trees: bytes, path: bytes = b"") -> None:
        """List the `trees`, one after another, each at `path`. Raises ValueError where some are being listed."""
        if not self.is_done():
            raise ValueError("within a tree")
        self.queue = self.ids_in(trees)[::-1]
        self.start = path

    def go_on(self) -> bool:
        """Go to the next tree that is not known; False where there is none, or one is wanted. Raises CorruptObject."""
        while self.queue and self.wanted is None:
            tree = self.queue.pop()
            before = self.known.get(tree)
            if before is None:
                self.wanted, self.place = tree, self.start
            elif before not in (0, TREE):
                raise no_tree(tree)
        return self.wanted is not None

    def run(self, most: int) -> Told:
        """Tell about `most` objects and no fewer, unless the trees end, or one is `wanted`.

        Raises CorruptObject where an object is met as a tree and as a blob, GitObjectError for trees that are too deep.
        """
        ids: list[bytes] = []
        kinds = bytearray()
        paths: list[bytes] = []
        while len(ids) < most:
            if not self.opened or self.wanted is not None:
                if not self.go_on() or not self.enter(ids, kinds, paths):
                    break
                continue
            entries, length, tree = self.opened[-1]
            if not entries:
                self.opened.pop()
                self.place = self.place[: self.opened[-1][1]] if self.opened else b""
                continue
            mode, name, oid = entries.pop()
            kind = KINDS.get(mode & TYPE_MASK)
            if kind is None:
                continue
            before = self.known.get(oid)
            if before is not None:
                if before not in (0, kind):
                    raise two_types(name, tree, kind)
                continue
            whole = self.place[:length] + name
            if kind == BLOB:
                self.known[oid] = BLOB
                ids.append(oid)
                kinds.append(BLOB)
                paths.append(whole)
                continue
            self.wanted, self.place = oid, whole
        return told(ids, kinds, paths)

    def enter(self, ids: list[bytes], kinds: bytearray, paths: list[bytes]) -> bool:
        """Tell the tree that is wanted, and open it; False where its body is not held."""
        oid = self.wanted
        assert oid is not None
        if len(self.opened) > self.max_depth:
            raise GitObjectError("exceeded maximum allowed tree depth")
        body = self.bodies.get(oid)
        if body is None:
            return False
        self.wanted = None
        self.known[oid] = TREE
        ids.append(oid)
        kinds.append(TREE)
        paths.append(self.place)
        self.place += b"/" if self.place else b""
        self.opened.append((parse_tree(body, self.hash_size)[::-1], len(self.place), oid))
        return True

    def give(self, body: bytes) -> None:
        """Hold `body` for the tree that is wanted. Raises CorruptObject for a malformed one, ValueError for none."""
        if self.wanted is None:
            raise ValueError("no tree is wanted")
        parse_tree(body, self.hash_size)
        self.bodies[self.wanted] = body

    def skip(self) -> None:
        """Neither tell the tree that is wanted nor what is below it, this time. Raises ValueError for none."""
        if self.wanted is None:
            raise ValueError("no tree is wanted")
        self.wanted = None
        self.place = self.place[: self.opened[-1][1]] if self.opened else b""


def no_tree(oid: bytes) -> CorruptObject:
    """The error for what is listed as a tree and was met as something else."""
    return CorruptObject("named as a tree, but is not a tree", oid=ObjectId(oid))


def two_types(name: bytes, tree: bytes, kind: int) -> CorruptObject:
    """The error for an entry of `tree` that is of one type here and was of another elsewhere."""
    word = "tree" if kind == TREE else "blob"
    shown = name.decode("utf-8", "surrogateescape")
    return CorruptObject(f"entry '{shown}' in tree {tree.hex()} has {word} mode, but is not a {word}")


def told(ids: list[bytes], kinds: bytearray, paths: list[bytes]) -> Told:
    """These objects in columns."""
    ends = array("Q")
    end = 0
    for path in paths:
        end += len(path)
        ends.append(end)
    return Told(b"".join(ids), bytes(kinds), b"".join(paths), ends)
