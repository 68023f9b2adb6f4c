"""The bitmap of a pack, or of a multi-pack-index or a chain of them, as files; and which object has which bit.

    <pack>/pack-<hash>.bitmap                                  beside its pack
    <pack>/multi-pack-index-<hash>.bitmap                      of the multi-pack-index that ends with this hash
    <pack>/multi-pack-index-<hash>.rev                         its order, where it has none itself
    <pack>/multi-pack-index.d/multi-pack-index-<hash>.bitmap   of a layer of a chain, and so is .rev

A bitmap must prove that it fits before it is asked: it names the pack or index that is there, has its number of objects
and its own hash; that of a multi-pack-index is looked at as well, since the order stands there; each layer of a chain
has one. Bits are positions: see formats/bitmap.py.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.files.directory import is_gone
from pygitobj.files.mapped import map_file
from pygitobj.files.multi_pack_index import IndexOfPacks
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import BITMAP_SUFFIX, LAYER_SUFFIX, REVERSE_SUFFIX
from pygitobj.formats.bitmap import Bitmap, PseudoMerge, Types
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.formats.rev import parse_reverse_index
from pygitobj.formats.trailing_hash import has_own_hash
from pygitobj.kernels import inverted
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


class Placed(Record):
    """Objects of one pack: their offsets, and for each its place in what was asked for."""

    pack: PackFile
    offsets: array[int]
    places: Sequence[int]


class PackOrder:
    """The objects of `pack` in the order of its entries."""

    def __init__(self, pack: PackFile) -> None:
        self.pack = pack
        self.count = pack.index.count

    def row(self, oid: bytes) -> int:
        """The row of `oid`, -1 where it has none."""
        return self.pack.find(oid)

    def position(self, row: int) -> int:
        """The position of the object in `row`."""
        return bisect_left(self.pack.order.offsets, self.pack.offset(row))

    def positions(self, oids: bytes) -> list[int]:
        """The position of each of the raw ids in `oids`, -1 where it has none."""
        offsets = self.pack.order.offsets
        return [-1 if offset < 0 else bisect_left(offsets, offset) for offset in self.pack.find_offsets(oids)]

    def ids(self, positions: array[int]) -> bytes:
        """The raw ids at `positions`, one after another."""
        return self.pack.ids_of(array("I", map(self.pack.order.rows.__getitem__, positions)))

    def parts(self, positions: array[int]) -> Iterator[Placed]:
        """In which packs the objects at `positions` are, and where."""
        offsets = self.pack.order.offsets
        yield Placed(self.pack, array("q", map(offsets.__getitem__, positions)), range(len(positions)))

    def disk_usage(self, positions: array[int]) -> int:
        """How many bytes of the pack the objects at `positions` take."""
        offsets = self.pack.order.offsets
        ends = offsets[1:]
        ends.append(self.pack.end)
        return sum(map(ends.__getitem__, positions)) - sum(map(offsets.__getitem__, positions))


class Rows(Record):
    """The rows of a layer in the order of their bits, and the position of each row; without those of older layers."""

    order: array[int]
    positions: array[int]


class LayersOrder:
    """The objects of the `layers` of a chain, the oldest first, or of one alone; `rows` has the order in each.

    `packs` has the pack of each path without suffix.
    """

    def __init__(self, layers: Sequence[IndexOfPacks], rows: Sequence[Rows], packs: Mapping[str, PackFile]) -> None:
        self.layers = layers
        self.rows = rows
        self.packs = packs
        self.starts: list[int] = []
        self.count = 0
        for layer in layers:
            self.starts.append(self.count)
            self.count += layer.count

    def row(self, oid: bytes) -> int:
        """The row of `oid`, -1 where it has none."""
        for layer, start in zip(reversed(self.layers), reversed(self.starts), strict=True):
            row = layer.find(oid)
            if row >= 0:
                return start + row
        return -1

    def layer_of(self, number: int) -> int:
        """Which layer has the row, or the position, `number`."""
        return next(at for at in reversed(range(len(self.starts))) if self.starts[at] <= number)

    def position(self, row: int) -> int:
        """The position of the object in `row`."""
        at = self.layer_of(row)
        return self.starts[at] + self.rows[at].positions[row - self.starts[at]]

    def positions(self, oids: bytes) -> list[int]:
        """The position of each of the raw ids in `oids`, -1 where it has none."""
        size = self.layers[0].hash_size
        rows = [self.row(oids[at : at + size]) for at in range(0, len(oids), size)]
        return [-1 if row < 0 else self.position(row) for row in rows]

    def split(self, positions: array[int]) -> Iterator[tuple[int, array[int], int]]:
        """`positions`, which ascend, by layer: its number, the rows there, and how many came before."""
        ends = [*self.starts[1:], self.count]
        first = 0
        for at, (known, start, end) in enumerate(zip(self.rows, self.starts, ends, strict=True)):
            last = bisect_left(positions, end, first)
            rows = array("I", [known.order[position - start] for position in positions[first:last]])
            yield at, rows, first
            first = last

    def ids(self, positions: array[int]) -> bytes:
        """The raw ids at `positions`, which ascend, one after another."""
        return b"".join([self.layers[at].table.ids_of(rows) for at, rows, _ in self.split(positions)])

    def parts(self, positions: array[int]) -> Iterator[Placed]:
        """In which packs the objects at `positions`, which ascend, are, and where. Raises CorruptIndex."""
        for at, rows, first in self.split(positions):
            layer = self.layers[at]
            found: dict[int, tuple[array[int], list[int]]] = {}
            for place, row in enumerate(rows, first):
                number, offset = layer.place(row)
                offsets, places = found.setdefault(number, (array("q"), []))
                offsets.append(offset)
                places.append(place)
            for number, (offsets, places) in found.items():
                yield Placed(self.packs[layer.stems[number]], offsets, places)

    def disk_usage(self, positions: array[int]) -> int:
        """How many bytes of their packs the objects at `positions`, which ascend, take."""
        return sum(pack.disk_size(offset) for pack, offsets, _ in self.parts(positions) for offset in offsets)


class Bitmaps:
    """Bitmaps that fit, those of the oldest layer first; `order` has their objects, of which there are `total`."""

    def __init__(self, files: Sequence[Bitmap], order: PackOrder | LayersOrder) -> None:
        self.files = files
        self.order = order
        self.total = order.count
        every = zip(*(file.types for file in files), strict=True)
        self.types = Types(*(reduce(or_, layers) for layers in every))
        self.merges = [(file, merge) for file in files for merge in file.merges]

    def position(self, oid: bytes) -> int:
        """The position of `oid`, -1 where it has none."""
        row = self.order.row(oid)
        return -1 if row < 0 else self.order.position(row)

    def positions(self, oids: bytes) -> list[int]:
        """The position of each of the raw ids that stand one after another in `oids`, -1 where it has none."""
        return self.order.positions(oids)

    @cached_property
    def type_sets(self) -> list[bytes]:
        """The sets of `types` as bytes."""
        return [bits.to_bytes(-(-self.total // 8), "little") for bits in self.types]

    def code_at(self, position: int) -> int:
        """The type code of the object at `position`."""
        at, bit = position >> 3, 1 << (position & 7)
        commits, trees, blobs, _ = self.type_sets
        return COMMIT if commits[at] & bit else TREE if trees[at] & bit else BLOB if blobs[at] & bit else TAG

    def name_of(self, file: Bitmap) -> str:
        """What `file` belongs to, in git's words."""
        return f"{'pack' if isinstance(self.order, PackOrder) else 'MIDX'} '{file.owner.hex()}'"

    def entry(self, oid: bytes) -> tuple[Bitmap, int] | None:
        """The file that has a set for the commit `oid`, and its number there."""
        row = self.order.row(oid)
        for file in reversed(self.files):
            number = file.numbers.get(row)
            if number is not None:
                return file, number
        return None

    def reached(self, oid: bytes) -> int | None:
        """The set of what the commit `oid` reaches; None where there is none. Raises CorruptIndex."""
        found = self.entry(oid)
        if found is None:
            return None
        file, number = found
        bits = file.reached(number)
        if not bits >> self.order.position(file.rows[number]) & 1:
            raise CorruptIndex("corrupt ewah bitmap: a commit that does not reach itself", offset=file.starts[number])
        return bits

    def merged(self, file: Bitmap, merge: PseudoMerge) -> int:
        """The set of what the commits of `merge`, which is in `file`, reach. Raises CorruptIndex."""
        bits = file.read(merge.reached)
        if merge.commits & ~(bits & self.types.commits):
            raise CorruptIndex("a pseudo-merge that does not reach its commits", offset=merge.reached.start)
        return bits


def open_pack_bitmap(pack: PackFile) -> Bitmaps | None:
    """The bitmap of `pack`; None where it has none. Raises OSError, CorruptIndex, UnsupportedError."""
    path = pack.path + BITMAP_SUFFIX
    data = map_bitmap(path)
    if data is None:
        return None
    index = pack.index
    pack.open_decoder()  # so that index and pack fit each other
    return Bitmaps([parsed(data, path, pack.object_format, index.pack_hash, index.count)], PackOrder(pack))


def open_layers_bitmap(
    layers: Sequence[IndexOfPacks], object_format: ObjectFormat, packs: Mapping[str, PackFile]
) -> Bitmaps | None:
    """The bitmaps of `layers`, the oldest first; None where the youngest has none.

    Raises OSError, CorruptIndex, UnsupportedError, also where another layer has none or a pack is not there.
    """
    files: list[Bitmap] = []
    rows: list[Rows] = []
    before = sum(layer.count for layer in layers)
    for layer in reversed(layers):
        before -= layer.count
        path = beside(layer, BITMAP_SUFFIX)
        data = map_bitmap(path)
        if data is None and not files:
            return None
        if data is None:
            raise CorruptIndex("multi-pack bitmap is missing for a layer of the chain", path=path)
        files.insert(0, parsed(data, path, object_format, layer.own_hash, layer.count, before))
        if not has_own_hash(layer.data, object_format):
            raise CorruptIndex("multi-pack-index has invalid checksum", path=layer.path)
        rows.insert(0, rows_of(layer, object_format, before))
        for stem in layer.stems:
            if stem not in packs:
                raise CorruptIndex(f"could not open pack {stem}", path=layer.path)
    return Bitmaps(files, LayersOrder(layers, rows, packs))


def rows_of(layer: IndexOfPacks, object_format: ObjectFormat, before: int) -> Rows:
    """The order of the rows of `layer`, which comes after `before` rows of older ones. Raises CorruptIndex, OSError."""
    path = layer.path
    order = layer.bit_order()
    if order is None:
        path = beside(layer, REVERSE_SUFFIX)
        order = reverse_order(path, layer, object_format)
    if before:
        if min(order, default=before) < before:
            raise CorruptIndex("a reverse index with rows of an older layer", path=path, expected=f"at least {before}")
        order = array("I", [row - before for row in order])
    positions = inverted(order)
    if positions is None:
        raise CorruptIndex("a reverse index that does not have each row once", path=path)
    return Rows(order, positions)


def reverse_order(path: str, layer: IndexOfPacks, object_format: ObjectFormat) -> array[int]:
    """The rows of `layer` in the order of their bits as the file `path` has them. Raises CorruptIndex, OSError."""
    try:
        data = map_file(path, CorruptIndex)
    except OSError as error:
        if not is_gone(error):
            raise
        raise CorruptIndex("multi-pack bitmap is missing required reverse index", path=path) from None
    try:
        order = parse_reverse_index(data[0 : len(data)], object_format, layer.count, layer.own_hash)
    except CorruptIndex as error:
        raise error.located(path) from None
    if not has_own_hash(data, object_format):
        raise CorruptIndex("reverse-index file has invalid checksum", path=path)
    return order


def map_bitmap(path: str) -> ByteSource | None:
    """The bytes of the file `path`; None where it is not there. Raises OSError."""
    try:
        return map_file(path, CorruptIndex)
    except OSError as error:
        if is_gone(error):
            return None
        raise


def parsed(
    data: ByteSource, path: str, object_format: ObjectFormat, owner: bytes, count: int, before: int = 0
) -> Bitmap:
    """The bitmap `data`, of the file `path`; see there. Raises CorruptIndex, UnsupportedError."""
    try:
        return Bitmap(data, object_format, owner, count, before)
    except CorruptIndex as error:
        raise error.located(path) from None
    except UnsupportedError as error:
        raise UnsupportedError(f"{path}: {error}") from None


def beside(layer: IndexOfPacks, suffix: str) -> str:
    """The file with `suffix` that belongs to `layer`."""
    if layer.path.endswith(LAYER_SUFFIX):
        return layer.path.removesuffix(LAYER_SUFFIX) + suffix
    return f"{layer.path}-{layer.own_hash.hex()}{suffix}"
