"""Whatever the history, the compiled painting gives what that in Python gives, and both what is true of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.test_kernels_agree import outcome
from tests.properties.test_walk_kernels import HISTORIES, SIZE, History, put, raw, twins

pytestmark = pytest.mark.property
COUNT = 12
ROWS = st.integers(0, COUNT - 1)
# Bits that settle, those that make a row common, and what it hands on then, as somebody asks for; and others.
KINDS = st.sampled_from([(4, 3, 4), (3, 0, 0), (7, 0, 0), (0, 0, 0), ((1 << 64) - 1, 1, 1 << 63), (1 << 64, 0, 0)])
STARTS = st.lists(st.tuples(ROWS, st.sampled_from([1, 2, 2, 3, 4, 0, 1 << 63])), max_size=4)


def painted(painting: Any, table: Any, history: History, starts: list[tuple[int, int]], levels: list[int]) -> list[Any]:
    """All that a painting tells, where rows come when they are needed."""
    needed = []
    for n, bits in starts:
        put(table, history, n, levels)
        painting.put(n, bits)
    while not painting.run():
        needed.append(painting.needed)
        put(table, history, painting.needed, levels)
    before = [painting.bits(n) for n in range(COUNT)]
    told = list(painting.told())
    painting.hand_down()
    return [needed, before, told, list(painting.met()), painting.counts(), painting.needed]


@given(
    HISTORIES, KINDS, STARTS, st.sampled_from([0, 0, 3, (1 << 64) - 1]), st.sampled_from([-1, -1, 2, COUNT + 9]),
    st.lists(st.integers(0, 5) | st.just((1 << 64) - 1), min_size=COUNT, max_size=COUNT),
)  # fmt: skip
def test_both_agree(
    history: History,
    kind: tuple[int, int, int],
    starts: list[tuple[int, int]],
    lowest: int,
    wanted: int,
    levels: list[int],
) -> None:
    """Histories with cycles too, as replace refs can make them, any dates and any generations."""
    answers = []
    for table_kind, painting_kind in zip(
        twins("commit_table", "CommitTable"), twins("painting", "Painting"), strict=True
    ):
        table = table_kind(SIZE)
        table.numbers(b"".join(map(raw, range(COUNT))))
        painting = outcome(painting_kind, table, *kind, lowest, wanted)
        if isinstance(painting, tuple):
            answers.append([painting])
            continue
        refused = [outcome(painting.put, 0, 1), outcome(painting.put, 0, 1 << 64), outcome(painting.bits, -1)]
        answers.append([*refused, *painted(painting, table, history, starts, levels)])
    assert answers[0] == answers[1]


@given(HISTORIES, st.lists(ROWS, min_size=1, max_size=4, unique=True))
def test_a_bit_is_with_all_that_is_reached(history: History, tips: list[int]) -> None:
    for table_kind, painting_kind in zip(
        twins("commit_table", "CommitTable"), twins("painting", "Painting"), strict=True
    ):
        table = table_kind(SIZE)
        table.numbers(b"".join(map(raw, range(COUNT))))
        # A bit that nothing has settles nothing.
        painting = painting_kind(table, 1 << len(tips))
        painted(painting, table, history, [(n, 1 << at) for at, n in enumerate(tips)], [(1 << 64) - 1] * COUNT)
        for at, tip in enumerate(tips):
            reached, left = {tip}, [tip]
            while left:
                more = set(history[left.pop()][0]) - reached
                reached |= more
                left += more
            assert {n for n in range(COUNT) if painting.bits(n) & 1 << at} == reached
