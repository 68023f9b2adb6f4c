"""A buffer counts by its bytes: arrays, casts, structures; what is no buffer, or in pieces, is refused."""

from __future__ import annotations

import array
import ctypes
import mmap
from pathlib import Path
from typing import Any

import pytest

from pygitobj.buffers import bytes_of, view_of


class Pair(ctypes.BigEndianStructure):
    """Items of several parts, in another byte order than the machine's."""

    _fields_ = [("first", ctypes.c_uint16), ("second", ctypes.c_uint32)]


BUFFERS = [
    b"bytes",
    type("Longer", (bytes,), {"__len__": lambda self: 99})(b"a subclass"),
    bytearray(b"bytearray"),
    memoryview(b"view"),
    memoryview(b"a part of it")[2:6],
    array.array("i", [1, 2, 3]),
    array.array("d", [0.5]),
    (ctypes.c_wchar * 4)(*"text"),
    memoryview(array.array("Q", [1, 2])),
    memoryview(bytes(24)).cast("B", (2, 3, 4)),
    memoryview(bytes(range(8))).cast("b"),
    memoryview(bytes(range(8))).cast("?"),
    (ctypes.c_int * 3)(1, 2, 3),
    ctypes.c_double(1.5),
    (Pair * 2)(Pair(1, 2), Pair(3, 4)),
    b"",
    bytearray(),
    array.array("i"),
    (ctypes.c_int * 0)(),
]


@pytest.mark.parametrize("data", BUFFERS, ids=lambda data: type(data).__name__)
def test_its_bytes(data: Any) -> None:
    expected = memoryview(data).tobytes()
    view = view_of(data)
    assert (view.format, view.ndim, len(view), view.tobytes()) == ("B", 1, len(expected), expected)
    assert bytes_of(data) == expected
    assert type(bytes_of(data)) is bytes


def test_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"mapped")
    with (tmp_path / "f").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        assert bytes_of(data) == b"mapped"


def test_a_view_can_be_written_through() -> None:
    data = array.array("i", [0, 0])
    view_of(data)[:] = bytes(range(8))
    assert data.tobytes() == bytes(range(8))
    target = (ctypes.c_int * 2)()
    view_of(target)[:] = bytes(range(8))
    assert bytes(target) == bytes(range(8))


def test_bytes_that_nobody_changes() -> None:
    data = bytearray(b"before")
    found = bytes_of(data)
    data[:] = b"after!"
    assert found == b"before"
    same = b"the same"
    assert bytes_of(same) is same


@pytest.mark.parametrize(
    "data", [memoryview(bytes(8))[::2], memoryview(bytes(8))[::-1], memoryview(bytes(16)).cast("i")[::2]]
)
def test_bytes_in_pieces_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="one after another"):
        view_of(data)
    with pytest.raises(ValueError, match="one after another"):
        bytes_of(data)


@pytest.mark.parametrize("data", ["text", 3, None, [1, 2], object()])
def test_what_is_no_buffer_is_refused(data: Any) -> None:
    with pytest.raises(TypeError):
        bytes_of(data)
