"""Deltas: what each instruction does, what is refused, and that nothing is copied before a bomb is recognised."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.errors import CorruptDelta, GitObjectError, UnsupportedError
from tests.support.deltas import copy, delta, insert, varint

BASE = bytes(range(256)) * 300


@pytest.mark.parametrize(
    ("instructions", "expected"),
    [
        pytest.param(insert(b"x"), b"x", id="insert one byte"),
        pytest.param(insert(b"y" * 127), b"y" * 127, id="insert the most"),
        pytest.param(copy(0, 10), BASE[:10], id="copy from the start"),
        pytest.param(copy(len(BASE) - 1, 1), BASE[-1:], id="copy the last byte"),
        pytest.param(b"\x80", BASE[:0x10000], id="a bare copy: offset 0, size 0x10000"),
        pytest.param(b"\x91\x07\x05", BASE[7:12], id="one byte each"),
        pytest.param(b"\x93\x07\x01\x05", BASE[0x107:0x10C], id="two bytes of offset"),
        pytest.param(b"\x92\x01\x05", BASE[0x100:0x105], id="an absent low byte keeps its place"),
        pytest.param(b"\xa0\x01", BASE[:0x100], id="an absent low byte of the size keeps its place"),
        pytest.param(b"\x97\x02\x01\x01\x03", BASE[0x10102:0x10105], id="three bytes of offset"),
        pytest.param(b"\xb7\x02\x01\x01\x03\x01", BASE[0x10102:0x10205], id="three and two"),
        pytest.param(b"\xb3\x02\x01\x03\x01", BASE[0x102:0x205], id="two and two"),
        pytest.param(b"\x9f\x02\x01\x00\x00\x03", BASE[0x102:0x105], id="four bytes of offset"),
        pytest.param(b"\xc0\x01", BASE[:0x10000], id="the third byte of the size"),
        pytest.param(b"\xb3\x00\x00\x00\x00", BASE[:0x10000], id="a size given as 0"),
        pytest.param(copy(3, 4) + insert(b"--") + copy(0, 3), BASE[3:7] + b"--" + BASE[:3], id="in a row"),
        pytest.param(b"", b"", id="nothing at all"),
    ],
)
def test_instructions(kernels: ModuleType, instructions: bytes, expected: bytes) -> None:
    assert kernels.apply_delta(BASE, delta(len(BASE), len(expected), instructions)) == expected


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x80", id="a size that does not end"),
        pytest.param(varint(len(BASE)), id="one size only"),
        pytest.param(b"\xff" * 10 + b"\x01", id="a size of more than 64 bits"),
        pytest.param(varint(len(BASE)) + b"\x81" + b"\x80" * 8 + b"\0" + b"\x90\1", id="a size in ten bytes"),
        pytest.param(delta(len(BASE) - 1, 1, insert(b"x")), id="made for another base"),
        pytest.param(delta(len(BASE), 2, insert(b"x")), id="result too small"),
        pytest.param(delta(len(BASE), 0, insert(b"x")), id="result too large"),
        pytest.param(delta(len(BASE), 1, b"\0" + insert(b"x")), id="the reserved instruction"),
        pytest.param(delta(len(BASE), 5, b"\x05abc"), id="an insert that is cut short"),
        pytest.param(delta(len(BASE), 5, b"\x97\x00\x00"), id="a copy that is cut short"),
        pytest.param(delta(len(BASE), 5, b"\x9f\x00\x00"), id="an unusual copy that is cut short"),
        pytest.param(delta(len(BASE), 5, copy(len(BASE) - 4, 5)), id="a copy past the end"),
        pytest.param(delta(len(BASE), 4, copy(len(BASE) - 4, 5)), id="a copy past the end that gives the right size"),
        pytest.param(delta(len(BASE), 0, copy(len(BASE), 1)), id="a copy of nothing past the end"),
        pytest.param(delta(len(BASE), 1 << 30, copy(0, 1)), id="a huge result of a small copy"),
        pytest.param(delta(len(BASE), 10, copy(0, 0xFFFF) * 10_000), id="far more than it says"),
    ],
)
def test_refused(kernels: ModuleType, broken: bytes) -> None:
    with pytest.raises(CorruptDelta):
        kernels.apply_delta(BASE, broken)


@pytest.mark.parametrize("broken", [b"\0\0", b"\0\x80\0", b"\x80\0\0", b"\1\0", b"\1\1\x90", b"\0\0\1"])
def test_fewer_than_four_bytes(kernels: ModuleType, broken: bytes) -> None:
    """Git's DELTA_SIZE_MIN: those that would make nothing of nothing, or of something, too."""
    for base in (b"", b"x"):
        with pytest.raises(CorruptDelta):
            kernels.apply_delta(base, broken)


def test_four_bytes_are_enough(kernels: ModuleType) -> None:
    assert kernels.apply_delta(b"", b"\x80\0\x80\0") == b""
    assert kernels.apply_delta(b"x", b"\x81\0\x80\0") == b""
    assert kernels.apply_delta(b"x", b"\1\1\x90\1") == b"x"


def test_a_bomb_is_refused_before_it_goes_off(kernels: ModuleType) -> None:
    instructions = b"\x80" * 1_000_000
    with pytest.raises(UnsupportedError):
        kernels.apply_delta(BASE, delta(len(BASE), 0x10000 * 1_000_000, instructions))


@given(st.binary(max_size=200), st.lists(st.tuples(st.integers(0, 255), st.integers(1, 255), st.binary(max_size=127))))
def test_any_list_of_instructions(kernels: ModuleType, base: bytes, steps: list[tuple[int, int, bytes]]) -> None:
    instructions, expected = b"", b""
    for start, length, text in steps:
        if start + length <= len(base):
            instructions += copy(start, length)
            expected += base[start : start + length]
        if text:
            instructions += insert(text)
            expected += text
    if len(base) < 128 and not expected:
        # Two sizes of a byte each, and nothing more: too short for a delta.
        return
    assert kernels.apply_delta(base, delta(len(base), len(expected), instructions)) == expected


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_any_bytes_give_an_object_or_our_error(kernels: ModuleType, base: bytes, broken: bytes) -> None:
    try:
        result = kernels.apply_delta(base, broken)
    except GitObjectError:
        return
    assert len(result) == kernels.delta_sizes(broken)[1]
