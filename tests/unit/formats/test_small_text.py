"""Text as git reads it: where it ends, what is white space, what is an id."""

from __future__ import annotations

import pytest

from pygitobj.formats.small_text import ended_lines, id_at_start, is_space, text_of
from pygitobj.oid import SHA1, SHA256

DIGITS = b"0123456789abcdefABCD" * 2


def test_the_end() -> None:
    assert [text_of(data) for data in (b"", b"a", b"a\0b", b"\0", b"a\n\0\0")] == [b"", b"a", b"a", b"", b"a\n"]


def test_white_space() -> None:
    found = bytes(byte for byte in range(256) if is_space(bytes([byte])))
    assert found == b"\t\n\r "
    assert not is_space(b"")


@pytest.mark.parametrize(
    ("text", "lines"), [(b"", []), (b"a", [b"a"]), (b"a\n", [b"a\n"]), (b"a\n\nb", [b"a\n", b"\n", b"b"])]
)
def test_ended_lines(text: bytes, lines: list[bytes]) -> None:
    assert ended_lines(text) == lines


@pytest.mark.parametrize("after", [b"", b" ", b"\n", b"x", b"0", b"\0", DIGITS])
def test_an_id(after: bytes) -> None:
    oid = id_at_start(DIGITS + after, SHA1)
    assert oid is not None
    assert oid.hex().encode() == DIGITS.lower()
    assert (id_at_start(DIGITS + after, SHA256) is None) == (len(after) < 24)


@pytest.mark.parametrize(
    "text",
    [b"", b" " + DIGITS, DIGITS[1:], b"g" + DIGITS[1:], DIGITS[:20] + b" " + DIGITS[21:], b"\xb2" * 40, b"\1" * 20],
)
def test_no_id(text: bytes) -> None:
    """Least of all 20 bytes, which are an id elsewhere."""
    assert id_at_start(text, SHA1) is None
