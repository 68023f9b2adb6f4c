"""The search for bases: what it finds makes the object, keeps to window and depth, and is the same in both kernels."""

from __future__ import annotations

import importlib
import random
from types import ModuleType
from typing import Any

import pytest

from pygitobj.kernels import apply_delta
from pygitobj.kernels.pure import search

BLOB, TREE = 3, 2


def new_search(kernels: ModuleType, window: int, depth: int, memory: int = 0) -> Any:
    """The search of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.search").DeltaSearch(window, depth, memory)


def versions(count: int, seed: int = 1) -> list[bytes]:
    """Versions of a text, each a little other than the one before."""
    chance = random.Random(seed)
    lines = [b"%d %d\n" % (number, chance.getrandbits(60)) for number in range(60)]
    found = []
    for _ in range(count):
        lines[chance.randrange(len(lines))] = b"changed %d\n" % chance.getrandbits(60)
        found.append(b"".join(lines))
    return found


def offered(tool: Any, bodies: list[bytes], **more: int) -> list[tuple[int, bytes] | None]:
    """What comes of offering blobs, numbered from 0 on."""
    return [tool.offer(number, BLOB, body, **more) for number, body in enumerate(bodies)]


def depths(found: list[tuple[int, bytes] | None]) -> list[int]:
    """How many deltas each object is away from a whole one."""
    result: list[int] = []
    for one in found:
        result.append(0 if one is None else result[one[0]] + 1)
    return result


@pytest.mark.parametrize(("window", "depth"), [(10, 50), (1, 50), (3, 4), (10, 1)])
def test_chains(kernels: ModuleType, window: int, depth: int) -> None:
    bodies = versions(60)
    found = offered(new_search(kernels, window, depth), bodies)
    assert sum(one is not None for one in found) > 60 * depth // (depth + 1) - 5
    for body, one in zip(bodies, found, strict=True):
        assert one is None or apply_delta(bodies[one[0]], one[1]) == body
    assert max(depths(found)) <= depth


def test_same_in_both_kernels(kernels: ModuleType) -> None:
    chance = random.Random(5)
    for round_ in range(20):
        bodies = [body for seed in range(3) for body in versions(12, seed)]
        chance.shuffle(bodies)
        bodies += [bytes(chance.randrange(200)), b"", bodies[0], bodies[0] * 40]
        window, depth, memory = chance.randrange(6), chance.randrange(5), chance.choice([0, 5000, 20000])
        one, other = new_search(kernels, window, depth, memory), search.DeltaSearch(window, depth, memory)
        for number, body in enumerate(bodies):
            code, group, height = chance.choice([BLOB, BLOB, TREE]), chance.randrange(-1, 3), chance.randrange(3)
            assert one.offer(number, code, body, group, height) == other.offer(number, code, body, group, height), (
                round_
            )
            if chance.randrange(5) == 0:
                one.hold(number + 1000, code, body)
                other.hold(number + 1000, code, body)


def test_limits(kernels: ModuleType) -> None:
    for window in (-1, 1 << 32):
        with pytest.raises(ValueError, match="window"):
            new_search(kernels, window, 50)
    first, second = versions(2)
    assert offered(new_search(kernels, 0, 50), [first, second]) == [None, None]
    assert offered(new_search(kernels, 10, 0), [first, second]) == [None, None]
    assert offered(new_search(kernels, 10, 50), [first, second], group=7) == [None, None]
    assert offered(new_search(kernels, 10, 50), [first, second], height=50) == [None, None]
    tool = new_search(kernels, 10, 50)
    tool.hold(9, BLOB, first)
    assert tool.offer(10, TREE, second) is None
    tool.hold(11, BLOB, first)
    assert tool.offer(12, BLOB, second)[0] == 11
