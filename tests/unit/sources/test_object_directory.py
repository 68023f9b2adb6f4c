"""One object directory: what a pack has is not looked for among the loose objects, unless it is asked for every copy.

What every source answers is in tests/store/test_source.py.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from pygitobj import SHA1
from pygitobj.id_list import IdList
from pygitobj.sources.copies import PackedCopy, Part
from pygitobj.sources.loose import LooseSource
from pygitobj.sources.object_directory import ObjectDirectory
from pygitobj.sources.trouble import Trouble
from tests.unit.sources.files import Watched, body, oid, write_pack


def put(folder: Path, number: int) -> None:
    path = folder / oid(number).hex()[:2] / oid(number).hex()[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(b"blob %d\0" % len(body(number)) + body(number)))


@pytest.fixture
def directory(tmp_path: Path) -> ObjectDirectory:
    """The blobs 1, 2 and 3 in a pack, 3 and 4 loose."""
    write_pack(tmp_path / "pack", "pack-x", [1, 2, 3])
    put(tmp_path, 3)
    put(tmp_path, 4)
    return ObjectDirectory(str(tmp_path), SHA1, Watched(tmp_path / "pack").source, Trouble(lambda _: None))


def test_every_copy_in_order(directory: ObjectDirectory) -> None:
    kinds = {number: [isinstance(copy, PackedCopy) for copy in directory.locate(oid(number))] for number in range(1, 6)}
    assert kinds == {1: [True], 2: [True], 3: [True, False], 4: [False], 5: []}


def test_each_of_many_once(directory: ObjectDirectory) -> None:
    numbers = [4, 3, 5, 1]
    packed, single = directory.locate_many(IdList.of(b"".join(map(oid, numbers)), 20))
    assert isinstance(packed, Part)
    assert list(packed.places) == [1, 3]
    assert not isinstance(single, Part)
    assert single.position == 0
    assert single.copy.read().data == body(4)


def test_loose_files_are_not_looked_at_for_what_is_packed(
    directory: ObjectDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    real = LooseSource.has

    def has(self: LooseSource, oid: bytes) -> bool:
        asked.append(oid)
        return real(self, oid)

    monkeypatch.setattr(LooseSource, "has", has)
    assert [directory.has(oid(number)) for number in (1, 3, 4, 5)] == [True, True, True, False]
    with directory.open(oid(3)) as file:
        assert file.read() == body(3)
    assert asked == [oid(4), oid(5)]


def test_ids_once_each(directory: ObjectDirectory) -> None:
    assert list(directory.ids()) == sorted(map(oid, [1, 2, 3, 4]))
    assert directory.find_prefix(oid(3).hex()[:6]) == [oid(3)]


def test_what_comes_later(directory: ObjectDirectory, tmp_path: Path) -> None:
    assert not directory.has(oid(7))
    write_pack(tmp_path / "pack", "pack-y", [7])
    directory.refresh()
    assert directory.has(oid(7))
    directory.close()
    assert directory.has(oid(7))  # what was let go is opened again
