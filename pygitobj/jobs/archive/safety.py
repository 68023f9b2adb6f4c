"""Looking through all that is to be written of a tree, before any of it is, for what would do harm.

No two entries have one path, each lies in a directory of the tree, and so no link is ever written through;
formats/safe_paths.py says which names and links are refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.errors import UnsafePathError
from pygitobj.formats.links import BLOB, require_type
from pygitobj.formats.safe_paths import SLASH, leads_out, why_refused
from pygitobj.formats.tree import DIRECTORY, SYMLINK, TYPE_MASK
from pygitobj.oid import ObjectId, shown
from pygitobj.refs.replace import Reader

# As long as a path may be on Linux: what is longer is no link there.
LONGEST_TARGET = 4095


def require_safe(
    reader: Reader, entries: Iterable[tuple[bytes, int, bytes]], *, prefix: bytes = b"", outside_links: bool
) -> None:
    """Raises UnsafePathError unless all `entries` (path, mode, id), in tree order, may be written below `prefix`.

    With `outside_links` links may lead anywhere. Raises NotFoundError, CorruptError for a link that cannot be read.
    """
    start = require_safe_prefix(prefix)
    directories: list[tuple[bytes, set[bytes]]] = [(b"", set())]
    links: dict[bytes, bytes] = {}
    for path, mode, oid in entries:
        at = path.rfind(SLASH) + 1
        base, name = path[:at], path[at:]
        why = why_refused(name, mode) or (why_refused(start + name, mode) if start and not base else None)
        if why is not None:
            raise refused(path, why)
        while directories[-1][0] != base and len(directories) > 1:
            directories.pop()
        if directories[-1][0] != base:
            raise refused(path, "lies in no directory of the tree")
        names = directories[-1][1]
        if name in names:
            raise refused(path, "comes twice")
        names.add(name)
        kind = mode & TYPE_MASK
        if kind == DIRECTORY:
            directories.append((path + SLASH, set()))
        elif kind == SYMLINK:
            links[path] = target_of(reader, path, oid)
    for path in () if outside_links else links:
        if leads_out(path, links):
            raise refused(path, "is a link that leads out, or round in a circle")


def require_safe_prefix(prefix: bytes) -> bytes:
    """What of `prefix` the names at the top begin with. Raises UnsafePathError unless its directories may be made."""
    *directories, start = prefix.split(SLASH)
    if prefix.startswith(SLASH):
        raise refused(prefix, "leads out of where it is unpacked")
    for name in directories:
        why = None if name in (b"", b".") else why_refused(name, DIRECTORY)
        if why is not None:
            raise refused(prefix, why)
    return start


def target_of(reader: Reader, path: bytes, oid: bytes) -> bytes:
    """Where the link at `path` leads. Raises UnsafePathError for what cannot be that of a link."""
    if reader.header(ObjectId(oid)).size > LONGEST_TARGET:
        raise refused(path, "is a link that says more than a path")
    target = blob_of(reader, oid)
    if not target or b"\0" in target:
        raise refused(path, "is a link to what is no path")
    return target


def blob_of(reader: Reader, oid: bytes) -> bytes:
    """What the blob `oid` has. Raises CorruptObject for what is none."""
    kind, data = reader.read(ObjectId(oid))
    require_type(kind.code, BLOB, oid)
    return data


def refused(path: bytes, why: str) -> UnsafePathError:
    """The error that says why the entry at `path` is not written."""
    return UnsafePathError(f"{shown(path.decode('utf-8', 'backslashreplace'))} {why}", path)
