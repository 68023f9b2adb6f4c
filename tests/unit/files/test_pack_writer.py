"""A pack on its way: entries that ended are in it, whatever became of one that did not.

Tried besides: entries before and after the bytes that come together were written, large and small, and empty packs.
tests/store/test_pack_writer.py tries what a store's user sees of it.
"""

from __future__ import annotations

import errno
import os
import zlib
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pygitobj import SHA1
from pygitobj.files import pack_writer
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.pack_install import HowIndexed, install_pack
from pygitobj.files.pack_writer import EntryInFile, Finished, PackBuilder
from tests.support.command import git
from tests.support.packs import build_pack, entry_header, object_id, whole

BLOB = 3
LARGE = pack_writer.BUFFER + 1000
POLICY = WritePolicy(sync_pack=False, sync_metadata=False)


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[PackBuilder]:
    git(tmp_path, "init", "-q", "--bare", "r.git")
    made = PackBuilder(str(tmp_path / "r.git/objects/pack"), SHA1)
    with made.temp:
        yield made


def entry(number: int, size: int = 20) -> tuple[bytes, bytes, bytes]:
    """A blob's id, entry and body, which does not shrink."""
    body = b"%d " % number + os.urandom(size)
    return object_id("blob", body), whole(BLOB, body), body


def installed(builder: PackBuilder) -> Path:
    """The repository, once git has verified the pack in it."""
    folder = Path(builder.temp.path).parent
    finished = builder.finish(HowIndexed())
    install_pack(builder.temp, f"{folder}/pack-{finished.trailer.hex()}", finished.indexes, POLICY, {})
    git(folder, "verify-pack", f"pack-{finished.trailer.hex()}.idx")
    return folder.parents[1]


def listed(repository: Path) -> set[str]:
    return set(git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split())


@pytest.mark.parametrize("size", [20, LARGE])
def test_git_reads_the_pack(builder: PackBuilder, size: int) -> None:
    entries = [entry(number, size) for number in range(5)]
    assert (len(builder), builder.size, builder.oid(0)) == (0, 12, b"")
    start = builder.start(entries[0][0])
    assert (start, builder.oid(0), len(builder)) == (12, b"", 0)  # not there before it has ended
    for at in range(0, len(entries[0][1]), 7000):
        builder.add(entries[0][1][at : at + 7000])
    builder.end()
    assert (builder.oid(0), builder.oid(1), len(builder)) == (entries[0][0], b"", 1)
    builder.append(entries[1][0], [entries[1][1]])
    starts, data = array("Q"), b""
    for _, packed, _ in entries[2:]:
        starts.append(builder.size + len(data))
        data += packed
    crcs = array("I", [zlib.crc32(packed) for _, packed, _ in entries[2:]])
    builder.add_whole(data, b"".join(oid for oid, _, _ in entries[2:]), crcs, starts)
    assert (len(builder), builder.size) == (5, 12 + sum(len(packed) for _, packed, _ in entries))
    repository = installed(builder)
    assert listed(repository) == {oid.hex() for oid, _, _ in entries}
    for oid, _, body in entries:
        assert git(repository, "cat-file", "blob", oid.hex()) == body


def test_the_bytes_are_those_of_a_pack(builder: PackBuilder) -> None:
    entries = [entry(number) for number in range(3)]
    for oid, packed, _ in entries:
        builder.append(oid, [packed])
    expected, offsets = build_pack([packed for _, packed, _ in entries])
    finished: Finished = builder.finish(HowIndexed())
    assert Path(builder.temp.path).read_bytes() == expected
    assert finished.trailer == expected[-20:]
    assert list(builder.offsets) == offsets


Stop = Callable[[PackBuilder], None]


def nothing_of_it(builder: PackBuilder) -> None:
    builder.start(b"\1" * 20)


def a_part_of_it(builder: PackBuilder) -> None:
    builder.start(b"\1" * 20)
    builder.add(b"part of an entry")


def a_large_part_of_it(builder: PackBuilder) -> None:
    builder.start(b"\1" * 20)
    builder.add(b"x" * LARGE)
    builder.add(b"y" * 10)


def what_stopped_itself(builder: PackBuilder) -> None:
    def parts() -> Iterator[bytes]:
        yield b"some"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        builder.append(b"\1" * 20, parts())


@pytest.mark.parametrize("stopped", [nothing_of_it, a_part_of_it, a_large_part_of_it, what_stopped_itself])
@pytest.mark.parametrize("size", [20, LARGE])
def test_what_did_not_end_is_no_part_of_it(builder: PackBuilder, stopped: Stop, size: int) -> None:
    first, second, third = entry(1, size), entry(2, size), entry(3)
    builder.append(first[0], [first[1]])
    stopped(builder)
    assert (len(builder), builder.oid(1)) == (1, b"")
    builder.append(second[0], [second[1]])
    stopped(builder)
    builder.add_whole(
        third[1], third[0], array("I", [zlib.crc32(third[1])]), array("Q", [len(first[1]) + len(second[1]) + 12])
    )
    stopped(builder)
    assert listed(installed(builder)) == {first[0].hex(), second[0].hex(), third[0].hex()}


@pytest.mark.parametrize("size", [20, LARGE])
def test_a_write_that_fails_waits_on(builder: PackBuilder, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    entries = [entry(number, size) for number in range(3)]
    builder.append(entries[0][0], [entries[0][1]])

    def refuse(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            builder.append(entries[1][0], [entries[1][1], b"x" * LARGE])
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            builder.flush()
    for oid, packed, _ in entries[1:]:
        builder.append(oid, [packed])
    assert listed(installed(builder)) == {oid.hex() for oid, _, _ in entries}


def test_a_pack_of_nothing(builder: PackBuilder) -> None:
    finished = builder.finish(HowIndexed())
    assert Path(builder.temp.path).read_bytes() == build_pack([])[0]
    assert finished.trailer == build_pack([])[0][-20:]


@pytest.mark.parametrize("size", [0, 100, LARGE])
def test_an_entry_made_apart(tmp_path: Path, size: int) -> None:
    body = os.urandom(size)
    header = entry_header(BLOB, size)
    with EntryInFile(str(tmp_path), header, level=6) as apart:
        for at in range(0, size, 50_000):
            apart.add(body[at : at + 50_000])
        apart.end()
        data = b"".join(apart.parts())
        assert data[: len(header)] == header
        assert zlib.decompress(data[len(header) :]) == body
        assert apart.size == len(data)
        source = apart.source()
        assert source[0:] == data
        assert source[len(header) : len(header) + 1] == data[len(header) : len(header) + 1]
        # Only what is large takes a file.
        assert len(list(tmp_path.iterdir())) == (size == LARGE)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_whose_file_became_shorter(tmp_path: Path) -> None:
    with EntryInFile(str(tmp_path), entry_header(BLOB, LARGE), level=0) as apart:
        apart.add(b"x" * LARGE)
        apart.end()
        (path,) = tmp_path.iterdir()
        os.truncate(path, 1000)
        with pytest.raises(OSError, match=r"became shorter$"):
            list(apart.parts())


def test_its_file_goes_whatever_comes(tmp_path: Path) -> None:
    apart = EntryInFile(str(tmp_path), b"h", level=0)
    apart.add(b"x" * LARGE)
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(ZeroDivisionError), apart:
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
