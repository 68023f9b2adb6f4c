"""Check a pack and its index: every object is built and hashed, and the index must be what these make.

Follows git's Documentation/git-verify-pack.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.directory import is_gone
from pygitobj.files.idx import open_index
from pygitobj.files.mapped import map_file
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.idx_writer import FIRST_LARGE
from pygitobj.jobs.receive.index_pack import DEFAULTS, Indexed, IndexOptions, index_file
from pygitobj.jobs.receive.pack_entries import PackEntries
from pygitobj.oid import TYPE_BY_CODE, ObjectFormat, ObjectType
from pygitobj.record import Record


def verify_indexed(
    pack: str,
    path: str,
    object_format: ObjectFormat,
    options: IndexOptions = DEFAULTS,
    *,
    show: Callable[[PackEntries], None] | None = None,
) -> Indexed:
    """Check the pack in the file `pack`, its index in the file `path`, and a reverse index beside that.

    There need not be one. Where the entries are good they are handed to `show`, before the indexes are looked at.
    Raises CorruptError, UnsupportedError, OSError.
    """
    existing = open_index(path, object_format)
    options = options._replace(
        version=existing.version, first_large=first_large_of(existing), reverse=True, refuse_twice=True
    )
    indexed = index_file(pack, object_format, options)
    if show is not None:
        show(indexed.entries)
    require_same(path, bytes(existing.data[0 : len(existing.data)]), indexed.indexes.forward)
    beside = path.removesuffix(".idx") + ".rev"
    try:
        reverse = map_file(beside, CorruptIndex)
    except OSError as error:
        if not is_gone(error):
            raise
        return indexed
    require_same(beside, bytes(reverse[0 : len(reverse)]), indexed.indexes.reverse or b"")
    return indexed


def verify_named(
    path: str,
    object_format: ObjectFormat,
    options: IndexOptions = DEFAULTS,
    *,
    show: Callable[[PackEntries], None] | None = None,
) -> Indexed:
    """As `verify_indexed`, of the pack that `path` names: by its own name, that of its index, or without a suffix.

    Raises GitObjectError where its files cannot be opened.
    """
    stem = stem_of(path)
    try:
        return verify_indexed(stem + PACK_SUFFIX, stem + INDEX_SUFFIX, object_format, options, show=show)
    except OSError as error:
        raise GitObjectError(f"Cannot open existing pack file '{stem}{INDEX_SUFFIX}'") from error


def stem_of(path: str) -> str:
    """The path of the pack that `path` names, without a suffix."""
    for suffix in (INDEX_SUFFIX, PACK_SUFFIX):
        if path.endswith(suffix):
            return path.removesuffix(suffix)
    return path


def first_large_of(index: PackIndex) -> int:
    """From which offset on `index` uses its 64-bit table."""
    if not index.large_count:
        return FIRST_LARGE
    table = array("Q", index.data[index.large_start : index.large_start + 8 * index.large_count])
    table.byteswap()
    return min(FIRST_LARGE, *table)


def require_same(path: str, found: bytes, expected: bytes) -> None:
    """Raises CorruptIndex where the file `path`, which holds `found`, is not what the pack makes."""
    if found == expected:
        return
    at = next((at for at, (one, other) in enumerate(zip(found, expected, strict=False)) if one != other), len(expected))
    raise CorruptIndex(
        "validation error: not what its pack makes",
        path=path,
        offset=at,
        expected=expected[at : at + 4].hex() or "the end",
        actual=found[at : at + 4].hex() or "the end",
    )


class EntryLine(Record):
    """One entry as `verify-pack -v` lists it; `stored` is what its stream holds, `depth` 0 for what is whole."""

    oid: bytes
    type: ObjectType
    stored: int
    disk_size: int
    offset: int
    depth: int
    base: bytes | None


def depths_of(bases: array[int]) -> array[int]:
    """How many deltas lie between each entry and a whole one, from the position of each one's base (-1: whole)."""
    depths = array("q", [0 if base < 0 else -1 for base in bases])
    for entry in range(len(bases)):
        at, path = entry, []
        while depths[at] < 0:
            path.append(at)
            at = bases[at]
        for depth, passed in enumerate(reversed(path), depths[at] + 1):
            depths[passed] = depth
    return depths


def list_entries(entries: PackEntries) -> Iterator[EntryLine]:
    """The entries in the order of the pack."""
    bases = entries.base_positions()
    depths = depths_of(bases)
    for at, offset in enumerate(entries.offsets):
        after = entries.offsets[at + 1] if at + 1 < len(entries) else entries.end
        base = None if bases[at] < 0 else entries.oid(bases[at])
        kind = TYPE_BY_CODE[entries.codes[at]]
        yield EntryLine(entries.oid(at), kind, entries.sizes[at], after - offset, offset, depths[at], base)


def chain_lengths(entries: PackEntries) -> list[tuple[int, int]]:
    """How many entries there are of each depth, as (depth, count), ascending."""
    return sorted(Counter(depths_of(entries.base_positions())).items())
