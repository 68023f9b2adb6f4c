"""What is left of many ids once some packs have been asked, and the copies that are no entries of packs."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import SHA1, CorruptIndex, CorruptObject, NotFoundError, ObjectId, ObjectType, RawObject
from pygitobj.files.pack import PackFile
from pygitobj.sources.copies import (
    BadCopy,
    MemoryCopy,
    PackedCopy,
    Part,
    moved_to,
    open_first,
    read_copy,
    require_hash,
    without,
)
from tests.unit.sources.files import body, oid, open_pack, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> PackFile:
    return open_pack(write_pack(tmp_path, "pack-x", [1, 2, 3]))


def part(pack: PackFile, positions: list[int] | None, size: int = 0) -> Part:
    return Part(pack, array("q", range(size if positions is None else len(positions))), positions)


def test_what_no_part_has(pack: PackFile) -> None:
    positions = range(5)
    assert list(without(positions, [])) == [0, 1, 2, 3, 4]
    assert without(positions, [part(pack, [0, 3]), part(pack, [1])]) == [2, 4]
    assert list(without(positions, [part(pack, None, 5)])) == []
    assert without([7, 9], [part(pack, [9])]) == [7]


def test_parts_of_some_as_parts_of_all(pack: PackFile) -> None:
    (moved,) = moved_to([4, 7, 9], [part(pack, [0, 2])])
    assert (list(moved.places), list(moved.offsets)) == ([4, 9], [0, 1])
    (moved,) = moved_to([4, 7, 9], [part(pack, None, 3)])
    assert list(moved.places) == [4, 7, 9]
    (moved,) = moved_to(range(3), [part(pack, None, 3)])
    assert moved.positions is None


def test_an_index_that_does_not_tell_where() -> None:
    problem = CorruptIndex("no such row")
    copy = BadCopy("pack-x.pack", problem)
    calls: list[Callable[[], object]] = [copy.read, copy.header, copy.info, copy.is_whole, copy.open]
    for call in calls:
        with pytest.raises(CorruptIndex) as caught:
            call()
        assert caught.value is problem


def test_the_first_copy_is_opened(pack: PackFile) -> None:
    first = PackedCopy(pack, pack.offset(pack.find(oid(1))))
    second = MemoryCopy(RawObject(ObjectType.BLOB, b"second"), "memory")
    with open_first(iter([first, second]), oid(1)) as file:
        assert file.read() == body(1)
    with open_first(iter([second, first]), oid(1)) as file:
        assert file.read() == b"second"
    with pytest.raises(NotFoundError, match=oid(9).hex()):
        open_first(iter([]), oid(9))


def test_a_copy_that_is_another_object(pack: PackFile) -> None:
    copy = PackedCopy(pack, pack.offset(pack.find(oid(1))))
    kind, data = read_copy(copy)
    require_hash(copy, oid(1), SHA1.digest(kind, data))
    with pytest.raises(CorruptObject, match=r"pack-x\.pack.*hash mismatch") as caught:
        require_hash(copy, oid(2), SHA1.digest(kind, data))
    assert (caught.value.oid, caught.value.actual) == (ObjectId(oid(2)), ObjectId(oid(1)))
