"""Bitmaps of runs: both ways, and what claims more than it may."""

from __future__ import annotations

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.errors import CorruptIndex
from pygitobj.formats.ewah import bits_at, build_ewah, find_ewah, parse_ewah, set_bits

WORDS = st.sampled_from([0, (1 << 64) - 1]) | st.integers(0, (1 << 64) - 1)


@given(st.lists(WORDS, max_size=12), st.integers(0, 63))
def test_both_ways(words: list[int], fewer: int) -> None:
    count = max(64 * len(words) - fewer, 0)
    bits = sum(word << 64 * at for at, word in enumerate(words)) & (1 << count) - 1
    data = build_ewah(bits, count)
    assert parse_ewah(b"xy" + data + b"z", 2, len(data) + 2, count) == (bits, len(data) + 2)
    assert sum(1 << bit for bit in set_bits(bits)) == bits
    assert bits_at(set_bits(bits), count) == bits
    assert find_ewah(data, 0, len(data), count).after == len(data)
    for end in range(2, len(data) + 2):
        with pytest.raises(CorruptIndex):
            parse_ewah(b"xy" + data, 2, end, count)


def run(bit: int, repeated: int, literals: int) -> int:
    return bit | repeated << 1 | literals << 33


def ewah(count: int, *words: int) -> bytes:
    return pack(f">II{len(words)}QI", count, len(words), *words, 0)


@pytest.mark.parametrize(
    ("data", "bits"),
    [
        (ewah(0), 0),
        (ewah(0, 0), 0),
        (ewah(3, run(0, 0, 1), 5), 5),
        (ewah(64, run(1, 1, 0)), (1 << 64) - 1),
        (ewah(130, run(0, 2, 1), 2), 1 << 129),
        (ewah(200, run(1, 1, 1), 7, run(0, 0, 1), 1), (1 << 64) - 1 | 7 << 64 | 1 << 128),
        # Fewer words than there are bits: the rest is not set.
        (ewah(1000, run(0, 0, 1), 1 << 63), 1 << 63),
    ],
)
def test_by_hand(data: bytes, bits: int) -> None:
    assert parse_ewah(data, 0, len(data), 1000) == (bits, len(data))


@pytest.mark.parametrize(
    "data",
    [
        ewah(1001),
        ewah(1 << 31, run(1, (1 << 32) - 1, 0)),
        ewah(64, run(1, 2, 0)),
        ewah(1000, run(0, 0, 2), 1),
        ewah(1000, run(0, 0, (1 << 31) - 1)),
        ewah(3, run(0, 0, 1), 8),
        ewah(64, run(1, 1, 0), run(1, 1, 0)),
    ],
)
def test_what_claims_too_much(data: bytes) -> None:
    with pytest.raises(CorruptIndex, match="corrupt ewah bitmap"):
        parse_ewah(data, 0, len(data), 1000)
