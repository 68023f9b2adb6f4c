"""What all typed objects have in common: they are values, and say what they lack."""

from __future__ import annotations

import pickle

import pytest

from pygitobj.errors import CorruptObject
from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.oid import SHA1, SHA256, ObjectId
from tests.support.unchecked import unchecked

TREE = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"


def test_without_an_id_it_is_that_of_the_bytes() -> None:
    assert str(Blob(b"").id) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    whole = "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
    assert str(Blob(b"", None, SHA256).id) == whole
    assert repr(Blob(b"")) == "<Blob e69de29bb2d1d6434b8b29ae775ad8c2e48c5391>"
    assert bytes(Blob(bytearray(b"x"))) == b"x"


def test_equal_are_type_id_and_bytes() -> None:
    blob = Blob(b"x")
    assert blob == Blob(b"x")
    assert hash(blob) == hash(Blob(b"x"))
    assert blob != Blob(b"y")
    # A replace ref puts other bytes under an id.
    assert blob != Blob(b"y", blob.id)
    assert Commit(b"x", blob.id) != Tag(b"x", blob.id)
    assert blob != b"x"


def test_out_of_a_pickle_comes_the_same() -> None:
    for one in (Blob(b"x"), Blob(b"y", Blob(b"x").id), Commit(TREE, None, SHA256)):
        again = pickle.loads(pickle.dumps(one))
        assert (again, again.id, again.format) == (one, one.id, one.format)


def test_what_it_is_not_made_of() -> None:
    with pytest.raises(TypeError):
        Blob(unchecked("x"))
    with pytest.raises(TypeError, match="an object format is expected, SHA1 or SHA256, not 'sha1'"):
        Blob(b"x", None, unchecked("sha1"))
    with pytest.raises(TypeError):
        Blob(b"x", unchecked("12" * 20))
    with pytest.raises(ValueError, match="sha1"):
        Blob(b"x", ObjectId("12" * 32), SHA1)


def test_headers_and_message() -> None:
    commit = Commit(TREE + b"x y\n z\n\nmessage\n\n")
    assert commit.headers == [(b"tree", TREE[5:-1]), (b"x", b"y\nz")]
    assert commit.message == b"message\n\n"
    assert commit.required("x") == b"y"
    assert commit.required("x", 1) == b"y"


def test_a_header_that_is_not_there_or_holds_no_id() -> None:
    commit = Commit(TREE + b"parent xyz\n\n")
    for key, place in (("author", None), ("parent", 0)):
        with pytest.raises(CorruptObject) as caught:
            commit.required(key, place)
        assert str(caught.value) == f"object {commit.id}: a commit without a header: expected {key}"
    for value in (b"", b"xyz", b"g" * 40, b"1" * 64, b"1" * 100):
        with pytest.raises(CorruptObject) as caught:
            commit.id_in("parent", value)
        assert (caught.value.what, caught.value.oid) == ("a commit with a malformed parent", commit.id)
        assert (caught.value.expected, caught.value.actual) == ("an object id", value[:80])
    assert commit.id_in("tree", TREE[5:-1]).hex() == TREE[5:-1].decode()
