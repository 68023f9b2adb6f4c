"""One index of many packs: from an id to a pack, and the offset of the object's entry in it.

    0    4      magic "MIDX"
    4    1      version, 1 or 2
    5    1      hash function: 1 is SHA-1, 2 is SHA-256
    6    1      number of chunks
    7    1      not used, zero
    8    4      number of packs (big-endian, as all numbers here)
    12   …      the table of chunks (chunks.py), then the chunks, in any order, each at a multiple of 4
    …    hash   the hash of all before it

Chunks
    PNAM      the names of the packs' indexes, each with a NUL after it, then up to 3 NULs more. Version 1 has them
              ascending, version 2 in any order. A pack's number is its position here
    OIDF      256 words, the fanout of the ids
    OIDL      the ids, ascending; each object is there once, whichever packs have it
    OOFF      for each id two words: the number of the pack that it is taken from, and the offset there
    LOFF      only where an offset needs more than 32 bits: 64-bit offsets. With this chunk, and only then, an offset
              whose top bit is set is the row of one of these
    RIDX      optional, for bitmaps: the rows in the order of their bits, a word each
    BTMP      optional, for bitmaps: for each pack two words, its first bit and how many it has
    others    are passed over

A chain is several such files, layers, and a file that names them by their last hash, the oldest first (chain.py):
    multi-pack-index.d/multi-pack-index-chain        a line of hex digits for each layer
    multi-pack-index.d/multi-pack-index-<hex>.midx   the layer; its packs are numbered by itself

Follows git's Documentation/gitformat-pack, "multi-pack-index (MIDX) files", and git-multi-pack-index.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.formats.chunks import Chunk, parse_chunks
from pygitobj.formats.idx import FANOUT_SIZE, WORD, SortedIds, never, parse_fanout
from pygitobj.kernels import IndexTable
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


MAGIC = b"MIDX"
HEADER = Struct(">4sBBBBI")
HEADER_SIZE = HEADER.size
HASH_OFFSET = 5
CHUNKS_OFFSET = 6
PACKS_OFFSET = 8
VERSIONS = (1, 2)
ALIGNMENT = 4
NAMES, FANOUT_CHUNK, IDS, OFFSETS = b"PNAM", b"OIDF", b"OIDL", b"OOFF"
LARGE_OFFSETS, REVERSE, BITMAPPED = b"LOFF", b"RIDX", b"BTMP"
# A row of OOFF: the number of a pack, and after it the offset.
PLACE_SIZE = 2 * WORD.size
LONG_SIZE = 8
INDEX_SUFFIX = b".idx"
# What of a chunk that has to be there git says when it is not, or is of another size than it must be.
REQUIRED = {
    NAMES: "multi-pack-index required pack-name chunk missing or corrupted",
    FANOUT_CHUNK: "multi-pack-index required OID fanout chunk missing or corrupted",
    IDS: "multi-pack-index required OID lookup chunk missing or corrupted",
    OFFSETS: "multi-pack-index required object offsets chunk missing or corrupted",
}


class FatalIndex(CorruptIndex):
    """Damage of a multi-pack-index that git ends at; what is a CorruptIndex alone git passes over.

    The words are git's; where git says more before it ends, that is the `__cause__`.
    """


class Place(Record):
    """Where an object is: the number of a pack, and the offset of its entry there."""

    number: int
    offset: int


class MultiPackIndex(SortedIds):
    """The multi-pack-index in `data`, checked when made but for its rows and its hash, which is a job for verify.

    `names` are those of the packs' indexes. Raises CorruptIndex, FatalIndex.
    """

    __slots__ = ("chunks", "large_count", "names", "numbers", "offset_start", "version")

    def __init__(self, data: ByteSource, object_format: ObjectFormat) -> None:
        self.data = data
        self.failed = getattr(data, "failed", never)
        self.hash_size = object_format.hash_size
        end = len(data) - self.hash_size
        head = data[0:HEADER_SIZE]
        if end < HEADER_SIZE or len(head) < HEADER_SIZE:
            raise CorruptIndex("multi-pack-index file is too small", expected=f"{HEADER_SIZE + self.hash_size} bytes")
        magic, self.version, function, chunk_count, _, pack_count = HEADER.unpack(head)
        if magic != MAGIC:
            found, expected = int.from_bytes(magic), int.from_bytes(MAGIC)
            raise FatalIndex(f"multi-pack-index signature 0x{found:08x} does not match signature 0x{expected:08x}")
        if self.version not in VERSIONS:
            raise FatalIndex(f"multi-pack-index version {self.version} not recognized")
        if function != object_format.number:
            what = f"multi-pack-index hash version {function} does not match version {object_format.number}"
            raise CorruptIndex(what, offset=HASH_OFFSET)
        self.chunks = parse_chunks(data, HEADER_SIZE, chunk_count, end, ALIGNMENT)
        names = self.required(NAMES)
        self.fanout = self.read_fanout(self.required(FANOUT_CHUNK))
        self.count = self.fanout[255]
        self.id_start = self.required(IDS, self.count * self.hash_size).start
        self.id_stride = self.hash_size
        self.offset_start = self.required(OFFSETS, self.count * PLACE_SIZE).start
        self.names = self.read_names(names, pack_count)
        large = self.chunks.get(LARGE_OFFSETS)
        self.large_count = 0 if large is None else large.size // LONG_SIZE
        tables = (data, self.fanout, self.hash_size, self.id_start, self.id_stride)
        # Two tables over the same ids: the first words of OOFF, and the second.
        self.numbers = IndexTable(*tables, self.offset_start, PLACE_SIZE, 0, 0, False)
        large_start = 0 if large is None else large.start
        offset_start = self.offset_start + WORD.size
        self.table = IndexTable(*tables, offset_start, PLACE_SIZE, large_start, self.large_count, large is not None)

    def required(self, name: bytes, size: int | None = None) -> Chunk:
        """The chunk `name`, which must be there, and of this `size`. Raises FatalIndex."""
        chunk = self.chunks.get(name)
        if chunk is None:
            raise FatalIndex(REQUIRED[name])
        if size is not None and chunk.size != size:
            problem = FatalIndex(
                REQUIRED[name], offset=chunk.start, expected=f"a chunk of {size} bytes", actual=chunk.size
            )
            raise problem from CorruptIndex(SIZES[name])
        return chunk

    def read_fanout(self, chunk: Chunk) -> tuple[int, ...]:
        """The fanout in `chunk`. Raises FatalIndex."""
        self.required(FANOUT_CHUNK, FANOUT_SIZE)
        head = self.data[chunk.start : chunk.end]
        if len(head) != FANOUT_SIZE:
            raise CorruptIndex("a multi-pack-index that is cut short", offset=chunk.start)
        try:
            return parse_fanout(head, 0)
        except CorruptIndex as error:
            at = (error.offset or 0) // WORD.size
            before, after = (int.from_bytes(head[4 * byte : 4 * byte + 4]) for byte in (at - 1, at))
            said = f"oid fanout out of order: fanout[{at - 1}] = {before:x} > {after:x} = fanout[{at}]"
            offset = chunk.start + at * WORD.size
            what = REQUIRED[FANOUT_CHUNK]
            raise FatalIndex(what, offset=offset, expected=error.expected, actual=after) from CorruptIndex(said)

    def read_names(self, chunk: Chunk, count: int) -> list[bytes]:
        """The names of `count` packs in `chunk`. Raises FatalIndex, also for one that is no name of an index."""
        text = self.data[chunk.start : chunk.end]
        names: list[bytes] = []
        at = 0
        while len(names) < count:
            end = text.find(b"\0", at)
            if end < 0:
                raise FatalIndex(
                    "multi-pack-index pack-name chunk is too short", offset=chunk.start + at, expected=f"{count} names"
                )
            name = text[at:end]
            if self.version == 1 and names and name <= names[-1]:
                said = f"'{names[-1].decode(errors='replace')}' before '{name.decode(errors='replace')}'"
                raise FatalIndex(f"multi-pack-index pack names out of order: {said}", offset=chunk.start + at)
            if b"/" in name or not name.endswith(INDEX_SUFFIX) or name == INDEX_SUFFIX:
                shown = name.decode(errors="replace")
                raise FatalIndex("multi-pack-index pack name is no name of an index", offset=chunk.start + at,
                                 expected="<name>.idx, without a slash", actual=f"'{shown}'")  # fmt: skip
            names.append(name)
            at = end + 1
        return names

    def place(self, row: int) -> Place:
        """Where the object in `row` is. Raises FatalIndex for a pack or an offset that is not there."""
        number = self.number(row)
        offset = self.table.offset(row)
        if number >= len(self.names):
            raise self.bad_number(row, number)
        if offset < 0:
            raise self.bad_offset(row)
        return Place(number, offset)

    def number(self, row: int) -> int:
        """The number of a pack that `row` has, which may be none."""
        return self.numbers.offset(row)

    def bad_number(self, row: int, number: int) -> FatalIndex:
        """What is wrong with `row`, which has this number of a pack."""
        what = f"bad pack-int-id: {number} ({len(self.names)} total packs)"
        return FatalIndex(what, offset=self.offset_start + row * PLACE_SIZE)

    def bad_offset(self, row: int) -> FatalIndex:
        """What is wrong with `row`, whose offset is none."""
        what = "multi-pack-index large offset out of bounds"
        return FatalIndex(what, offset=self.offset_start + row * PLACE_SIZE + WORD.size)

    def locate(self, oid: bytes) -> Place | None:
        """Where the object `oid` is; None where it is in no pack of these. Raises FatalIndex."""
        row = self.find(oid)
        return None if row < 0 else self.place(row)

    def locate_many(self, oids: bytes) -> tuple[array[int], array[int]]:
        """The packs' numbers and the offsets of the raw ids that stand one after another in `oids`; -1 for none.

        Raises FatalIndex where one of them is in a pack, or at an offset, that is not there.
        """
        numbers, offsets = self.numbers.find_offsets(oids), self.table.find_offsets(oids)
        if max(numbers, default=-1) >= len(self.names):
            size = self.hash_size
            at = next(at for at, number in enumerate(numbers) if number >= len(self.names))
            raise self.bad_number(self.find(oids[at * size : (at + 1) * size]), numbers[at])
        if numbers.count(-1) != offsets.count(-1):
            size = self.hash_size
            at = next(at for at, number in enumerate(numbers) if offsets[at] < 0 <= number)
            raise self.bad_offset(self.find(oids[at * size : (at + 1) * size]))
        return numbers, offsets

    def places(self) -> Iterator[Place]:
        """Where the objects of all rows are. Raises FatalIndex."""
        return map(self.place, range(self.count))

    def bit_order(self) -> array[int] | None:
        """The rows in the order of their bits in a bitmap, in a chain those of all layers counted; None without RIDX.

        Raises CorruptIndex.
        """
        return self.words(REVERSE, self.count)

    def bitmapped(self) -> list[tuple[int, int]] | None:
        """For each pack its first bit in a bitmap and how many it has; None without BTMP. Raises CorruptIndex."""
        words = self.words(BITMAPPED, 2 * len(self.names))
        return None if words is None else list(zip(words[::2], words[1::2], strict=True))

    def words(self, name: bytes, count: int) -> array[int] | None:
        """The `count` words of the chunk `name`; None where it is not there. Raises CorruptIndex."""
        chunk = self.chunks.get(name)
        if chunk is None:
            return None
        if chunk.size != count * WORD.size:
            what = f"multi-pack-index {name.decode()} chunk of the wrong size"
            raise CorruptIndex(what, offset=chunk.start, expected=f"{count * WORD.size} bytes", actual=chunk.size)
        words = array("I", self.data[chunk.start : chunk.end])
        if sys.byteorder == "little":
            words.byteswap()
        return words

    @property
    def own_hash(self) -> bytes:
        """The hash of all but this hash itself, as it is written there."""
        return self.data[len(self.data) - self.hash_size : len(self.data)]


SIZES = {
    FANOUT_CHUNK: "multi-pack-index OID fanout is of the wrong size",
    IDS: "multi-pack-index OID lookup chunk is the wrong size",
    OFFSETS: "multi-pack-index object offset chunk is the wrong size",
}
