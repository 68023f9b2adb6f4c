"""Text that is made UTF-8."""

from __future__ import annotations

import pytest

from pygitobj.formats.utf8 import repaired_utf8


@pytest.mark.parametrize(
    ("data", "made"),
    [
        (b"plain", b"plain"),
        ("ä€😀".encode(), "ä€😀".encode()),
        (b"a\xe4b", "aäb".encode()),
        (b"\xc3", b"\xc3\x83"),
        (b"\xed\xa0\x80", "\xed\xa0\x80".encode()),
        (b"\xef\xbf\xbf", "\xef\xbf\xbf".encode()),
        (b"\xef\xb7\x90x", "\xef\xb7\x90x".encode()),
        (b"\xf0\x9f\xbf\xbe", "\xf0\x9f\xbf\xbe".encode()),
        (b"\xc0\x80", "\xc0\x80".encode()),
    ],
)
def test_utf8(data: bytes, made: bytes) -> None:
    assert repaired_utf8(data) == (made, made != data)
