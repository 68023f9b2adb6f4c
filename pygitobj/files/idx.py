"""A pack's .idx on disk."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from pygitobj.errors import CorruptIndex
from pygitobj.files.mapped import map_file
from pygitobj.formats.idx import PackIndex
from pygitobj.oid import ObjectFormat


def open_index(path: str, object_format: ObjectFormat) -> PackIndex:
    """The index in the file `path`. Raises OSError, CorruptIndex, UnsupportedError."""
    try:
        return PackIndex(map_file(path, CorruptIndex), object_format)
    except CorruptIndex as error:
        raise error.located(path) from None


class OffsetOrder:
    """A pack's rows in the order of their entries in the pack: which entry comes next, and whose is this offset.

    `offsets` ascends; `rows[i]` is the index row of `offsets[i]`.
    """

    __slots__ = ("offsets", "rows")

    def __init__(self, index: PackIndex) -> None:
        self.rows, self.offsets = index.pack_order()

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
