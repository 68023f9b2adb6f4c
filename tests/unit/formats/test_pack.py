"""The header of a pack: bytes and what they stand for, both ways, and bytes that stand for nothing.

Values of any kind, and against git: test_builders.py, and tests/properties/test_objects.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj.errors import CorruptError, UnsupportedError
from pygitobj.formats.pack import build_pack_header, parse_pack_header


def read(data: bytes) -> Any:
    return parse_pack_header(data, len(data) + 20, 20)


def write(value: Any) -> bytes:
    return build_pack_header(value)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"PACK\0\0\0\2\0\0\0\0", 0),
        (b"PACK\0\0\0\2\xff\xff\xff\xff", (1 << 32) - 1),
    ],
)
def test_both_ways(data: bytes, value: Any) -> None:
    assert read(data) == value
    assert write(value) == data


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PACK\0\0\0\2\0\0\0", CorruptError),
        (b"KCAP\0\0\0\2\0\0\0\0", CorruptError),
        (b"PACK\0\0\0\4\0\0\0\0", UnsupportedError),
    ],
)
def test_what_stands_for_nothing(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data)
