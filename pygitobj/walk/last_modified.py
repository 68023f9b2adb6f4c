"""Which commits last changed the entries of a tree: from a commit back, each entry the way on which nothing changed it.

What a commit has just as a parent is looked for there, at the first such parent; what no parent has so is of the
commit. So an entry is looked for at one commit at a time, and a commit is come to only with entries to look for, those
that lie deepest in history first. Trees are opened where they differ, and on the way to entries that are not found yet.

Where a commit is hidden, the walk ends, and what is there as it is looked for is told of it, as of a boundary. Follows
git's Documentation/git-last-modified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pygitobj.formats.pathspec import PathspecList
from pygitobj.formats.tree import DIRECTORY, canonical_mode
from pygitobj.kernels import parse_tree
from pygitobj.record import Record
from pygitobj.walk.history import History
from pygitobj.walk.links import Links
from pygitobj.walk.queue import NEWEST, Queue
from pygitobj.walk.tree_entries import TreeTooDeepError

# Trees that are held because another commit has them too.
HELD = 1024
# Filters of changed paths are asked about so many paths: about more a look at the trees is quicker.
MOST_ASKED = 24
BITS_OF_DATE = 64

# The mode and id of an entry.
Entry = tuple[int, bytes]


class Found(Record):
    """The paths that the commit `number` changed last, or that are so where the walk ended, at a boundary."""

    number: int
    is_boundary: bool
    paths: set[bytes]


class Asked(Record):
    """Which entries of a tree are asked for.

    At the paths of `pathspecs`, or all; `depth` levels below these, or the top, None for all of them; `with_trees`
    directories too whose entries are asked for.
    """

    pathspecs: PathspecList | None = None
    depth: int | None = None
    with_trees: bool = False

    def opens(self, path: bytes) -> bool:
        """Whether the entries of the directory `path` are asked for instead of it."""
        if self.depth is None:
            return True
        if self.pathspecs is None:
            return path.count(b"/") < self.depth
        for spec in reversed(self.pathspecs.specs):
            top = spec.pattern
            if len(path) >= len(top):
                if is_below(path, top):
                    return path.count(b"/", len(top)) < self.depth
            elif is_below(top, path):
                return True
        return False


def is_below(path: bytes, directory: bytes) -> bool:
    """Whether `path` is `directory`, "" for the top, or below it."""
    return not directory or path == directory or (path.startswith(directory) and path.startswith(b"/", len(directory)))


def entries_asked(links: Links, tree: bytes, asked: Asked) -> Iterator[bytes]:
    """The paths of the entries of `tree` that are asked for, in its order. Raises NotFoundError, CorruptError."""
    size = len(tree)
    opened = [(b"", iter(parse_tree(links.tree(tree), size)))]
    while opened:
        base, rows = opened[-1]
        for raw_mode, name, oid in rows:
            mode, path = canonical_mode(raw_mode), base + name
            if asked.pathspecs is not None and not asked.pathspecs.matches(path, mode, recursive=True):
                continue
            is_opened = mode == DIRECTORY and asked.opens(path)
            if not is_opened or asked.with_trees:
                yield path
            if is_opened:
                if len(opened) > links.max_depth:
                    raise TreeTooDeepError("exceeded maximum allowed tree depth")
                opened.append((path + b"/", iter(parse_tree(links.tree(oid), size))))
                break
        else:
            opened.pop()


class Node:
    """A directory, or an entry whose `path` is looked for; `below` has what is looked for in it."""

    __slots__ = ("below", "path")

    def __init__(self) -> None:
        self.below: dict[bytes, Node] = {}
        self.path: bytes | None = None


class Search:
    """Looks for the commits of `history` that last changed each of `paths`."""

    def __init__(self, history: History, paths: Iterable[bytes]) -> None:
        self.history, self.table = history, history.table
        self.left: set[bytes] = set()
        self.top = Node()
        self.start_tree = b""
        for path in paths:
            self.add(path)
        self.entries = lru_cache(HELD)(self.read)
        self.has_generations = history.has_generations
        self.has_filters = history.has_filters

    def add(self, path: bytes) -> None:
        """Look for `path` too."""
        node = self.top
        for name in path.split(b"/"):
            node = node.below.setdefault(name, Node())
        node.path = path
        self.left.add(path)

    def remove(self, paths: Iterable[bytes]) -> None:
        """Look for `paths` no longer."""
        for path in paths:
            self.left.discard(path)
            nodes = [self.top]
            names = path.split(b"/")
            for name in names:
                nodes.append(nodes[-1].below[name])
            nodes[-1].path = None
            while names and not nodes[-1].below and nodes.pop().path is None:
                nodes[-1].below.pop(names.pop(), None)

    def read(self, tree: bytes) -> dict[bytes, Entry]:
        """The entries of `tree` by their names."""
        rows = parse_tree(self.history.provider.tree(tree), len(tree))
        return {name: (canonical_mode(mode), oid) for mode, name, oid in rows}

    def key(self, number: int) -> int:
        """By which a commit waits for its turn: the deepest first, then the newest."""
        self.history.require(number)
        generation = self.table.generation(number) if self.has_generations else 0
        return NEWEST - generation << BITS_OF_DATE | NEWEST - self.table.date(number)

    def run(self, start: int, hidden: Iterable[int] = (), most: int | None = None) -> Iterator[Found]:
        """What is found from the commit `start` back, after `most` commits at boundaries. Raises as reading does."""
        self.history.require(start)
        self.start_tree = self.table.tree(start)
        own: dict[int, set[bytes]] = {start: set(self.left)}
        queue = Queue()
        queue.put(start, self.key(start))
        borders = Borders(self, hidden)
        count = 0
        while queue.heap and self.left:
            number = queue.get()
            paths = own.pop(number, None)
            if not paths:
                continue
            borders.explore(self.key(number))
            count += 1
            is_boundary = number in borders.reached or (most is not None and count > most)
            if is_boundary:
                paths = self.as_in(number)
            else:
                for parent, same in self.handed_on(number, paths):
                    if parent in own:
                        own[parent] |= same
                    else:
                        own[parent] = same
                        queue.put(parent, self.key(parent))
            if is_boundary:
                self.remove(paths)
            elif paths:
                paths &= self.left
                self.remove(paths)
            if paths:
                yield Found(number, is_boundary, paths)

    def handed_on(self, number: int, paths: set[bytes]) -> Iterator[tuple[int, set[bytes]]]:
        """The parents of a commit with those of `paths` that they have as it; leaves in `paths` what none has so."""
        for nth, parent in enumerate(self.table.parents(number)):
            if nth == 0 and self.is_unchanged(number, paths):
                yield parent, set(paths)
                paths.clear()
                return
            self.history.require(parent)
            differing = self.differing(self.table.tree(number), self.table.tree(parent))
            same = paths - differing
            if same:
                yield parent, same
                paths -= same
            if not paths:
                return

    def is_unchanged(self, number: int, paths: set[bytes]) -> bool:
        """Whether filters know that a commit has all of `paths` as its first parent has them."""
        if not self.has_filters or len(paths) > MOST_ASKED:
            return False
        return not self.history.may_change(number, list(paths))

    def differing(self, ours: bytes, theirs: bytes) -> set[bytes]:
        """The paths that are still looked for at which two trees differ."""
        found: set[bytes] = set()
        waiting: list[tuple[Node, bytes, bytes]] = [(self.top, ours, theirs)] if ours != theirs else []
        while waiting:
            node, ours, theirs = waiting.pop()
            here = self.entries(ours) if ours else {}
            there = self.entries(theirs) if theirs else {}
            for name in names_differing(node, here, there):
                one, other, child = here.get(name), there.get(name), node.below[name]
                if child.path is not None:
                    found.add(child.path)
                if child.below:
                    waiting.append((child, directory(one), directory(other)))
        return found

    def as_in(self, number: int) -> set[bytes]:
        """The paths that are still looked for whose ids a commit has as they were where the walk began."""
        tree, start = self.table.tree(number), self.start_tree
        return {path for path in self.left if self.id_at(tree, path) == self.id_at(start, path)}

    def id_at(self, tree: bytes, path: bytes) -> bytes:
        """The id of the entry at `path` in `tree`, empty where there is none."""
        *directories, name = path.split(b"/")
        for one in directories:
            tree = directory(self.entries(tree).get(one)) if tree else b""
        found = self.entries(tree).get(name) if tree else None
        return b"" if found is None else found[1]


class Borders:
    """The commits that `hidden` ones reach, as far as they were looked for."""

    def __init__(self, search: Search, hidden: Iterable[int]) -> None:
        self.search = search
        self.queue = Queue()
        self.reached: set[int] = set()
        for number in hidden:
            self.reach(number)

    def reach(self, number: int) -> None:
        """Note that a commit is reached, and look from there later."""
        if number not in self.reached:
            self.reached.add(number)
            self.queue.put(number, self.search.key(number))

    def explore(self, key: int) -> None:
        """Look from all that lie as deep as the commit that waits by `key`: all, where that is not known."""
        depth = key >> BITS_OF_DATE
        while self.queue.heap and self.search.key(self.queue.peek()) >> BITS_OF_DATE <= depth:
            for parent in self.search.table.parents(self.queue.get()):
                self.reach(parent)


def names_differing(node: Node, here: dict[bytes, Entry], there: dict[bytes, Entry]) -> Iterator[bytes]:
    """The names below `node` of entries that differ."""
    if len(node.below) <= len(here):
        return (name for name in node.below if here.get(name) != there.get(name))
    return (name for name in {name for name, _ in here.items() ^ there.items()} if name in node.below)


def directory(entry: Entry | None) -> bytes:
    """The tree that an entry is, empty for what is none."""
    return entry[1] if entry is not None and entry[0] == DIRECTORY else b""
