"""The parts of a tag, and those that one lacks."""

from __future__ import annotations

import pytest

from pygitobj import SHA1, CorruptError, ObjectType, Tag

OID = str(SHA1.empty_tree).encode()


def test_tags() -> None:
    tag = Tag(b"object %s\ntype tree\ntag v1\ntagger T <t@x> 3 +0000\n\nwords \xff\n" % OID)
    assert (str(tag.object).encode(), tag.object_type, tag.name) == (OID, ObjectType.TREE, b"v1")
    assert tag.tagger is not None
    assert (tag.tagger.time, tag.message, tag.text) == (3, b"words \xff\n", "words \ufffd\n")
    assert Tag(b"object %s\ntype commit\ntag v1\n\n" % OID).tagger is None


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"type tree\nobject %s\ntag a\n\n" % OID, "object"),
        (b"object %s\ntype tree\ntag a\n\n" % OID[:-1], "object"),
        (b"object %s\ntype file\ntag a\n\n" % OID, "object_type"),
        (b"object %s\ntag a\n\n" % OID, "object_type"),
        (b"object %s\ntype tree\n\n" % OID, "name"),
        (b"", "object"),
    ],
)
def test_parts_that_a_tag_lacks(data: bytes, part: str) -> None:
    with pytest.raises(CorruptError):
        getattr(Tag(data), part)
