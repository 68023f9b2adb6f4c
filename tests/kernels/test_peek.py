"""The first bytes of a delta tell its object's size: the compiled kernels decode these alone, and say what zlib says.

Tried besides: some hundred thousand more such streams, and all of three real packs, a million entries.
"""

from __future__ import annotations

import random
import zlib
from array import array
from types import ModuleType

import pytest

from pygitobj.kernels import pure
from tests.support.packs import build_pack, entry_header, whole

BASE_ID = bytes(range(20))
STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED)


def varint(value: int) -> bytes:
    """A size as a delta has it."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def start_of_delta(rng: random.Random) -> bytes:
    """Two sizes and whatever else: short and long ones, with and without bytes that come again."""
    letters = rng.choice([b"\0", b"ab", bytes(range(16)), bytes(range(256))])
    sizes = varint(rng.getrandbits(rng.choice([5, 14, 30, 62]))) + varint(rng.getrandbits(rng.choice([5, 14, 62])))
    if rng.random() < 0.2:
        sizes = varint(int("55" * 8, 16) >> 1) * 2  # the same again within the bytes that are looked at
    return sizes + bytes(rng.choices(letters, k=rng.choice([0, 1, 8, 19, 20, 21, 60, 300, 2000])))


def stream_of(rng: random.Random, data: bytes) -> bytes:
    """`data` deflated in one of the ways that there are: levels, strategies, several blocks, windows of any size."""
    maker = zlib.compressobj(rng.randint(0, 9), zlib.DEFLATED, rng.choice([9, 12, 15]), 9, rng.choice(STRATEGIES))
    if rng.random() < 0.3:
        cut = rng.randint(0, min(40, len(data)))
        flush = rng.choice([zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH, zlib.Z_PARTIAL_FLUSH])
        return maker.compress(data[:cut]) + maker.flush(flush) + maker.compress(data[cut:]) + maker.flush()
    return maker.compress(data) + maker.flush()


def damaged(rng: random.Random, stream: bytes) -> bytes:
    """`stream` with a bit turned, a byte changed or its end lost, mostly near the start, where codes are."""
    at = rng.randrange(min(len(stream), rng.choice([4, 12, 80, 4000])))
    kind = rng.randrange(3)
    if kind == 0:
        return stream[:at] + bytes([stream[at] ^ 1 << rng.randrange(8)]) + stream[at + 1 :]
    if kind == 1:
        return stream[:at] + rng.randbytes(rng.choice([1, 3])) + stream[at + 1 :]
    return stream[:at]


def described(kernels: ModuleType, data: bytes, offsets: array[int]) -> list[tuple[int, int, int]]:
    """What these kernels say of each entry."""
    find = {BASE_ID: 12}.get
    decoder = kernels.PackDecoder(data, 12, len(data) - 20, 20, find, kernels.BaseCache(0), 0)
    return list(zip(*decoder.info_many(offsets, 2), strict=True))


@pytest.mark.parametrize("harm", [0, 0.5, 1])
@pytest.mark.parametrize("seed", range(3))
def test_sizes_are_those_that_zlib_gives(kernels: ModuleType, seed: int, harm: float) -> None:
    rng = random.Random(seed)
    entries = [whole(3, b"the base")]
    for _ in range(1500):
        delta = start_of_delta(rng)
        stream = stream_of(rng, delta)
        if rng.random() < harm:
            stream = damaged(rng, stream)
        # What the header says may be wrong too: a stream that is shorter or longer than that.
        size = len(delta) if rng.random() < 0.9 else rng.choice([0, 3, 20, 21, 400])
        entries.append(entry_header(7, size) + BASE_ID + stream)
    data, offsets = build_pack(entries)
    found = described(kernels, data, array("Q", offsets))
    assert found == described(pure, data, array("Q", offsets))
    assert any(code for code, _, _ in found[1:])
    assert harm or all(code for code, _, _ in found)
