"""The table of contents of a file that is made of chunks: where each of them lies.

    0      12     a chunk: its id, 4 bytes, and where it starts in the file, 8 bytes (big-endian)
    …             one such row for each chunk, in the order of the file
    12*n   12     the end: four zeros for an id, and where the last chunk ends

Follows git's Documentation/gitformat-chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


ROW = Struct(">4sQ")
END_ID = bytes(4)


class Chunk(Record):
    """From where to where in the file a chunk lies."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.end - self.start


def parse_chunks(data: ByteSource, start: int, count: int, end: int, alignment: int) -> dict[bytes, Chunk]:
    """The chunks, by id, that the table of `count` rows and an end at `start` tells of.

    None goes beyond `end`, and each starts at a multiple of `alignment`. Raises CorruptIndex, in git's words.
    """
    after = start + (count + 1) * ROW.size
    if after > end:
        raise CorruptIndex("a table of chunks that is cut short", offset=start, expected=f"{after - start} bytes")
    rows = list(ROW.iter_unpack(data[start:after]))
    chunks: dict[bytes, Chunk] = {}
    for number in range(count):
        (name, first), (_, last) = rows[number], rows[number + 1]
        at = start + number * ROW.size
        if name == END_ID:
            raise CorruptIndex("terminating chunk id appears earlier than expected", offset=at)
        if first % alignment:
            raise CorruptIndex(f"chunk id {int.from_bytes(name):x} not {alignment}-byte aligned", offset=at)
        if last < first or last > end:
            raise CorruptIndex(f"improper chunk offset(s) {first:x} and {last:x}", offset=at)
        if name in chunks:
            raise CorruptIndex(f"duplicate chunk ID {int.from_bytes(name):x} found", offset=at)
        chunks[name] = Chunk(first, last)
    name, _ = rows[count]
    if name != END_ID:
        raise CorruptIndex(f"final chunk has non-zero id {int.from_bytes(name):x}", offset=after - ROW.size)
    return chunks


def build_chunks(chunks: Sequence[tuple[bytes, Sequence[bytes]]], start: int) -> list[bytes]:
    """The table that stands at `start`, and after it the `chunks`: their ids, and their content in pieces."""
    at = start + (len(chunks) + 1) * ROW.size
    rows: list[bytes] = []
    for name, pieces in chunks:
        rows.append(ROW.pack(name, at))
        at += sum(map(len, pieces))
    rows.append(ROW.pack(END_ID, at))
    return [b"".join(rows), *(piece for _, pieces in chunks for piece in pieces)]
