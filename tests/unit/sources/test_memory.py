"""Objects that are in no file. What every source answers is in tests/store/test_source.py."""

from __future__ import annotations

import pytest

from pygitobj import SHA1, SHA256, NotFoundError, ObjectFormat, ObjectType
from pygitobj.sources.memory import MemorySource


@pytest.mark.parametrize("object_format", [SHA1, SHA256], ids=lambda found: found.name)
def test_what_is_added(object_format: ObjectFormat) -> None:
    source = MemorySource(object_format, "the index")
    body = bytearray(b"body")
    oid = source.add("blob", body)
    assert oid == object_format.hash_object("blob", b"body")
    body[:] = b"else"  # whoever gave it may use it for something else
    (copy,) = source.locate(oid)
    assert (copy.read().type, copy.read().data, copy.place) == (ObjectType.BLOB, b"body", "the index")
    assert copy.info()[1:] == (4, 0, None)
    assert source.add("blob", b"body") == oid
    assert list(source.ids()) == [oid]


def test_each_source_has_its_own() -> None:
    one, other = MemorySource(SHA1), MemorySource(SHA1)
    oid = one.add("tree", b"")
    assert one.has(oid)
    assert not other.has(oid)
    with pytest.raises(NotFoundError):
        other.open(oid)
    one.refresh()
    one.close()
    assert one.open(oid).read() == b""


def test_what_is_no_type() -> None:
    source = MemorySource(SHA1)
    with pytest.raises(ValueError, match="bolb"):
        source.add("bolb", b"")
    assert list(source.ids()) == []
