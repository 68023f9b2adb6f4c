"""The commits that a walk passes, one after another, in the ways of walking that git has.

list        everything was found out before
generations topological order on the way
logs        what references were, the newest first
queue       by date, as they are met; filtered: but for those that need no look
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from pygitobj.walk.select.follow import follow
from pygitobj.walk.select.logs import Logs
from pygitobj.walk.select.simplify import simplify
from pygitobj.walk.select.state import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import FilteredQueue
    from pygitobj.walk.select.generations import Generations

# How many commits are looked at together, of a list first, then later, and on a walk.
FEW, SOME, MANY = 64, 512, 4096


def from_list(walk: Walk) -> Iterator[int]:
    """What `walk.line` has."""
    since = None if walk.is_limited else walk.selection.since
    line, ahead = walk.line, walk.looks.ahead
    start, most = 0, FEW
    while start < len(line):
        some = line[start : start + most]
        start, most = start + most, MANY
        if ahead is not None:
            ahead(some)
        for number in some:
            if since is None or walk.date(number) >= since:
                yield number


def from_kernel(walk: Walk, lists: Iterable[array[int]]) -> Iterator[int]:
    """What a kernel gives, many at once. Raises NotFoundError, CorruptError."""
    ahead = walk.looks.ahead
    for numbers in lists:
        if ahead is not None:
            ahead(numbers)
        yield from numbers


def from_queue(walk: Walk, filtered: FilteredQueue | None = None) -> Iterator[int]:
    """By date from the tips in `walk.line`, without those that filters pass. Raises NotFoundError, CorruptError."""
    queue = walk.queue if filtered is None else filtered
    since = walk.selection.since
    for number in walk.line:
        walk.put(queue, number)
    walk.line = []
    while True:
        if filtered is not None:
            filtered.pass_unchanged()
        if not queue:
            return
        number = queue.get()
        if since is None or walk.date(number) >= since:
            follow(walk, number, queue)
            yield number


def from_generations(walk: Walk, generations: Generations) -> Iterator[int]:
    """In topological order. Raises NotFoundError, CorruptError."""
    since = walk.selection.since
    while (number := generations.next()) is not None:
        if since is None or walk.date(number) >= since:
            generations.expand(number)
            yield number


def from_logs(walk: Walk, logs: Logs) -> Iterator[int]:
    """What references were."""
    since = walk.selection.since
    for number in logs.commits(walk):
        if since is None or logs.date() >= since:
            if walk.changes is not None:
                simplify(walk, walk.changes, number)
            yield number
