"""Copying a pack's entries into another pack as they are: the streams byte for byte, the headers made anew.

    checked     the CRC32 of an entry's bytes must be that of its index
    whole       type and size stay, so that the entry does
    delta       the base is told by its distance in the new pack, or by its id where that is wanted or it is not in it

Whatever is odd ends the copying before it: the caller then looks at that one by itself. Layouts: entry.py.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right

from pygitobj.errors import CorruptError
from pygitobj.kernels.columns import Columns, Copied
from pygitobj.kernels.entry_writer import OFS_DELTA, REF_DELTA, build_distance, build_entry_header
from pygitobj.kernels.pure.entry import MAX_HEADER, parse_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


WHOLE = -1
# More than the longest header.
HEADER_ROOM = 64
# Entries have room behind it.
FARTHEST = 1 << 62
LONGEST_HASH = 32


class Transfer:
    """The pack `data`, whose entries start at the ascending `starts`, have these `crcs`, and end at `end`."""

    def __init__(
        self, data: ByteSource, starts: array[int], crcs: array[int], first: int, end: int, hash_size: int
    ) -> None:
        if len(starts) != len(crcs):
            raise ValueError("columns of different lengths")
        if starts.typecode != "q" or crcs.typecode != "I" or not 0 < hash_size <= LONGEST_HASH:
            raise ValueError("columns of another type")
        if not first <= end <= len(data):
            raise ValueError("entries that do not lie in the pack")
        self.data = data
        self.starts = starts
        self.crcs = crcs
        self.first = first
        self.end = end
        self.hash_size = hash_size

    def copy(
        self, order: array[int], at: int, number: int, columns: Columns, place: int, room: int, by_id: bool
    ) -> Copied:
        """Copy the entries of the objects `order`, from the one at `at` on, to `place` and after it.

        Ends before the first that is not to be copied from the pack called `number`, is not sound, whose base is not
        there yet, or with which there might be more than `room` bytes. With `by_id` all bases are told by their ids.
        Raises ValueError for columns that do not fit.
        """
        self.check(order, columns)
        if not 0 <= at <= len(order):
            raise ValueError("no position in the order")
        if not 0 <= place <= FARTHEST:
            raise ValueError("no place in a pack")
        out, ids, crcs = bytearray(), [], array("I")
        left = room
        start = at
        while at < len(order):
            position = order[at]
            if not 0 <= position < columns.written or columns.sources[position] != number:
                break
            found = self.entry(position, columns, place + len(out), by_id, left)
            if found is None:
                break
            entry, taken = found
            left -= taken
            columns.places[position] = place + len(out)
            crcs.append(zlib.crc32(entry))
            ids.append(columns.ids[position * self.hash_size : (position + 1) * self.hash_size])
            out += entry
            at += 1
        return Copied(at - start, bytes(out), b"".join(ids), crcs)

    def check(self, order: array[int], columns: Columns) -> None:
        """Raises ValueError unless all columns are what they must be."""
        ids, sources, offsets, bases, places, count = columns
        if len(self.starts) != len(self.crcs):
            raise ValueError("columns of different lengths")
        if any(column.typecode != "q" for column in (order, sources, offsets, bases, places)):
            raise ValueError("columns of another type")
        if not 0 <= count <= min(len(bases), len(sources), len(offsets), len(places)):
            raise ValueError("columns of different lengths")
        if len(ids) != len(bases) * self.hash_size:
            raise ValueError("columns of different lengths")

    def entry(self, position: int, columns: Columns, place: int, by_id: bool, room: int) -> tuple[bytes, int] | None:
        """The bytes of one entry at its new `place`, and what it takes of `room`; None where it cannot be copied."""
        offset = columns.offsets[position]
        row = bisect_right(self.starts, offset) - 1
        # Of two entries at one place, as a damaged index has them, it is not known which is there.
        if row < 0 or self.starts[row] != offset or (row and self.starts[row - 1] == offset):
            return None
        end = self.starts[row + 1] if row + 1 < len(self.starts) else self.end
        taken = end - offset + HEADER_ROOM
        if not self.first <= offset < end <= self.end or taken > room:
            return None
        # Taken out of the pack once, and then looked at: in a mapped file it might be another when it is read again.
        data = self.data[offset:end]
        if len(data) != end - offset or zlib.crc32(data) != self.crcs[row]:
            return None
        try:
            kind, size, _, start = parse_entry(data[:MAX_HEADER], offset, self.first, end, self.hash_size)
        except CorruptError:
            return None
        base = columns.bases[position]
        is_delta = kind in (OFS_DELTA, REF_DELTA)
        if start > end or is_delta != (base != WHOLE) or not WHOLE <= base < len(columns.bases):
            return None
        if base == WHOLE:
            return data, taken
        stream = data[start - offset :]
        # Told by its id too, a base that is not left out must be in the same pack.
        if base < columns.written and not 0 <= columns.places[base] < place:
            return None
        if by_id or base >= columns.written:
            oid = columns.ids[base * self.hash_size : (base + 1) * self.hash_size]
            return build_entry_header(REF_DELTA, size) + oid + stream, taken
        return build_entry_header(OFS_DELTA, size) + build_distance(place - columns.places[base]) + stream, taken
