"""A forgotten or impossible argument of any public call is an error that says what to pass, and nothing is written.

Every call meets every value below. Tried besides: each of them as the second of two ids, and calls without arguments.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pygitobj import SHA1, SHA256, Blob, Commit, GitObjectError, ObjectId, ObjectStore, Repository
from tests.support.command import git
from tests.support.unchecked import unchecked

OID = ObjectId("c1b0730e0133447badcfd47fd144e254807b06e1")
WRONG: list[Any] = [
    None,
    5.5,
    -1,
    1 << 80,
    object(),
    "",
    "x",
    "\ud800",
    "\0",
    str(OID).encode(),
    bytes(OID)[:-1],
    bytearray(OID),
    memoryview(OID),
    SHA256.empty_tree,
    [],
    {},
    [None],
    [str(OID)],
    [OID, 5],
    len,
    io.StringIO("x"),
    array("I", [1]),
]
# Of a file that was read to its end nothing is left.
MANY = (list, dict, io.StringIO)
# Words of Python's own, which tell of what a call is made of and not of what to pass.
INSIDE = (
    "attribute",
    "NoneType",
    "operand",
    "bytes-like",
    "has no len",
    "subscriptable",
    "iterable",
    "interpreted",
    "expected str, bytes",
    "uint",
    "too large",
    "unhashable",
    "not supported between",
    "codec",
    "argument must",
    "join()",
    "unpack",
    "surrogates",
)


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", ".")
    with Repository.open(tmp_path) as repo:
        repo.objects.write("blob", b"x")
        yield repo


def added(store: ObjectStore, *words: Any) -> ObjectId:
    with store.pack_writer() as pack:
        return pack.add(*words)


def streamed(store: ObjectStore, *words: Any) -> ObjectId:
    with store.pack_writer() as pack:
        return pack.add_stream(*words)


# Calls that take a value, and the types of the values among the wrong ones that are right there.
Calls = dict[str, tuple[Callable[[Any], object], tuple[type, ...]]]
NUMBER, BUFFER = (type(None),), (bytes, bytearray, memoryview, array, ObjectId)


def calls(repo: Repository) -> Calls:
    """All of them."""
    return reading(repo.objects) | writing(repo.objects) | of_repositories(repo) | opening(repo.objects.path)


def reading(store: ObjectStore) -> Calls:
    """Those that read."""
    return {
        "read": (store.read, ()),
        "header": (store.header, ()),
        "info": (store.info, ()),
        "open": (store.open, ()),
        "in": (lambda value: value in store, ()),
        "find_prefix": (store.find_prefix, ()),
        "expand": (store.expand, ()),
        "read_many": (lambda value: list(store.read_many(value)), MANY),
        "header_many": (lambda value: list(store.header_many(value)), MANY),
        "info_many": (lambda value: list(store.info_many(value)), MANY),
        "sizes": (lambda value: list(store.sizes(value)), MANY),
        "verify": (lambda value: list(store.verify(value)), (*MANY, type(None))),
        "read_many window": (lambda value: list(store.read_many([OID], window=value)), ()),
        "read_many large": (lambda value: list(store.read_many([OID], large=value)), NUMBER),
        "scan window": (lambda value: list(store.scan(window=value)), ()),
        "scan large": (lambda value: list(store.scan(large=value)), NUMBER),
    }


def writing(store: ObjectStore) -> Calls:
    """Those that write."""
    one = io.BytesIO
    return {
        "write": (store.write, ()),
        "write type": (lambda value: store.write(value, b"new"), ()),
        "write data": (lambda value: store.write("blob", value), BUFFER),
        "write_stream type": (lambda value: store.write_stream(value, 1, one(b"n")), ()),
        "write_stream size": (lambda value: store.write_stream("blob", value, one(b"new")), ()),
        "write_stream file": (lambda value: store.write_stream("blob", 1, value), ()),
        "add type": (lambda value: added(store, value, b"new"), ()),
        "add data": (lambda value: added(store, "blob", value), BUFFER),
        "add_stream type": (lambda value: streamed(store, value, 1, one(b"n")), ()),
        "add_stream size": (lambda value: streamed(store, "blob", value, one(b"new")), ()),
        "add_stream file": (lambda value: streamed(store, "blob", 1, value), ()),
    }


def of_repositories(repo: Repository) -> Calls:
    """Those that resolve names, and make values."""
    return {
        "repo[]": (lambda value: repo[value], ()),
        "in repo": (lambda value: value in repo, (str, ObjectId)),
        "resolve": (repo.resolve, ()),
        "lookup": (repo.lookup, (str,)),
        "ObjectId": (ObjectId, (bytes, bytearray, memoryview, ObjectId)),
        "short": (OID.short, (int,)),
        "Commit": (Commit, BUFFER),
        "Blob id": (lambda value: Blob(b"x", value), NUMBER),
        "Blob format": (lambda value: Blob(b"x", None, value), ()),
        "hash_object": (lambda value: SHA1.hash_object("blob", value), BUFFER),
    }


def opening(path: str) -> Calls:
    """Those that open."""
    return {
        # A directory may come later; until then it is an error to look into it.
        "ObjectStore": (ObjectStore, (str, bytes)),
        "ObjectStore format": (lambda value: ObjectStore(path, value), NUMBER),
        "ObjectStore alternates": (lambda value: ObjectStore(path, alternates=value), (str,)),
        "ObjectStore threads": (lambda value: ObjectStore(path, threads=value), NUMBER),
        "ObjectStore limit": (lambda value: ObjectStore(path, delta_base_cache_limit=value), ()),
        "ObjectStore open_files": (lambda value: ObjectStore(path, open_files=value), NUMBER),
        "ObjectStore warn": (lambda value: ObjectStore(path, warn=value), (type(len), type)),
        "Repository.open": (Repository.open, (type(None),)),
        "open git_dir": (lambda value: Repository.open(git_dir=value), (type(None), str)),
        "open work_tree": (lambda value: Repository.open(path, work_tree=value), (type(None), str, bytes)),
        "open overrides": (lambda value: Repository.open(path, overrides=value).config, MANY),
    }


def test_every_call_and_every_value(repo: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, (call, right) in calls(repo).items():
        for value in WRONG:
            before = len(repo.objects)
            try:
                call(value)
            except (TypeError, ValueError, GitObjectError) as error:
                said = str(error)
                assert not any(word in said for word in INSIDE), (name, value, said)
                assert len(said) < 400, (name, said)
                assert len(repo.objects) == before, (name, value)
            else:
                assert isinstance(value, right), (name, value)


def test_what_was_forgotten(repo: Repository) -> None:
    store = repo.objects
    before = list(store)
    for call in (
        lambda: store.write(unchecked("blob")),
        lambda: store.write("blob", unchecked(None)),
        lambda: unchecked(store).write(),
        lambda: store.write(unchecked(b"blob"), b"x"),
        lambda: store.write(unchecked(Blob(b"y")), b"x"),
        lambda: unchecked(store).write_stream("blob", 3),
        lambda: store.pack_writer().add("blob", b"y"),
        lambda: added(store, "blob"),
        lambda: unchecked(ObjectStore)(),
    ):
        with pytest.raises((TypeError, ValueError)):
            call()
    assert list(store) == before
