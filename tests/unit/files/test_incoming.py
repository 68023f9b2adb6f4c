"""A pack that has no index yet can be looked at from any place, whether it is a file, or comes through a pipe.

Tried besides: packs that are mapped rather than read, files that Python opened, and what follows the pack.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj.errors import CorruptPack, GitObjectError
from pygitobj.files import incoming
from pygitobj.files.atomic import TempFile
from pygitobj.files.incoming import PackInFile, PackInStream, too_large
from tests.support.unchecked import unchecked


@pytest.fixture
def temp(tmp_path: Path) -> Iterator[TempFile]:
    with TempFile(str(tmp_path), "pack") as made:
        yield made


class Piped:
    """The read end of a pipe, into which `send` writes."""

    def __init__(self) -> None:
        self.source, self.end = os.pipe()

    def send(self, data: bytes) -> None:
        os.write(self.end, data)

    def finish(self) -> None:
        os.close(self.end)


@pytest.fixture
def pipe() -> Iterator[Piped]:
    made = Piped()
    yield made
    os.close(made.source)


@pytest.mark.parametrize("size", [0, 100, 200_000])
def test_a_file_is_all_there(tmp_path: Path, size: int) -> None:
    (tmp_path / "f").write_bytes(b"x" * size)
    found = PackInFile(str(tmp_path / "f"), most=size)
    assert (found.end, found.more(), found.data[:], found.path) == (size, False, b"x" * size, str(tmp_path / "f"))
    found.require_readable()
    found.require_within(size)
    if size:
        with pytest.raises(GitObjectError, match=r"^pack exceeds maximum allowed size"):
            found.require_within(size + 1)


def test_a_file_of_any_size(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    PackInFile(str(tmp_path / "f")).require_within(1 << 60)
    with pytest.raises(FileNotFoundError):
        PackInFile(str(tmp_path / "nothing"))


def test_the_words_of_what_is_too_large() -> None:
    assert str(too_large(3 << 20)) == "pack exceeds maximum allowed size (3.00 MiB)"
    assert str(too_large(3 << 20, tells_limit=False)) == "pack exceeds maximum allowed size"


def test_a_pipe_is_read_as_far_as_is_asked(pipe: Piped, temp: TempFile) -> None:
    stream = PackInStream(pipe.source, temp, most=0, start=b"PA")
    assert (stream.end, stream.data[0:2]) == (2, b"PA")
    pipe.send(b"CK")
    assert stream.end == 2  # nothing is read before somebody asks
    assert stream.more()
    assert (stream.end, stream.data[0:4], stream.data[1:3]) == (4, b"PACK", b"AC")
    pipe.send(b"more")
    assert stream.more()
    pipe.finish()
    assert not stream.more()
    assert not stream.more()
    assert stream.data[0:8] == b"PACKmore" == Path(temp.path).read_bytes()
    assert stream.path == "the pack on standard input"
    assert not stream.is_file_with_more(b"rest")


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_a_file_of_a_caller(temp: TempFile, size: int) -> None:
    body = os.urandom(size)
    stream = PackInStream(io.BytesIO(body), temp, most=0)
    while stream.more():
        pass
    assert stream.path == "the pack that comes in"
    assert (stream.end, stream.data[0:size], stream.data[size - 3 : size]) == (size, body, body[-3:])
    stream.require_readable()


@pytest.mark.parametrize("tells_limit", [True, False])
def test_too_much_is_refused_as_soon_as_it_is_asked_for(pipe: Piped, temp: TempFile, tells_limit: bool) -> None:
    stream = PackInStream(pipe.source, temp, most=4, tells_limit=tells_limit)
    pipe.send(b"PACK")
    assert stream.more()
    pipe.send(b"x")
    words = r"^pack exceeds maximum allowed size \(4 bytes\)$" if tells_limit else "^pack exceeds maximum allowed size$"
    with pytest.raises(GitObjectError, match=words):
        stream.more()
    assert Path(temp.path).read_bytes() == b"PACK"  # and it is not kept
    with pytest.raises(GitObjectError, match=words):
        stream.require_within(5)
    stream.require_within(4)
    pipe.finish()


def test_what_was_read_ahead_may_belong_to_what_follows(pipe: Piped, temp: TempFile) -> None:
    """A pack of the size that is allowed, with more behind it in the same read."""
    stream = PackInStream(pipe.source, temp, most=4)
    pipe.send(b"PACKrest")
    assert stream.more()
    assert stream.take_rest(4) == b"rest"
    assert (stream.end, stream.data[0:4]) == (4, b"PACK")
    # What is written from now on follows the pack.
    temp.write(b"trailer")
    assert Path(temp.path).read_bytes() == b"PACKtrailer"
    assert stream.take_rest(4) == b""
    pipe.finish()


def test_whether_a_file_goes_on_after_the_pack(temp: TempFile, tmp_path: Path) -> None:
    assert PackInStream(io.BytesIO(b""), temp, most=0).is_file_with_more(b"rest")
    assert PackInStream(io.BytesIO(b"x"), temp, most=0).is_file_with_more(b"")
    assert not PackInStream(io.BytesIO(b""), temp, most=0).is_file_with_more(b"")
    (tmp_path / "f").write_bytes(b"x")
    descriptor = os.open(tmp_path / "f", os.O_RDONLY)
    try:
        stream = PackInStream(descriptor, temp, most=0)
        assert stream.is_file_with_more(b"")
        assert not stream.is_file_with_more(b"")  # that was its last byte
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("size", [1, 3 << 20])
def test_where_the_kept_file_cannot_be_mapped(temp: TempFile, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENODEV, "no maps here")

    monkeypatch.setattr(incoming, "map_descriptor", refuse)
    stream = PackInStream(io.BytesIO(b"y" * size), temp, most=0, start=b"x")
    while stream.more():
        pass
    assert stream.data[0 : stream.end] == b"x" + b"y" * size


def test_what_cannot_be_read(temp: TempFile, tmp_path: Path) -> None:
    class Fails(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError(errno.EIO, "the disk is bad")

    with pytest.raises(GitObjectError, match=r"^a stream that cannot be read: the disk is bad$"):
        PackInStream(unchecked(Fails()), temp, most=0).more()
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(IsADirectoryError):
            PackInStream(descriptor, temp, most=0).more()
    finally:
        os.close(descriptor)


def test_a_part_that_could_not_be_read(tmp_path: Path, temp: TempFile) -> None:
    class Failed(bytes):
        faults = 1

        class origin:  # noqa: N801
            @staticmethod
            def failure() -> CorruptPack:
                return CorruptPack("cut short")

        def failed(self) -> bool:
            return True

    (tmp_path / "f").write_bytes(b"x")
    found = PackInFile(str(tmp_path / "f"))
    found.data = Failed(b"x")
    stream = PackInStream(io.BytesIO(b"x"), temp, most=0)
    stream.data = Failed(b"x")
    for pack in (found, stream):
        with pytest.raises(CorruptPack, match="cut short"):
            pack.require_readable()
    with pytest.raises(CorruptPack, match="cut short"):
        stream.more()
