"""Where many ids are in many packs: the same as asking each pack in turn for each id.

Tried besides: ids in any order and some twice, packs that are larger and smaller than what is asked for, an object
twice in one pack, and packs that cannot be asked.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.id_list import IdList
from pygitobj.sources import matching
from pygitobj.sources.copies import Part
from pygitobj.sources.matching import parts_of_many, position_table
from tests.unit.sources.files import oid, open_pack, write_pack

SIZE = 20


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> list[PackFile]:
    """Twelve packs that overlap: the blobs from 0 to 119, most of them in two, in large and small ones."""
    folder = tmp_path_factory.mktemp("packs")
    chosen = [
        list(range(start, min(start + size, 120)))
        for start, size in zip(range(0, 120, 10), [3, 40, 12] * 4, strict=True)
    ]
    return [open_pack(write_pack(folder, f"pack-{at}", numbers)) for at, numbers in enumerate(chosen)]


def never(_pack: PackFile, error: OSError | GitObjectError) -> None:
    raise AssertionError(error)


def parts(packs: list[PackFile], numbers: list[int]) -> list[Part]:
    return parts_of_many(packs, IdList.of(b"".join(map(oid, numbers)), SIZE), lambda _: True, never)


def plainly(packs: list[PackFile], numbers: list[int]) -> dict[int, tuple[str, int]]:
    """Position → pack and offset, one id and one pack after another."""
    found = {}
    for position, number in enumerate(numbers):
        for pack in packs:
            offset = pack.find_offset(oid(number))
            if offset is not None:
                found[position] = pack.path, offset
                break
    return found


@pytest.mark.parametrize("order", ["ascending", "mixed", "twice"])
@pytest.mark.parametrize("many", [1, 5, 30, 200])
@pytest.mark.parametrize("before_sorting", [0, 4])
def test_as_each_pack_says(
    packs: list[PackFile], order: str, many: int, before_sorting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "BEFORE_SORTING", before_sorting)
    numbers = random.Random(many).sample(range(-100, 150) if many > 30 else range(-5, 125), many)
    if order == "ascending":
        numbers.sort(key=oid)
    elif order == "twice":
        numbers += numbers[::2]
    found = parts(packs, numbers)
    places = [
        (position, (part.pack.path, offset))
        for part in found
        for position, offset in zip(part.places, part.offsets, strict=True)
    ]
    assert len(places) == len(dict(places))
    assert dict(places) == plainly(packs, numbers)
    for part in found:
        assert part.offsets
        assert list(part.places) == sorted(part.places)


def test_an_object_twice_in_one_pack(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path, "pack-x", [1, 2, 1]))
    (part,) = parts([pack], [*range(50, 60), 1, *range(60, 70)])
    assert list(part.places) == [10]
    assert part.pack.oid_at(part.offsets[0]) == oid(1)


def test_packs_that_cannot_be_asked(tmp_path: Path, packs: list[PackFile]) -> None:
    write_pack(tmp_path, "pack-bad", [1])
    (tmp_path / "pack-bad.idx").write_bytes(b"damaged")
    write_pack(tmp_path, "pack-gone", [1])
    (tmp_path / "pack-gone.idx").unlink()
    odd = [open_pack(tmp_path / name) for name in ("pack-bad", "pack-gone")]
    told: list[tuple[PackFile, type[Exception]]] = []
    numbers = list(range(20))
    ids = IdList.of(b"".join(map(oid, numbers)), SIZE)
    found = parts_of_many([*odd, *packs], ids, lambda _: True, lambda pack, error: told.append((pack, type(error))))
    assert told == [(odd[0], CorruptIndex), (odd[1], FileNotFoundError)]
    assert sorted(position for part in found for position in part.places) == sorted(plainly(packs, numbers))


def test_packs_whose_entries_cannot_be_looked_at_take_nothing(packs: list[PackFile]) -> None:
    numbers = list(range(60))
    ids = IdList.of(b"".join(map(oid, numbers)), SIZE)
    refused = packs[1]
    found = parts_of_many(packs, ids, lambda pack: pack is not refused, never)
    places = {position: part.pack.path for part in found for position in part.places}
    others = [pack for pack in packs if pack is not refused]
    assert places == {position: path for position, (path, _) in plainly(others, numbers).items()}


def test_it_ends_when_all_are_found(packs: list[PackFile], tmp_path: Path) -> None:
    gone = open_pack(tmp_path / "pack-nothing")
    assert len(parts([packs[1], gone], [10, 11])) == 1


def test_the_position_of_an_id() -> None:
    numbers = random.Random(1).sample(range(1000), 300)
    table = position_table(IdList.of(b"".join(map(oid, numbers)), SIZE))
    assert table is not None
    asked = [*range(1000)]
    expected = [numbers.index(number) if number in numbers else -1 for number in asked]
    assert list(table.find_offsets(b"".join(map(oid, asked)))) == expected
    assert position_table(IdList.of(b"".join(map(oid, [1, 2, 1])), SIZE)) is None
