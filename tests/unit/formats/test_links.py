"""What objects name, and ids of the other format that they name by mistake."""

from __future__ import annotations

import pytest

from pygitobj.errors import CorruptObject
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE, Link, links_of, names_foreign_ids, require_type
from pygitobj.oid import SHA1, SHA256, ObjectFormat

WHO = b"a <b> 1 +0000"


def entry(text: bytes, oid: bytes) -> bytes:
    return text + b"\0" + oid


def commit(object_format: ObjectFormat, parents: int) -> bytes:
    size = object_format.hash_size
    lines = [b"tree " + b"aa" * size, *(b"parent " + b"%02x" % at * size for at in range(parents))]
    return b"\n".join([*lines, b"author " + WHO, b"committer " + WHO, b"", b"tree " + b"bb" * size])


def tag(object_format: ObjectFormat, kind: bytes) -> bytes:
    return b"object %b\ntype %b\ntag v\ntagger %b\n\nm" % (b"cc" * object_format.hash_size, kind, WHO)


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
def test_links_are_in_the_order_of_the_object(object_format: ObjectFormat) -> None:
    size = object_format.hash_size
    assert links_of(COMMIT, commit(object_format, 0), object_format) == [Link(TREE, b"\xaa" * size)]
    assert links_of(COMMIT, commit(object_format, 2), object_format) == [
        Link(TREE, b"\xaa" * size), Link(COMMIT, bytes(size)), Link(COMMIT, b"\x01" * size),
    ]  # fmt: skip
    for kind, code in ((b"blob", BLOB), (b"tag", TAG), (b"tree", TREE), (b"commit", COMMIT)):
        assert links_of(TAG, tag(object_format, kind), object_format) == [Link(code, b"\xcc" * size)]
    assert links_of(BLOB, b"tree " + b"aa" * size, object_format) == []


def test_a_tree_names_no_commit_of_another_repository() -> None:
    rows = [
        (b"100644 a", BLOB), (b"120000 b", BLOB), (b"160000 c", None), (b"40000 d", TREE), (b"100664 e", BLOB),
    ]  # fmt: skip
    body = b"".join(entry(text, bytes([at]) * 20) for at, (text, _) in enumerate(rows))
    assert links_of(TREE, body, SHA1) == [
        Link(code, bytes([at]) * 20, text[-1:]) for at, (text, code) in enumerate(rows) if code is not None
    ]
    assert links_of(TREE, b"", SHA1) == []


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (TREE, b"100644 a\0short"),
        (COMMIT, b""),
        (COMMIT, b"tree xyz\n"),
        (COMMIT, commit(SHA256, 1)),
        (TAG, tag(SHA1, b"blub")),
        (TAG, tag(SHA256, b"blob")),
        (TAG, b"type blob\n"),
    ],
)
def test_a_malformed_object_names_nothing(code: int, body: bytes) -> None:
    with pytest.raises(CorruptObject):
        links_of(code, body, SHA1)


@pytest.mark.parametrize(("own", "other"), [(SHA1, SHA256), (SHA256, SHA1)])
def test_ids_of_the_other_format(own: ObjectFormat, other: ObjectFormat) -> None:
    def bodies(kind: ObjectFormat) -> list[tuple[int, bytes]]:
        tree = entry(b"100644 a", b"\1" * kind.hash_size)
        return [(COMMIT, commit(kind, 1)), (TAG, tag(kind, b"blob")), (TREE, tree)]

    assert all(names_foreign_ids(*body, own, other) for body in bodies(other))
    assert not any(names_foreign_ids(*body, own, other) for body in bodies(own))
    assert not names_foreign_ids(BLOB, commit(other, 1), own, other)
    assert not names_foreign_ids(TREE, b"neither", own, other)
    assert not names_foreign_ids(COMMIT, b"tree %b\n" % (b"xx" * other.hash_size), own, other)


def test_a_type_that_a_link_does_not_say() -> None:
    oid = b"\x12" * 20
    require_type(TREE, TREE, oid)
    with pytest.raises(CorruptObject, match=rf"^object {oid.hex()}: expected type tree, found blob$"):
        require_type(BLOB, TREE, oid)
