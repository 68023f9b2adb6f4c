"""Ranges of lines across a difference."""

from __future__ import annotations

import random

import pytest

from pygitobj.changes.line_history.mapping import Mapped, Ranges, before, joined

# A line went from the top, two became three, one came, and two went from the middle.
GROUPS = [0, 1, 0, 0, 4, 6, 3, 6, 9, 9, 9, 10, 14, 16, 15, 15]


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(0, 3)], Mapped(((1, 4),), False)),
        ([(2, 4)], Mapped(((3, 6),), True)),
        ([(4, 5)], Mapped(((4, 6),), True)),
        ([(6, 9)], Mapped(((6, 9),), False)),
        ([(9, 10)], Mapped((), True)),
        ([(8, 12)], Mapped(((8, 11),), True)),
        ([(12, 15)], Mapped(((11, 14),), False)),
        ([(15, 17)], Mapped(((16, 18),), False)),
        ([(14, 16)], Mapped(((13, 17),), True)),
        ([(0, 1), (4, 5), (20, 21)], Mapped(((1, 2), (4, 6), (21, 22)), True)),
        ([], Mapped((), False)),
    ],
)
def test_where_lines_were(ranges: list[tuple[int, int]], expected: Mapped) -> None:
    assert before(tuple(ranges), GROUPS) == expected


def test_lines_are_mapped_as_each_alone() -> None:
    rng = random.Random(20)
    for _ in range(300):
        groups, size = some_groups(rng)
        lines = sorted(rng.sample(range(size), rng.randint(0, size)))
        ranges: Ranges = joined(tuple((line, line + 1) for line in lines), ())
        assert lines_of(before(ranges, groups).ranges) == expected_lines(ranges, groups)


def some_groups(rng: random.Random) -> tuple[list[int], int]:
    """Groups of lines that differ, and how many lines the new text has."""
    groups: list[int] = []
    old = new = 0
    for _ in range(rng.randint(0, 5)):
        same, gone, come = rng.randint(1, 4), rng.randint(0, 3), rng.randint(0, 3)
        old, new = old + same, new + same
        if gone or come:
            groups += [old, old + gone, new, new + come]
        old, new = old + gone, new + come
    return groups, new + 3


def lines_of(ranges: Ranges) -> set[int]:
    """The lines in `ranges`."""
    return {line for start, end in ranges for line in range(start, end)}


def expected_lines(ranges: Ranges, groups: list[int]) -> set[int]:
    """The same, line by line: those that stay where they were, and all that a group that touches took away."""
    found = set()
    for start, end in ranges:
        for line in range(start, end):
            moved = line
            for nth in range(0, len(groups), 4):
                old_start, old_end, new_start, new_end = groups[nth : nth + 4]
                if new_start <= line < new_end:
                    break
                if new_end <= line:
                    moved = line + old_end - new_end
            else:
                found.add(moved)
        for nth in range(0, len(groups), 4):
            old_start, old_end, new_start, new_end = groups[nth : nth + 4]
            if new_end > start and new_start < end:
                found |= set(range(old_start, old_end))
    return found
