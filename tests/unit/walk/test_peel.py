"""The way through tags that --include-tag takes along, and that of whoever peels; neither goes on without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import ObjectId, ObjectStore
from pygitobj.errors import CorruptObject
from pygitobj.oid import ObjectType
from pygitobj.refs.replace import Reader
from pygitobj.revisions.peel import peel, peel_if_there
from pygitobj.sources.values import RawObject
from pygitobj.walk.peel import MAX_PEELS, TAGS, Peeled, way_from
from pygitobj.walk.tags import link_of_tag, tags_from
from tests.support.stores import write_loose

ABSENT = bytes([9]) * 20


def tag(objects: Path, oid: bytes, kind: str) -> bytes:
    """A tag of `oid`."""
    return write_loose(objects, "tag", b"object %s\ntype %s\ntag t\n\nm\n" % (oid.hex().encode(), kind.encode()))


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
def test_tags_from(tmp_path: Path, kind: str) -> None:
    objects = tmp_path / "objects"
    target = write_loose(objects, kind, b"")
    once = tag(objects, target, kind)
    twice = tag(objects, once, "tag")
    with ObjectStore(objects) as store:
        assert tags_from(store, twice) == [twice, once, target]
        assert tags_from(store, once) == [once, target]
        assert tags_from(store, target) == [target]
        assert link_of_tag(store.read(once).data, once, store.format).oid == target


def test_none_where_one_of_them_is_missing_or_damaged(tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    bad = write_loose(objects, "tag", b"no tag")
    untyped = write_loose(objects, "tag", b"object %s\ntype nothing\ntag t\n\nm\n" % bad.hex().encode())
    with ObjectStore(objects) as store:
        for start in (ABSENT, bad, untyped, tag(objects, ABSENT, "commit"), tag(objects, bad, "tag")):
            assert tags_from(store, start) == []
        for malformed in (bad, untyped):
            with pytest.raises(CorruptObject, match=malformed.hex()):
                link_of_tag(store.read(malformed).data, malformed, store.format)


def test_what_a_tag_takes_for_something_else(tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    # Tried besides: the tag's own words for a tag, and what is wrong one step further on.
    blob = write_loose(objects, "blob", b"x")
    right = tag(objects, blob, "blob")
    for kind in ("commit", "tree", "tag"):
        wrong = tag(objects, blob, kind)
        twice = tag(objects, wrong, "tag")
        with ObjectStore(objects) as store:
            assert tags_from(store, wrong) == tags_from(store, twice) == []
            with pytest.raises(CorruptObject, match=f"object {blob.hex()} is a blob, not a {kind}"):
                peel(Reader(store, None), ObjectId(wrong))
            assert peel(Reader(store, None), ObjectId(wrong), compares=False).id == blob
            assert peel_if_there(Reader(store, None), ObjectId(twice)) is None
    with ObjectStore(objects) as store:
        assert peel(Reader(store, None), ObjectId(right)).id == blob


def test_a_way_without_an_end() -> None:
    oid = ObjectId(ABSENT)
    reads: list[ObjectId] = []

    def read(at: ObjectId) -> RawObject:
        reads.append(at)
        return RawObject(ObjectType.TAG, b"")

    way = way_from(oid, read, TAGS, lambda _kind, _body, at: (at, None))
    assert next(way) == Peeled(ObjectType.TAG, oid, b"")
    assert reads == [oid]
    with pytest.raises(CorruptObject, match=oid.hex()):
        list(way)
    assert len(reads) == MAX_PEELS
