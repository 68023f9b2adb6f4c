"""Files that are read in parts: slices like those of bytes, or an error that names the file."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path

import pytest

from pygitobj.errors import CorruptIndex, CorruptPack
from pygitobj.files.unmapped import BLOCK, UnmappedFile, is_unreadable, origin_of

CONTENT = random.Random(1).randbytes(5 * BLOCK + 100)


def opened(path: Path) -> UnmappedFile:
    descriptor = os.open(path, os.O_RDONLY)
    return UnmappedFile(descriptor, origin_of(str(path), os.fstat(descriptor), CorruptPack))


@pytest.fixture
def data(tmp_path: Path) -> UnmappedFile:
    (tmp_path / "f").write_bytes(CONTENT)
    return opened(tmp_path / "f")


def test_slices(data: UnmappedFile) -> None:
    assert len(data) == len(CONTENT)
    end = len(CONTENT)
    places = [0, 1, 20, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5 * BLOCK, end - 1, end, end + 1, end + BLOCK, -1, -end]
    for start in [*places, None]:
        for stop in [*places, None]:
            assert data[start:stop] == CONTENT[start:stop], (start, stop)
    assert data[::7] == CONTENT[::7]
    assert data[100:20:-3] == CONTENT[100:20:-3]


def test_bytes(data: UnmappedFile) -> None:
    assert [data[at] for at in (0, BLOCK, -1)] == [CONTENT[at] for at in (0, BLOCK, -1)]
    with pytest.raises(IndexError):
        data[len(CONTENT)]


def test_what_is_kept_is_bounded(data: UnmappedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygitobj.files.unmapped.MOST_BLOCKS", 3)
    for at in range(0, len(CONTENT), 50):
        assert data[at : at + 50] == CONTENT[at : at + 50]
        assert len(data.blocks) <= 3
    data.forget()
    assert not data.blocks


def test_the_file_is_closed_with_the_last_reference(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(CONTENT)
    data = opened(tmp_path / "f")
    descriptor = data.descriptor
    os.fstat(descriptor)
    del data
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.parametrize("size", [0, 1, BLOCK, BLOCK + 50, 5 * BLOCK + 99])
def test_cut_short(data: UnmappedFile, tmp_path: Path, size: int) -> None:
    os.truncate(tmp_path / "f", size)
    for at in range(0, len(CONTENT), 50):
        if (at + 49) // BLOCK * BLOCK + BLOCK <= size:
            assert data[at : at + 50] == CONTENT[at : at + 50]
        elif at + 50 > size:
            with pytest.raises(
                CorruptPack, match=f"cut short.*expected {len(CONTENT)} bytes, found {size} bytes"
            ) as caught:
                data[at : at + 50]
            assert caught.value.path == str(tmp_path / "f")
            assert is_unreadable(caught.value)


def test_a_disk_that_fails(data: UnmappedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def pread(*_: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    assert data[0:10] == CONTENT[:10]
    monkeypatch.setattr(os, "pread", pread)
    assert data[10:20] == CONTENT[10:20]
    with pytest.raises(CorruptPack, match="Input/output error"):
        data[BLOCK : BLOCK + 10]


def test_another_file_under_the_name_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(CONTENT)
    origin = origin_of(str(tmp_path / "f"), os.stat(tmp_path / "f"), CorruptIndex)
    assert origin.read(10, 20) == CONTENT[10:20]
    (tmp_path / "g").write_bytes(CONTENT)
    (tmp_path / "g").replace(tmp_path / "f")
    with pytest.raises(CorruptIndex, match="another file in its place"):
        origin.read(10, 20)
    (tmp_path / "f").unlink()
    with pytest.raises(CorruptIndex, match="No such file"):
        origin.read(10, 20)
