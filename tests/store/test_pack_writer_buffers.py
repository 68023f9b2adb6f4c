"""What is given to a pack_writer as a buffer or as a file counts by its bytes, as they were when it was given."""

from __future__ import annotations

import array
import io
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from pygitobj import Blob, GitObjectError, ObjectId, Repository
from tests.support.command import git
from tests.support.unchecked import unchecked


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A new repository."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    return tmp_path


def check(repository: Path, expected: dict[ObjectId, bytes]) -> None:
    """That all of `expected` can be read and nothing else is there, nothing twice, and git agrees."""
    git(repository, "fsck", "--full", "--strict")
    with Repository.open(repository) as opened:
        assert {oid: opened.objects.read(oid).data for oid in opened.objects} == expected
    for index in (repository / ".git/objects/pack").glob("*.idx"):
        git(repository, "index-pack", "--strict", "-o", "again.idx", str(index.with_suffix(".pack")))
        assert (repository / "again.idx").read_bytes() == index.read_bytes()
    assert not list((repository / ".git/objects").rglob("tmp_*"))


BUFFERS = [
    array.array("i", [1, 2, 3]),
    memoryview(array.array("d", [1.5, 2.5])),
    memoryview(bytes(range(24))).cast("B", (2, 3, 4)),
    bytearray(b"bytes"),
    array.array("H"),
]


@pytest.mark.parametrize("data", BUFFERS, ids=["array", "view", "shape", "bytearray", "empty"])
def test_a_buffer_counts_by_its_bytes(repository: Path, data: Any) -> None:
    body = memoryview(data).tobytes()
    pieces = [data, b""]
    expected = git(repository, "hash-object", "--stdin", stdin=body).decode().strip()

    class Gives:
        """Each of `pieces`, whatever is asked for."""

        def __init__(self) -> None:
            self.left = list(pieces)

        def read(self, size: int = -1) -> Any:
            return self.left.pop(0) if self.left else b""

    with Repository.open(repository) as opened:
        store = opened.objects
        with store.pack_writer() as pack:
            found = [pack.add("blob", data), pack.add_stream("blob", len(body), unchecked(Gives()))]
        found += [store.write("blob", data), store.write_stream("blob", len(body), unchecked(Gives()))]
        found += [store.write(Blob(data)), Blob(data).id, store.format.hash_object("blob", data)]
        assert {str(oid) for oid in found} == {expected}
        assert store.read(found[0]).data == body
        assert Blob(data).data == body
    check(repository, {found[0]: body})


@pytest.mark.parametrize(
    ("data", "error"),
    [(memoryview(bytes(8))[::2], ValueError), ("text", TypeError), (None, TypeError), (7, TypeError)],
)
def test_what_is_no_buffer(repository: Path, data: Any, error: type[Exception]) -> None:
    class Gives(io.RawIOBase):
        def read(self, size: int = -1) -> Any:
            return data

    with Repository.open(repository) as opened:
        store = opened.objects
        with store.pack_writer() as pack:
            for call in (store.write, pack.add, store.format.hash_object):
                with pytest.raises(error):
                    call("blob", data)
            for stream in (store.write_stream, pack.add_stream):
                with pytest.raises(GitObjectError if data is None else error):
                    stream("blob", 4, unchecked(Gives()))
        with pytest.raises(error):
            Blob(data)
    check(repository, {})


def test_bytes_that_change_afterwards(repository: Path) -> None:
    """A buffer is copied, so that id and bytes agree, and whoever owns it does with it what he likes."""
    with Repository.open(repository) as opened:
        data = bytearray(b"before")
        blob = Blob(data)
        with opened.objects.pack_writer() as pack:
            oid = pack.add("blob", data)
            data[:] = b"after!"
            assert opened.objects.write("blob", data) != oid
        assert opened.objects.read(oid).data == b"before"
        assert (blob.data, blob.id) == (b"before", oid)


def test_bytes_that_change_meanwhile(repository: Path) -> None:
    """Another thread changes them all the time: what is stored has the id that is given."""
    data = bytearray(2_000_000)
    over = threading.Event()

    def change() -> None:
        number = 0
        while not over.is_set():
            number += 1
            data[number * 7919 % len(data)] = number & 255

    class Same(io.RawIOBase):
        left = 2

        def read(self, size: int = -1) -> Any:
            self.left -= 1
            return data if self.left == 1 else b""

    thread = threading.Thread(target=change)
    thread.start()
    try:
        with Repository.open(repository) as opened:
            store = opened.objects
            with store.pack_writer() as pack:
                found = []
                for _ in range(5):
                    found += [pack.add("blob", data), store.write("blob", data)]
                    found.append(pack.add_stream("blob", len(data), unchecked(Same())))
                    found.append(store.write_stream("blob", len(data), unchecked(Same())))
            assert all(len(store.read(oid).data) == len(data) for oid in found)
    finally:
        over.set()
        thread.join()
    git(repository, "fsck", "--full")


def test_a_stream_that_gives_more_than_was_asked(repository: Path) -> None:
    class All(io.RawIOBase):
        """Everything at once, and the end again and again."""

        def __init__(self, body: bytes) -> None:
            super().__init__()
            self.body = body

        def read(self, size: int = -1) -> bytes:
            body, self.body = self.body, b""
            return body

    with Repository.open(repository) as opened, opened.objects.pack_writer() as pack:
        body = os.urandom(5_000_000)
        for call in (pack.add_stream, opened.objects.write_stream):
            oid = call("blob", len(body), unchecked(All(body)))
            for size in (len(body) - 1, len(body) + 1, 0):
                with pytest.raises(GitObjectError, match="another size"):
                    call("blob", size, unchecked(All(body)))
    check(repository, {oid: body})
