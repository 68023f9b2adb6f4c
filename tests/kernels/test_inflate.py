"""Inflating to an exact size: right streams of every size, and wrong ones in bounded memory."""

from __future__ import annotations

import random
import tracemalloc
import zlib

import pytest

from pygitobj import kernels
from pygitobj.errors import CorruptLoose, CorruptPack

SIZES = [0, 1, 100, 65535, 65536, 65537, 3_000_000]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", [0, 1, 9])
@pytest.mark.parametrize("noisy", [False, True])
def test_right_streams(size: int, level: int, noisy: bool) -> None:
    body = random.Random(size).randbytes(size) if noisy else bytes(size)
    stream = zlib.compress(body, level)
    data = b"before" + stream + b"after" * 100
    assert kernels.inflate_exact(data, 6, len(data), size) == body
    assert kernels.inflate_measured(data, 6, len(data), size) == (body, 6 + len(stream))
    assert kernels.inflate_start(data, 6, len(data), 20) == body[:20]


def test_a_small_window_is_as_good() -> None:
    packer = zlib.compressobj(wbits=9)
    stream = packer.compress(b"abc" * 1000) + packer.flush()
    assert kernels.inflate_exact(stream, 0, len(stream), 3000) == b"abc" * 1000


def test_more_input_than_any_sane_stream_needs() -> None:
    packer = zlib.compressobj(0)
    stream = b"".join(packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(500)) + packer.flush()
    assert len(stream) > 4000
    assert kernels.inflate_exact(stream, 0, len(stream), 500) == b"x" * 500


@pytest.mark.parametrize("size", SIZES[1:])
def test_wrong_sizes(size: int) -> None:
    stream = zlib.compress(bytes(size))
    for wrong in (size - 1, size + 1, 0):
        with pytest.raises(CorruptPack):
            kernels.inflate_exact(stream, 0, len(stream), wrong)


@pytest.mark.parametrize("size", SIZES)
def test_every_kind_of_damage(size: int) -> None:
    stream = zlib.compress(random.Random(1).randbytes(size))
    for damaged in (stream[:-1], stream[:2], b"", b"\0" + stream[1:], stream[:-1] + bytes([stream[-1] ^ 1])):
        with pytest.raises(CorruptLoose):
            kernels.inflate_exact(damaged, 0, len(damaged), size, CorruptLoose)


@pytest.mark.parametrize("size", [1, 60_000, 70_000])
def test_a_stream_that_is_far_too_long_takes_little_memory(size: int) -> None:
    bomb = zlib.compress(bytes(1 << 28))
    tracemalloc.start()
    with pytest.raises(CorruptPack):
        kernels.inflate_exact(bomb, 0, len(bomb), size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80 << 20


@pytest.mark.parametrize("size", [1 << 40, 1 << 60, (1 << 63) - 1])
def test_a_size_that_is_far_too_large_takes_none(size: int) -> None:
    stream = zlib.compress(b"x")
    with pytest.raises(CorruptPack):
        kernels.inflate_exact(stream, 0, len(stream), size)
