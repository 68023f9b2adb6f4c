"""Quoted paths: bytes and what they stand for, both ways, and bytes that stand for nothing.

Values of any kind, and against git: test_builders.py, and tests/properties/test_objects.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj.formats.quote import quote_c, unquote_c, unquote_path, without_controls


def read(data: bytes) -> Any:
    return unquote_c(data)


def write(value: Any) -> bytes:
    return quote_c(value)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (rb'"\a\b\t\n\v\f\r\"\\"', b'\a\b\t\n\v\f\r"\\'),
        (rb'"a\001b\177c\303\244"', b"a\x01b\x7fc\xc3\xa4"),
        (rb'"\"a b\""', b'"a b"'),
    ],
)
def test_both_ways(data: bytes, value: Any) -> None:
    assert read(data) == value
    assert write(value) == data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (rb'"a\060"', b"a0"),
        (b'"\xc3\xa4"', b"\xc3\xa4"),
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
        (b"", ValueError),
        (b'"', ValueError),
        (b'a"', ValueError),
        (b'"a', ValueError),
        (b'"a"b', ValueError),
        (rb'"\x"', ValueError),
        (rb'"\400"', ValueError),
        (rb'"\08"', ValueError),
        (b'"\\', ValueError),
    ],
)
def test_what_stands_for_nothing(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data)


@pytest.mark.parametrize(
    ("text", "fully", "quoted"),
    [
        (b"plain text", True, b"plain text"),
        (b"", True, b""),
        (b"\xc3\xa4", False, b"\xc3\xa4"),
        (b"\xc3\xa4", True, rb'"\303\244"'),
        (b"\xc3\xa4\t", False, b'"\xc3\xa4\\t"'),
    ],
)
def test_what_need_not_be_quoted(text: bytes, fully: bool, quoted: bytes) -> None:
    assert quote_c(text, fully=fully) == quoted


def test_quoted_paths_end_where_git_ends_them() -> None:
    assert unquote_path(b'"a b" and more') == b"a b"
    assert unquote_path(rb'"a\000b"') == b"a"
    assert unquote_path(rb'"a\"b"c') == b'a"b'


@pytest.mark.parametrize(
    ("text", "fully", "shown"),
    [("a\tb\n", True, "a\tb\n"), ("\x1b[1m\x7f", False, "?[1m?"), ("\x9bä", False, "\x9bä"), ("\x9bä", True, "?ä")],
)
def test_controls(text: str, fully: bool, shown: str) -> None:
    assert without_controls(text, fully=fully) == shown
