"""Deltas that are made: they make the target, are the same in both kernels, and are never larger than asked."""

from __future__ import annotations

import importlib
import random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels import apply_delta
from pygitobj.kernels.pure import deltify
from pygitobj.kernels.pure.delta import LEAST_DELTA

SIZES = (0, 1, 15, 16, 17, 33, 100, 1000, 5000)


def module(kernels: ModuleType) -> ModuleType:
    """The module of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.deltify")


def changed(body: bytes, chance: random.Random, letters: int) -> bytes:
    """`body` with pieces taken out, put in, moved and turned round."""
    out = bytearray(body)
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(out) + 1)
        end = min(len(out), at + chance.randrange(60))
        match chance.randrange(4):
            case 0:
                del out[at:end]
            case 1:
                out[at:at] = bytes(chance.randrange(letters) for _ in range(chance.randrange(300)))
            case 2:
                out[at:end] = out[end : end + 30]
            case _:
                out = out[at:] + out[:at]
    return bytes(out)


@pytest.mark.parametrize("letters", [2, 4, 256])
@pytest.mark.parametrize("size", SIZES)
def test_made_and_applied(kernels: ModuleType, size: int, letters: int) -> None:
    chance = random.Random(size * letters)
    for _ in range(20):
        base = bytes(chance.randrange(letters) for _ in range(size))
        target = changed(base, chance, letters)
        delta = module(kernels).create_delta(base, target)
        assert (delta is None) == (not target)
        if delta is None:
            continue
        assert len(delta) >= LEAST_DELTA
        assert apply_delta(base, delta) == target
        assert delta == deltify.create_delta(base, target)
        for most in {0, 1, len(delta) - 1, len(delta), len(target) // 2}:
            smaller = module(kernels).create_delta(base, target, most)
            assert smaller == deltify.create_delta(base, target, most)
            assert smaller in ((None,) if most < len(delta) else (None, delta))


@given(st.binary(max_size=300), st.binary(max_size=300), st.lists(st.integers(0, 299), max_size=8))
def test_any_pair(base: bytes, extra: bytes, cuts: list[int]) -> None:
    target = b"".join(base[cut : cut + 40] + extra[cut : cut + 7] for cut in cuts) + extra
    delta = deltify.create_delta(base, target)
    assert (delta is None) == (not target)
    if delta is None:
        return
    assert apply_delta(base, delta) == target
    assert len(delta) <= len(target) + len(target) // 127 + 5


@pytest.mark.parametrize(
    ("base", "target", "most"),
    [
        (b"abcdefgh" * 20000, b"abcdefgh" * 20000, 20),
        (bytes(1 << 20), bytes(1 << 20) + b"end", 200),
        (random.Random(3).randbytes(1 << 18), random.Random(3).randbytes(1 << 18), 40),
        (b"head" + bytes(3 << 20) + b"tail", bytes(2 << 20) + b"tail", 300),
    ],
    ids=["period", "zeros", "same", "shifted"],
)
def test_much_that_is_alike(kernels: ModuleType, base: bytes, target: bytes, most: int) -> None:
    """Copies of more than 64 KiB, a million equal blocks: small, and soon done."""
    delta = module(kernels).create_delta(base, target, most)
    assert delta is not None
    assert apply_delta(base, delta) == target


def test_an_index_serves_many(kernels: ModuleType) -> None:
    base = random.Random(1).randbytes(4000)
    index = module(kernels).DeltaIndex(base)
    for at in range(0, 4000, 400):
        target = base[at:] + base[:at]
        assert apply_delta(base, index.delta(target)) == target
        assert index.delta(target) == module(kernels).create_delta(base, target)
    assert index.delta(random.Random(2).randbytes(500), 250) is None


def test_other_buffers(kernels: ModuleType) -> None:
    base = bytearray(b"0123456789abcdef" * 4)
    assert module(kernels).create_delta(base, memoryview(base)) == module(kernels).create_delta(
        bytes(base), bytes(base)
    )
    with pytest.raises(TypeError):
        module(kernels).create_delta("text", b"")
