"""A plan that is built part after part: what one part leaves for the next ones changes no answer.

Tried besides: forests of 20,000 entries, every room from 0 to 3,000 bytes, eight threads, and parts in any order.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator
from types import ModuleType

import pytest

from pygitobj.kernels import PackDecoder
from tests.support.forests import forest
from tests.support.packs import build_pack

MOST = 1 << 40
# How far back the base of an entry lies: chains, bushes, and families that lie in one another.
SHAPES = {"chains": 1, "bushes": 40, "mixed": 300}
# Bytes that may stay: none, too few for the smallest, for a few, for all.
ROOMS = [0, 10, 20_000, 1 << 24]


def decoder(kernels: ModuleType, entries: list[bytes], limit: int) -> tuple[PackDecoder, array[int]]:
    """A decoder of a pack of `entries`, and where they are."""
    data, offsets = build_pack(entries)
    made = kernels.PackDecoder(data, 12, len(data) - 20, 20, {}.get, kernels.BaseCache(limit), 0)
    return made, array("Q", offsets)


def parts(count: int, most: int, seed: int) -> Iterator[tuple[int, int]]:
    """Parts of up to `most` requests, one after another."""
    choose = random.Random(seed)
    first = 0
    while first < count:
        end = min(count, first + choose.randrange(1, most + 1))
        yield first, end
        first = end


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("keep", ROOMS)
@pytest.mark.parametrize("limit", [0, 1 << 20])
@pytest.mark.parametrize("threads", [1, 4])
def test_part_after_part(kernels: ModuleType, shape: str, keep: int, limit: int, threads: int) -> None:
    entries, made = forest(SHAPES[shape], 600, keep + threads)
    pack, offsets = decoder(kernels, entries, limit)
    plan = pack.plan(offsets, threads, keep)
    hashed = pack.hashed_plan(offsets, threads, keep)
    filled = pack.plan(offsets, threads, keep)
    assert list(plan.sizes) == list(map(len, made))
    whole_column = hashed.hashed_bodies(0, len(made), MOST)[1]
    for first, end in parts(len(made), 70, keep):
        assert plan.bodies(first, end, MOST) == made[first:end]
        assert hashed.hashed_bodies(first, end, MOST) == (made[first:end], whole_column[20 * first : 20 * end])
        # The same memory for each part: what stays must not lie there.
        buffer = bytearray(sum(map(len, made[first:end])))
        places = array("q", [sum(map(len, made[first:at])) for at in range(first, end)])
        assert filled.fill(memoryview(buffer), places, first) == []
        assert bytes(buffer) == b"".join(made[first:end])


@pytest.mark.parametrize("keep", ROOMS)
def test_parts_in_any_order_and_more_than_once(kernels: ModuleType, keep: int) -> None:
    entries, made = forest(SHAPES["mixed"], 400, 3)
    pack, offsets = decoder(kernels, entries, 0)
    order = random.Random(4).sample(range(len(made)), len(made))
    asked = array("Q", [offsets[at] for at in order] + [offsets[at] for at in order[:50]])
    expected = [made[at] for at in order] + [made[at] for at in order[:50]]
    plan = pack.plan(asked, 2, keep)
    some = list(parts(len(asked), 60, 5))
    for first, end in some + random.Random(6).sample(some, len(some)) + some[::-1]:
        assert plan.bodies(first, end, MOST) == expected[first:end]


@pytest.mark.parametrize("keep", ROOMS)
@pytest.mark.parametrize("bad", [0, 1, 30, 200])
def test_damage_in_one_part(kernels: ModuleType, keep: int, bad: int) -> None:
    """What rests on a damaged entry fails in each part, and nothing else does."""
    entries, made = forest(SHAPES["bushes"], 300, 8)
    # A checksum that does not fit: that shows only when it is built.
    entries[bad] = entries[bad][:-1] + bytes([entries[bad][-1] ^ 1])
    pack, offsets = decoder(kernels, entries, 0)
    alone = [pack.plan(offsets[at : at + 1], 1).bodies(0, 1, MOST)[0] for at in range(len(made))]
    assert alone[bad] is None
    assert {body for at, body in enumerate(alone) if body != made[at]} == {None}
    plan = pack.plan(offsets, 2, keep)
    for first, end in parts(len(made), 30, 9):
        assert plan.bodies(first, end, MOST) == alone[first:end]


def test_what_is_larger_than_threads_give_one_another(kernels: ModuleType) -> None:
    """One family of large objects, of which threads build branches for each other."""
    entries, made = forest(12, 120, 10, size=200_000)
    pack, offsets = decoder(kernels, entries, 1 << 20)
    for keep in ROOMS:
        plan = pack.plan(offsets, 8, keep)
        for first, end in parts(len(made), 50, keep):
            assert plan.bodies(first, end, MOST) == made[first:end]
