"""Which object of a pack rests on which: columns of positions, one value an object, worked over as a whole.

    bases       the position of the object that each is a delta of, WHOLE for none
    chain       a delta, its base, that one's base, … up to an object that is whole
    depth       how many deltas lie between an object and a whole one; height: how many, at most, rest on one another
                above it

Two packs may make a circle of one another's deltas, which no single one does.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

WHOLE = -1
# Written before all else: commits and tags; then trees, then blobs.
PHASES = ((1, 4), (2,), (3,))


def match_offsets(offsets: array[int], wanted: array[int]) -> array[int]:
    """The position in `offsets` of each of `wanted`, the last where there are several; -1 where it is not there."""
    places = {offset: at for at, offset in enumerate(offsets) if offset >= 0}
    return array("q", [places.get(one, -1) for one in wanted])


def cut_chains(bases: array[int], depth: int) -> array[int]:
    """Make whole what is deeper than `depth` or in a circle, in `bases` itself; gives the height of each object.

    Raises ValueError for a base that is no position.
    """
    require_positions(bases)
    count = len(bases)
    depths = array("q", [-1]) * count
    order: list[int] = []
    for start in range(count):
        path: list[int] = []
        at = start
        while depths[at] == -1 and bases[at] != WHOLE:
            # Met again before it is done: a circle.
            depths[at] = -2
            path.append(at)
            at = bases[at]
        if depths[at] == -2:
            bases[path[-1]] = WHOLE
            depths[path.pop()] = 0
        elif depths[at] == -1:
            depths[at] = 0
        for at in reversed(path):
            depths[at] = depths[bases[at]] + 1
            if depths[at] > depth:
                bases[at] = WHOLE
                depths[at] = 0
            else:
                order.append(at)
    heights = array("q", bytes(8 * count))
    # A base comes before what rests on it, so from the end on all that rests on an object is known.
    for at in reversed(order):
        heights[bases[at]] = max(heights[bases[at]], heights[at] + 1)
    return heights


def require_positions(bases: array[int]) -> None:
    """Raises ValueError for a base that is no position."""
    if bases and not WHOLE <= min(bases) <= max(bases) < len(bases):
        raise ValueError("a base that is no position")


def write_order(codes: Sequence[int], bases: array[int], count: int) -> array[int]:
    """The first `count` positions in the order in which they are written: by phase, bases before what rests on them.

    A base from `count` on is not written, nor what is of no type. Raises ValueError for a base that is no position.
    """
    if not 0 <= count <= len(bases) or count > len(codes):
        raise ValueError("columns of different lengths")
    require_positions(bases)
    order = array("q")
    done = bytearray(len(bases))
    done[count:] = b"\1" * (len(bases) - count)
    for phase in PHASES:
        for start in range(count):
            if codes[start] not in phase or done[start]:
                continue
            chain = [start]
            done[start] = True
            while (base := bases[chain[-1]]) != WHOLE and not done[base]:
                chain.append(base)
                done[base] = True
            order.extend(reversed(chain))
    return order
