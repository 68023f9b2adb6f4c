"""A reverse index as it is written, and read back."""

from __future__ import annotations

from array import array

import pytest

from pygitobj import SHA1
from pygitobj.errors import CorruptIndex
from pygitobj.formats.rev import build_reverse_index, parse_reverse_index


def test_a_reverse_index() -> None:
    data = build_reverse_index(SHA1, [2, 0, 1], b"t" * 20)
    assert data[:-20] == b"RIDX\0\0\0\1\0\0\0\1" + b"\0\0\0\1\0\0\0\2\0\0\0\0" + b"t" * 20
    assert data[-20:] == SHA1.new_hash(data[:-20]).digest()
    for order in ([0, 0], [0, 2], [-1, 0]):
        with pytest.raises(ValueError, match="position"):
            build_reverse_index(SHA1, order, b"t" * 20)
    with pytest.raises(ValueError, match="trailer"):
        build_reverse_index(SHA1, [], b"t" * 32)


def test_read_back() -> None:
    data = build_reverse_index(SHA1, [2, 0, 1], b"t" * 20)
    assert parse_reverse_index(data, SHA1, 3, b"t" * 20) == array("I", [1, 2, 0])
    for at, what in ((0, "unknown header"), (7, "unknown header"), (11, "unknown header"), (24, "another pack")):
        damaged = bytearray(data)
        damaged[at] ^= 1
        with pytest.raises(CorruptIndex, match=what) as caught:
            parse_reverse_index(bytes(damaged), SHA1, 3, b"t" * 20)
        assert caught.value.offset in (0, 4, 8, 24)
    for wrong in (data[:-1], data + b"\0", b""):
        with pytest.raises(CorruptIndex, match="wrong size"):
            parse_reverse_index(wrong, SHA1, 3, b"t" * 20)
