"""Where the file of a commit is in a parent: at the same path, or where it was renamed from; and what it may copy.

Most commits have a file just as their first parents have it. That is found out for many at once (`Ahead`), of the line
of first parents that is likely to be asked about next; filters of changed paths in a commit-graph are asked first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pygitobj.changes.blame.values import Version
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.kernels import parse_tree
from pygitobj.record import Record
from pygitobj.walk.tree_comparison import Comparison
from pygitobj.walk.tree_entries import entries_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair
    from pygitobj.store.object_store import ObjectStore
    from pygitobj.walk.history import History
    from pygitobj.walk.links import Links
    from pygitobj.walk.tree_comparison import Compared

# Entries of trees that are kept; commits that are looked at ahead, at first and at most.
MOST_ENTRIES = 1 << 16
FEW, MANY = 16, 2048
# How often a path is looked up alone before it is looked at ahead, and how many paths are.
ALONE = 3
MOST_AHEAD = 32


class File(Record):
    """A file in a tree: its path, its mode and its blob."""

    path: bytes
    mode: int
    oid: bytes


class Uncommitted(Record):
    """What is about to be committed, as the commit `number`: files by their paths."""

    number: int
    files: Mapping[bytes, File]


# Gives where the file at a path comes from, of what differs between trees; None where it is new.
FindRename = Callable[[list["Pair"], bytes], File | None]


class FilesOfParents:
    """Files of commits of `history` and of their parents; trees are in `store`."""

    def __init__(
        self, history: History, store: ObjectStore, find_rename: FindRename, uncommitted: Uncommitted | None = None
    ) -> None:
        self.history, self.store = history, store
        self.find_rename = find_rename
        self.uncommitted = uncommitted
        self.trees = Trees(history.provider)
        self.comparison = Comparison(history.provider, bytes(store.empty_tree))
        self.asked: dict[bytes, int] = {}
        self.ahead: dict[bytes, Ahead] = {}

    def file(self, number: int, path: bytes) -> File | None:
        """The file `path` of a commit, None where none is there. Raises NotFoundError, CorruptError."""
        if self.uncommitted is not None and number == self.uncommitted.number:
            return self.uncommitted.files.get(path)
        entry = self.entry_at(number, path)
        return None if entry is None or entry[0] & TYPE_MASK in (DIRECTORY, GITLINK) else File(path, *entry)

    def same_path(self, parent: int, version: Version, *, is_first: bool) -> File | None:
        """The file of `parent` at the path of `version`, if it is of the same type."""
        ahead = self.ahead_at(version.number, version.path) if is_first else None
        if ahead is None:
            found = self.file(parent, version.path)
        elif ahead.is_same(version.number):
            return File(version.path, version.mode, version.oid)
        else:
            found = ahead.old_file(version.number)
        return found if found is not None and found.mode & TYPE_MASK == version.mode & TYPE_MASK else None

    def is_same(self, number: int, path: bytes) -> bool:
        """Whether it is known that a commit, which has a parent, has `path` as its first parent has it."""
        ahead = self.ahead_at(number, path)
        return ahead is not None and ahead.is_same(number)

    def ahead_at(self, number: int, path: bytes) -> Ahead | None:
        """What looks ahead at a path; None where that is not worth it yet."""
        ahead = self.ahead.get(path)
        if ahead is None:
            times = self.asked[path] = self.asked.get(path, 0) + 1
            if times <= ALONE:
                return None
            if len(self.ahead) == MOST_AHEAD:
                self.ahead.clear()
            ahead = self.ahead[path] = Ahead(self.history, self.comparison.nothing, path)
        is_uncommitted = self.uncommitted is not None and number == self.uncommitted.number
        return None if is_uncommitted else ahead

    def renamed(self, parent: int, version: Version) -> File | None:
        """The file of `parent` that `version`, which it does not have, was renamed from; None where it is new."""
        try:
            there = self.entry_at(parent, version.path)
        except MISSING_OR_BAD:
            there = None
        if there is not None and there[0] & TYPE_MASK != DIRECTORY:
            return None
        return self.find_rename(list(self.pairs(parent, version.number)), version.path)

    def entry_at(self, number: int, path: bytes) -> tuple[int, bytes] | None:
        """The mode and id of whatever a commit has at `path`."""
        self.history.require(number)
        return self.trees.entry(self.history.table.tree(number), path)

    def pairs(self, parent: int, number: int) -> Iterator[Pair]:
        """What differs between a commit and `parent`. Raises NotFoundError, CorruptError, TreeTooDeepError."""
        if self.uncommitted is not None and number == self.uncommitted.number:
            return self.uncommitted_pairs(parent, self.uncommitted.files)
        self.history.require(number)
        self.history.require(parent)
        table = self.history.table
        return next(self.comparison.compare([table.tree(number) + table.tree(parent)])).pairs()

    def uncommitted_pairs(self, parent: int, files: Mapping[bytes, File]) -> Iterator[Pair]:
        """What differs between what is about to be committed and `parent`, by path."""
        null = bytes(len(self.comparison.nothing))
        olds = {file.path: file for file in self.files(parent)}
        for path in sorted({*olds, *files}):
            old, new = olds.get(path), files.get(path)
            if old is None or new is None or old[1:] != new[1:]:
                yield path, *((0, null) if old is None else old[1:]), *((0, null) if new is None else new[1:])

    def files(self, number: int) -> Iterator[File]:
        """All files of a commit, in the order of its trees."""
        self.history.require(number)
        links, tree = self.history.provider, self.history.table.tree(number)
        for entry in entries_below(links.tree, links.tree(tree), len(tree), recurse=True):
            if entry.mode & TYPE_MASK not in (DIRECTORY, GITLINK):
                yield File(entry.path, entry.mode, entry.id)

    def changed_files(self, parent: int, number: int) -> Iterator[File]:
        """The files of `parent` that a commit has otherwise, or not at all."""
        for path, mode, oid, _, _ in self.pairs(parent, number):
            if mode and mode & TYPE_MASK != GITLINK:
                yield File(path, mode, oid)


class Trees:
    """Looks up single entries of trees that `links` knows."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.known: dict[tuple[bytes, bytes], tuple[int, bytes] | None] = {}

    def entry(self, tree: bytes, path: bytes) -> tuple[int, bytes] | None:
        """The mode and id of what `tree` has at `path`; None for nothing. Raises NotFoundError, CorruptError."""
        while True:
            key = tree, path
            name, slash, path = path.partition(b"/")
            if key in self.known:
                found = self.known[key]
            else:
                if len(self.known) == MOST_ENTRIES:
                    self.known.clear()
                found = self.known[key] = entry_named(self.links.tree(tree), name, len(tree))
            if found is None or not slash:
                return found
            if found[0] & TYPE_MASK != DIRECTORY:
                return None
            tree = found[1]


def entry_named(body: bytes, name: bytes, hash_size: int) -> tuple[int, bytes] | None:
    """The mode and id of the entry `name` of the tree with this `body`. Raises CorruptError."""
    if b" " + name + b"\0" not in body:
        return None  # most trees without it need not be taken apart
    return next(((mode, oid) for mode, found, oid in parse_tree(body, hash_size) if found == name), None)


class Ahead:
    """What the first parents of commits have at `path`, found out for many commits of a line at once."""

    def __init__(self, history: History, nothing: bytes, path: bytes) -> None:
        self.history, self.path = history, path
        self.comparison = Comparison(history.provider, nothing, PathspecList([Pathspec.of_entry(path)]))
        self.filtered = (path,) if history.has_filters else ()
        # Whether a commit has it just so; of one that has not, what differs at the path itself, if anything does.
        self.same: dict[int, bool] = {}
        self.pairs: dict[int, Pair | None] = {}
        self.size = FEW

    def is_same(self, number: int) -> bool:
        """Whether a commit, which has a parent, has it as that. Raises NotFoundError, CorruptError."""
        if number not in self.same:
            self.look(number)
        return self.same[number]

    def look(self, number: int) -> None:
        """Find out what is so from the commit `number` on, which has a parent."""
        sides: dict[int, bytes] = {}
        first = number
        for _ in range(self.size):
            if number in self.same:
                break
            try:
                parent = self.step(number, sides)
            except MISSING_OR_BAD:
                if number == first:
                    raise
                break
            if parent is None:
                break
            number = parent
        self.size = min(2 * self.size, MANY)
        for one, compared in zip(sides, self.comparison.compare(sides.values()), strict=True):
            self.note(one, compared, needed=one == first)

    def step(self, number: int, sides: dict[int, bytes]) -> int | None:
        """The first parent of a commit, whose trees are noted unless a filter knows that nothing differs."""
        history, table = self.history, self.history.table
        history.require(number)
        parents = table.parents(number)
        if not parents:
            return None
        if self.filtered and not history.may_change(number, self.filtered):
            self.same[number] = True
            return parents[0]
        history.require(parents[0])
        sides[number] = table.tree(number) + table.tree(parents[0])
        return parents[0]

    def note(self, number: int, compared: Compared, *, needed: bool) -> None:
        """Note what differs; what cannot be read is raised only where it is `needed` now, and else asked for again."""
        try:
            pairs = list(compared.pairs())
        except GitObjectError:
            if needed:
                raise
            return
        self.same[number] = not pairs
        if not pairs:
            return
        self.pairs[number] = next((pair for pair in pairs if pair[0] == self.path), None)

    def old_file(self, number: int) -> File | None:
        """The file that the parent of a commit has, of one that has it otherwise; None for none."""
        pair = self.pairs[number]
        if pair is None or not pair[1] or pair[1] & TYPE_MASK == GITLINK:
            return None
        return File(self.path, pair[1], pair[2])
