"""Objects below trees in the order of a walk, as a filter tells them that has to see each path.

Follows git's Documentation/rev-list-options, "--filter".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.errors import CorruptError, CorruptObject, GitObjectError, NotFoundError
from pygitobj.formats.links import BLOB, TREE
from pygitobj.formats.tree import DIRECTORY, GITLINK, canonical_mode
from pygitobj.kernels import parse_tree
from pygitobj.kernels.columns import Told
from pygitobj.oid import ObjectId
from pygitobj.walk.object_filter import SEEN, SHOW, SKIP, ObjectFilter
from pygitobj.walk.object_listing import as_told, tell_nobody
from pygitobj.walk.problems import Allows, none_allowed, nothing
from pygitobj.walk.told import in_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.links import Links

MANY = 1 << 10
Entry = tuple[int, bytes, bytes]


class FilteredListing:
    """Lists what is below trees as `filter_` says; the rest as in `ObjectListing`.

    Only entries are looked at of which `wants`, by path and mode, says so.
    """

    def __init__(
        self,
        links: Links,
        filter_: ObjectFilter,
        problem: Allows = none_allowed,
        missing: Callable[[bytes, bytes], None] = tell_nobody,
        wants: Callable[[bytes, int], bool] | None = None,
    ) -> None:
        self.links = links
        self.filter = filter_
        self.wants = wants
        self.problem = problem
        self.missing = missing
        self.max_depth = links.max_depth
        self.known: set[bytes] = set()
        # Whether an object, by its raw id, is hidden.
        self.is_hidden: Callable[[bytes], bool] = nothing
        # Whether a tree is passed over with what is below it.
        self.passes_over: Callable[[bytes], bool] = nothing
        # What was met below trees, where somebody wants to know.
        self.met: set[bytes] | None = None
        # What was told, and may be looked into again.
        self.told: list[tuple[bytes, int, bytes]] = []

    def know(self, oid: bytes) -> None:
        """Know an object, so that it is not told."""
        self.known.add(oid)

    def list(self, trees: bytes, path: bytes = b"", *, are_named: bool = False) -> Iterator[Told]:
        """What is below the `trees`, a column of ids, each at `path`, and was not known, in order.

        Where they are named the filter is asked of what is below them alone.
        """
        size = self.links.hash_size
        for at in range(0, len(trees), size):
            yield from self.list_one(trees[at : at + size], path, is_named=are_named)
        if self.told:
            yield self.taken()

    def list_one(self, tree: bytes, path: bytes, *, is_named: bool) -> Iterator[Told]:
        """What is below one tree, but for a rest that comes with what is next."""
        opened: list[tuple[bytes, Iterator[Entry], bytes]] = []
        # A tree that was named itself is told whatever the filter says.
        asked = ObjectFilter() if is_named else self.filter
        entries = self.enter(asked, tree, path, 0)
        if entries is not None:
            opened.append((tree, entries, start_of(path)))
        while opened:
            tree, left, start = opened[-1]
            entry = next(left, None)
            if entry is None:
                opened.pop()
                end = (asked if not opened else self.filter).end_tree(tree)
                if end & SEEN:
                    self.known.add(tree)
                continue
            mode, name, oid = entry
            kind = canonical_mode(mode)
            if kind == GITLINK or oid in self.known or self.is_hidden(oid):
                continue
            if self.met is not None:
                self.met.add(oid)
            at = start + name
            if self.wants is not None and not self.wants(at, kind):
                continue
            if kind != DIRECTORY:
                self.take(self.filter.blob(oid, at), oid, BLOB, at)
            else:
                entries = self.enter(self.filter, oid, at, len(opened))
                if entries is not None:
                    opened.append((oid, entries, start_of(at)))
            if len(self.told) >= MANY:
                yield self.taken()

    def enter(self, asked: ObjectFilter, oid: bytes, path: bytes, depth: int) -> Iterator[Entry] | None:
        """The entries of a tree that is to be looked at, none where it is skipped; None for one that is known."""
        if oid in self.known or self.is_hidden(oid) or self.passes_over(oid):
            return None
        if depth > self.max_depth:
            raise GitObjectError("exceeded maximum allowed tree depth")
        found = asked.begin_tree(oid, path)
        entries: Iterator[Entry] = iter(())
        if not found & SKIP:
            read = self.read(oid, path)
            if read is None:
                found = SEEN
            else:
                entries = read
        self.take(found, oid, TREE, path)
        return entries

    def read(self, oid: bytes, path: bytes) -> Iterator[Entry] | None:
        """The entries of a tree; None for one that is missing and may be. Raises NotFoundError, CorruptError."""
        try:
            return iter(parse_tree(self.links.tree(oid), self.links.hash_size))
        except CorruptObject as error:
            raise error.located(oid=ObjectId(oid)) from error
        except (NotFoundError, CorruptError) as error:
            if not self.problem(oid, TREE, error):
                raise as_told(oid, error) from error
            self.missing(oid, path)
            return None

    def take(self, found: int, oid: bytes, code: int, path: bytes) -> None:
        """Do with an object what the filter says."""
        if found & SEEN:
            self.known.add(oid)
        if found & SHOW:
            self.told.append((oid, code, path))

    def taken(self) -> Told:
        """What was told since, in columns."""
        told, self.told = self.told, []
        return in_columns(told)


def start_of(path: bytes) -> bytes:
    """What paths below `path` start with."""
    return path + b"/" if path else b""
