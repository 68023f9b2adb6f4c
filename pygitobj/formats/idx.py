"""A pack's index: from an id to the offset of its entry.

Version 2
    0      4        magic "\\377tOc"
    4      4        version, 2 (big-endian, as all numbers here)
    8      1024     fanout: 256 words; word b is the number of ids whose first byte is at most b
    1032   n*hash   the ids, ascending
    …      n*4      CRC32 of each entry's bytes in the pack
    …      n*4      offset of each entry; with the top bit set, the other 31 bits are a row of the next table
    …      m*8      offsets of 2 GiB and more, m at most n - 1
    …      hash     the pack's trailer
    …      hash     the hash of all before it

Version 1 has no magic and no CRCs
    0      1024         fanout
    1024   n*(4+hash)   rows of offset and id, ascending by id
    …      2*hash       the two hashes

Follows git's Documentation/gitformat-pack, "Original (version 1) pack-*.idx files" and "Version 2".
"""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import lt
from struct import Struct

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.formats.sorted_ids import FANOUT, FANOUT_SIZE, WORD, SortedIds, never, parse_fanout
from pygitobj.kernels import IndexTable
from pygitobj.kernels.buffers import ByteSource
from pygitobj.oid import ObjectFormat

MAGIC = b"\377tOc"
V2_HEADER_SIZE = 8
LONG = Struct(">Q")
IN_LARGE_TABLE = 0x80000000
MAX_OFFSET = (1 << 63) - 1
# From here on an offset needs a row of the 64-bit table.
FIRST_LARGE = 1 << 31
# Rows that are built at once.
PIECE = 4096


class PackIndex(SortedIds):
    """The index in `data`, checked when made: version, length and fanout (not its hash, which is a job for fsck).

    A row is a position in the order of ids, 0 to `count` - 1. Raises CorruptIndex, UnsupportedError.
    """

    __slots__ = ("crc_start", "large_count", "large_start", "offset_start", "offset_stride", "version")

    def __init__(self, data: ByteSource, object_format: ObjectFormat) -> None:
        self.data = data
        # Whether `data` is a map of which a part could not be had; kept since each id that is not here asks.
        self.failed: Callable[[], bool] = getattr(data, "failed", never)
        self.hash_size = object_format.hash_size
        least = FANOUT_SIZE + 2 * self.hash_size
        if len(data) < least:
            raise CorruptIndex(
                "an index that is cut short", expected=f"at least {least} bytes", actual=f"{len(data)} bytes",
                sentence="index file {} is too small",
            )  # fmt: skip
        head = data[0 : V2_HEADER_SIZE + FANOUT_SIZE]
        self.version = index_version(head)
        start = V2_HEADER_SIZE if self.version == 2 else 0
        self.fanout = parse_fanout(head, start)
        self.count = self.fanout[255]
        if self.version == 2:
            self.lay_out_v2(start + FANOUT_SIZE)
        else:
            self.lay_out_v1(start + FANOUT_SIZE)
        self.table = IndexTable(
            data, self.fanout, self.hash_size, self.id_start, self.id_stride,
            self.offset_start, self.offset_stride, self.large_start, self.large_count, self.version == 2,
        )  # fmt: skip

    def lay_out_v1(self, start: int) -> None:
        """Where the tables of a version 1 index lie; its length is exact."""
        self.offset_start = start
        self.id_start = start
        self.offset_stride = self.id_stride = WORD.size + self.hash_size
        self.crc_start = 0
        self.large_count = 0
        self.large_start = start + self.count * self.id_stride
        expected = self.large_start + 2 * self.hash_size
        if len(self.data) != expected:
            raise CorruptIndex(
                "an index of the wrong size", expected=f"{expected} bytes", actual=len(self.data),
                sentence="wrong index v1 file size in {}",
            )  # fmt: skip

    def lay_out_v2(self, start: int) -> None:
        """Where the tables of a version 2 index lie; its length tells how many large offsets there are."""
        self.id_start = start
        self.id_stride = self.hash_size
        self.crc_start = start + self.count * self.hash_size
        self.offset_start = self.crc_start + self.count * WORD.size
        self.offset_stride = WORD.size
        self.large_start = self.offset_start + self.count * WORD.size
        large = len(self.data) - self.large_start - 2 * self.hash_size
        most = max(self.count - 1, 0)
        self.large_count = large // LONG.size
        if large < 0 or large % LONG.size or self.large_count > most:
            least = self.large_start + 2 * self.hash_size
            raise CorruptIndex(
                "an index of the wrong size",
                expected=f"{least} bytes and at most {most} times 8 more",
                actual=len(self.data),
                sentence="wrong index v2 file size in {}",
            )

    def offset(self, row: int) -> int:
        """Where in the pack the entry of `row` starts. Raises CorruptIndex for a row of a table that is not there."""
        offset = self.table.offset(row)
        if offset < 0:
            raise self.bad_offset(row)
        return offset

    def bad_offset(self, row: int) -> CorruptIndex:
        """What is wrong with the offset in `row`."""
        at = self.offset_start + row * self.offset_stride
        large = int.from_bytes(self.data[at : at + WORD.size]) - IN_LARGE_TABLE
        if large >= self.large_count:
            return CorruptIndex(
                "a row that the 64-bit table has not", offset=at, expected=f"below {self.large_count}", actual=large
            )
        at = self.large_start + large * LONG.size
        value = int.from_bytes(self.data[at : at + LONG.size])
        return CorruptIndex("an offset of more than 63 bits", offset=at, expected=f"at most {MAX_OFFSET}", actual=value)

    def crc(self, row: int) -> int | None:
        """The CRC32 of the entry's bytes in the pack; None in version 1, which has none."""
        if self.version == 1:
            return None
        at = self.crc_start + row * WORD.size
        return int.from_bytes(self.data[at : at + 4])

    def crcs(self) -> array[int] | None:
        """The CRC32s of all rows, in row order; None in version 1, which has none."""
        if self.version == 1:
            return None
        words = array("I", self.data[self.crc_start : self.crc_start + self.count * WORD.size])
        if sys.byteorder == "little":
            words.byteswap()
        return words

    def offsets(self) -> array[int]:
        """The offsets of all rows, in row order, as signed 64-bit numbers. Raises CorruptIndex."""
        offsets = self.table.offsets()
        if self.count and min(offsets) < 0:
            raise self.bad_offset(offsets.index(-1))
        return offsets

    def pack_order(self) -> tuple[array[int], array[int]]:
        """The rows in the order of their offsets, as 32-bit numbers, and these offsets. Raises CorruptIndex."""
        rows, offsets = self.table.pack_order()
        if self.count and offsets[0] < 0:
            raise self.bad_offset(rows[0])
        return rows, offsets

    @property
    def pack_hash(self) -> bytes:
        """The trailer of the pack that this index belongs to."""
        return self.data[len(self.data) - 2 * self.hash_size : len(self.data) - self.hash_size]

    @property
    def own_hash(self) -> bytes:
        """The hash of all of the index but this hash itself."""
        return self.data[len(self.data) - self.hash_size : len(self.data)]


def index_version(head: bytes) -> int:
    """1 or 2, from an index's first bytes. Raises UnsupportedError for another version."""
    if head[:4] != MAGIC:
        return 1
    version = int.from_bytes(head[4:8])
    if version != 2:
        raise UnsupportedError(f"pack index version {version} is not supported (only 1 and 2 are)")
    return 2


def order_by_id(ids: bytes | bytearray, hash_size: int) -> array[int]:
    """The positions (I) of the raw ids in the column `ids`, in the order of the ids."""
    # Sorted one first byte after another, so that few ids are objects at the same time.
    shares = [array("I") for _ in range(256)]
    for position, first in enumerate(ids[::hash_size]):
        shares[first].append(position)
    order = array("I")
    for share in shares:
        order.extend(sorted(share, key=lambda at: ids[at * hash_size : (at + 1) * hash_size]))
    return order


def build_index(
    object_format: ObjectFormat,
    ids: bytes | bytearray,
    offsets: Sequence[int],
    crcs: Sequence[int],
    order: Sequence[int],
    pack_hash: bytes,
    *,
    version: int = 2,
    first_large: int = FIRST_LARGE,
) -> bytes:
    """The index of a pack whose entries have the raw `ids`, one after another, `offsets` and `crcs`.

    `order` has the positions in these columns in the order of the ids, `pack_hash` is the pack's trailer. Version 1 is
    made only where all offsets are below `first_large`, from which on version 2 keeps them in its 64-bit table; that
    is never larger than a reader takes it to be, one row less than there are ids. Raises ValueError for columns that
    do not belong together, and for numbers that do not fit.
    """
    size = object_format.hash_size
    require_columns(size, ids, offsets, crcs, order, pack_hash, version)
    first_large = min(max(first_large, min(offsets, default=0) + 1), FIRST_LARGE)
    if max(offsets, default=0) >= first_large:
        version = 2
    parts = [MAGIC + WORD.pack(2)] if version == 2 else []
    parts.append(build_fanout(ids[0 : len(ids) : size]))
    if version == 2:
        parts.extend(ids_in_order(order, ids, size))
        parts.append(big_endian(words_of(map(crcs.__getitem__, order))))
        parts.extend(build_offsets(map(offsets.__getitem__, order), first_large))
    else:
        deque(ids_in_order(order, ids, size), maxlen=0)
        parts.extend(in_pieces(order, lambda at: WORD.pack(offsets[at]) + ids[at * size : (at + 1) * size]))
    parts.append(pack_hash)
    running = object_format.new_hash()
    for part in parts:
        running.update(part)
    return b"".join((*parts, running.digest()))


def require_columns(
    hash_size: int,
    ids: bytes | bytearray,
    offsets: Sequence[int],
    crcs: Sequence[int],
    order: Sequence[int],
    pack_hash: bytes,
    version: int,
) -> None:
    """Raises ValueError unless the columns of an index are as long as one another, and its numbers fit."""
    count = len(offsets)
    if version not in (1, 2):
        raise ValueError(f"not the version of an index: {version}")
    if len(ids) != count * hash_size or len(crcs) != count or len(order) != count or len(pack_hash) != hash_size:
        raise ValueError(f"columns of an index of {count} entries that are not all as long")
    if count and not 0 <= min(offsets) < FIRST_LARGE:
        raise ValueError(f"no pack's first entry is at the offset {min(offsets)}")
    if max(offsets, default=0) > MAX_OFFSET:
        raise ValueError(f"an offset of more than 63 bits: {max(offsets)}")


def ids_in_order(order: Sequence[int], ids: bytes | bytearray, hash_size: int) -> Iterator[bytes]:
    """The raw ids of the positions in `order`, joined in pieces. Raises ValueError where they do not ascend.

    Where one comes twice, its positions are different ones: each position is there once.
    """
    last: bytes | bytearray = b""
    for start in range(0, len(order), PIECE):
        piece = order[start : start + PIECE]
        rows = [ids[at * hash_size : (at + 1) * hash_size] for at in piece]
        if not all(map(lt, chain((last,), rows), rows)):
            require_order(order, ids, hash_size)
        last = rows[-1]
        joined = b"".join(rows)
        if len(joined) != len(rows) * hash_size:
            raise ValueError("an order with positions that are not there")
        yield joined


def require_order(order: Sequence[int], ids: bytes | bytearray, hash_size: int) -> None:
    """Raises ValueError unless `order` has each position once, and the ids at them ascend, some of them twice."""
    rows = [bytes(ids[at * hash_size : (at + 1) * hash_size]) for at in order]
    if rows != sorted(rows) or set(order) != set(range(len(order))):
        raise ValueError("an order that is not that of the ids")


def in_pieces(order: Sequence[int], row: Callable[[int], bytes | bytearray]) -> Iterator[bytes]:
    """The rows of the positions in `order`, joined, so that few are objects at the same time."""
    for start in range(0, len(order), PIECE):
        yield b"".join([row(at) for at in order[start : start + PIECE]])


def words_of(values: Iterable[int]) -> array[int]:
    """`values` as words. Raises ValueError for one that is none."""
    try:
        return array("I", values)
    except OverflowError:
        raise ValueError("a CRC32 of more than 32 bits") from None


def build_fanout(first_bytes: bytes | bytearray) -> bytes:
    """The fanout of ids that begin with `first_bytes`."""
    return FANOUT.pack(*accumulate(map(first_bytes.count, range(256))))


def build_offsets(offsets: Iterable[int], first_large: int) -> tuple[bytes, bytes]:
    """The two tables of `offsets`: 32 bits each, and 64 bits for those from `first_large` on."""
    small, large = array("I"), array("Q")
    for offset in offsets:
        if offset < first_large:
            small.append(offset)
        else:
            small.append(IN_LARGE_TABLE | len(large))
            large.append(offset)
    return big_endian(small), big_endian(large)


def big_endian(words: array[int]) -> bytes:
    """The bytes of `words`, which this may turn round in their place."""
    if sys.byteorder == "little":
        words.byteswap()
    return words.tobytes()
