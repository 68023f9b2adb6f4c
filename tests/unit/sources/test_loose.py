"""The loose objects of a directory: by the names of files, of which others may stand between them.

What every source answers is in tests/store/test_source.py.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, ObjectFormat, ObjectId, RepositoryError
from pygitobj.id_list import IdList
from pygitobj.sources.loose import LooseSource
from pygitobj.sources.trouble import Trouble

ID = bytes(range(20))


def source_of(folder: Path, told: list[str] | None = None, object_format: ObjectFormat = SHA1) -> LooseSource:
    return LooseSource(str(folder), object_format, Trouble(told.append if told is not None else lambda _: None))


def put(folder: Path, oid: bytes, content: bytes = b"") -> Path:
    path = folder / oid.hex()[:2] / oid.hex()[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("object_format", [SHA1, SHA256], ids=lambda found: found.name)
def test_names(tmp_path: Path, object_format: ObjectFormat) -> None:
    oid = bytes(range(object_format.hash_size))
    source = source_of(tmp_path, object_format=object_format)
    assert source.path(oid) == f"{tmp_path}/00/{oid.hex()[2:]}"
    assert source.file_of(oid) is None
    assert not source.has(oid)
    put(tmp_path, oid)
    assert source.file_of(oid) == source.path(oid)
    assert source.has(oid)  # that its bytes are damaged is not seen by looking at names
    assert list(source.ids()) == source.find_prefix(oid.hex()[:2]) == [oid]


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, ID)
    other = bytes([0xFE]) + ID[1:]
    put(tmp_path, other)
    shard = tmp_path / "00"
    for name in ("tmp_obj_abcdef", ID.hex()[2:].upper(), ID.hex()[2:] + "0", ID.hex()[3:], "x" * 38, "é" * 38):
        (shard / name).write_bytes(b"")
    for folder in ("info", "pack", "0", "000", "FE", "zz"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / ID.hex()[2:]).write_bytes(b"")
    (tmp_path / "12").write_bytes(b"a file in a directory's place")
    source = source_of(tmp_path)
    assert list(source.ids()) == [ID, other]
    assert source.find_prefix("0001") == [ID]
    assert source.find_prefix("0002") == source.find_prefix("1234") == []


def test_positions_of_many(tmp_path: Path) -> None:
    put(tmp_path, ID)
    asked = IdList([ObjectId(b"\7" * 20), ObjectId(ID), ObjectId(ID)])
    assert [single.position for single in source_of(tmp_path).locate_many(asked)] == [1, 2]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EMFILE])
def test_what_the_system_does_not_let_us_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    path = put(tmp_path, ID)

    def refuse(place: object, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), place)

    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(os, "listdir", refuse)
    told: list[str] = []
    source = source_of(tmp_path, told)
    said = f"unable to access {path}: {os.strerror(number)}"
    assert not source.has(ID)
    assert not list(source.locate(ID))
    # One who finds nothing can tell that this may be why, and is told of the place once.
    assert (told, source.trouble.count) == ([f"error: {said}"], 2)
    calls: list[Callable[[], object]] = [
        lambda: source.file_of(ID),
        lambda: list(source.ids()),
        lambda: source.find_prefix("0001"),
    ]
    for call, words in zip(calls, (said, f"unable to open {tmp_path}", f"unable to open {tmp_path}/00"), strict=True):
        with pytest.raises(RepositoryError) as caught:
            call()
        assert str(caught.value).startswith(words)
        assert isinstance(caught.value.__cause__, OSError)


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    source = source_of(tmp_path / "nothing")
    assert list(source.ids()) == source.find_prefix("0001") == []
    assert not source.has(ID)
