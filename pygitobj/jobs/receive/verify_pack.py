"""Check a pack and its index: every object is built and hashed, and the index must be what these make.

Follows git's Documentation/git-verify-pack.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.directory import is_gone
from pygitobj.files.idx import open_index
from pygitobj.files.mapped import map_file
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.idx_writer import FIRST_LARGE
from pygitobj.id_list import IdList
from pygitobj.jobs.receive.index_pack import DEFAULTS, Indexed, IndexOptions, index_file
from pygitobj.oid import TYPE_BY_CODE, ObjectFormat, ObjectId, ObjectType
from pygitobj.record import Record


def verify_indexed(
    pack: str,
    path: str,
    object_format: ObjectFormat,
    options: IndexOptions = DEFAULTS,
    *,
    show: Callable[[PackContents], None] | None = None,
) -> PackContents:
    """Check the pack in the file `pack`, its index in the file `path`, and a reverse index beside that.

    There need not be one. Where the entries are good they are handed to `show`, before the indexes are looked at.
    Gives what is in the pack. Raises CorruptError, UnsupportedError, OSError.
    """
    existing = open_index(path, object_format)
    options = options._replace(
        version=existing.version, first_large=first_large_of(existing), reverse=True, refuse_twice=True
    )
    indexed = index_file(pack, object_format, options)
    contents = PackContents(indexed)
    if show is not None:
        show(contents)
    require_same(path, bytes(existing.data[0 : len(existing.data)]), indexed.indexes.forward)
    beside = path.removesuffix(".idx") + ".rev"
    try:
        reverse = map_file(beside, CorruptIndex)
    except OSError as error:
        if not is_gone(error):
            raise
        return contents
    require_same(beside, bytes(reverse[0 : len(reverse)]), indexed.indexes.reverse or b"")
    return contents


def verify_named(
    path: str,
    object_format: ObjectFormat,
    options: IndexOptions = DEFAULTS,
    *,
    show: Callable[[PackContents], None] | None = None,
) -> PackContents:
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
        "validation error: index does not match pack",
        path=path,
        offset=at,
        expected=expected[at : at + 4].hex() or "the end",
        actual=found[at : at + 4].hex() or "the end",
    )


class PackEntry(Record):
    """One entry of a pack, as `verify-pack -v` lists it.

    `stored` is how many bytes its stream holds, of a delta those of the delta; `disk_size` what it takes in the pack,
    from `offset` on. `depth` deltas lie between it and an object that is stored whole, 0 for one that is; `base` is
    the object that it is a delta of.
    """

    id: ObjectId
    type: ObjectType
    stored: int
    disk_size: int
    offset: int
    depth: int
    base: ObjectId | None


class PackContents:
    """What is in a pack that was checked: its entries in the order of the pack, and how long its delta chains are.

    `path` is that of the pack, `checksum` in hex what it ends with, `outside` how many objects elsewhere its objects
    name, where that was asked for. It is a value: equal where all of this is, and itself again after a pickle.
    """

    def __init__(self, indexed: Indexed) -> None:
        entries = indexed.entries
        self.path = entries.source.path
        self.checksum = indexed.trailer.hex()
        self.outside = indexed.checked.outside
        self.ids = IdList.of(bytes(entries.ids), entries.format.hash_size)
        self.codes, self.sizes, self.offsets = entries.codes, entries.sizes, entries.offsets
        self.end = entries.end
        # Asked for bases, which not everybody wants to know.
        self.entries = entries

    def __repr__(self) -> str:
        return f"<PackContents of {self.path}: {len(self)} objects>"

    def __len__(self) -> int:
        return len(self.offsets)

    def __iter__(self) -> Iterator[PackEntry]:
        ids, offsets, bases, depths = self.ids, self.offsets, self.bases, self.depths
        for at, offset in enumerate(offsets):
            after = offsets[at + 1] if at + 1 < len(offsets) else self.end
            base = None if bases[at] < 0 else ids[bases[at]]
            kind = TYPE_BY_CODE[self.codes[at]]
            yield PackEntry(ids[at], kind, self.sizes[at], after - offset, offset, depths[at], base)

    def __getstate__(self) -> dict[str, object]:
        # The pack itself stays behind, once all is known that is asked of it.
        _ = self.depths
        return {name: value for name, value in vars(self).items() if name != "entries"}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackContents) and self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        return hash((self.path, self.checksum))

    @cached_property
    def bases(self) -> array[int]:
        """The position of each entry's base, -1 for what is whole."""
        return self.entries.base_positions()

    @cached_property
    def depths(self) -> array[int]:
        """How many deltas lie between each entry and a whole one."""
        return depths_of(self.bases)

    @property
    def chain_lengths(self) -> dict[int, int]:
        """How many entries there are of each depth, by depth, ascending."""
        return dict(sorted(Counter(self.depths).items()))


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
