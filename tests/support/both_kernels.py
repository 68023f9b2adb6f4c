"""All that one implementation of the kernels says of a pack, in one list, to be compared with the other's."""

from __future__ import annotations

import importlib
import random
from array import array
from collections.abc import Callable
from types import ModuleType
from typing import Any

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.kernels import PackDecoder
from tests.support.hostile import FIRST, HostilePack

SIZE = 20
MOST = 1 << 30


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives: its value, or the type of its error and its words."""
    try:
        return function(*arguments)
    except (GitObjectError, OSError, ValueError) as error:
        return type(error), str(error)


def finder(known: dict[bytes, int], trouble: int) -> Callable[[bytes], int | None]:
    """What finds offsets by ids; some ids make it fail, as a damaged index does or one that is gone."""

    def find(oid: bytes) -> int | None:
        if trouble and oid[0] % 16 == trouble:
            raise CorruptIndex("a damaged index") if oid[1] % 2 else OSError("gone")
        return known.get(oid)

    return find


def decoded(pack: PackDecoder, offsets: array[int], buffer: bytearray) -> list[Any]:
    """All that a decoder says of the entries at `offsets`."""
    count = len(offsets)
    said: list[Any] = [pack.info_many(offsets, 2)]
    plan = pack.plan(offsets, 2)
    said += [plan.codes, plan.sizes, plan.bodies(0, count, MOST), plan.bodies(count // 2, count, 250)]
    places, at = array("q"), 0
    for code, size in zip(plan.codes, plan.sizes, strict=True):
        fits = bool(code) and at + size <= len(buffer)
        places.append(at if fits else -1)
        at += size if fits else 0
    failed = sorted(pack.plan(offsets, 2).fill(memoryview(buffer), places))
    good = [
        bytes(buffer[place : place + size])
        for position, (place, size) in enumerate(zip(places, plan.sizes, strict=True))
        if place >= 0 and position not in failed
    ]
    said += [failed, good, pack.hashed_plan(offsets, 2).hashed_bodies(0, count, 400), pack.digests(offsets, 2)]
    for offset in offsets:
        said += [outcome(pack.info, offset), outcome(pack.read, offset)]
    # Once more, with what the cache has by now.
    plan = pack.plan(offsets, 2)
    return [*said, plan.codes, plan.sizes, plan.bodies(0, count, MOST), pack.digests(offsets, 2)]


def indexed(kernels: ModuleType, pack: HostilePack, chance: random.Random) -> list[Any]:
    """What a pack that has no index comes to: its entries, then the ids of its deltas."""
    scan, resolve = (importlib.import_module(f"{kernels.__name__}.{name}") for name in ("scan", "resolve"))
    most = chance.choice([100, 1 << 20])
    found = scan.scan_entries(pack.data, FIRST, pack.end, 20, SIZE, most, FIRST)
    said: list[Any] = [found]
    offsets, codes, ids = array("Q"), array("B"), bytearray()
    # Entries behind a bad one are found by nobody: here they are.
    for offset in pack.offsets:
        one = scan.scan_entries(pack.data, offset, pack.end, 1, SIZE, 1 << 20, FIRST)
        said.append(one)
        if offset < pack.end:
            offsets.append(offset)
            codes.append(one[2][0] if len(one[2]) and one[2][0] < 6 else 0)
            ids += one[6] or bytes(SIZE)
    room = chance.choice([0, 500, 1 << 20])
    failed = outcome(resolve.resolve_deltas, pack.data, FIRST, pack.end, offsets, codes, ids, room, 2)
    return [*said, failed, codes, bytes(ids)]
