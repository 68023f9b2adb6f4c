"""A reverse index as it is written."""

from __future__ import annotations

import pytest

from pygitobj import SHA1
from pygitobj.formats.rev import build_reverse_index


def test_a_reverse_index() -> None:
    data = build_reverse_index(SHA1, [2, 0, 1], b"t" * 20)
    assert data[:-20] == b"RIDX\0\0\0\1\0\0\0\1" + b"\0\0\0\1\0\0\0\2\0\0\0\0" + b"t" * 20
    assert data[-20:] == SHA1.new_hash(data[:-20]).digest()
    for order in ([0, 0], [0, 2], [-1, 0]):
        with pytest.raises(ValueError, match="position"):
            build_reverse_index(SHA1, order, b"t" * 20)
    with pytest.raises(ValueError, match="trailer"):
        build_reverse_index(SHA1, [], b"t" * 32)
