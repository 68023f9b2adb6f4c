"""Headers and message: bytes and what they stand for, both ways, and bytes that stand for nothing.

Values of any kind, and against git: test_builders.py, and tests/properties/test_objects.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj.formats.headers import build_headers, parse_headers


def read(data: bytes) -> Any:
    headers, start = parse_headers(data)
    return headers, data[start:]


def write(value: Any) -> bytes:
    return build_headers(value[0]) + bytes(value[1])


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\n", ([], b"")),
        (b"a b\n\nmessage\n", ([(b"a", b"b")], b"message\n")),
        (b"a \na b c\n\n", ([(b"a", b""), (b"a", b"b c")], b"")),
        (b"sig x\n y\n  z\n \nk v\n\n\n", ([(b"sig", b"x\ny\n z\n"), (b"k", b"v")], b"\n")),
    ],
)
def test_both_ways(data: bytes, value: Any) -> None:
    assert read(data) == value
    assert write(value) == data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"key", ([(b"key", b"")], b"")),
        (b" a\n\n", ([(b"", b"a")], b"")),
    ],
)
def test_what_is_read_but_written_in_another_way(data: bytes, value: Any) -> None:
    assert read(data) == value
    try:
        assert write(value) != data
    except ValueError:
        pass
