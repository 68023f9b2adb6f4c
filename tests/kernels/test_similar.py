"""How similar files are: both kernels count and keep the same."""

from __future__ import annotations

import importlib
import random
from array import array
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.columns import COUNT_BITS, COUNT_MASK, KEPT
from pygitobj.kernels.pure import similar


def module(kernels: ModuleType) -> Any:
    """The module of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.similar")


def hashed(chunk: bytes) -> int:
    """The hash of a chunk, from the two words that its definition has."""
    first = second = 0
    for byte in chunk:
        first, second = (first << 7 ^ second >> 25) & 0xFFFFFFFF, (second << 7 ^ first >> 25) & 0xFFFFFFFF
        first = (first + byte) & 0xFFFFFFFF
    return (first + 0x61 * second & 0xFFFFFFFF) % 107927


def counts(kernels: ModuleType, data: bytes, is_text: bool = True) -> list[tuple[int, int]]:
    """The counts of a file, as pairs."""
    words = array("Q", module(kernels).chunk_counts(data, is_text))
    return [(word >> COUNT_BITS, word & COUNT_MASK) for word in words]


def test_chunks_end_after_lines_and_after_64_bytes(kernels: ModuleType) -> None:
    assert counts(kernels, b"") == []
    assert counts(kernels, b"ab\ncd\nab\ne") == [(hashed(b"ab\n"), 6), (hashed(b"cd\n"), 3), (hashed(b"e"), 1)]
    long = bytes(range(32, 96)) + b"x" * 63 + b"\n" + b"rest"
    assert counts(kernels, long) == [(hashed(long[:64]), 64), (hashed(long[64:128]), 64), (hashed(b"rest"), 4)]


def test_carriage_returns_before_line_ends_count_in_binary_files_alone(kernels: ModuleType) -> None:
    assert counts(kernels, b"a\r\n\r\r\nb\r") == counts(kernels, b"a\n\r\nb\r", False)
    assert counts(kernels, b"a\r\n", False) == [(hashed(b"a\r\n"), 3)]
    # The one that is left out does not count for the 64 bytes either.
    assert counts(kernels, b"y" * 63 + b"\r\n") == [(hashed(b"y" * 63 + b"\n"), 64)]


def test_what_two_files_share(kernels: ModuleType) -> None:
    old, new = (module(kernels).chunk_counts(data, True) for data in (b"a\nb\nb\nc\n", b"b\nc\nc\nd\nd\n"))
    assert module(kernels).copied_bytes(old, new) == 4
    assert module(kernels).copied_bytes(new, old) == 4
    assert module(kernels).copied_bytes(b"", new) == 0
    assert (module(kernels).counted(old), module(kernels).counted(b"")) == (8, 0)


def kept(kernels: ModuleType, olds: list[Any], news: list[Any], minimum: int) -> list[list[tuple[int, int]]]:
    """The slots of each new file: keys and places."""
    keys, places = (array("q", [-1]) * (KEPT * len(news)) for _ in range(2))
    for start in range(0, len(olds), 3):
        module(kernels).keep_best(keys, places, start, olds[start : start + 3], news, minimum)
    slots = list(zip(keys, places, strict=True))
    return [slots[at : at + KEPT] for at in range(0, len(slots), KEPT)]


def test_the_four_best_are_kept_in_the_slots_of_the_worst(kernels: ModuleType) -> None:
    texts = [b"1\n", b"1\n2\n", b"1\n2\n3\n", b"x\n", b"1\n2\n3\n4\n", b"1\n2\n3\n5\n"]
    olds = [(len(text), number, module(kernels).chunk_counts(text, True)) for number, text in enumerate(texts)]
    new = (8, 1, module(kernels).chunk_counts(b"1\n2\n3\n4\n", True))
    assert kept(kernels, olds, [new], 0) == [[(90000, 5), (60001, 1), (90000, 2), (120000, 4)]]
    # What sizes alone leave out, and what is not counted, is kept with nothing.
    assert kept(kernels, [*olds[:4], (8, 1, None)], [new], 30000) == [[(1, 4), (60001, 1), (90000, 2), (0, 3)]]
    assert kept(kernels, olds, [(8, 9, None)], 0) == [[(0, 0), (0, 1), (0, 2), (0, 3)]]
    assert kept(kernels, [(0, 0, b"")], [(0, 0, b"")], 30000) == [[(1, 0), (-1, -1), (-1, -1), (-1, -1)]]


def test_slots_that_lack(kernels: ModuleType) -> None:
    with pytest.raises(IndexError):
        module(kernels).keep_best(array("q", [-1]), array("q", [-1]), 0, [(1, 1, None)], [(1, 1, None)], 0)


TEXT = st.lists(st.sampled_from([b"a\n", b"b\r\n", b"\0", b"c" * 70, b"\r", b"\n", b"\xff"]), max_size=12).map(b"".join)


@pytest.mark.property
@given(st.lists(TEXT, max_size=6), st.lists(TEXT, min_size=1, max_size=5), st.sampled_from([0, 1, 20000, 60000]))
def test_both_keep_the_same(olds: list[bytes], news: list[bytes], minimum: int) -> None:
    native = pytest.importorskip("pygitobj.kernels.native.similar")
    chance = random.Random(len(olds))
    sides = [[(len(text), chance.randrange(3), text) for text in texts] for texts in (olds, news)]
    found = []
    for one in (similar, native):
        files = [[(size, name, one.chunk_counts(text, bool(name))) for size, name, text in side] for side in sides]
        keys, places = (array("q", [-1]) * (KEPT * len(news)) for _ in range(2))
        one.keep_best(keys, places, 0, *files, minimum)
        found.append((files, keys, places))
    assert found[0] == found[1]
