"""The times of a cruft pack's objects."""

from __future__ import annotations

import pytest

from pygitobj import SHA1, SHA256, CorruptError
from pygitobj.formats.mtimes import parse_mtimes


def test_times_of_objects() -> None:
    whole = b"MTME\0\0\0\1\0\0\0\1" + b"\0\0\0\5\xff\xff\xff\xff" + bytes(40)
    assert list(parse_mtimes(whole, 2, SHA1)) == [5, 0xFFFFFFFF]
    assert not parse_mtimes(b"MTME\0\0\0\1\0\0\0\2" + bytes(64), 0, SHA256)
    for bad in (
        whole[:-1],
        whole + b"\0",
        b"m" + whole[1:],
        whole[:7] + b"\2" + whole[8:],
        whole[:11] + b"\2" + whole[12:],
    ):
        with pytest.raises(CorruptError):
            parse_mtimes(bad, 2, SHA1)
