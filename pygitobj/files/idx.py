"""A pack's .idx on disk, with its .rev where one lies beside it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.mapped import map_file
from pygitobj.formats.idx import PackIndex
from pygitobj.oid import ObjectFormat


def open_index(path: str, object_format: ObjectFormat) -> PackIndex:
    """The index in the file `path`. Raises OSError, CorruptIndex, UnsupportedError."""
    try:
        return PackIndex(map_file(path), object_format)
    except CorruptIndex as error:
        raise error.located(path) from None


class OffsetOrder:
    """A pack's rows in the order of their entries in the pack: which entry comes next, and whose is this offset.

    `offsets` ascends; `rows[i]` is the index row of `offsets[i]`.
    """

    __slots__ = ("offsets", "rows")

    def __init__(self, index: PackIndex, rev_path: str, object_format: ObjectFormat) -> None:
        by_row = index.offsets()
        rows = read_rev(rev_path, index, object_format)
        if rows is None:
            rows = array("I", sorted(range(index.count), key=by_row.__getitem__))
        self.rows = rows
        self.offsets = array("Q", map(by_row.__getitem__, rows))

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


def read_rev(path: str, index: PackIndex, object_format: ObjectFormat) -> array[int] | None:
    """The rows in offset order as the file at `path` has them; None without a good one, since it can be rebuilt."""
    from pygitobj.formats.rev import parse_rev  # one object's type and size take no order

    try:
        rows = parse_rev(map_file(path), index.count, index.pack_hash, object_format)
    except (OSError, GitObjectError):
        return None
    offsets = index.offsets()
    last = -1
    for row in rows:
        if offsets[row] < last:
            return None
        last = offsets[row]
    return rows
