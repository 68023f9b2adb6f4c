"""What differs in many comparisons of trees, as columns: what reads them makes no value for each path."""

from __future__ import annotations

from array import array

from pygitobj.kernels.columns import ADDS, REMOVES, UNTOLD, Changes, Pair
from pygitobj.kernels.pure.changed_entries import ChangedEntries
from pygitobj.kernels.pure.tree_changes import TreeChanges


def changed_columns(changes: TreeChanges, numbers: array[int], most: int, depth: int = 2048) -> Changes:
    """What differs in the comparisons `numbers`, each of two trees, up to the one with which there are `most` changes.

    Nothing is told of one that alone has more, or comes to a node that was not compared or is more than `depth` levels
    below. Raises TypeError unless `numbers` are signed and of 64 bits.
    """
    if numbers.typecode != "q":
        raise TypeError("numbers of another type")
    kinds: list[int] = []
    ends = array("I")
    pairs: list[Pair] = []
    for number in numbers:
        if kinds and len(pairs) >= most:
            break
        found = all_pairs(changes.entries(number, b"", False, depth), most)
        does = UNTOLD if found is None else 0
        for pair in found or ():
            does |= (0 if pair[1] else ADDS) | (0 if pair[3] else REMOVES)
            pairs.append(pair)
        kinds.append(does)
        ends.append(len(pairs))
    path_ends = array("I")
    size = 0
    for pair in pairs:
        size += len(pair[0])
        path_ends.append(size)
    modes = array("I", [mode for pair in pairs for mode in (pair[1], pair[3])])
    ids = b"".join([oid for pair in pairs for oid in (pair[2], pair[4])])
    return Changes(bytes(kinds), ends, modes, ids, b"".join([pair[0] for pair in pairs]), path_ends)


def all_pairs(entries: ChangedEntries, most: int) -> list[Pair] | None:
    """All that `entries` has; None where it gets stuck, has more than `most`, or more than one old side."""
    pairs: list[Pair] = []
    while entries.stuck < 0 and not entries.is_done() and len(pairs) <= most:
        for pair in entries.take(most + 1 - len(pairs)):
            if len(pair) != 5:
                return None
            pairs.append(pair)
    return pairs if entries.stuck < 0 and len(pairs) <= most else None
