"""What the library gives is a value: equal to another reading of the same, a member of sets, and itself after a pickle.

Tried besides: every pickle protocol, copy and deepcopy, sending each to the worker of a process pool and back as a
result, and each error as the one that a worker ends with.
"""

from __future__ import annotations

import copy
import pickle
from array import array
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from pygitobj import (
    SHA1,
    SHA256,
    AmbiguousPrefixError,
    Blob,
    Commit,
    CorruptError,
    GitObjectError,
    Ident,
    IdList,
    LooseObject,
    NotFoundError,
    ObjectHeader,
    ObjectInfo,
    ObjectStore,
    ObjectType,
    RawObject,
    RepositoryError,
    Tag,
    Tree,
    TreeEntry,
    Window,
)
from pygitobj.formats.config import BadConfigLineError
from pygitobj.formats.tree import build_tree
from pygitobj.repository.config_command import BadConfigError, BadParameterError
from pygitobj.store.bulk import Descriptions
from tests.support.every_module import load_all
from tests.support.unchecked import unchecked

OID = SHA1.empty_tree
COMMIT = b"tree %s\nauthor A <a@x> 1 +0100\ncommitter C <c@x> 2 -0100\n\nsubject\n" % str(OID).encode()
TAG = b"object %s\ntype tree\ntag t\ntagger T <t@x> 3 +0000\n\nm\n" % str(OID).encode()


def values() -> list[object]:
    tree = build_tree([TreeEntry(b"a", 0o100644, OID), TreeEntry(b"d", 0o40000, OID)])
    return [
        OID,
        SHA256.empty_tree,
        IdList([OID]),
        IdList([SHA256.empty_tree]),
        SHA1,
        SHA256,
        ObjectType.TAG,
        Commit(COMMIT),
        Commit(COMMIT, OID),
        Commit(COMMIT.replace(str(OID).encode(), str(SHA256.empty_tree).encode()), None, SHA256),
        Tag(TAG),
        tree,
        tree["d"],
        Tree(b"", None, SHA256),
        Blob(b""),
        Blob(b"bytes"),
        Commit(COMMIT).author,
        RawObject(ObjectType.BLOB, b"x"),
        ObjectHeader(ObjectType.BLOB, 1),
        LooseObject(OID, 1.5, 10),
        ObjectInfo(ObjectType.BLOB, 1, 10, OID),
    ]


def all_errors(base: type[GitObjectError] = GitObjectError) -> Iterator[type[GitObjectError]]:
    yield base
    for kind in base.__subclasses__():
        yield from all_errors(kind)


def errors() -> list[GitObjectError]:
    load_all()
    made: list[GitObjectError] = [
        NotFoundError(OID, "promised", [GitObjectError("an index")]),
        AmbiguousPrefixError("4b82", [OID, SHA256.empty_tree]),
        BadConfigError("what", "where"),
        BadParameterError("what"),
        BadConfigLineError(7),
    ]
    for kind in all_errors():
        if issubclass(kind, CorruptError):
            made.append(kind("bad", path=b"p", offset=3, oid=OID, expected=["a"], actual=9).located("q", 4))
        elif kind not in map(type, made):
            made.append(kind("words"))
    return made


def same(first: object, second: object) -> None:
    assert type(first) is type(second)
    assert first == second
    assert hash(first) == hash(second)
    assert len({first, second}) == 1
    assert (str(first), repr(first)) == (str(second), repr(second))


def itself(value: object) -> object:
    return value


def end_with(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("number", range(len(values())))
def test_values(number: int) -> None:
    value = values()[number]
    same(value, values()[number])
    same(value, copy.copy(value))
    same(value, copy.deepcopy(value))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        same(value, pickle.loads(pickle.dumps(value, protocol)))


def test_values_that_differ() -> None:
    for first, one in enumerate(values()):
        for second, other in enumerate(values()):
            assert (one == other) == (first == second)
    assert Blob(b"x") != b"x"
    assert Blob(b"x", OID) != Blob(b"y", OID)
    assert Blob(b"", OID) != Tree(b"", OID)


def test_what_was_parsed_is_not_pickled() -> None:
    tree = build_tree([TreeEntry(b"%d" % number, 0o100644, OID) for number in range(1000)])
    assert len(tree) == 1000
    assert len(pickle.dumps(tree)) < len(tree.data) + 1000


def test_formats_are_themselves() -> None:
    for one in (SHA1, SHA256):
        assert copy.deepcopy(one) is one
        assert pickle.loads(pickle.dumps(Blob(b"", None, one))).format is one


@pytest.mark.parametrize("error", errors(), ids=lambda error: type(error).__name__)
def test_errors(error: GitObjectError) -> None:
    error.__cause__ = PermissionError(13, "no", "file")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))
        same(error, again)
        assert vars(again) == vars(error)
        assert (type(again.__cause__), str(again.__cause__)) == (PermissionError, str(error.__cause__))
    same(error, copy.copy(error))
    error.__cause__ = ValueError(lambda: None)
    assert pickle.loads(pickle.dumps(error)).__cause__ is None


def test_errors_that_differ() -> None:
    assert NotFoundError(OID) != NotFoundError(OID, "promised")
    assert CorruptError("a") != CorruptError("a", offset=1)
    assert GitObjectError("a") != RepositoryError("a")
    assert GitObjectError("a") != Exception("a")


def test_to_a_worker_and_back() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        for value in values():
            same(value, pool.submit(itself, value).result())
        for error in errors():
            with pytest.raises(type(error)) as caught:
                pool.submit(end_with, error).result()
            same(error, caught.value)


def test_reprs_are_short(tmp_path: Path) -> None:
    raw = RawObject(ObjectType.BLOB, bytes(20 << 20))
    assert len(repr(raw)) < 500
    long = b"A" * 10000
    assert len(repr(Ident(long, long, 1, long, long))) < 1500
    for kind in (Blob, Tree, Commit, Tag):
        assert len(repr(kind(bytes(100_000)))) < 100
    assert len(repr(TreeEntry(bytes(1 << 20), 0o100644, OID))) < 1500
    assert len(repr(Descriptions(array("B", bytes(1 << 20)), array("Q", bytes(8 << 20))))) < 200
    assert len(repr(Window(ObjectStore(tmp_path), IdList([OID] * 100_000), 1, parts=[]))) < 200
    for error in errors():
        far = type(error).__new__(type(error), *error.args)
        far.__dict__.update(error.__dict__, path="p" * 4000, what="w" * 4000, prefix="1" * 4000, oid="1" * 4000)
        far.args = ("w" * 1_000_000,)
        assert len(repr(far)) < 500
    assert repr(RawObject(ObjectType.BLOB, b"x")) == "RawObject(type=<ObjectType.BLOB: 'blob'>, data=b'x')"


def test_what_is_empty_is_true(tmp_path: Path) -> None:
    """A value that is there is there: `if blob:` asks whether there is one, not whether it has bytes."""
    assert Blob(b"")
    assert Tree(b"")
    assert RawObject(ObjectType.BLOB, b"")
    with ObjectStore(tmp_path) as store:
        assert store
        assert store.pack_writer()
        assert not store.ids()
        assert len(store) == 0


def test_names_in_a_tree() -> None:
    names = [b"name", "n\u00e4me".encode(), b"odd\xff"]
    tree = build_tree([TreeEntry(name, 0o100644, OID) for name in names])
    for name in names:
        assert name in tree
        assert name.decode("utf-8", "surrogateescape") in tree
        assert tree[name].name == name
        assert tree[name] in tree
    for other in (b"", "", "other", "NAME", b"nam", "name/", "\ud800", "name\0"):
        assert other not in tree
        with pytest.raises(KeyError):
            tree[other]
    assert tree[b"name"]._replace(mode=0o100755) not in tree
    for wrong in (None, 0, bytearray(b"name"), 5):
        with pytest.raises(TypeError, match="the name of an entry is expected"):
            assert wrong not in tree
        with pytest.raises(TypeError, match="the name of an entry is expected"):
            tree[unchecked(wrong)]
