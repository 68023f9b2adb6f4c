"""Which of many old files are most like which of many new ones, by what they have: each compared with each.

Only files that are not too different in size for one of the others are read. So many are compared at a time as can be
held; KEPT old ones are remembered for each new one (the kernel's `keep_best`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pygitobj.changes.contents import Contents
from pygitobj.changes.pairs import Side
from pygitobj.formats.tree import is_regular
from pygitobj.kernels import copied_bytes, keep_best
from pygitobj.kernels.columns import KEPT, MOST_SCORE
from pygitobj.record import Record

# Bytes of counts that are held at a time, on each side, and the most that one file takes.
MOST_COUNTS, LARGEST = 32 << 20, 107927 * 8
# How many bytes of counts a byte of a file makes at the most.
WORD = 8


class Match(Record):
    """An old file and a new one, by their numbers, and their score."""

    old: int
    new: int
    score: int


def last_name(path: bytes) -> bytes:
    """What is behind the last slash."""
    return path[path.rfind(b"/") + 1 :]


def could_match(one: int, other: int, minimum: int) -> bool:
    """Whether files of two sizes can be so similar as `minimum`."""
    return min(one, other) * MOST_SCORE >= max(one, other) * minimum


def scores_of(pairs: Sequence[tuple[Side, Side]], minimum: int, contents: Contents) -> list[int]:
    """How similar the sides of each of `pairs` are; 0 where that is certainly less than `minimum`."""
    sizes = contents.sizes([side for pair in pairs for side in pair])
    answer = [0] * len(pairs)
    wanted = []
    for at, (old, new) in enumerate(pairs):
        size = sizes[2 * at + 1]
        if size and is_regular(old.mode) and is_regular(new.mode) and could_match(sizes[2 * at], size, minimum):
            wanted.append(at)
    for some in parts([max(sizes[2 * at : 2 * at + 2]) for at in wanted]):
        chosen = wanted[some.start : some.stop]
        counts = contents.counts_of([side for at in chosen for side in pairs[at]])
        for number, at in enumerate(chosen):
            copied = copied_bytes(counts[2 * number], counts[2 * number + 1])
            answer[at] = copied * MOST_SCORE // max(sizes[2 * at : 2 * at + 2])
    return answer


def parts(sizes: Sequence[int]) -> Iterator[range]:
    """The numbers of files of these `sizes`, in ranges of so many as can be held together."""
    start = held = 0
    for number, size in enumerate(sizes):
        count = min(size * WORD, LARGEST)
        if held + count > MOST_COUNTS and number > start:
            yield range(start, number)
            start, held = number, 0
        held += count
    if start < len(sizes):
        yield range(start, len(sizes))


def best_matches(olds: Sequence[Side], news: Sequence[Side], minimum: int, contents: Contents) -> Iterator[Match]:
    """Pairs of an old and a new file that are so similar as `minimum`, the best first; some for each new one.

    Of equal scores those with one last name come first, then what is earlier in `news`.
    """
    old_sizes, new_sizes = regular_sizes(olds, contents), regular_sizes(news, contents)
    names: dict[bytes, int] = {}
    old_names = [names.setdefault(last_name(side.path), len(names)) for side in olds]
    new_names = [names.setdefault(last_name(side.path), len(names)) for side in news]
    old_wanted, new_wanted = comparable(old_sizes, new_sizes, minimum), comparable(new_sizes, old_sizes, minimum)
    keys, places = array("q", [-1]) * (KEPT * len(news)), array("q", [-1]) * (KEPT * len(news))
    if any(old_wanted):
        for some in parts(new_sizes):
            slots = slice(KEPT * some.start, KEPT * some.stop)
            some_keys, some_places = keys[slots], places[slots]
            weighed_news = weighed(news, new_sizes, new_names, new_wanted, some, contents)
            for others in parts(old_sizes):
                weighed_olds = weighed(olds, old_sizes, old_names, old_wanted, others, contents)
                keep_best(some_keys, some_places, others.start, weighed_olds, weighed_news, minimum)
            keys[slots], places[slots] = some_keys, some_places
    least = 2 * minimum
    for slot in sorted((slot for slot, key in enumerate(keys) if key >= least), key=keys.__getitem__, reverse=True):
        yield Match(places[slot], slot // KEPT, keys[slot] // 2)


def regular_sizes(sides: Sequence[Side], contents: Contents) -> list[int]:
    """The size of each of `sides`, 0 for what is no regular file."""
    sizes = iter(contents.sizes([side for side in sides if is_regular(side.mode)]))
    return [next(sizes) if is_regular(side.mode) else 0 for side in sides]


def comparable(sizes: Sequence[int], others: Sequence[int], minimum: int) -> list[bool]:
    """Whether one of the `others` is not too different in size, for each of `sizes`."""
    ascending = sorted(filter(None, others))

    def is_wanted(size: int) -> bool:
        if not size:
            return False
        # The smallest of the others that is large enough must not be too large.
        at = bisect_left(ascending, -(-size * minimum // MOST_SCORE))
        return at < len(ascending) and could_match(size, ascending[at], minimum)

    return [is_wanted(size) for size in sizes]


def weighed(
    sides: Sequence[Side],
    sizes: Sequence[int],
    names: Sequence[int],
    wanted: Sequence[bool],
    numbers: range,
    contents: Contents,
) -> list[tuple[int, int, bytes | None]]:
    """Those of `sides` that have these `numbers`, as the kernel compares them."""
    counts = iter(contents.counts_of([sides[at] for at in numbers if wanted[at]]))
    return [(sizes[at], names[at], next(counts) if wanted[at] else None) for at in numbers]
