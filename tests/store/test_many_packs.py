"""Many ids in many packs: found as one by one, whichever are looked up among the others."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import IdList, ObjectStore
from pygitobj.sources import packed
from pygitobj.sources.matching import BEFORE_SORTING
from tests.support.packs import object_id, whole
from tests.support.stores import unless_bad, write_pack

PACKS = packed.FEW_PACKS + BEFORE_SORTING + 4
EACH = 40


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    """A store of so many packs that each share a few objects with the one before, and one has an object twice."""
    for number in range(PACKS):
        bodies = [b"%d\n" % body for body in range(number * EACH, (number + 1) * EACH + 5)]
        ids = [object_id("blob", body) for body in bodies]
        entries = [whole(3, body) for body in bodies]
        if number == PACKS - 1:
            bodies, ids, entries = [bodies[0], *bodies], [ids[0], *ids], [entries[0], *entries]
        write_pack(tmp_path, f"{number:03d}", entries, ids)
    return tmp_path


def ids_of(numbers: list[int]) -> IdList:
    """The ids of the bodies with these numbers."""
    return IdList.of(b"".join(object_id("blob", b"%d\n" % number) for number in numbers), 20)


@pytest.mark.parametrize("again", [False, True])
def test_each_is_found_once(objects: Path, again: bool) -> None:
    numbers = [*range(PACKS * EACH + 50)]
    if again:
        numbers += [7, 7, PACKS * EACH - 1]
    with ObjectStore(objects) as store:
        parts = store.sources[0].packed.locate_many(ids_of(numbers))
        places = sorted(place for part in parts for place in part.places)
        here = [place for place, number in enumerate(numbers) if number < PACKS * EACH + 5]
        assert places == here
        for part in parts:
            assert list(part.places) == sorted(part.places)
            for place, offset in zip(part.places, part.offsets, strict=True):
                assert part.pack.read(offset) == (3, b"%d\n" % numbers[place])
        assert [raw and raw.data for raw in unless_bad(store.read_many(list(ids_of(numbers))))] == [
            b"%d\n" % number if number < PACKS * EACH + 5 else None for number in numbers
        ]


def test_windows_that_are_cut_short(objects: Path) -> None:
    numbers = [*range(PACKS * EACH)]
    random.Random(3).shuffle(numbers)
    with ObjectStore(objects) as store:
        for window in (64, 1000, 1 << 20):
            found = [raw and raw.data for raw in unless_bad(store.read_many(list(ids_of(numbers)), window=window))]
            assert found == [b"%d\n" % number for number in numbers]


def test_a_damaged_index_among_them_is_passed_over(objects: Path) -> None:
    bad = objects / "pack/pack-003.idx"
    data = bytearray(bad.read_bytes())
    data[8:12] = b"\xff\xff\xff\xff"
    bad.write_bytes(data)
    with ObjectStore(objects) as store:
        found = unless_bad(store.header_many(list(ids_of([*range(PACKS * EACH)]))))
        gone = {number for number, header in enumerate(found) if header is None}
        assert gone == set(range(3 * EACH + 5, 4 * EACH))
