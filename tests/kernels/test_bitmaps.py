"""Sets of positions: the same from both kernels, and never more than was asked for."""

from __future__ import annotations

import importlib
from array import array
from struct import pack
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.pure import bitmaps as pure

FULL = (1 << 64) - 1


def kernel(kernels: ModuleType) -> Any:
    """One implementation."""
    return importlib.import_module(f"{kernels.__name__}.bitmaps")


def run(bit: int, repeated: int, literals: int) -> int:
    return bit | repeated << 1 | literals << 33


def words(*given: int) -> bytes:
    return pack(f">{len(given)}Q", *given)


@pytest.mark.parametrize(
    ("stored", "most", "expanded"),
    [
        ((), 0, ()),
        ((), 5, ()),
        ((run(0, 0, 0),), 0, ()),
        ((run(1, 2, 0),), 2, (FULL, FULL)),
        ((run(1, 2, 0),), 1, None),
        ((run(0, 1, 2), 7, 1 << 63), 3, (0, 7, 1 << 63)),
        ((run(0, 1, 2), 7, 1 << 63), 2, None),
        ((run(0, 1, 2), 7), 9, None),
        ((run(1, (1 << 32) - 1, 0),), 1 << 20, None),
        ((run(0, 0, (1 << 31) - 1),), 1 << 40, None),
        # Together more than a word of 64 bits could count, were each added to the next unlooked at.
        ((run(1, 1, 0), run(1, 1, 1), 3, run(0, (1 << 32) - 1, 0)), 4, None),
    ],
)
def test_runs(kernels: ModuleType, stored: tuple[int, ...], most: int, expanded: tuple[int, ...] | None) -> None:
    target = bytearray(8 * min(most, 1 << 20))
    assert kernel(kernels).mix_words(target, words(*stored)) == (expanded is not None)
    if expanded is not None:
        assert target == pack(f"<{len(expanded)}Q", *expanded).ljust(len(target), b"\0")
        # What is turned round twice is as it was.
        assert kernel(kernels).mix_words(target, words(*stored))
        assert target == bytes(len(target))


def test_what_is_no_word(kernels: ModuleType) -> None:
    with pytest.raises(ValueError, match="words"):
        kernel(kernels).mix_words(bytearray(8), b"1234567")
    with pytest.raises(ValueError, match="words"):
        kernel(kernels).mix_words(bytearray(7), b"")


RUNS = st.one_of(st.integers(0, FULL), st.builds(run, st.integers(0, 1), st.integers(0, 9), st.integers(0, 4)))


@given(st.lists(RUNS), st.binary(max_size=24))
def test_any_words_alike(native: ModuleType, stored: list[int], before: bytes) -> None:
    data = words(*stored)
    targets = [bytearray(before * 8), bytearray(before * 8)]
    whole = [one.mix_words(target, data) for one, target in zip((native, pure), targets, strict=True)]
    assert whole[0] == whole[1]
    if whole[0]:
        assert targets[0] == targets[1]


@given(st.binary(max_size=40))
def test_any_set_alike(native: ModuleType, data: bytes) -> None:
    bits = int.from_bytes(data, "little")
    found = native.set_positions(data)
    assert found == pure.set_positions(data) == array("I", [at for at in range(8 * len(data)) if bits >> at & 1])


@given(st.lists(st.integers(0, 9), max_size=9))
def test_any_order_alike(native: ModuleType, given_order: list[int]) -> None:
    order = array("I", given_order)
    found = native.inverted(order)
    assert found == pure.inverted(order)
    assert (found is not None) == (sorted(order) == list(range(len(order))))
    if found is not None:
        assert [order[at] for at in found] == list(range(len(order)))


def test_numbers_of_another_type(kernels: ModuleType) -> None:
    with pytest.raises(TypeError):
        kernel(kernels).inverted(array("q", [0]))


@pytest.fixture(scope="module")
def native(request: pytest.FixtureRequest) -> ModuleType:
    """The compiled ones."""
    if request.config.getoption("no_native"):
        pytest.skip("--no-native: the compiled kernels are not tested")
    return importlib.import_module("pygitobj.kernels.native.bitmaps")
