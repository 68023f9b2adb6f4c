"""The reverse index beside a pack says which entry follows which, where it fits; nobody notices where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import SHA1, ObjectId, ObjectStore
from pygitobj.files import idx
from pygitobj.files.pack import PackFile
from pygitobj.formats.rev import build_reverse_index
from tests.support.packs import object_id, whole
from tests.support.stores import write_pack

BODIES = [b"%d\n" % number for number in range(60)]


@pytest.fixture
def objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one pack with its reverse index, which is looked at however few objects there are."""
    monkeypatch.setattr(idx, "WORTH_A_FILE", 1)
    ids = [object_id("blob", body) for body in BODIES]
    write_pack(tmp_path, "a", [whole(3, body) for body in BODIES], ids)
    order = [ids.index(oid) for oid in sorted(ids)]
    trailer = (tmp_path / "pack/pack-a.pack").read_bytes()[-20:]
    (tmp_path / "pack/pack-a.rev").write_bytes(build_reverse_index(SHA1, order, trailer))
    return tmp_path


def pack_of(store: ObjectStore) -> PackFile:
    """The only pack."""
    return store.sources[0].packed.packs_at_hand()[0]


def sizes(objects: Path) -> list[int]:
    """How much room each object takes in the pack."""
    with ObjectStore(objects) as store:
        return [store.info(ObjectId(object_id("blob", body))).disk_size for body in BODIES]


def test_it_is_used(objects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ObjectStore(objects) as store:
        pack = pack_of(store)
        monkeypatch.setattr(type(pack.index), "pack_order", None)
        assert list(pack.order.offsets) == sorted(pack.index.offsets())
        assert [pack.index.offset(row) for row in pack.order.rows] == list(pack.order.offsets)


def test_each_byte_of_it_damaged(objects: Path) -> None:
    path = objects / "pack/pack-a.rev"
    data = path.read_bytes()
    path.unlink()
    right = sizes(objects)
    for at in range(len(data)):
        damaged = bytearray(data)
        damaged[at] ^= 1 << at % 8
        path.write_bytes(damaged)
        assert sizes(objects) == right
    for end in (0, 11, 12, 60, len(data) - 1):
        path.write_bytes(data[:end])
        assert sizes(objects) == right


def test_what_stands_in_its_place(objects: Path) -> None:
    path = objects / "pack/pack-a.rev"
    right = sizes(objects)
    path.unlink()
    path.mkdir()
    assert sizes(objects) == right
