"""The store over hand-made directories: order of sources, damage passed over, packs that come and go."""

from __future__ import annotations

import os
import signal
import threading
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from pygitobj.errors import (
    AmbiguousPrefixError,
    CorruptError,
    CorruptObject,
    GitObjectError,
    NotFoundError,
)
from pygitobj.oid import SHA1, ObjectType
from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject
from pygitobj.store.object_store import ObjectStore
from tests.support.deltas import copy, delta, insert
from tests.support.packs import object_id, ofs_delta, ref_delta, whole
from tests.support.stores import unless_bad, write_loose, write_pack

BASE = b"some text that is long enough to be a base\n" * 10
CHILD = BASE + b"!"
GRANDCHILD = b"?" + CHILD
TO_CHILD = delta(len(BASE), len(CHILD), copy(0, len(BASE)) + insert(b"!"))
TO_GRANDCHILD = delta(len(CHILD), len(GRANDCHILD), insert(b"?") + copy(0, len(CHILD)))
IDS = [object_id("blob", body) for body in (BASE, CHILD, GRANDCHILD)]


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    folder = tmp_path / "objects"
    (folder / "pack").mkdir(parents=True)
    return folder


def family() -> list[bytes]:
    base = whole(3, BASE)
    child = ofs_delta(len(base), TO_CHILD)
    return [base, child, ofs_delta(len(child), TO_GRANDCHILD)]


def spoil(path: Path, at: int) -> None:
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))


def test_one_of_each(objects: Path) -> None:
    write_pack(objects, "a", family(), IDS)
    loose = write_loose(objects, "tree", b"")
    other = write_loose(objects, "tag", b"not parsed here")
    with ObjectStore(str(objects)) as store:
        assert store.read(IDS[2]) == RawObject(ObjectType.BLOB, GRANDCHILD)
        assert store.header(IDS[2]) == ObjectHeader(ObjectType.BLOB, len(GRANDCHILD))
        assert store.info(IDS[2]).delta_base == IDS[1]
        assert store.info(other) == ObjectInfo(ObjectType.TAG, 15, len(zlib.compress(b"tag 15\0not parsed here")), None)
        assert store.open(other).read() == b"not parsed here"
        assert list(store) == sorted([*IDS, loose, other])
        assert len(store) == 5
        assert other in store
        assert object_id("blob", b"absent") not in store
        with pytest.raises(TypeError, match="an object id is expected"):
            assert "not an id" not in store


def test_null_id_and_empty_tree(objects: Path) -> None:
    with ObjectStore(str(objects)) as store:
        assert store.read(SHA1.empty_tree) == RawObject(ObjectType.TREE, b"")
        assert store.info(SHA1.empty_tree) == ObjectInfo(ObjectType.TREE, 0, 0, None)
        assert store.open(SHA1.empty_tree).read() == b""
        assert SHA1.empty_tree in store
        assert list(store) == []
        assert SHA1.null_id not in store
        with pytest.raises(NotFoundError):
            store.read(SHA1.null_id)


def test_missing_is_a_key_error_that_names_the_id(objects: Path) -> None:
    with ObjectStore(str(objects)) as store, pytest.raises(KeyError, match="is missing") as caught:
        store.read(IDS[0])
    assert IDS[0].hex() in str(caught.value)


def test_a_damaged_copy_is_passed_over_for_a_good_one(objects: Path) -> None:
    offsets = write_pack(objects, "a", family(), IDS)
    spoil(objects / "pack" / "pack-a.pack", offsets[0] + 10)
    told: list[str] = []
    with ObjectStore(str(objects), warn=told.append) as store:
        with pytest.raises(CorruptError) as caught:
            store.read(IDS[0])
        assert str(objects / "pack" / "pack-a.pack") in str(caught.value)
        assert f"offset {offsets[0]}" in str(caught.value)
        write_loose(objects, "blob", BASE)
        for oid, body in zip(IDS, (BASE, CHILD, GRANDCHILD), strict=True):
            assert store.read(oid).data == body
        assert [raw and raw.data for raw in unless_bad(store.read_many(IDS))] == [BASE, CHILD, GRANDCHILD]
    assert len(told) == 1
    assert told[0].startswith("error: ")


def test_a_damaged_base_is_taken_from_another_pack(objects: Path) -> None:
    offsets = write_pack(objects, "a", family(), IDS)
    spoil(objects / "pack" / "pack-a.pack", offsets[1] + 8)
    write_pack(objects, "b", [whole(3, CHILD)], [IDS[1]])
    with ObjectStore(str(objects)) as store:
        assert store.read(IDS[2]).data == GRANDCHILD


def test_a_delta_whose_base_is_only_elsewhere_is_no_good(objects: Path) -> None:
    write_pack(objects, "a", [ref_delta(IDS[0], TO_CHILD)], [IDS[1]])
    write_loose(objects, "blob", BASE)
    with ObjectStore(str(objects)) as store:
        with pytest.raises(CorruptError):
            store.read(IDS[1])
        assert store.read(IDS[0]).data == BASE


def test_bytes_of_another_object_are_refused_unless_told_otherwise(objects: Path) -> None:
    write_pack(objects, "a", [whole(3, CHILD)], [IDS[0]])
    with ObjectStore(str(objects)) as store:
        with pytest.raises(CorruptObject):
            store.read(IDS[0])
        assert unless_bad(store.read_many(IDS[:1])) == [None]
        with pytest.raises(CorruptObject):
            store.open(IDS[0]).read()
        write_loose(objects, "blob", BASE)
        assert store.read(IDS[0]).data == BASE
    with ObjectStore(str(objects), verify=False) as store:
        assert store.read(IDS[0]).data == CHILD


def test_one_bad_index_does_not_break_the_others(objects: Path) -> None:
    write_pack(objects, "a", family()[:1], IDS[:1])
    (objects / "pack" / "pack-b.pack").write_bytes(b"PACK")
    (objects / "pack" / "pack-b.idx").write_bytes(b"rubbish")
    (objects / "pack" / "pack-c.pack").write_bytes(b"no index")
    (objects / "pack" / "pack-d.idx").write_bytes(b"no pack")
    told: list[str] = []
    with ObjectStore(str(objects), warn=told.append) as store:
        assert list(store) == IDS[:1]
        assert store.read(IDS[0]).data == BASE
        with pytest.raises(NotFoundError):
            store.read(IDS[1])
    assert len(told) == 1
    assert "pack-b.idx" in told[0]


def test_the_index_of_another_pack_is_refused(objects: Path) -> None:
    write_pack(objects, "a", family()[:1], IDS[:1])
    write_pack(objects, "b", [whole(3, CHILD)], [IDS[1]])
    (objects / "pack" / "pack-a.idx").write_bytes((objects / "pack" / "pack-b.idx").read_bytes())
    (objects / "pack" / "pack-b.pack").unlink()
    with ObjectStore(str(objects)) as store, pytest.raises(GitObjectError, match="not the index of its pack"):
        store.read(IDS[1])


def test_a_pack_that_comes_later_is_seen(objects: Path) -> None:
    with ObjectStore(str(objects)) as store:
        assert IDS[0] not in store
        write_pack(objects, "a", family(), IDS)
        assert store.read(IDS[2]).data == GRANDCHILD
        write_loose(objects, "blob", b"later")
        assert object_id("blob", b"later") in store


@pytest.mark.parametrize("limit", [1, 100])
def test_packs_that_are_replaced_lose_nothing(objects: Path, limit: int) -> None:
    write_pack(objects, "0", family(), IDS)
    with ObjectStore(str(objects), open_files=limit) as store:
        for generation in range(1, 6):
            assert [store.read(oid).data for oid in IDS] == [BASE, CHILD, GRANDCHILD]
            write_pack(objects, str(generation), family(), IDS)
            for suffix in ("pack", "idx"):
                (objects / "pack" / f"pack-{generation - 1}.{suffix}").unlink()
            store.cache.clear()
            store.open_files.release_all()
            for source in store.sources:
                source.packed.close()
            assert [raw and raw.data for raw in unless_bad(store.read_many(IDS))] == [BASE, CHILD, GRANDCHILD]
            assert list(store) == sorted(IDS)


def test_from_a_pack_to_loose(objects: Path) -> None:
    write_pack(objects, "a", family(), IDS)
    with ObjectStore(str(objects)) as store:
        assert IDS[1] in store
        write_loose(objects, "blob", CHILD)
        for path in (objects / "pack").iterdir():
            path.unlink()
        assert store.read(IDS[1]).data == CHILD


def test_more_packs_than_may_be_open(objects: Path) -> None:
    bodies = [b"%d " % number + os.urandom(70_000) for number in range(20)]
    ids = [object_id("blob", body) for body in bodies]
    for number, (body, oid) in enumerate(zip(bodies, ids, strict=True)):
        write_pack(objects, str(number), [whole(3, body)], [oid])
    with ObjectStore(str(objects), open_files=4) as store:
        for _ in range(2):
            for body, oid in zip(bodies, ids, strict=True):
                assert store.read(oid).data == body
        maps = [pack for source in store.sources for pack in source.packed.packs if pack.opened_decoder]
        assert len(maps) <= 4


def test_prefixes(objects: Path) -> None:
    bodies = [b"%d" % number for number in range(3000)]
    ids = sorted(object_id("blob", body) for body in bodies)
    write_pack(objects, "a", [whole(3, b"0")], [object_id("blob", b"0")])
    for body in bodies:
        write_loose(objects, "blob", body)
    shared = next(a.hex()[:4] for a, b in pairwise(ids) if a[:2] == b[:2])
    with ObjectStore(str(objects)) as store:
        for oid in ids[::100]:
            assert store.find_prefix(oid.hex()[:4]) == [other for other in ids if other[:2] == oid[:2]]
            assert store.find_prefix(oid.hex()[:11].upper()) == [oid]
            assert store.expand(oid.hex()) == oid
        with pytest.raises(AmbiguousPrefixError) as caught:
            store.expand(shared)
        assert list(caught.value.candidates) == store.find_prefix(shared)
        with pytest.raises(NotFoundError):
            store.expand("f" * 20)
        for wrong in ("123", "xyzw", "0" * 41, ""):
            with pytest.raises(ValueError, match="abbreviated"):
                store.find_prefix(wrong)


def test_read_many_keeps_the_order_and_the_bound(objects: Path) -> None:
    bodies = [os.urandom(1000) for _ in range(300)]
    ids = [object_id("blob", body) for body in bodies]
    write_pack(objects, "a", [whole(3, body) for body in bodies[:200]], ids[:200])
    for body in bodies[200:]:
        write_loose(objects, "blob", body)
    asked = [*reversed(ids), ids[7], object_id("blob", b"absent"), ids[7]]
    known = dict(zip(ids, bodies, strict=True))
    with ObjectStore(str(objects)) as store:
        for window in (1, 5000, 1 << 20):
            answers = list(store.read_many(asked, window=window))
            assert [oid for oid, _ in answers] == asked
            assert [raw and raw.data for raw in unless_bad(answers)] == [known.get(oid) for oid in asked]
        assert unless_bad(store.read_many(ids[:1], large=999)) == [ObjectHeader(ObjectType.BLOB, 1000)]
        assert unless_bad(store.read_many(ids[-1:], large=999)) == [ObjectHeader(ObjectType.BLOB, 1000)]
        assert [header and header.size for header in unless_bad(store.header_many(asked[-3:]))] == [1000, None, 1000]
        assert [info and info.size for info in unless_bad(store.info_many(asked[-3:]))] == [1000, None, 1000]
        assert sorted(oid for oid, _ in store.scan()) == [oid for oid, _ in store.scan(ordered=True)] == sorted(ids)


def test_objects_in_several_places_are_scanned_once(objects: Path) -> None:
    write_pack(objects, "a", family(), IDS)
    write_pack(objects, "b", family()[:1], IDS[:1])
    write_loose(objects, "blob", BASE)
    write_loose(objects, "blob", b"only loose")
    with ObjectStore(str(objects)) as store:
        assert sorted(oid for oid, _ in store.scan()) == list(store)
        assert len(store) == 4


def test_reading_from_many_threads(objects: Path) -> None:
    write_pack(objects, "a", family(), IDS)
    expected = dict(zip(IDS, (BASE, CHILD, GRANDCHILD), strict=True))
    wrong: list[object] = []
    with ObjectStore(str(objects), delta_base_cache_limit=1000, open_files=1) as store:

        def read() -> None:
            try:
                wrong.extend(oid for _ in range(200) for oid, body in expected.items() if store.read(oid).data != body)
            except BaseException as error:
                wrong.append(error)
                raise

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_reading_on_after_a_fork(objects: Path) -> None:
    write_pack(objects, "a", family(), IDS)
    with ObjectStore(str(objects), delta_base_cache_limit=100) as store:
        done = threading.Event()

        def keep_reading() -> None:
            while not done.is_set():
                store.read(IDS[2])

        readers = [threading.Thread(target=keep_reading) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(20):
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                good = store.read(IDS[2]).data == GRANDCHILD
                os._exit(0 if good else 1)
            assert os.waitpid(child, 0)[1] == 0
        done.set()
        for reader in readers:
            reader.join()


def test_closed(objects: Path) -> None:
    store = ObjectStore(str(objects))
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.read(IDS[0])


LOOSE_DAMAGE = {
    "empty": b"",
    "no zlib": b"rubbish",
    "cut short": zlib.compress(b"blob 3\0abc")[:-4],
    "too long": zlib.compress(b"blob 3\0abcd"),
    "too short": zlib.compress(b"blob 3\0ab"),
    "garbage after": zlib.compress(b"blob 3\0abc") + b"x",
    "no header": zlib.compress(b"abc"),
    "unknown type": zlib.compress(b"blub 3\0abc"),
    "leading zero": zlib.compress(b"blob 03\0abc"),
    "signed size": zlib.compress(b"blob +3\0abc"),
    "no size": zlib.compress(b"blob \0abc"),
    "huge size": zlib.compress(b"blob 1152921504606846976\0abc"),
    "long header": zlib.compress(b"blob " + b"1" * 40 + b"\0abc"),
}


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in LOOSE_DAMAGE.items()])
def test_damaged_loose_objects(objects: Path, raw: bytes) -> None:
    oid = write_loose(objects, "blob", b"abc", raw=raw)
    with ObjectStore(str(objects)) as store:
        with pytest.raises(CorruptError) as caught:
            store.read(oid)
        assert oid.hex()[2:] in str(caught.value)
        assert "\n" not in str(caught.value)
        assert oid in store
        assert unless_bad(store.read_many([oid])) == [None]
        with pytest.raises(CorruptError):
            store.open(oid).read()
