"""A loose object's file: what is written is read, whole, by its header or as a stream; and what is no such file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj.errors import CorruptLoose, GitObjectError
from pygitobj.files.atomic import TempFile, WritePolicy
from pygitobj.files.loose import is_loose, open_loose, read_loose, read_loose_header
from pygitobj.files.loose_writer import fill_loose, place_loose, write_loose
from pygitobj.files.pieces import PIECE
from pygitobj.oid import SHA1, ObjectType

POLICY = WritePolicy()


@pytest.mark.parametrize("body", [b"", b"abc", bytes(PIECE + 1)])
def test_both_ways(tmp_path: Path, body: bytes) -> None:
    path = f"{tmp_path}/12/34"
    write_loose(path, "blob", body, POLICY)
    assert read_loose(path) == (ObjectType.BLOB, body)
    assert read_loose_header(path) == (ObjectType.BLOB, len(body), Path(path).stat().st_size)
    with open_loose(path) as stream:
        assert stream.readall() == body
    assert is_loose(path, "blob", body)
    assert not is_loose(path, "tree", body)
    assert not is_loose(path, "blob", body + b"x")
    assert Path(path).stat().st_mode & 0o222 == 0


def test_a_stream_gets_its_name_when_its_id_is_known(tmp_path: Path) -> None:
    temp = TempFile(f"{tmp_path}", "obj")
    with pytest.raises(GitObjectError, match="expected 4 bytes, found 3"):
        fill_loose(temp, SHA1, "blob", 4, io.BytesIO(b"abc"), POLICY)
    temp.drop()
    temp = TempFile(f"{tmp_path}", "obj")
    assert fill_loose(temp, SHA1, "blob", 3, io.BytesIO(b"abc"), POLICY) == SHA1.hash_object("blob", b"abc")
    place_loose(temp, f"{tmp_path}/12/34", POLICY)
    assert read_loose(f"{tmp_path}/12/34") == (ObjectType.BLOB, b"abc")
    assert [path.name for path in tmp_path.iterdir()] == ["12"]


def test_one_of_another_time_does_not_take_the_place_of_one(tmp_path: Path) -> None:
    path = tmp_path / "34"
    write_loose(f"{path}", "blob", b"abc", POLICY, time=1_000_000_007)
    assert path.stat().st_mtime_ns == 1_000_000_007
    with pytest.raises(FileExistsError):
        write_loose(f"{path}", "blob", b"abc", POLICY, time=2_000_000_000)
    write_loose(f"{path}", "blob", b"abc", POLICY)
    assert path.stat().st_mtime_ns > 1_000_000_007
    assert [*tmp_path.iterdir()] == [path]


WHOLE = zlib.compress(b"blob 3\0abc")


@pytest.mark.parametrize("read", [read_loose, read_loose_header, open_loose])
@pytest.mark.parametrize("data", [b"", b"abc", zlib.compress(b"blob 3"), zlib.compress(b"blub 3\0abc")])
def test_a_header_that_is_none_names_the_file(tmp_path: Path, read: Callable[[str], object], data: bytes) -> None:
    (tmp_path / "34").write_bytes(data)
    with pytest.raises(CorruptLoose) as caught:
        read(f"{tmp_path}/34")
    assert caught.value.path == f"{tmp_path}/34"
    assert not is_loose(f"{tmp_path}/34", "blob", b"abc")


@pytest.mark.parametrize("data", [WHOLE + b"x", WHOLE[:-1], WHOLE[:-4] + b"1234", zlib.compress(b"blob 4\0abc")])
def test_a_body_that_is_not_all_or_not_alone(tmp_path: Path, data: bytes) -> None:
    path = f"{tmp_path}/34"
    Path(path).write_bytes(data)
    for read in (read_loose, lambda path: open_loose(path).readall()):
        with pytest.raises(CorruptLoose, match=path):
            read(path)
    assert not is_loose(path, "blob", b"abc")
