"""Where files that are followed were in a parent: those that a commit has otherwise, and what they were renamed from.

Where a file was not there before, the deleted files of the parent are looked at as what it may have been, and, where
copies are looked for, those that are followed and changed too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from pygitobj.changes.blame.files_of_parents import Ahead, FilesOfParents
from pygitobj.changes.contents import Contents
from pygitobj.changes.pairs import FilePair, Side, from_comparison, paired
from pygitobj.changes.renames import RenameOptions, find_renames
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK, canonical_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair
    from pygitobj.store.object_store import ObjectStore
    from pygitobj.walk.history import History


class Versions:
    """Versions of files in commits of `history`; without `renames` names stay what they are.

    With a `directory` nothing outside of it is looked at, as a path relative to that. Methods raise GitObjectError.
    """

    def __init__(
        self,
        history: History,
        store: ObjectStore,
        contents: Contents,
        renames: RenameOptions | None,
        directory: bytes = b"",
    ) -> None:
        self.history, self.contents = history, contents
        self.renames, self.directory = renames, directory
        self.files = FilesOfParents(history, store, lambda _pairs, _path: None)

    def changed(self, number: int, parent: int | None, paths: Collection[bytes], *, is_first: bool) -> list[FilePair]:
        """The files at `paths` that a commit has otherwise than `parent`, its first one or another, or nothing."""
        pairs = [
            pair
            for path in paths
            if path.startswith(self.directory) and (pair := self.at(number, parent, path, is_first)) is not None
        ]
        if self.renames is None or all(pair.old is not None for pair in pairs):
            return pairs
        every = from_comparison(self.everything(number, parent))
        some = [pair for pair in every if pair.new is None or pair.path in paths]
        return [pair for pair in find_renames(some, self.renames, self.contents) if pair.new is not None]

    def everything(self, number: int, parent: int | None) -> Iterator[Pair]:
        """All that differs between a commit and `parent`, or nothing."""
        history, comparison = self.history, self.files.comparison
        if parent is not None:
            return self.files.pairs(parent, number)
        history.require(number)
        return next(comparison.compare([history.table.tree(number) + comparison.nothing])).pairs()

    def at(self, number: int, parent: int | None, path: bytes, is_first: bool) -> FilePair | None:
        """What a commit has at `path`, and what the parent has there; None where that is the same, or nothing."""
        ahead = self.files.ahead_at(number, path) if is_first and parent is not None else None
        if ahead is not None:
            return self.found_ahead(number, ahead)
        new = self.side(number, path)
        if new is None:
            return None
        old = None if parent is None else self.side(parent, path)
        return None if old == new else paired(old, new)

    def found_ahead(self, number: int, ahead: Ahead) -> FilePair | None:
        """The same for a first parent; the contents of what was found out with it are read together."""
        known = len(ahead.pairs)
        pair = None if ahead.is_same(number) else ahead.pairs[number]
        if len(ahead.pairs) > known:
            new = from_comparison(filter(None, islice(ahead.pairs.values(), known, None)))
            self.contents.fetch(side for one in new for side in (one.old, one.new))
        return from_comparison([pair])[0] if pair is not None and pair[3] else None

    def side(self, number: int, path: bytes) -> Side | None:
        """The file or submodule that a commit has at `path`, None for nothing."""
        found = self.files.entry_at(number, path)
        if found is None or found[0] & TYPE_MASK == DIRECTORY:
            return None
        return Side(path, canonical_mode(found[0]), found[1])
