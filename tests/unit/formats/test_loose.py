"""The header of a loose object: bytes and what they stand for, both ways, and bytes that stand for nothing.

Values of any kind, and against git: test_builders.py, and tests/properties/test_objects.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj import ObjectType
from pygitobj.errors import CorruptError
from pygitobj.formats.loose import build_loose_header, parse_loose_header


def read(data: bytes) -> Any:
    return parse_loose_header(data)


def write(value: Any) -> bytes:
    return build_loose_header(*value[:2])


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"blob 0\0", (ObjectType.BLOB, 0, 7)),
        (b"commit 1234567890\0", (ObjectType.COMMIT, 1234567890, 18)),
        (b"tree 9223372036854775807\0", (ObjectType.TREE, (1 << 63) - 1, 25)),
    ],
)
def test_both_ways(data: bytes, value: Any) -> None:
    assert read(data) == value
    assert write(value) == data


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", CorruptError),
        (b"blob 1", CorruptError),
        (b"blob\0", CorruptError),
        (b"blob 01\0", CorruptError),
        (b"blob -1\0", CorruptError),
        (b"blob \0", CorruptError),
        (b"blub 1\0", CorruptError),
        (b"blob 9223372036854775808\0", CorruptError),
        (b"blob " + b"1" * 26 + b"\0", CorruptError),
    ],
)
def test_what_stands_for_nothing(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data)
