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
from collections.abc import Iterator
from struct import Struct

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.kernels import find_oid
from pygitobj.kernels.buffers import ByteSource
from pygitobj.oid import ObjectFormat

MAGIC = b"\377tOc"
V2_HEADER_SIZE = 8
FANOUT = Struct(">256I")
FANOUT_SIZE = FANOUT.size
WORD = Struct(">I")
LONG = Struct(">Q")
IN_LARGE_TABLE = 0x80000000
MAX_OFFSET = (1 << 63) - 1


class PackIndex:
    """The index in `data`, checked when made: version, length and fanout (not its hash, which is a job for fsck).

    A row is a position in the order of ids, 0 to `count` - 1. Raises CorruptIndex, UnsupportedError.
    """

    __slots__ = (
        "count", "crc_start", "data", "fanout", "hash_size", "id_start", "id_stride",
        "large_count", "large_start", "offset_start", "offset_stride", "version",
    )  # fmt: skip

    def __init__(self, data: ByteSource, object_format: ObjectFormat) -> None:
        self.data = data
        self.hash_size = object_format.hash_size
        head = data[0 : V2_HEADER_SIZE + FANOUT_SIZE]
        self.version = index_version(head)
        start = V2_HEADER_SIZE if self.version == 2 else 0
        if len(head) < start + FANOUT_SIZE:
            raise CorruptIndex("an index that is cut short", expected=f"at least {start + FANOUT_SIZE} bytes")
        self.fanout = parse_fanout(head, start)
        self.count = self.fanout[255]
        if self.version == 2:
            self.lay_out_v2(start + FANOUT_SIZE)
        else:
            self.lay_out_v1(start + FANOUT_SIZE)

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
            raise CorruptIndex("an index of the wrong size", expected=f"{expected} bytes", actual=len(self.data))

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
            )

    def find(self, oid: bytes) -> int:
        """The row of `oid`, or -1."""
        first = oid[0]
        fanout = self.fanout
        return find_oid(self.data, self.id_start, self.id_stride, fanout[first - 1] if first else 0, fanout[first], oid)

    def oid(self, row: int) -> bytes:
        """The raw id in `row`."""
        at = self.id_start + (row + 1) * self.id_stride
        return self.data[at - self.hash_size : at]

    def offset(self, row: int) -> int:
        """Where in the pack the entry of `row` starts. Raises CorruptIndex for a row of a table that is not there."""
        at = self.offset_start + row * self.offset_stride
        word = int.from_bytes(self.data[at : at + 4])
        if word < IN_LARGE_TABLE or self.version == 1:
            return word
        return self.large_offset(word - IN_LARGE_TABLE, at)

    def large_offset(self, large: int, at: int) -> int:
        """Row `large` of the 64-bit table, as the word at `at` asks."""
        if large >= self.large_count:
            raise CorruptIndex(
                "a row that the 64-bit table has not", offset=at, expected=f"below {self.large_count}", actual=large
            )
        at = self.large_start + large * LONG.size
        value = int.from_bytes(self.data[at : at + LONG.size])
        if value > MAX_OFFSET:
            raise CorruptIndex(
                "an offset of more than 63 bits", offset=at, expected=f"at most {MAX_OFFSET}", actual=value
            )
        return value

    def crc(self, row: int) -> int | None:
        """The CRC32 of the entry's bytes in the pack; None in version 1, which has none."""
        if self.version == 1:
            return None
        at = self.crc_start + row * WORD.size
        return int.from_bytes(self.data[at : at + 4])

    def offsets(self) -> array[int]:
        """The offsets of all rows, in row order, as unsigned 64-bit numbers."""
        if self.version == 1:
            rows = self.data[self.offset_start : self.large_start]
            step = self.offset_stride
            return array("Q", (word for (word,) in Struct(f">I{step - 4}x").iter_unpack(rows)))
        words = array("I", self.data[self.offset_start : self.large_start])
        if sys.byteorder == "little":
            words.byteswap()
        if not self.large_count and (not words or max(words) < IN_LARGE_TABLE):
            return array("Q", words)
        return array("Q", (self.offset(row) for row in range(self.count)))

    def oids(self) -> Iterator[bytes]:
        """The raw ids in order."""
        size = self.hash_size
        stride = self.id_stride
        for start in range(0, self.count, 4096):
            at = self.id_start + start * stride
            rows = self.data[at : at + min(4096, self.count - start) * stride]
            for end in range(stride, len(rows) + 1, stride):
                yield rows[end - size : end]

    def rows_between(self, low: bytes, high: bytes) -> range:
        """The rows whose ids are at least `low` and at most `high`, both raw and of full length."""
        return range(self.lower_bound(low), self.lower_bound(high, past_equal=True))

    def lower_bound(self, oid: bytes, past_equal: bool = False) -> int:
        """The first row whose id is not below `oid`, or with `past_equal` the first above it."""
        first = oid[0]
        low = self.fanout[first - 1] if first else 0
        high = self.fanout[first]
        while low < high:
            middle = low + high >> 1
            found = self.oid(middle)
            if found < oid or (past_equal and found == oid):
                low = middle + 1
            else:
                high = middle
        return low

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
                )
    return fanout
