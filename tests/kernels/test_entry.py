"""Entry headers: every type, every length of size and distance, and what is refused."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.errors import CorruptPack
from tests.support.packs import distance, entry_header

FIRST = 12
PAD = b"\0" * FIRST


def parse(kernels: ModuleType, head: bytes, *, offset: int = FIRST, end: int | None = None) -> object:
    data = PAD + head + b"\0" * 20
    return kernels.parse_entry_header(data, offset, FIRST, len(data) if end is None else end, 20)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [0, 1, 15, 16, 2047, 2048, 1 << 20, 1 << 32, (1 << 63) - 1])
def test_whole_entry(kernels: ModuleType, kind: int, size: int) -> None:
    head = entry_header(kind, size)
    assert parse(kernels, head) == (kind, size, None, FIRST + len(head))


@pytest.mark.parametrize("back", [1, 127, 128, 16511, 16512, 2113663, 2113664])
def test_ofs_delta(kernels: ModuleType, back: int) -> None:
    offset = back + FIRST
    head = entry_header(6, 300) + distance(back)
    data = bytes(offset) + head + bytes(20)
    assert kernels.parse_entry_header(data, offset, FIRST, len(data), 20) == (6, 300, FIRST, offset + len(head))


@pytest.mark.parametrize("hash_size", [20, 32])
def test_ref_delta(kernels: ModuleType, hash_size: int) -> None:
    base = bytes(range(hash_size))
    head = entry_header(7, 5) + base
    data = PAD + head
    assert kernels.parse_entry_header(data, FIRST, FIRST, len(data) + 1, hash_size) == (7, 5, base, FIRST + len(head))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(entry_header(0, 5), id="type 0"),
        pytest.param(entry_header(5, 5), id="type 5"),
        pytest.param(b"\xb0" + b"\xff" * 9 + b"\x01", id="size of more than 63 bits"),
        pytest.param(b"\xb0" + b"\x80" * 12, id="size that goes on and on"),
        pytest.param(entry_header(6, 5) + distance(1), id="base before the first entry"),
        pytest.param(entry_header(6, 5) + b"\0", id="distance 0"),
        pytest.param(entry_header(6, 5) + b"\xff" * 30, id="distance that goes on and on"),
    ],
)
def test_refused(kernels: ModuleType, head: bytes) -> None:
    with pytest.raises(CorruptPack) as caught:
        parse(kernels, head)
    assert caught.value.offset == FIRST


@pytest.mark.parametrize("offset", [0, FIRST - 1, 1000, 1 << 62])
def test_no_entry_there(kernels: ModuleType, offset: int) -> None:
    with pytest.raises(CorruptPack):
        parse(kernels, entry_header(1, 1), offset=offset)


@pytest.mark.parametrize("head", [b"\xb0", b"\xe0\x80", b"\xf5" + bytes(19)])
def test_cut_short(kernels: ModuleType, head: bytes) -> None:
    data = PAD + head
    with pytest.raises(CorruptPack):
        kernels.parse_entry_header(data, FIRST, FIRST, len(data), 20)


@given(st.binary(min_size=13, max_size=80), st.integers(0, 80))
def test_any_bytes(kernels: ModuleType, data: bytes, offset: int) -> None:
    try:
        kind, size, base, start = kernels.parse_entry_header(data, offset, FIRST, len(data), 20)
    except CorruptPack:
        return
    assert kind in (1, 2, 3, 4, 6, 7)
    assert 0 <= size < 1 << 63
    assert start <= len(data) + 1
    assert (kind == 6) == isinstance(base, int)
