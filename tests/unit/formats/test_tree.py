"""The entries of a tree: bytes and what they stand for, both ways, and bytes that stand for nothing.

Values of any kind, and against git: test_builders.py, and tests/properties/test_objects.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj import SHA1, SHA256, ObjectId, Tree, TreeEntry
from pygitobj.errors import GitObjectError
from pygitobj.formats.tree import build_tree

OID, OID_256 = ObjectId("5a" * 20), ObjectId("7b" * 32)


def read(data: bytes) -> Any:
    return [tuple(entry) for entry in Tree(data).entries]


def write(value: Any) -> bytes:
    return build_tree([TreeEntry(*entry) for entry in value]).data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"", []),
        (b"100644 a\0" + OID, [(b"a", 0o100644, OID)]),
        (
            b"100644 a.b\0" + OID + b"40000 a\0" + OID + b"160000 a0\0" + OID,
            [(b"a.b", 0o100644, OID), (b"a", 0o40000, OID), (b"a0", 0o160000, OID)],
        ),
    ],
)
def test_both_ways(data: bytes, value: Any) -> None:
    assert read(data) == value
    assert write(value) == data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"040000 a\0" + OID, [(b"a", 0o40000, OID)]),
        (b"100644 b\0" + OID + b"100644 a\0" + OID, [(b"b", 0o100644, OID), (b"a", 0o100644, OID)]),
    ],
)
def test_what_is_read_but_written_in_another_way(data: bytes, value: Any) -> None:
    assert read(data) == value
    try:
        assert write(value) != data
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"100644 a\0" + OID[:-1], GitObjectError),
        (b"100644 a", GitObjectError),
        (b"100648 a\0" + OID, GitObjectError),
        (b"100644a\0" + OID, GitObjectError),
    ],
)
def test_what_stands_for_nothing(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data)


def read_256(data: bytes) -> Any:
    return [tuple(entry) for entry in Tree(data, None, SHA256).entries]


def write_256(value: Any) -> bytes:
    return build_tree([TreeEntry(*entry) for entry in value], SHA256).data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"120000 \xff\0" + OID_256, [(b"\xff", 0o120000, OID_256)]),
    ],
)
def test_both_ways_256(data: bytes, value: Any) -> None:
    assert read_256(data) == value
    assert write_256(value) == data


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"100644 a\0" + OID, GitObjectError),
    ],
)
def test_what_stands_for_nothing_256(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_256(data)


def test_formats_do_not_mix() -> None:
    with pytest.raises(ValueError, match="id"):
        build_tree([TreeEntry(b"a", 0o100644, OID)], SHA256)
    with pytest.raises(ValueError, match="id"):
        build_tree([TreeEntry(b"a", 0o100644, OID_256)], SHA1)
