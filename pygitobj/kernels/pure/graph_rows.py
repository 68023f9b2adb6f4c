"""What a commit-graph says of commits, by position: over all of its layers, the oldest first.

    checked     by `first_bad`, before a row is asked for: that ids ascend, lie where the fanout says, and are in one
                layer; that each parent is a position of the layer or of one below it; that each list of further
                parents ends
    generation  the level, or the corrected date (DATED), once `use` has found that each is greater than those of the
                parents: dates are cut to 34 bits, and an old git wrote zeros. Until then nobody knows one

The layout: formats/commit_graph.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from struct import Struct

from pygitobj.kernels.columns import INFINITY, GraphLayer
from pygitobj.kernels.pure.reach import LONGEST_HASH, SHORTEST_HASH

NONE, LEVEL, DATED = 0, 1, 2
NUMBERS = Struct(">IIII")
WORD, LONG = Struct(">I"), Struct(">Q")
NO_PARENT, TOP_BIT = 0x70000000, 0x80000000
MASK = (1 << 64) - 1


class GraphRows:
    """The rows of `layers`, the oldest first. Raises ValueError for layers that do not lie in their bytes."""

    def __init__(self, hash_size: int, layers: Sequence[GraphLayer]) -> None:
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.hash_size = hash_size
        self.layers = list(layers)
        self.generation_kind = NONE
        self.width = hash_size + NUMBERS.size
        self.starts: list[int] = []
        self.count = 0
        for layer in layers:
            if not is_inside(layer, hash_size):
                raise ValueError("a layer that does not lie in its bytes")
            self.starts.append(self.count)
            self.count += layer.commits
        if self.count > NO_PARENT:
            raise ValueError("more commits than there are positions")

    def __len__(self) -> int:
        return self.count

    def find(self, oid: bytes) -> int:
        """The position of a commit, -1 where there is none."""
        if len(oid) != self.hash_size:
            return -1
        for start, layer in zip(reversed(self.starts), reversed(self.layers), strict=True):
            low, high = layer.fanout[oid[0] - 1] if oid[0] else 0, layer.fanout[oid[0]]
            size, data, ids = self.hash_size, layer.data, layer.ids
            rows = range(layer.commits)
            row = bisect_left(rows, oid, low, high, key=lambda at: data[ids + at * size : ids + (at + 1) * size])
            if row < high and data[ids + row * size : ids + (row + 1) * size] == oid:
                return start + row
        return -1

    def place(self, position: int) -> tuple[GraphLayer, int, int]:
        """The layer of a position, the row there, and where the layer ends."""
        if not 0 <= position < self.count:
            raise ValueError(f"no position {position}")
        at = bisect_right(self.starts, position) - 1
        return self.layers[at], position - self.starts[at], self.starts[at] + self.layers[at].commits

    def oid(self, position: int) -> bytes:
        """The raw id of the commit at a position."""
        layer, row, _ = self.place(position)
        return layer.data[layer.ids + row * self.hash_size : layer.ids + (row + 1) * self.hash_size]

    def numbers(self, layer: GraphLayer, row: int) -> tuple[int, int, int, int]:
        """What stands behind the tree in a row."""
        return NUMBERS.unpack_from(layer.data, layer.rows + row * self.width + self.hash_size)

    def tree(self, position: int) -> bytes:
        """The raw id of the tree of the commit at a position."""
        layer, row, _ = self.place(position)
        at = layer.rows + row * self.width
        return layer.data[at : at + self.hash_size]

    def parents(self, position: int) -> list[int]:
        """The positions of the parents of the commit at a position, which was checked."""
        layer, row, _ = self.place(position)
        return list(self.parents_in(layer, row))

    def parents_in(self, layer: GraphLayer, row: int) -> Iterator[int]:
        """As `parents`; -1 is none that there is, and the last."""
        first, second, _, _ = self.numbers(layer, row)
        if first == NO_PARENT:
            return
        yield first
        if not second & TOP_BIT:
            if second != NO_PARENT:
                yield second
            return
        for at in range(second ^ TOP_BIT, layer.edge_count):
            (word,) = WORD.unpack_from(layer.data, layer.edges + at * WORD.size)
            yield word & ~TOP_BIT
            if word & TOP_BIT:
                return
        yield -1

    def date(self, position: int) -> int:
        """When the commit at a position was committed, as far as 34 bits say it."""
        layer, row, _ = self.place(position)
        _, _, level, date = self.numbers(layer, row)
        return (level & 3) << 32 | date

    def generation(self, position: int) -> int:
        """The generation of the commit at a position."""
        layer, row, _ = self.place(position)
        if self.generation_kind == NONE:
            return INFINITY
        _, _, level, date = self.numbers(layer, row)
        if self.generation_kind == LEVEL:
            return level >> 2
        (offset,) = WORD.unpack_from(layer.data, layer.dates + row * WORD.size)
        if offset & TOP_BIT:
            if offset ^ TOP_BIT >= layer.overflow_count:
                return INFINITY
            (offset,) = LONG.unpack_from(layer.data, layer.overflow + (offset ^ TOP_BIT) * LONG.size)
        corrected: int = ((level & 3) << 32 | date) + offset & MASK
        return corrected

    def first_bad(self) -> int:
        """The first position whose id or whose parents are not where they can be; -1 where there is none.

        Lists of further parents that overlap are bad too: nobody writes them, and many of them take for ever.
        """
        met: set[bytes] = set()
        for start, layer in zip(self.starts, self.layers, strict=True):
            end, further, before = start + layer.commits, 0, b""
            for row in range(layer.commits):
                oid = self.oid(start + row)
                low, high = layer.fanout[oid[0] - 1] if oid[0] else 0, layer.fanout[oid[0]]
                if oid <= before or not low <= row < high or oid in met:
                    return start + row
                met.add(oid)
                before = oid
                parents = list(self.parents_in(layer, row))
                further += max(len(parents) - 2, 0)
                if further > layer.edge_count or any(not 0 <= parent < end for parent in parents):
                    return start + row
        return -1

    def use(self, generation: int) -> bool:
        """Have generations of a kind where each is known and greater than those of the parents; whether that is so.

        All positions must have been checked.
        """
        self.generation_kind = generation
        if not self.rises():
            self.generation_kind = NONE
        return self.generation_kind != NONE

    def rises(self) -> bool:
        """Whether the generation of each commit is known, and greater than those of its parents."""
        if self.generation_kind not in (LEVEL, DATED):
            return False
        for start, layer in zip(self.starts, self.layers, strict=True):
            if self.generation_kind == DATED and layer.dates < 0:
                return False
            for row in range(layer.commits):
                if self.generation_kind == DATED and not has_overflow(layer, row):
                    return False
                own = self.generation(start + row)
                if not own and self.generation_kind == LEVEL:
                    return False
                if any(self.generation(parent) >= own for parent in self.parents_in(layer, row)):
                    return False
        return True


def is_inside(layer: GraphLayer, hash_size: int) -> bool:
    """Whether all parts of a layer lie in its bytes."""
    size, count = len(layer.data), layer.commits
    if len(layer.fanout) != 256 or layer.fanout[255] != count or count < 0:
        return False
    if any(one > other for one, other in zip((0, *layer.fanout), layer.fanout, strict=False)):
        return False
    return (
        0 <= layer.ids <= size - count * hash_size
        and 0 <= layer.rows <= size - count * (hash_size + NUMBERS.size)
        and 0 <= layer.edge_count <= size
        and (not layer.edge_count or 0 <= layer.edges <= size - layer.edge_count * WORD.size)
        and (layer.dates < 0 or layer.dates <= size - count * WORD.size)
        and 0 <= layer.overflow_count <= size
        and (not layer.overflow_count or 0 <= layer.overflow <= size - layer.overflow_count * LONG.size)
    )


def has_overflow(layer: GraphLayer, row: int) -> bool:
    """Whether the corrected date in a row is in the overflow if it says so."""
    (offset,) = WORD.unpack_from(layer.data, layer.dates + row * WORD.size)
    return not offset & TOP_BIT or offset ^ TOP_BIT < layer.overflow_count
