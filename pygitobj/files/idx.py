"""A pack's .idx on disk."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

from pygitobj.errors import CorruptIndex
from pygitobj.files.mapped import map_file
from pygitobj.files.small_file import read_small
from pygitobj.formats.idx import PackIndex
from pygitobj.oid import ObjectFormat

# With fewer objects the rows are sorted sooner than a file is opened and read.
WORTH_A_FILE = 1 << 12


def open_index(path: str, object_format: ObjectFormat) -> PackIndex:
    """The index in the file `path`. Raises OSError, CorruptIndex, UnsupportedError."""
    try:
        return PackIndex(map_file(path, CorruptIndex), object_format)
    except CorruptIndex as error:
        raise error.located(path) from None


def reverse_rows(path: str, index: PackIndex, object_format: ObjectFormat) -> array[int] | None:
    """The rows of `index` in the order of their entries, as the reverse index `path` has them; None where it has not.

    What it says is compared with the index before it is believed, and can be had without it.
    """
    if index.count < WORTH_A_FILE:
        return None
    from pygitobj.formats.rev import HEADER, WORD_SIZE, parse_reverse_index  # few packs are so large

    most = HEADER.size + WORD_SIZE * index.count + 2 * object_format.hash_size
    try:
        return parse_reverse_index(read_small(path, most + 1), object_format, index.count, index.pack_hash)
    except (OSError, CorruptIndex):
        return None


class OffsetOrder:
    """A pack's rows in the order of their entries in the pack: which entry comes next, and whose is this offset.

    `offsets` ascends; `rows[i]` is the index row of `offsets[i]`. A reverse index may say which `rows` these are.
    """

    __slots__ = ("offsets", "rows")

    def __init__(self, index: PackIndex, rows: array[int] | None = None) -> None:
        offsets = None if rows is None else index.offsets_in(rows)
        if rows is None or offsets is None:
            rows, offsets = index.pack_order()
        self.rows, self.offsets = rows, offsets

    def row_at(self, offset: int) -> int | None:
        """The row whose entry starts at `offset`."""
        at = bisect_left(self.offsets, offset)
        if at < len(self.offsets) and self.offsets[at] == offset:
            return self.rows[at]
        return None

    def end_of(self, offset: int, end: int) -> int:
        """Where the entry at `offset` ends: at the next one, the last of all at `end`."""
        at = bisect_right(self.offsets, offset)
        return self.offsets[at] if at < len(self.offsets) else end
