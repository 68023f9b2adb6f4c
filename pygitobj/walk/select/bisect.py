"""Where to cut a list in two halves: the commit that reaches about half of what is in it.

The weight of a commit is how many of the list it reaches, itself among them; those that changed nothing of what is
looked for do not count.

Follows git's Documentation/rev-list-options, "Bisection Helpers".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.record import Record
from pygitobj.walk.select.marks import HIDDEN, SAME
from pygitobj.walk.select.state import Walk

# A weight is near enough to the half if it is off by less than this part of all.
NEAR_ENOUGH = 1024


class Cut(Record):
    """Commits to look at, the best one first, with their distance from the nearer end.

    `reaches` is how many the first one reaches of those that count, which are `total`.
    """

    numbers: list[int]
    distances: list[int]
    reaches: int
    total: int


def find_cut(walk: Walk, *, every: bool = False) -> Cut:
    """The best cut of `walk.line`, or, with `every`, all of it by how good it is."""
    shown = [number for number in reversed(walk.line) if not walk.marks[number] & HIDDEN]
    count = sum(not walk.marks[number] & SAME for number in shown)
    if not shown:
        return Cut([], [], 0, count)
    weights, best = weigh(walk, shown, count, every=every)
    if every:
        return sorted_cut(walk, shown, weights, count)
    if best is None:
        best = best_of(walk, shown, weights, count)
    return Cut([best], [distance(weights[best], count)], weights[best], count)


def distance(weight: int, count: int) -> int:
    """How far a commit is from the nearer end."""
    return min(weight, count - weight)


def best_of(walk: Walk, shown: Sequence[int], weights: dict[int, int], count: int) -> int:
    """The commit nearest to the half, the first of these."""
    best, best_distance = shown[0], -1
    for number in shown:
        if not walk.marks[number] & SAME and distance(weights[number], count) > best_distance:
            best, best_distance = number, distance(weights[number], count)
    return best


def sorted_cut(walk: Walk, shown: Sequence[int], weights: dict[int, int], count: int) -> Cut:
    """All that changed something, by distance, then by id; where nothing did, the first one."""
    changed = [number for number in shown if not walk.marks[number] & SAME]
    changed.sort(key=lambda number: (-distance(weights[number], count), walk.table.oid(number)))
    numbers = changed or [shown[0]]
    return Cut(numbers, [distance(weights[number], count) for number in changed], weights[numbers[0]], count)


def is_half(walk: Walk, number: int, weight: int, count: int) -> bool:
    """Whether a commit is near enough to the half to look no further."""
    off = abs(2 * weight - count)
    return not walk.marks[number] & SAME and (off <= 1 or off < count // NEAR_ENOUGH)


def weigh(walk: Walk, shown: Sequence[int], total: int, *, every: bool) -> tuple[dict[int, int], int | None]:
    """The weights of commits, and the first that is near enough to the half, unless `every` one is asked for.

    git looks at the first commits, then at merges, and then at what has one parent once that one's weight is known.
    """
    marks = walk.marks
    most = 1 if walk.first_parent else None
    parents = {n: [p for p in walk.parents(n)[:most] if not marks[p] & HIDDEN] for n in shown}
    weights = weights_of(walk, shown, parents)
    if every:
        return weights, None
    known = {number for number in shown if not parents[number]}
    for number in shown:
        if len(parents[number]) > 1:
            known.add(number)
            if is_half(walk, number, weights[number], total):
                return weights, number
    left = [number for number in shown if number not in known]
    while left:
        later: list[int] = []
        for number in left:
            if parents[number][0] not in known:
                later.append(number)
                continue
            known.add(number)
            if is_half(walk, number, weights[number], total):
                return weights, number
        if len(later) == len(left):
            break
        left = later
    return weights, None


def weights_of(walk: Walk, shown: Sequence[int], parents: dict[int, list[int]]) -> dict[int, int]:
    """How many that changed something each commit reaches.

    What a commit reaches is a number with a bit for each, which goes once all of its children were looked at.
    """
    marks = walk.marks
    waiting = dict.fromkeys(shown, 0)
    for ones in parents.values():
        for parent in ones:
            if parent in waiting:
                waiting[parent] += 1
    weights: dict[int, int] = {}
    reach: dict[int, int] = {}
    place = {number: nth for nth, number in enumerate(shown)}
    for number in parents_first(shown, parents):
        found = 0 if marks[number] & SAME else 1 << place[number]
        for parent in parents[number]:
            if parent in waiting:
                found |= reach[parent]
                waiting[parent] -= 1
                if not waiting[parent]:
                    del reach[parent]
        weights[number] = found.bit_count()
        if waiting[number]:
            reach[number] = found
    return weights


def parents_first(shown: Sequence[int], parents: dict[int, list[int]]) -> Iterator[int]:
    """The commits `shown` so that none comes before a parent."""
    done: set[int] = set()
    for start in shown:
        stack = [start]
        while stack:
            number = stack[-1]
            if number in done:
                stack.pop()
                continue
            before = [parent for parent in parents[number] if parent not in done and parent in parents]
            if before:
                stack.extend(before)
            else:
                done.add(number)
                yield stack.pop()


def steps(count: int) -> int:
    """How many steps of a bisection of `count` commits are expected."""
    if count < 3:
        return 0
    halvings = count.bit_length() - 1
    whole = 1 << halvings
    return halvings if whole < 3 * (count - whole) else halvings - 1
