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
from collections.abc import Callable, Iterator
from struct import Struct

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.kernels import IndexTable
from pygitobj.oid import ObjectFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


MAGIC = b"\377tOc"
V2_HEADER_SIZE = 8
FANOUT = Struct(">256I")
FANOUT_SIZE = FANOUT.size
WORD = Struct(">I")
LONG = Struct(">Q")
IN_LARGE_TABLE = 0x80000000
MAX_OFFSET = (1 << 63) - 1


def never() -> bool:
    """False: what is in memory cannot fail."""
    return False


class SortedIds:
    """The ids of an index, of one pack or of many: `count` rows of `id_stride` bytes from `id_start` on in `data`.

    A row is a position in the order of ids, 0 to `count` - 1. `table` finds ids among them.
    """

    __slots__ = ("count", "data", "failed", "fanout", "hash_size", "id_start", "id_stride", "table")

    count: int
    data: ByteSource
    # Whether `data` is a map of which a part could not be had.
    failed: Callable[[], bool]
    fanout: tuple[int, ...]
    hash_size: int
    id_start: int
    id_stride: int
    table: IndexTable

    def find(self, oid: bytes) -> int:
        """The row of `oid`, or -1."""
        return self.table.find(oid)

    def oid(self, row: int) -> bytes:
        """The raw id in `row`."""
        at = self.id_start + (row + 1) * self.id_stride
        return self.data[at - self.hash_size : at]

    def oid_column(self, start: int, end: int) -> bytes:
        """The raw ids of the rows from `start` up to `end`, one after another."""
        stride = self.id_stride
        rows = self.data[self.id_start + start * stride : self.id_start + end * stride]
        if stride == self.hash_size:
            return rows
        size = self.hash_size
        return b"".join(rows[at - size : at] for at in range(stride, len(rows) + 1, stride))

    def oids(self) -> Iterator[bytes]:
        """The raw ids in order."""
        size = self.hash_size
        stride = self.id_stride
        for start in range(0, self.count, 4096):
            at = self.id_start + start * stride
            rows = self.data[at : at + min(4096, self.count - start) * stride]
            for end in range(stride, len(rows) + 1, stride):
                yield rows[end - size : end]

    def shares(self, oid: bytes, low: bytes, high: bytes) -> bool:
        """Whether an id other than `oid`, which is one of these, is at least `low` and at most `high`."""
        row = self.find(oid)
        if row < 0:
            return len(self.rows_between(low, high)) > 0
        before, after = row - 1, row + 1
        # A pack may have an object twice.
        while before >= 0 and self.oid(before) == oid:
            before -= 1
        while after < self.count and self.oid(after) == oid:
            after += 1
        return (before >= 0 and self.oid(before) >= low) or (after < self.count and self.oid(after) <= high)

    def rows_between(self, low: bytes, high: bytes) -> range:
        """The rows whose ids are at least `low` and at most `high`, both raw and of full length."""
        start = self.lower_bound(low)
        # Most often it is one row or none: then the next one tells.
        if start == self.count or self.oid(start) > high:
            return range(start, start)
        if start + 1 == self.count or self.oid(start + 1) > high:
            return range(start, start + 1)
        return range(start, self.lower_bound(high, past_equal=True))

    def lower_bound(self, oid: bytes, past_equal: bool = False) -> int:
        """The first row whose id is not below `oid`, or with `past_equal` the first above it."""
        first = oid[0]
        low = self.fanout[first - 1] if first else 0
        high = self.fanout[first]
        data, stride, size = self.data, self.id_stride, self.hash_size
        first_end = self.id_start + stride
        while low < high:
            middle = low + high >> 1
            end = first_end + middle * stride
            found = data[end - size : end]
            if found < oid or (past_equal and found == oid):
                low = middle + 1
            else:
                high = middle
        return low


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

    def offsets_in(self, rows: array[int]) -> array[int] | None:
        """The offsets in the order `rows`, 32-bit numbers; None unless `pack_order` would give these rows."""
        offsets = self.table.offsets_in(rows)
        return None if offsets is None or (self.count and offsets[0] < 0) else offsets

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


def parse_fanout(head: bytes, start: int) -> tuple[int, ...]:
    """The 256 words at `start`. Raises CorruptIndex where one is less than the one before."""
    fanout = FANOUT.unpack_from(head, start)
    if list(fanout) != sorted(fanout):
        for byte in range(1, 256):
            if fanout[byte] < fanout[byte - 1]:
                raise CorruptIndex(
                    "a fanout that decreases",
                    offset=start + byte * WORD.size,
                    expected=f"at least {fanout[byte - 1]}",
                    actual=fanout[byte],
                    sentence="non-monotonic index {}",
                )
    return fanout
