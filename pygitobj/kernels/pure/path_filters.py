"""Which commits of a commit-graph changed none of some paths, as its filters of changed paths say, by position.

What a filter is: formats/bloom.py. A commit whose filter is not there, was not computed, or does not lie where filters
lie, may have changed any path.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct, unpack_from

from pygitobj.kernels.columns import FilterLayer

WORD = Struct(">I")
MASK = 0xFFFFFFFF


class PathFilters:
    """The filters of `layers`, the oldest first. Raises ValueError for layers that do not lie in their bytes."""

    def __init__(self, layers: Sequence[FilterLayer]) -> None:
        self.layers = list(layers)
        self.starts: list[int] = []
        self.count = 0
        for layer in self.layers:
            if layer.commits < 0 or (layer.keys and not is_inside(layer)):
                raise ValueError("filters that do not lie in their bytes")
            self.starts.append(self.count)
            self.count += layer.commits

    def unchanged(self, position: int) -> bool:
        """Whether it is known that the commit there changed none of the paths, next to its first parent."""
        if not 0 <= position < self.count:
            raise ValueError(f"no position {position}")
        at = len(self.layers) - 1
        while self.starts[at] > position:
            at -= 1
        layer, row = self.layers[at], position - self.starts[at]
        if not layer.keys:
            return False
        place = layer.ends + row * WORD.size
        (end,) = WORD.unpack_from(layer.data, place)
        (start,) = WORD.unpack_from(layer.data, place - WORD.size) if row else (0,)
        if not start < end <= layer.size:
            return False
        bits = layer.data[layer.filters + start : layer.filters + end]
        return not any(may_contain(bits, keys, layer.hashes) for keys in layer.keys)

    def are_sound(self) -> bool:
        """Whether all filters lie where filters lie."""
        return all(not layer.keys or is_sound(layer) for layer in self.layers)


def is_sound(layer: FilterLayer) -> bool:
    """Whether each filter of a layer begins where the one before it ends, and the last one ends where they may end."""
    ends = list(unpack_from(f">{layer.commits}I", layer.data, layer.ends))
    return ends == sorted(ends) and (not ends or ends[-1] <= layer.size)


def is_inside(layer: FilterLayer) -> bool:
    """Whether a layer lies in its bytes."""
    ends = layer.ends + layer.commits * WORD.size
    starts = min(layer.commits, layer.ends, layer.filters, layer.size, layer.hashes)
    return starts >= 0 and max(ends, layer.filters + layer.size) <= len(layer.data)


def may_contain(bits: bytes, keys: Sequence[tuple[int, int]], hashes: int) -> bool:
    """Whether all that the path of `keys` asks for is set in a filter, or that was not computed."""
    count = 8 * len(bits)
    if not count:
        return True
    for first, step in keys:
        for nth in range(hashes):
            at = (first + nth * step & MASK) % count
            if not bits[at >> 3] >> (at & 7) & 1:
                return False
    return True
