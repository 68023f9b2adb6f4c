"""Mapped files: their pages are given back, and come again."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from pygitobj import CorruptLoose, ObjectType
from pygitobj.files.loose import read_loose_header
from pygitobj.files.mapped import READ_BELOW, give_back, is_mapped, map_file
from pygitobj.kernels import IMPLEMENTATION


def resident(path: Path) -> int:
    """Bytes of the file `path` that are in this process's memory."""
    found = 0
    ours = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if line.endswith(str(path)):
            ours = True
        elif ours and line.startswith("Rss:"):
            found += int(line.split()[1]) << 10
            ours = False
    return found


def test_pages_are_given_back_and_come_again(tmp_path: Path) -> None:
    content = bytes(range(256)) * 4096
    (tmp_path / "f").write_bytes(content)
    data = map_file(str(tmp_path / "f"))
    if IMPLEMENTATION != "compiled":
        pytest.skip("without the compiled kernels files are read in parts")
    assert is_mapped(data)
    assert data[:] == content
    assert not Path("/proc/self/smaps").exists() or resident(tmp_path / "f") == len(content)
    give_back(data)
    assert not Path("/proc/self/smaps").exists() or resident(tmp_path / "f") == 0
    assert data[:] == content


def test_a_small_file_is_not_mapped(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * (READ_BELOW - 1))
    data = map_file(str(tmp_path / "f"))
    assert not is_mapped(data)
    give_back(data)
    assert data[:] == b"x" * (READ_BELOW - 1)


def test_a_pipe_in_the_place_of_a_file(tmp_path: Path) -> None:
    """Nobody writes to it: opening it must not wait for that."""
    os.mkfifo(tmp_path / "pipe")
    assert len(map_file(str(tmp_path / "pipe"))) == 0
    with pytest.raises(CorruptLoose, match="an empty file"):
        read_loose_header(str(tmp_path / "pipe"))


def test_a_device_in_the_place_of_a_file(tmp_path: Path) -> None:
    """One that goes on for ever is not read; the null device is an empty file."""
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="Not a regular file"):
        map_file(str(tmp_path / "zero"))
    (tmp_path / "null").symlink_to("/dev/null")
    assert len(map_file(str(tmp_path / "null"))) == 0


def test_a_header_that_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "object"
    path.write_bytes(zlib.compress(b"blob 5000\0" + bytes(range(250)) * 20, 0))
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 3)))
    assert read_loose_header(str(path)) == (ObjectType.BLOB, 5000, path.stat().st_size)
