"""Loose objects as files: git reads what is written, whole or from a stream, in directories that come and go.

Tried besides: bodies of exactly one piece and one byte more, empty ones, and all compression levels.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
import zlib
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, GitObjectError, ObjectFormat
from pygitobj.files import loose_writer
from pygitobj.files.atomic import TempFile, WritePolicy
from pygitobj.files.loose_writer import fill_loose, in_directory, place_loose, write_loose
from pygitobj.files.pieces import PIECE
from tests.support.command import git

POLICY = WritePolicy()
SIZES = (0, 1, PIECE, PIECE + 1, 2 * PIECE + 5)


def path_of(folder: Path, oid: bytes) -> str:
    return f"{folder}/{oid.hex()[:2]}/{oid.hex()[2:]}"


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("object_format", [SHA1, SHA256], ids=lambda found: found.name)
def test_git_reads_what_is_written(tmp_path: Path, object_format: ObjectFormat, streamed: bool) -> None:
    git(tmp_path, "init", "-q", f"--object-format={object_format.name}", ".")
    objects = tmp_path / ".git" / "objects"
    for size in SIZES:
        body = os.urandom(size)
        oid = object_format.hash_object("blob", body)
        if streamed:
            with TempFile(str(objects), "obj") as temp:
                assert fill_loose(temp, object_format, "blob", size, io.BytesIO(body), POLICY) == oid
                place_loose(temp, path_of(objects, oid), POLICY)
        else:
            write_loose(path_of(objects, oid), "blob", body, POLICY)
        assert git(tmp_path, "cat-file", "blob", str(oid)) == body
        assert stat.S_IMODE(os.stat(path_of(objects, oid)).st_mode) == 0o444
    assert b"missing" not in git(tmp_path, "fsck", "--full", "--strict")
    assert list(objects.rglob("tmp_*")) == []


@pytest.mark.parametrize("size", [100, PIECE + 100])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_levels(tmp_path: Path, level: int, size: int) -> None:
    body = b"ab" * size
    write_loose(f"{tmp_path}/aa/x", "blob", body, WritePolicy(level=level))
    data = (tmp_path / "aa/x").read_bytes()
    assert zlib.decompress(data) == b"blob %d\0" % len(body) + body
    assert (len(data) > len(body)) is (level == 0)


def test_what_has_the_name_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "aa").mkdir()
    (tmp_path / "aa/x").write_bytes(b"damaged")
    write_loose(f"{tmp_path}/aa/x", "blob", b"new", POLICY)
    assert zlib.decompress((tmp_path / "aa/x").read_bytes()) == b"blob 3\0new"


def test_with_a_time_what_has_the_name_stays(tmp_path: Path) -> None:
    write_loose(f"{tmp_path}/aa/x", "blob", b"first", POLICY, time=5_000_000_007)
    assert os.stat(tmp_path / "aa/x").st_mtime_ns == 5_000_000_007
    with pytest.raises(FileExistsError):
        write_loose(f"{tmp_path}/aa/x", "blob", b"second", POLICY, time=7)
    assert zlib.decompress((tmp_path / "aa/x").read_bytes()) == b"blob 5\0first"
    assert [path.name for path in (tmp_path / "aa").iterdir()] == ["x"]


@pytest.mark.parametrize(
    ("given", "words"),
    [(b"abc", "expected 4 bytes, found 3"), (b"abcde", "expected 4 bytes, found more")],
)
def test_a_stream_of_another_size(tmp_path: Path, given: bytes, words: str) -> None:
    with TempFile(str(tmp_path), "obj") as temp, pytest.raises(GitObjectError, match=words):
        fill_loose(temp, SHA1, "blob", 4, io.BytesIO(given), POLICY)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_is_pruned_meanwhile(tmp_path: Path) -> None:
    """Each time it is made somebody takes it away, but for the last."""
    calls = 0

    def act() -> str:
        nonlocal calls
        calls += 1
        if calls < 5:
            shutil.rmtree(tmp_path / "aa", ignore_errors=True)
        (tmp_path / "aa" / "x").write_bytes(b"x")
        return "done"

    assert in_directory(str(tmp_path / "aa"), POLICY, act) == "done"
    assert calls == 5


def test_it_is_not_tried_for_ever(tmp_path: Path) -> None:
    calls = 0

    def act() -> None:
        nonlocal calls
        calls += 1
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        in_directory(str(tmp_path / "aa"), POLICY, act)
    assert calls == loose_writer.MAX_TRIES + 1


def test_no_directory_above(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_loose(f"{tmp_path}/no/aa/x", "blob", b"x", POLICY)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        write_loose(f"{tmp_path}/file/aa/x", "blob", b"x", POLICY)


def test_shared(tmp_path: Path) -> None:
    write_loose(f"{tmp_path}/aa/x", "blob", b"x", WritePolicy(shared=0o660))
    assert stat.S_IMODE(os.stat(tmp_path / "aa/x").st_mode) & 0o660 == 0o440
    assert stat.S_IMODE(os.stat(tmp_path / "aa").st_mode) & 0o2070 == 0o2070


@pytest.mark.parametrize("wanted", [False, True])
def test_flushed_as_the_policy_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    policy = WritePolicy(sync_loose=wanted)
    write_loose(f"{tmp_path}/aa/x", "blob", b"x", policy)
    with TempFile(str(tmp_path), "obj") as temp:
        fill_loose(temp, SHA1, "blob", 1, io.BytesIO(b"x"), policy)
    assert len(flushed) == 2 * wanted
