"""Which object rests on which: the same in both kernels, no circle left, no chain too deep, bases before deltas."""

from __future__ import annotations

import importlib
import random
from array import array
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.pure import arrange

WHOLE = -1
COMMIT, TREE, BLOB, TAG = 1, 2, 3, 4
PHASE_OF = {COMMIT: 1, TAG: 1, TREE: 2, BLOB: 3}
FAR = (1 << 63) - 1
OFFSETS = st.integers(-3, 40) | st.sampled_from([-FAR - 1, FAR, FAR - 1, 1 << 40])


def tool(kernels: ModuleType) -> Any:
    """The functions of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.arrange")


def column(values: Any) -> array[int]:
    """Signed 64-bit numbers."""
    return array("q", values)


def depths_of(bases: array[int]) -> list[int]:
    """How many deltas lie between each object and a whole one; fails where there is a circle."""
    found = []
    for start in range(len(bases)):
        at, depth = start, 0
        while bases[at] != WHOLE:
            at, depth = bases[at], depth + 1
            assert depth <= len(bases), "a circle"
        found.append(depth)
    return found


def heights_of(bases: array[int]) -> list[int]:
    """How many deltas, at most, rest on one another above each object, worked out the slow way."""
    heights = [0] * len(bases)
    for start in range(len(bases)):
        at, height = start, 0
        while bases[at] != WHOLE:
            at, height = bases[at], height + 1
            heights[at] = max(heights[at], height)
    return heights


@st.composite
def graphs(draw: st.DrawFn) -> array[int]:
    """Bases of some objects, many of them deltas, with circles."""
    count = draw(st.integers(0, 25))
    return column(draw(st.lists(st.integers(WHOLE, count - 1), min_size=count, max_size=count)))


@pytest.mark.property
@given(offsets=st.lists(OFFSETS, max_size=30), wanted=st.lists(OFFSETS, max_size=30))
def test_any_offsets(kernels: ModuleType, offsets: list[int], wanted: list[int]) -> None:
    found = tool(kernels).match_offsets(column(offsets), column(wanted))
    assert found == arrange.match_offsets(column(offsets), column(wanted))
    for one, at in zip(wanted, found, strict=True):
        if at == -1:
            assert one < 0 or one not in offsets
        else:
            assert offsets[at] == one
            assert one not in offsets[at + 1 :]


def test_many_offsets(kernels: ModuleType) -> None:
    chance = random.Random(3)
    offsets = column(chance.sample(range(12, 1 << 34, 4096), 20_000))
    wanted = column([*offsets, *(offset + 1 for offset in offsets)])
    assert tool(kernels).match_offsets(offsets, wanted) == column([*range(20_000), *([-1] * 20_000)])
    assert tool(kernels).match_offsets(column([]), wanted) == column([-1] * 40_000)
    assert tool(kernels).match_offsets(offsets, column([])) == column([])


@pytest.mark.property
@given(bases=graphs(), depth=st.integers(0, 6) | st.sampled_from([-1, 50, FAR]))
def test_any_chains(kernels: ModuleType, bases: array[int], depth: int) -> None:
    ours, theirs = array("q", bases), array("q", bases)
    heights = tool(kernels).cut_chains(ours, depth)
    assert heights == arrange.cut_chains(theirs, depth)
    assert ours == theirs
    assert max(depths_of(ours), default=0) <= max(depth, 0)
    assert list(heights) == heights_of(ours)
    assert all(after in (before, WHOLE) for before, after in zip(bases, ours, strict=True))


@pytest.mark.parametrize("depth", [0, 1, 2, 7, 50])
def test_long_chain(kernels: ModuleType, depth: int) -> None:
    for step in (1, -1):
        count = 5000
        bases = column([at + step if 0 <= at + step < count else WHOLE for at in range(count)])
        heights = tool(kernels).cut_chains(bases, depth)
        depths = depths_of(bases)
        assert max(depths) == max(heights) == depth
        # No more is cut than must be: a chain is whole at every depth + 1 objects.
        assert bases.count(WHOLE) == -(-count // (depth + 1))


def test_what_is_good_stays(kernels: ModuleType) -> None:
    bases = column([WHOLE, 0, 1, 1, WHOLE])
    assert tool(kernels).cut_chains(bases, 2) == column([2, 1, 0, 0, 0])
    assert bases == column([WHOLE, 0, 1, 1, WHOLE])


@pytest.mark.parametrize(
    ("bases", "cut"),
    [([0], 1), ([1, 0], 1), ([1, 2, 0], 1), ([1, 0, 3, 2, 0, 4], 2), ([1, 2, 3, 1], 1)],
)
def test_circles_are_cut_once(kernels: ModuleType, bases: list[int], cut: int) -> None:
    found = column(bases)
    heights = tool(kernels).cut_chains(found, 50)
    assert found.count(WHOLE) == cut
    assert list(heights) == heights_of(found)


@pytest.mark.parametrize("wrong", [-2, 3, -FAR - 1, FAR])
def test_no_positions(kernels: ModuleType, wrong: int) -> None:
    for at in range(3):
        bases = column([WHOLE, 0, 1])
        bases[at] = wrong
        with pytest.raises(ValueError, match="no position"):
            tool(kernels).cut_chains(bases, 50)
        with pytest.raises(ValueError, match="no position"):
            tool(kernels).write_order(array("B", [BLOB] * 3), bases, 3)


def test_nothing(kernels: ModuleType) -> None:
    assert tool(kernels).match_offsets(column([]), column([])) == column([])
    assert tool(kernels).cut_chains(column([]), 5) == column([])
    assert tool(kernels).write_order(array("B"), column([]), 0) == column([])


@pytest.mark.parametrize(("codes", "count"), [(3, 4), (3, -1), (2, 3), (0, 1)])
def test_counts_that_do_not_fit(kernels: ModuleType, codes: int, count: int) -> None:
    with pytest.raises(ValueError, match="lengths"):
        tool(kernels).write_order(array("B", [BLOB] * codes), column([WHOLE] * 3), count)


@pytest.mark.property
@given(bases=graphs(), chance=st.randoms(use_true_random=False), cuts=st.booleans())
def test_any_order(kernels: ModuleType, bases: array[int], chance: random.Random, cuts: bool) -> None:
    if cuts:
        arrange.cut_chains(bases, 50)
    count = chance.randint(0, len(bases))
    codes = array("B", chance.choices([COMMIT, TREE, BLOB, TAG], k=len(bases)))
    order = tool(kernels).write_order(codes, bases, count)
    assert order == arrange.write_order(codes, bases, count)
    assert sorted(order) == list(range(count))
    if cuts:
        places = {at: place for place, at in enumerate(order)}
        assert all(places[bases[at]] < places[at] for at in order if WHOLE != bases[at] < count)


@pytest.mark.property
@given(codes=st.lists(st.sampled_from([COMMIT, TREE, BLOB, TAG]), max_size=25), chance=st.randoms())
def test_phases_in_order(kernels: ModuleType, codes: list[int], chance: random.Random) -> None:
    """Deltas are of the type of their bases, as they are in any sound pack."""
    count = len(codes)
    same = [[other for other in range(count) if codes[other] == code] for code in codes]
    bases = column([chance.choice([WHOLE, *others]) for others in same])
    arrange.cut_chains(bases, 50)
    phases = [PHASE_OF[codes[at]] for at in tool(kernels).write_order(array("B", codes), bases, count)]
    assert phases == sorted(phases)


def test_order_of_the_list_but_bases_first(kernels: ModuleType) -> None:
    codes = array("B", [BLOB, TREE, COMMIT, BLOB, TAG, BLOB])
    bases = column([3, WHOLE, WHOLE, WHOLE, WHOLE, 0])
    assert list(tool(kernels).write_order(codes, bases, 6)) == [2, 4, 1, 3, 0, 5]
    # The base of the first is not written.
    assert list(tool(kernels).write_order(codes, bases, 3)) == [2, 1, 0]


def test_types_that_there_are_not(kernels: ModuleType) -> None:
    for code in (0, 5, 6, 7, 9, 255):
        assert list(tool(kernels).write_order(array("B", [BLOB, code]), column([WHOLE, WHOLE]), 2)) == [0]
