"""Abbreviated ids, and whether many objects are there: in loose files, in packs, in neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.oid import SHA1, ObjectId
from pygitobj.store.existing_ids import first_absent
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.short_ids import ShortIds, rough_count
from tests.support.command import git

ABSENT = ObjectId("1" * 40)


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    git(tmp_path, "init", "-q", ".")
    return ObjectStore(str(tmp_path / ".git/objects"), SHA1)


def test_as_many_digits_as_needed(store: ObjectStore) -> None:
    ids = [store.write("blob", b"%d" % number) for number in range(2000)]
    short = ShortIds(store)
    assert short.usual == 7
    for oid in ids[:200]:
        cut = short.short(oid, 4)
        assert str(oid).startswith(cut)
        assert store.find_prefix(cut) == [oid]
        assert len(cut) == 4 or len(store.find_prefix(cut[:-1])) > 1
    assert any(len(short.short(oid, 4)) > 4 for oid in ids)
    assert short.short(ids[0], 0) == str(ids[0])
    assert short.short(ids[0], 40) == str(ids[0])
    assert short.short(ids[0], 99) == str(ids[0])
    # What is not there shares its digits with whatever starts so.
    assert short.short(ABSENT, 4) == "1111"
    assert ShortIds(store, 12).short(ids[0]) == str(ids[0])[:12]
    for least in (None, 0, 3, 4, 40, 99):
        assert short.short_many([*ids, ABSENT], least) == [short.short(oid, least) for oid in [*ids, ABSENT]]


def test_many_in_packs(store: ObjectStore, tmp_path: Path) -> None:
    ids = [store.write("blob", b"%d" % number) for number in range(1200)]
    (tmp_path / "list").write_text("".join(f"{oid}\n" for oid in ids[:900]))
    git(tmp_path, "pack-objects", "-q", ".git/objects/pack/pack", stdin=(tmp_path / "list").read_bytes())
    git(tmp_path, "prune-packed")
    short = ShortIds(ObjectStore(str(tmp_path / ".git/objects"), SHA1))
    found = short.short_many([*ids, ABSENT], 4)
    assert found == [short.short(oid, 4) for oid in [*ids, ABSENT]]
    assert any(len(one) > 4 for one in found)


@pytest.mark.parametrize("packed", [False, True])
def test_more_objects_more_digits(store: ObjectStore, tmp_path: Path, packed: bool) -> None:
    if packed:
        oids = [store.write("blob", b"%d" % number) for number in range(20)]
        git(tmp_path, "repack", "-q", "-d")
        theirs = git(tmp_path, "rev-parse", "--short", str(oids[0])).decode().strip()
        assert len(theirs) == ShortIds(store).usual
    shard = tmp_path / ".git/objects/17"
    shard.mkdir(exist_ok=True)
    for number in range(300):
        (shard / f"{number:038x}").touch()
    (shard / "tmp_obj_x").touch()
    assert rough_count(store) // 256 in (300, 301)
    # 76,800 objects have 17 bits.
    assert ShortIds(store).usual == 9


def test_first_absent(store: ObjectStore, tmp_path: Path) -> None:
    loose = [store.write("blob", b"%d" % number) for number in range(5)]
    assert first_absent(store, loose) is None
    assert first_absent(store, []) is None
    assert first_absent(store, [*loose, *loose]) is None
    assert first_absent(store, [*loose, ABSENT, loose[0]]) == 5
    assert first_absent(store, [loose[0], b"", ABSENT]) == 1
    assert first_absent(store, [ObjectId(SHA1.null_id)]) == 0
    with store.pack_writer() as pack:
        packed = [pack.add("blob", b"packed %d" % number) for number in range(5)]
    assert first_absent(store, [*packed, *loose]) is None
    assert first_absent(store, [*packed, ABSENT]) == 5
    # What a repack moved since the directories were looked at is found.
    git(tmp_path, "repack", "-q", "-a", "-d")
    assert first_absent(store, [*packed, *loose]) is None
