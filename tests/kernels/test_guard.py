"""Guarded maps: bytes like any others; where a map fails, it says so, and slices come from where it was mapped."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

PAGE = mmap.PAGESIZE
CONTENT = bytes(range(1, 251)) * 400


class Elsewhere:
    """An origin that says what it was asked."""

    def read(self, start: int, stop: int) -> bytes:
        return b"from %d to %d" % (start, stop)


@pytest.fixture
def guard(kernels: ModuleType) -> ModuleType:
    return import_module(f"{kernels.__name__}.guard")


@pytest.fixture
def mapped(tmp_path: Path) -> Iterator[mmap.mmap]:
    (tmp_path / "f").write_bytes(CONTENT)
    with (tmp_path / "f").open("rb") as file:
        yield mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def test_slices(guard: ModuleType, mapped: mmap.mmap) -> None:
    guard.install_guard()
    data = guard.GuardedMap(mapped, Elsewhere())
    assert len(data) == len(CONTENT)
    end = len(CONTENT)
    for start in (0, 1, PAGE, end - 1, end, end + 5, -3, None):
        for stop in (0, 7, PAGE + 1, end - 1, end, end + 5, -1, None):
            assert data[start:stop] == CONTENT[start:stop]
    assert data[::3] == CONTENT[::3]
    assert [data[at] for at in (0, 5, -1)] == [CONTENT[at] for at in (0, 5, -1)]
    for at in (end, -end - 1):
        with pytest.raises(IndexError):
            data[at]
    assert not data.failed()
    assert data.faults == 0
    data.madvise(mmap.MADV_DONTNEED)
    assert data[:] == CONTENT


def test_a_buffer(kernels: ModuleType, mapped: mmap.mmap) -> None:
    if kernels.__name__.endswith("pure"):
        pytest.skip("slices are all that the kernels in Python take")
    guard = import_module(f"{kernels.__name__}.guard")
    data = guard.GuardedMap(mapped, Elsewhere())
    view = memoryview(data)
    assert view.readonly
    assert view == CONTENT
    del data, mapped
    assert bytes(view[-5:]) == CONTENT[-5:]


@pytest.mark.parametrize("size", [0, PAGE, PAGE + 10, len(CONTENT) - 1])
def test_cut_short(kernels: ModuleType, mapped: mmap.mmap, tmp_path: Path, size: int) -> None:
    if kernels.__name__.endswith("pure"):
        pytest.skip("there such a map is the end of the process")
    guard = import_module(f"{kernels.__name__}.guard")
    assert guard.install_guard()
    data = guard.GuardedMap(mapped, Elsewhere())
    view = memoryview(data)
    assert not data.failed()
    os.truncate(tmp_path / "f", size)
    if size < len(CONTENT) - PAGE:
        assert view[(size // PAGE + 1) * PAGE] == 0
        assert data.faults == 1
        # All to the end is zeros now.
        assert bytes(view[-PAGE:]) == bytes(PAGE)
        assert data.faults == 1
    # Within the last page there is no signal.
    assert data.failed()
    assert data[3:9] == b"from 3 to 9"
    assert data[-10:] == b"from %d to %d" % (len(CONTENT) - 10, len(CONTENT))
