"""Where copies may come from that did not change: every file of a tree.

Follows git's Documentation/diff-options, "--find-copies-harder".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.pairs import Side
from pygitobj.formats.pathspec import PathspecList
from pygitobj.oid import ObjectId
from pygitobj.refs.replace import Reader
from pygitobj.walk.tree_entries import entries_below


def all_files(reader: Reader, tree: bytes, pathspecs: PathspecList | None, *, recursive: bool) -> Iterator[Side]:
    """Every file below `tree` that `pathspecs` take, in its order. Raises NotFoundError, CorruptError."""

    def read(oid: bytes) -> bytes:
        return reader.read(ObjectId(oid)).data

    for entry in entries_below(read, read(tree), len(tree), recurse=recursive):
        if entry.is_opened or (pathspecs is not None and not pathspecs.matches(entry.path, entry.mode)):
            continue
        yield Side(entry.path, entry.mode, entry.id)
