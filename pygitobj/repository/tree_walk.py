"""All entries below a tree, in tree order, a directory before what is in it.

Nothing is held but the trees on the way to where the walk is, one path, and, where all is asked for, trees that come
next: they are read ahead, level by level, many together. The first few are read alone, since many questions need no
more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.formats.links import TREE, require_type
from pygitobj.formats.pathspec import Below, PathspecList
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK, Tree, TreeEntry
from pygitobj.id_list import as_oid
from pygitobj.kernels import parse_tree
from pygitobj.record import Record
from pygitobj.refs.replace import Reader
from pygitobj.store.windows import bodies_of
from pygitobj.walk.problems import Problem

# Trees that are read alone at first; how many are then looked at together, more each time, and how many are too few.
ALONE = 4
FIRST_COUNT, GROWTH, MOST_COUNT, FEW = 32, 8, 1 << 14, 3
# Bytes of trees that may wait for their turn, and that are read at once; open directories that are looked into.
MOST_HELD, WINDOW = 2 << 20, 1 << 20
NEAR = 16

Row = tuple[int, bytes, bytes]


class Asked(Record):
    """Which entries are asked for.

    `paths` of the tree, all without; how many levels of directories are opened, None for all; and who is told of a
    tree that cannot be read, which ends the walk without.
    """

    paths: PathspecList | None = None
    max_depth: int | None = None
    problem: Callable[[Problem], object] | None = None


class Directory(Record):
    """A directory that is open: how long the path of the one around it is, and what is still to come, the last first.

    A path has a slash at its end.
    """

    outer: int
    rows: list[Row]


class TreeWalk:
    """A walk: the directories that are open, the path of the innermost, and what was read ahead."""

    def __init__(self, reader: Reader, asked: Asked) -> None:
        self.reader, self.asked = reader, asked
        self.hash_size = reader.format.hash_size
        self.opened: list[Directory] = []
        self.base = b""
        self.ahead = TreesAhead(reader) if asked.paths is None and asked.max_depth is None else None

    def entries(self, tree: Tree) -> Iterator[tuple[bytes, TreeEntry]]:
        """The entries below `tree` that are asked for, each with its path.

        With paths also the directories that these are in. Raises NotFoundError, CorruptError, RepositoryError.
        """
        paths, opened = self.asked.paths, self.opened
        on_the_way: list[tuple[bytes, TreeEntry]] = []
        rows = self.rows_below(b"", tree.id, tree.data)
        if rows is not None:
            opened.append(Directory(0, rows))
        while opened:
            outer, rows = opened[-1]
            base, size = self.base, len(self.base)
            while rows:
                mode, name, oid = rows.pop()
                path, entry = base + name, TreeEntry(name, mode, as_oid(oid))
                opens = mode & TYPE_MASK == DIRECTORY and self.opens(path)
                if paths is None:
                    yield path, entry
                elif opens and paths.enters(path) is Below.SOME:
                    on_the_way.append((path, entry))
                elif paths.matches(path, mode, recursive=True):
                    yield from around(path, on_the_way)
                    yield path, entry
                below = self.rows_below(path, oid) if opens else None
                if below is not None:
                    opened.append(Directory(size, below))
                    self.base = path + b"/"
                    break
            else:
                opened.pop()
                self.base = base[:outer]

    def opens(self, path: bytes) -> bool:
        """Whether `path`, a directory in the innermost that is open, is opened."""
        paths, most = self.asked.paths, self.asked.max_depth
        return (most is None or len(self.opened) <= most) and (paths is None or paths.enters(path) is not Below.NONE)

    def rows_below(self, path: bytes, oid: bytes, body: bytes | None = None) -> list[Row] | None:
        """What is in the directory `path`, the last first; None where it cannot be read, which was told."""
        try:
            rows = None if self.ahead is None or body is not None else self.ahead.rows(oid, self.opened)
            if rows is None:
                rows = parse_tree(self.read(oid) if body is None else body, self.hash_size)
        except GitObjectError as error:
            problem = error.located(oid=as_oid(oid)) if isinstance(error, CorruptObject) else error
            if self.asked.problem is None:
                raise problem from None
            self.asked.problem(Problem(problem, as_oid(oid), path))
            return None
        return rows[::-1]

    def read(self, oid: bytes) -> bytes:
        """The body of a tree, read alone. Raises NotFoundError, CorruptError, RepositoryError."""
        kind, body = self.reader.read(as_oid(oid))
        require_type(kind.code, TREE, oid)
        return body


class TreesAhead:
    """Trees that are read together before they are wanted, as long as there is room for them."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        # What they have, and which of them had their turn: one tree may be in several places.
        self.known: dict[bytes, list[Row]] = {}
        self.used: set[bytes] = set()
        self.held, self.alone, self.count = 0, ALONE, FIRST_COUNT

    def rows(self, oid: bytes, opened: list[Directory]) -> list[Row] | None:
        """What is in the tree `oid`, below `opened`; None where it is to be read alone."""
        if oid not in self.known:
            if self.alone:
                self.alone -= 1
                return None
            self.look(oid, opened)
        rows = self.known.get(oid)
        if rows is not None:
            self.used.add(oid)
        return rows

    def look(self, oid: bytes, opened: list[Directory]) -> None:
        """Read the tree `oid`, those that come after it, and what lies in them."""
        if self.held >= MOST_HELD:
            for one in self.used:
                self.known.pop(one, None)
            self.used.clear()
            # An entry with a short name takes about twice as much as its id.
            self.held = sum(2 * self.reader.format.hash_size * len(rows) for rows in self.known.values())
        if self.held >= MOST_HELD // 2:
            return
        room = self.count
        self.count = min(GROWTH * room, MOST_COUNT)
        wanted = [oid]
        for directory in reversed(opened[-NEAR:]):
            wanted += trees_in(reversed(directory.rows[-room:]))
            if len(wanted) > room:
                break
        wanted = list(dict.fromkeys(wanted))
        while len(wanted) > FEW and room > 0 and self.held < MOST_HELD:
            unread = [one for one in wanted if one not in self.known][:room]
            room -= len(unread)
            self.read(unread)
            below = [other for one in wanted if one in self.known for other in trees_in(self.known[one])]
            wanted = list(dict.fromkeys(below))

    def read(self, wanted: list[bytes]) -> None:
        """Read the trees that are `wanted`, as far as there is room. What is wrong with one is told in its turn."""
        try:
            column = b"".join(self.reader.targets(wanted))
        except GitObjectError:
            return
        at, hash_size = 0, self.reader.format.hash_size
        for codes, bodies in bodies_of(self.reader.store, column, WINDOW):
            for code, body in zip(codes, bodies, strict=True):
                oid = wanted[at]
                at += 1
                if body is None or code != TREE:
                    continue
                try:
                    self.known[oid] = parse_tree(body, hash_size)
                except CorruptObject:
                    continue
                self.held += len(body)
            if self.held >= MOST_HELD:
                break


def trees_in(rows: Iterable[Row]) -> list[bytes]:
    """The trees among `rows`."""
    return [oid for mode, _, oid in rows if mode & TYPE_MASK == DIRECTORY]


def around(path: bytes, on_the_way: list[tuple[bytes, TreeEntry]]) -> Iterator[tuple[bytes, TreeEntry]]:
    """Those of the directories `on_the_way` that `path` is in; from then on none is any more."""
    yield from (found for found in on_the_way if path.startswith(found[0] + b"/"))
    on_the_way.clear()
