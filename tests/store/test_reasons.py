"""What many objects are told with: each with its id, and what is wrong as the error that one alone would raise.

Tried besides: every byte of such a pack changed, and each kind of damage as the first, the last and the only one.
"""

from __future__ import annotations

import pickle
from itertools import chain
from pathlib import Path

import pytest

from pygitobj import (
    CorruptError,
    CorruptLoose,
    CorruptObject,
    GitObjectError,
    NotFoundError,
    ObjectHeader,
    ObjectId,
    ObjectInfo,
    ObjectStore,
    RepositoryError,
)
from pygitobj.store import verify_many
from tests.support.deltas import copy, delta
from tests.support.packs import object_id, ref_delta, whole
from tests.support.stores import write_loose, write_pack

BODIES = [b"number %d\n" % number * 20 for number in range(40)]
IDS = [object_id("blob", body) for body in BODIES]
ABSENT = bytes(range(20))
# A loose file with another's bytes, one that is no zlib stream, a delta of nothing, and an entry whose stream is bad.
OTHER, BROKEN, ORPHAN, BAD_ENTRY = (object_id("blob", body) for body in (b"other", b"broken", b"orphan", b"bad entry"))
WRONG = {ABSENT: NotFoundError, BROKEN: CorruptLoose, ORPHAN: CorruptError, BAD_ENTRY: CorruptError}


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    objects = tmp_path / "objects"
    packed = [whole(3, body) for body in BODIES[:30]]
    bad = bytearray(whole(3, b"bad entry"))
    bad[-6] ^= 0xFF
    orphan = ref_delta(ABSENT, delta(6, 6, copy(0, 6)))
    write_pack(objects, "a", [*packed, bytes(bad), orphan], [*IDS[:30], BAD_ENTRY, ORPHAN])
    for body in BODIES[30:]:
        write_loose(objects, "blob", body)
    write_loose(objects, "blob", b"broken", raw=b"no stream")
    path = objects / OTHER.hex()[:2] / OTHER.hex()[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((objects / IDS[39].hex()[:2] / IDS[39].hex()[2:]).read_bytes())
    return ObjectStore(objects)


def alone(store: ObjectStore, oid: bytes) -> object:
    """What `header` gives or raises."""
    try:
        return store.header(oid)
    except GitObjectError as error:
        return error


def test_headers_and_infos(store: ObjectStore) -> None:
    asked = [BROKEN, *IDS, ABSENT, ORPHAN, *reversed(IDS)]
    headers, infos = list(store.header_many(asked)), list(store.info_many(asked))
    assert [oid for oid, _ in headers] == [oid for oid, _ in infos] == asked
    for (oid, header), (_, info) in zip(headers, infos, strict=True):
        assert type(oid) is ObjectId
        assert header == alone(store, oid)
        if oid in WRONG:
            assert isinstance(header, WRONG[oid])
            assert isinstance(info, WRONG[oid])
        else:
            assert isinstance(header, ObjectHeader)
            assert isinstance(info, ObjectInfo)
            assert info[:2] == header
    rows = [(oid, *header) if isinstance(header, ObjectHeader) else None for oid, header in headers]
    assert list(store.sizes(asked)) == rows


def test_bodies(store: ObjectStore) -> None:
    wrong = {**WRONG, OTHER: CorruptError}
    asked = [BROKEN, *IDS, ABSENT, ORPHAN, OTHER, BAD_ENTRY, *reversed(IDS)]
    found = list(store.read_many(asked))
    assert [oid for oid, _ in found] == asked
    for oid, raw in found:
        if oid in wrong:
            with pytest.raises(wrong[oid]) as caught:
                store.read(oid)
            assert raw == caught.value
        else:
            assert raw == store.read(oid)
    for ordered in (False, True):
        scanned = dict(store.scan(ordered=ordered))
        assert scanned == {oid: raw for oid, raw in found if oid in scanned}
        assert {oid for oid, raw in scanned.items() if isinstance(raw, GitObjectError)} == set(wrong) - {ABSENT}


def test_a_reason_is_a_value(store: ObjectStore) -> None:
    """It holds no frames, and with them no bodies; and says what is wrong in another process too."""
    many = [store.header_many(WRONG), store.info_many(WRONG), store.verify(WRONG), store.read_many(WRONG), store.scan()]
    for _, reason in chain.from_iterable(many):
        if isinstance(reason, GitObjectError):
            assert reason.__traceback__ is None
            assert str(pickle.loads(pickle.dumps(reason))) == str(reason)
            assert "\n" not in str(reason)


@pytest.mark.parametrize("at_once", [verify_many.AT_ONCE, 0])
@pytest.mark.parametrize("verifies", [True, False])
def test_verify(store: ObjectStore, monkeypatch: pytest.MonkeyPatch, at_once: int, verifies: bool) -> None:
    monkeypatch.setattr(verify_many, "AT_ONCE", at_once)
    wrong = {**WRONG, OTHER: CorruptObject}
    with ObjectStore(store.path, verify=verifies) as opened:
        asked = [*wrong, *IDS]
        found = list(opened.verify(asked))
        assert [oid for oid, _ in found] == asked
        everything = dict(opened.verify())
        assert sorted(everything) == list(opened)
        for oid, error in [*found, *everything.items()]:
            if oid in wrong:
                assert isinstance(error, wrong[oid]), oid
            else:
                assert error is None
    assert ObjectId(ABSENT) not in everything


def test_a_good_copy_serves(store: ObjectStore) -> None:
    """That a copy is damaged is told; the object is there all the same."""
    told: list[str] = []
    write_loose(Path(store.path), "blob", b"bad entry")
    with ObjectStore(store.path, warn=told.append) as opened:
        assert list(opened.verify([BAD_ENTRY])) == [(BAD_ENTRY, None)]
    assert any("pack-a" in line for line in told)


def test_what_cannot_be_told(store: ObjectStore) -> None:
    """Where the system says no `header_many` ends, after what stands before; `verify` says so and goes on."""
    path = Path(store.path) / IDS[35].hex()[:2] / IDS[35].hex()[2:]
    path.unlink()
    path.symlink_to(path)
    asked = [IDS[0], IDS[34], IDS[35], IDS[36]]
    with ObjectStore(store.path) as opened:
        errors = [error for _, error in opened.verify(asked)]
        assert [type(error) for error in errors] == [type(None), type(None), RepositoryError, type(None)]
        for many in (opened.header_many(asked), opened.info_many(asked)):
            assert [next(many)[0], next(many)[0]] == asked[:2]
            with pytest.raises(RepositoryError):
                next(many)
