"""Which of some commits reach others: each has the bits of those that do, which it hands on to its parents, by date.

A kernel does it (kernels/pure/painting.py says how), as far as its bits reach; it stops at commits that are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pygitobj.kernels import Painting
from pygitobj.walk.history import History
from pygitobj.walk.wide_painting import paint_wide

# How many bits the kernel has.
WIDTH = 64


def paint(
    history: History,
    starts: Iterable[tuple[int, int]],
    settled: int,
    *,
    common: int = 0,
    stale: int = 0,
    lowest: int = 0,
    wanted: int = -1,
) -> Painting:
    """What commits have that are reached from `starts`, each with its bits, down to where all have those of `settled`.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    kernel = Painting(history.table, settled, common, stale, lowest, wanted)
    for start, bits in starts:
        history.require(start)
        kernel.put(start, bits)
    while not kernel.run():
        history.require(kernel.needed)
    return kernel


def reached_by_others(
    history: History, numbers: Iterable[int], parents: Callable[[int], Sequence[int]] | None = None
) -> set[int]:
    """Those of `numbers` that others of them reach; `parents` as in `paint_wide`. Raises as `paint` does."""
    own = {number: 1 << nth for nth, number in enumerate(dict.fromkeys(numbers))}
    settled = (1 << len(own)) - 1
    if parents is not None or len(own) > WIDTH:
        found = paint_wide(history, own.items(), settled, parents).bits
        return {number for number, bit in own.items() if found[number] != bit}
    kernel = paint(history, own.items(), settled, lowest=lowest_of(history, own))
    return {number for number, bit in own.items() if kernel.bits(number) != bit}


def lowest_of(history: History, numbers: Iterable[int]) -> int:
    """The lowest generation of `numbers`, below which nothing reaches one of them; 0 where that is not known.

    Raises NotFoundError, CorruptError for one that cannot be read.
    """
    if not history.has_generations:
        return 0
    for number in numbers:
        history.require(number)
    return min(map(history.table.generation, numbers), default=0)
