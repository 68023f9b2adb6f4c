"""A sorted table of ids behind a fanout, as the indexes of one pack and of many have it.

    fanout   256 words of 4 bytes, big-endian; word b is the number of ids whose first byte is at most b
    rows     one for each id, ascending, all of one length, each ending in its id

Follows git's Documentation/gitformat-pack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.kernels import IndexTable
from pygitobj.kernels.buffers import ByteSource

FANOUT = Struct(">256I")
FANOUT_SIZE = FANOUT.size
WORD = Struct(">I")


def never() -> bool:
    """False: what is in memory cannot fail."""
    return False


class SortedIds:
    """The ids of an index: `count` rows of `id_stride` bytes from `id_start` on in `data`.

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
