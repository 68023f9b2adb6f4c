"""Who and when: bytes and what they stand for, both ways, and bytes that stand for nothing.

Values of any kind, and against git: test_builders.py, and tests/properties/test_objects.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj.formats.ident import build_ident, parse_ident


def read(data: bytes) -> Any:
    ident = parse_ident(data)
    return ident.name, ident.email, ident.time, ident.offset


def write(value: Any) -> bytes:
    return build_ident(*value).raw


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"A U Thor <a@u> 1234567890 +0130", (b"A U Thor", b"a@u", 1234567890, 90)),
        (b" <> 0 +0000", (b"", b"", 0, 0)),
        (b"\xff <\xfe> 1 -9959", (b"\xff", b"\xfe", 1, -5999)),
    ],
)
def test_both_ways(data: bytes, value: Any) -> None:
    assert read(data) == value
    assert write(value) == data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"A  <a@u> 5 +0000 x", (b"A", b"a@u", 5, 0)),
        (b"A <a@u>5 -0030", (b"A", b"a@u", 5, -30)),
        (b"A <a@u> 5", (b"A", b"a@u", 0, 0)),
        (b"A a@u 5 +0000", (b"", b"", 0, 0)),
        (b"A <a> b> 7 +0100", (b"A", b"a", 7, 60)),
    ],
)
def test_what_is_read_but_written_in_another_way(data: bytes, value: Any) -> None:
    assert read(data) == value
    try:
        assert write(value) != data
    except ValueError:
        pass
