"""Walks that ask nothing of commits but parents and dates: a kernel runs them over many at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from pygitobj.kernels import DateWalk
from pygitobj.walk.problems import nothing
from pygitobj.walk.queue import NEWEST
from pygitobj.walk.select.marks import LEFT
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import TopoWalk

# A limited walk is gone through in steps of so many.
STEP = 1 << 16


def is_dated(walk: Walk) -> bool:
    """Whether the kernel walks as is asked: what a commit is told to be may not depend on when it is passed."""
    if walk.changes is not None or walk.sources is not None:
        return False
    if walk.selection.keeps_missing or walk.history.ignored is not nothing:
        return False
    if walk.is_limited:
        return True
    return not walk.selection.maximal_only and not any(walk.marks[number] & LEFT for number in walk.line)


def dated(walk: Walk, most: int) -> Iterator[array[int]]:
    """The commits from the tips in `walk.line` on, `most` at once. Raises NotFoundError, CorruptError."""
    selection = walk.selection
    earliest, latest = selection.since_as_filter, selection.until
    if walk.looks.tracked is not None:
        # What is followed goes through all commits, told or not.
        earliest = latest = None
    kernel = DateWalk(
        walk.table,
        walk.marks,
        walk.is_limited,
        selection.first_parent,
        selection.exclude_first_parent_only,
        selection.since or 0,
        earliest or 0,
        NEWEST if latest is None else latest,
    )
    for number in walk.line:
        kernel.put(number)
    if not walk.is_limited:
        walk.line = []
    return steps(walk, kernel, most)


def steps(walk: Walk, kernel: DateWalk | TopoWalk, most: int) -> Iterator[array[int]]:
    """What a walk gives, `most` at once; with none it gets ready only. Raises NotFoundError, CorruptError."""
    while True:
        numbers = kernel.step(most)
        if numbers:
            yield numbers
        if kernel.needed >= 0:
            if not walk.history.can_find(kernel.needed, needed=kernel.is_needed):
                kernel.pass_over()
        elif len(numbers) < most or not most:
            return


def dated_list(walk: Walk) -> list[int]:
    """All that a limited walk tells, before it is known what of it is hidden."""
    return [number for numbers in dated(walk, STEP) for number in numbers]
