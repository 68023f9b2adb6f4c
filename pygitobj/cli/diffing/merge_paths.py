"""What of a merge is compared so that it can be shown beside all its parents, and the paths that this gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.changes.pairs import FilePair
from pygitobj.cli.diffing.asked import OF_FIRST_PARENT, DiffOptions
from pygitobj.cli.diffing.combined import CombinedPath, from_all, from_each, needs_each_parent, with_object
from pygitobj.cli.diffing.depth import ShownEntries
from pygitobj.record import Record
from pygitobj.walk.tree_comparison import Compared


class MergePaths(Record):
    """The paths that a merge has otherwise than each parent, and the pairs that it has with its first one."""

    paths: Sequence[CombinedPath]
    of_first: Sequence[FilePair]


def compared_trees(options: DiffOptions, new: bytes, olds: Sequence[bytes]) -> list[bytes]:
    """The trees that are compared: the one of the merge with those of all parents, and the first alone, or each."""
    if needs_each_parent(options):
        return [new + old for old in olds]
    together = new + b"".join(olds)
    return [together, new + olds[0]] if options.formats & OF_FIRST_PARENT else [together]


def merge_paths(
    options: DiffOptions,
    compared: Iterator[Compared],
    count: int,
    shown: ShownEntries,
    pairs_of: Callable[[int, Compared], Sequence[FilePair]],
) -> MergePaths:
    """What so many comparisons give; `pairs_of` makes pairs of the nth, with a single parent. Raises GitObjectError."""
    if needs_each_parent(options):
        lists = [pairs_of(nth, next(compared)) for nth in range(count)]
        return MergePaths(from_each(lists), lists[0])
    paths = from_all(entry for entry in shown(next(compared)) if len(entry) == 4)
    if options.found_objects:
        paths = with_object(paths, options.found_objects)
    return MergePaths(paths, pairs_of(1, next(compared)) if count > 1 else ())
