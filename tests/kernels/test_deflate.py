"""Deflating at once: what comes out inflates to what went in, at each level, of each kind of buffer, on threads."""

from __future__ import annotations

import random
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from pygitobj import kernels
from pygitobj.kernels.pure.deflate import deflate as deflate_in_python
from tests.support.unchecked import unchecked

SIZES = [0, 1, 100, 65535, 65536, 3_000_000]
LEVELS = range(-1, 10)


def bodies(size: int) -> list[bytes]:
    """Bodies that deflate badly, well, and best."""
    return [random.Random(size).randbytes(size), (b"a line of text\n" * size)[:size], bytes(size)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("head", [b"", b"blob 123\0"])
def test_what_went_in_comes_out(size: int, level: int, head: bytes) -> None:
    for body in bodies(size):
        stream = kernels.deflate(body, level, head)
        assert zlib.decompress(stream) == head + body
        # Stored blocks are cut where the room for what comes out says.
        assert level == 0 or stream == deflate_in_python(body, level, head)


@pytest.mark.parametrize("body", [bytearray(b"abc" * 50), memoryview(b"abc" * 50), memoryview(b"xabcabc")[1:]])
def test_any_buffer(body: bytearray | memoryview) -> None:
    assert zlib.decompress(kernels.deflate(body, 6)) == bytes(body)


@pytest.mark.parametrize("level", [-2, 10, 99, 1 << 20])
def test_no_such_level(level: int) -> None:
    with pytest.raises(ValueError, match="no level of zlib"):
        kernels.deflate(b"", level)


@pytest.mark.parametrize("body", [None, "text", 5])
def test_no_buffer(body: object) -> None:
    with pytest.raises(TypeError):
        kernels.deflate(unchecked(body), 1)
    # What was at work is none the worse for it.
    assert zlib.decompress(kernels.deflate(b"next", 1)) == b"next"


def test_threads() -> None:
    def one(seed: int) -> bool:
        body = random.Random(seed).randbytes(1000) * 20
        level = seed % 10
        return all(zlib.decompress(kernels.deflate(body, level)) == body for _ in range(20))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(64)))
