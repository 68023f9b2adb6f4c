"""Filters of changed paths: hashes and filters that git prints (t0095), in both versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.formats.bloom import (
    SEEDS,
    USUAL,
    keys_of,
    make_filter,
    may_contain_some,
    murmur3,
    with_directories,
)
from pygitobj.formats.commit_graph import MOST_HASHES, SIGNED, UNSIGNED, FilterSettings

HIGH = bytes.fromhex("99aabbccddeeff")


@pytest.mark.parametrize(
    ("data", "hashed"),
    [
        (b"", 0),
        (b"Hello world!", 0x627B0C2C),
        (b"The quick brown fox jumps over the lazy dog", 0x2E4FF723),
        (HIGH, 0xA183CCFD),
    ],
)
def test_hashes(data: bytes, hashed: int) -> None:
    assert murmur3(data, 0, UNSIGNED) == hashed
    assert (murmur3(data, 0, SIGNED) == hashed) is data.isascii()


@pytest.mark.parametrize(
    ("path", "first", "second", "bits"),
    [
        (b"", 0x5615800C, 0x5B966560, "1111"),
        (b" ", 0xF178874C, 0x5F3D6EB6, "5155"),
        (b"Hello world!", 0xB270DE9B, 0x1BB6F26E, "926c"),
        (b"file.txt", 0x20AB385B, 0xF5237FE2, "a54a"),
    ],
)
@pytest.mark.parametrize("version", [SIGNED, UNSIGNED])
def test_keys_and_filters(path: bytes, first: int, second: int, bits: str, version: int) -> None:
    ((start, step),) = keys_of(path, version)
    assert (start, (start + step) & 0xFFFFFFFF) == (first, second)
    assert start == murmur3(path, SEEDS[0], version)
    assert make_filter([path], USUAL._replace(version=version)).hex() == bits


def test_filters_of_commits() -> None:
    assert make_filter([], USUAL) == b"\0"
    assert make_filter([b"smallDir/%d" % n for n in range(10)], USUAL).hex() == "02b3c4a034e7fe ebcb47fea0e872".replace(
        " ", ""
    )
    assert make_filter([b"bigDir/%d" % n for n in range(512)], USUAL) == b"\xff"
    assert len(make_filter([b"%d" % n for n in range(512)], USUAL)) == 640


def test_what_is_asked() -> None:
    assert with_directories(b"a/b/c") == [b"a/b/c", b"a/b", b"a"]
    bits = make_filter([b"a/b/c", HIGH], USUAL)
    for path in (b"a", b"a/b", b"a/b/c", HIGH):
        assert may_contain_some(bits, [path], USUAL)
    assert not may_contain_some(bits, [b"a/b/d", b"x"], USUAL)
    assert may_contain_some(bits, [b"a/b/d", b"a"], USUAL)
    # Nothing was computed, everything was changed, nothing was.
    assert may_contain_some(b"", [b"x"], USUAL)
    assert may_contain_some(b"\xff", [b"x"], USUAL)
    assert not may_contain_some(b"\0", [b"x"], USUAL)
    # A version that takes bytes otherwise does not find them.
    assert not may_contain_some(bits, [HIGH], USUAL._replace(version=SIGNED))


@pytest.mark.parametrize(
    ("settings", "usable"),
    [
        (USUAL, True),
        (FilterSettings(1, 2, 2), True),
        (FilterSettings(3, 7, 10), False),
        (FilterSettings(0, 7, 10), False),
        (FilterSettings(2, 0, 10), False),
        (FilterSettings(2, MOST_HASHES + 1, 10), False),
        (FilterSettings(2, 1 << 31, 10), False),
    ],
)
def test_settings(settings: FilterSettings, usable: bool) -> None:
    assert settings.are_usable is usable


@given(
    st.lists(
        st.lists(st.binary(min_size=1, max_size=4).map(lambda one: one.replace(b"/", b"_")), min_size=1, max_size=4)
    ),
    st.integers(1, 12),
    st.integers(1, 12),
    st.sampled_from([SIGNED, UNSIGNED]),
)
def test_what_was_changed_may_be(parts: list[list[bytes]], hashes: int, bits: int, version: int) -> None:
    settings = FilterSettings(version, hashes, bits)
    paths = [b"/".join(some) for some in parts]
    made = make_filter(paths, settings)
    for path in paths:
        for one in with_directories(path):
            assert may_contain_some(made, [one], settings)
