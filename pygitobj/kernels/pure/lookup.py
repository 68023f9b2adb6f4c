"""Finding ids in a sorted table of ids, such as a pack index's."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from itertools import groupby, pairwise, starmap
from operator import lt

from pygitobj.errors import CorruptIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


IN_LARGE_TABLE = 0x80000000
WORD_SIZE = 4
LONG_SIZE = 8
MAX_OFFSET = (1 << 63) - 1
# Rows that are taken out of a table at once, where one of them is likely to be the one.
NEAR = 128


def find_oid(table: ByteSource, start: int, stride: int, low: int, high: int, oid: bytes) -> int:
    """The row from `low` up to `high` that holds `oid`, or -1.

    Row r is `stride` bytes at `start + r * stride` and ends in the id; rows ascend by id. Raises IndexError for rows
    that do not lie in the table.
    """
    if low < 0 or high <= low:
        return -1
    if stride < max(len(oid), 1) or not 0 <= start <= len(table) or high > (len(table) - start) // stride:
        raise IndexError("rows that do not lie in the table")
    return search(table, start, stride, low, high, oid)


def search(table: ByteSource, start: int, stride: int, low: int, high: int, oid: bytes) -> int:
    """As `find_oid`, of rows that lie in the table. Raises CorruptIndex where bytes of it are gone."""
    size = len(oid)
    if high - low > NEAR:
        # Of ids with the same first byte the next ones are spread evenly: it is likely to be near where they say.
        likely = low + ((high - low) * int.from_bytes(oid[1:5]) >> 32)
        first = max(low, min(likely - NEAR // 2, high - NEAR))
        rows = table[start + first * stride : start + (first + NEAR) * stride]
        if oid < rows[stride - size : stride]:
            high = first
        elif oid > rows[-size:]:
            low = first + NEAR
        else:
            at = find_oid(rows, 0, stride, 0, NEAR, oid)
            return -1 if at < 0 else first + at
    start += stride - size
    found = oid
    at = start
    while low < high:
        middle = low + high >> 1
        at = start + middle * stride
        found = table[at : at + size]
        if found < oid:
            low = middle + 1
        elif found > oid:
            high = middle
        else:
            return middle
    # What is cut short is below every id, so that the search ends there.
    if len(found) != size:
        raise cut_short(at, size, found)
    return -1


def cut_short(at: int, size: int, found: bytes) -> CorruptIndex:
    """What is wrong with an index that once had `size` bytes at `at`."""
    return CorruptIndex("an index that is cut short", offset=at, expected=f"{size} bytes", actual=len(found))


class IndexTable:
    """The rows of a pack index: ids of `hash_size` bytes, and the offsets that belong to them.

    Row r's id ends at `id_start + (r + 1) * id_stride`, its offset is the word at `word_start + r * word_stride`; with
    `has_large` a word whose top bit is set is a row of the `large_count` 64-bit offsets at `large_start`. `fanout[b]`
    is the number of ids whose first byte is at most b. An offset is -1 where the 64-bit table does not have it.
    Raises ValueError for tables that do not lie in `data`.
    """

    __slots__ = (
        "data", "fanout", "has_large", "hash_size", "id_start", "id_stride",
        "large_count", "large_start", "word_start", "word_stride",
    )  # fmt: skip

    def __init__(
        self,
        data: ByteSource,
        fanout: Sequence[int],
        hash_size: int,
        id_start: int,
        id_stride: int,
        word_start: int,
        word_stride: int,
        large_start: int,
        large_count: int,
        has_large: bool,
    ) -> None:
        count = fanout[255]
        ends = (
            id_start + count * id_stride,
            word_start + count * word_stride,
            large_start + large_count * LONG_SIZE,
        )
        if not 0 < hash_size <= id_stride or word_stride < WORD_SIZE:
            raise ValueError("tables that do not lie in the index")
        if max(ends) > len(data) or list(fanout) != sorted(fanout):
            raise ValueError("tables that do not lie in the index")
        self.data = data
        self.fanout = (0, *fanout)
        self.hash_size = hash_size
        self.id_start = id_start
        self.id_stride = id_stride
        self.word_start = word_start
        self.word_stride = word_stride
        self.large_start = large_start
        self.large_count = large_count
        self.has_large = has_large

    def find(self, oid: bytes) -> int:
        """The row of `oid`, or -1."""
        if len(oid) != self.hash_size:
            return -1
        first = oid[0]
        return search(self.data, self.id_start, self.id_stride, self.fanout[first], self.fanout[first + 1], oid)

    def offset(self, row: int) -> int:
        """The offset in `row`. Raises IndexError, and CorruptIndex where bytes of it are gone."""
        if not 0 <= row < self.fanout[256]:
            raise IndexError(row)
        at = self.word_start + row * self.word_stride
        word = self.number(at, WORD_SIZE)
        if not self.has_large or word < IN_LARGE_TABLE:
            return word
        if word - IN_LARGE_TABLE >= self.large_count:
            return -1
        at = self.large_start + (word - IN_LARGE_TABLE) * LONG_SIZE
        offset = self.number(at, LONG_SIZE)
        return -1 if offset > MAX_OFFSET else offset

    def number(self, at: int, size: int) -> int:
        """The number of `size` bytes at `at`."""
        found = self.data[at : at + size]
        if len(found) != size:
            raise cut_short(at, size, found)
        return int.from_bytes(found)

    def find_offsets(self, oids: bytes) -> array[int]:
        """The offset of each of the raw ids that stand one after another in `oids`; -1 where there is none.

        Raises ValueError for bytes that are not so many whole ids.
        """
        size = self.hash_size
        if len(oids) % size:
            raise ValueError("not a column of ids")
        find, offset = self.find, self.offset
        rows = (find(oids[at : at + size]) for at in range(0, len(oids), size))
        return array("q", (-1 if row < 0 else offset(row) for row in rows))

    def shared_digits(self, oids: bytes, digits: bytes) -> bytes:
        """`digits`, or more: how many digits each of the raw ids `oids` shares with another one that is here.

        Raises ValueError for bytes that are not as many whole ids.
        """
        size = self.hash_size
        if len(oids) != len(digits) * size:
            raise ValueError("not a column of ids")
        found = bytearray(digits)
        asked = sorted((oids[at * size : (at + 1) * size], at) for at in range(len(digits)))
        for first_byte, some in groupby(asked, lambda one: one[0][0]):
            beside = self.rows_beside(first_byte)
            for oid, at in some:
                found[at] = max(found[at], most_in_common(beside, self.id_stride, oid))
        return bytes(found)

    def rows_beside(self, first_byte: int) -> bytes:
        """The rows of ids that begin with `first_byte`, the row before them and the one after them."""
        low, high = max(self.fanout[first_byte] - 1, 0), min(self.fanout[first_byte + 1] + 1, self.fanout[256])
        return self.data[self.id_start + low * self.id_stride : self.id_start + high * self.id_stride]

    def offsets(self) -> array[int]:
        """The offsets of all rows, in row order."""
        count = self.fanout[256]
        if self.word_stride == WORD_SIZE:
            found = self.data[self.word_start : self.word_start + count * WORD_SIZE]
            if len(found) != count * WORD_SIZE:
                raise cut_short(self.word_start, count * WORD_SIZE, found)
            words = array("I", found)
            if sys.byteorder == "little":
                words.byteswap()
            if not self.has_large or not words or max(words) < IN_LARGE_TABLE:
                return array("q", words)
        return array("q", map(self.offset, range(count)))

    def ascends(self, start: int, end: int) -> bool:
        """Whether each id of the rows from `start` up to `end` is above the one before it."""
        if start < 0 or end > self.fanout[256]:
            raise IndexError("rows that are not there")
        ids = self.ids_of(array("I", range(max(start - 1, 0), end)))
        size = self.hash_size
        before = b""
        for at in range(0, len(ids), size):
            oid = ids[at : at + size]
            if oid <= before:
                return False
            before = oid
        return True

    def pack_order(self) -> tuple[array[int], array[int]]:
        """The rows in the order of their offsets, as 32-bit numbers, and these offsets, as signed 64-bit numbers."""
        offsets = self.offsets()
        rows = array("I", sorted(range(len(offsets)), key=offsets.__getitem__))
        return rows, array("q", map(offsets.__getitem__, rows))

    def offsets_in(self, rows: array[int]) -> array[int] | None:
        """The offsets of all rows in the order `rows`; None unless these are the rows that `pack_order` gives.

        Raises TypeError unless `rows` are 32-bit numbers.
        """
        if rows.typecode != "I":
            raise TypeError("rows of another type")
        known = self.offsets()
        if len(rows) != len(known) or max(rows, default=-1) >= len(known):
            return None
        offsets = array("q", map(known.__getitem__, rows))
        pairs = zip(offsets, rows, strict=True)
        return offsets if all(starmap(lt, pairwise(pairs))) else None

    def ids_of(self, rows: array[int]) -> bytes:
        """The raw ids in `rows`, 32-bit numbers, one after another."""
        data, size, stride = self.data, self.hash_size, self.id_stride
        if rows and max(rows) >= self.fanout[256]:
            raise IndexError(max(rows))
        first = self.id_start + stride - size
        column = b"".join([data[at : at + size] for at in (first + row * stride for row in rows)])
        if len(column) != len(rows) * size:
            raise cut_short(self.id_start, self.fanout[256] * stride, column)
        return column


def most_in_common(rows: bytes, stride: int, oid: bytes) -> int:
    """How many digits `oid` has in common with another id in sorted rows of `stride` bytes, which end in ids."""
    size = len(oid)
    start = stride - size
    low, high = 0, len(rows) // stride
    while low < high:
        middle = low + high >> 1
        at = start + middle * stride
        if rows[at : at + size] < oid:
            low = middle + 1
        else:
            high = middle
    at = start + low * stride
    most = common_digits(rows[at - stride : at - start], oid) if low else 0
    while rows[at : at + size] == oid:
        at += stride
    return max(most, common_digits(rows[at : at + size], oid)) if at < len(rows) else most


def common_digits(one: bytes, other: bytes) -> int:
    """With how many digits two ids begin alike."""
    return 2 * len(one) - (((int.from_bytes(one) ^ int.from_bytes(other)).bit_length() + 3) >> 2)
