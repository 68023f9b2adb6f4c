"""Filters of changed paths: which paths a commit may have changed, next to its first parent.

    a filter    bits, the lowest of the first byte first. A path that was changed, and each directory above it, has as
                many of them set as the settings say; if all that a path asks for are set, it may have been changed, if
                one is not it was not
    no bytes    was not computed: anything may have been changed
    0xff        one byte: more than MOST_PATHS were changed, and anything may have been
    0x00        one byte: nothing was changed

Bit i of a path, of a filter of n bits, is (hash0 + i * hash1) modulo 2^32 modulo n; both are its Murmur3 hashes of 32
bits, from two seeds. Version 1 takes bytes from 0x80 on for numbers below zero, version 2 does not: they differ only
for paths that have such bytes.

Where the filters lie: commit_graph.py. Follows git's Documentation/gitformat-commit-graph, "Bloom Filter Data".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from pygitobj.formats.commit_graph import SIGNED, UNSIGNED, FilterSettings
from pygitobj.kernels.pure.path_filters import may_contain

SEEDS = 0x293AE76F, 0x7E646E2C
MOST_PATHS = 512
USUAL = FilterSettings(UNSIGNED, 7, 10)
MASK = 0xFFFFFFFF
FACTOR, OTHER_FACTOR = 0xCC9E2D51, 0x1B873593
ADDED = 0xE6546B64
MIXED, OTHER_MIXED = 0x85EBCA6B, 0xC2B2AE35

# The hashes of a path and of the directories above it, two each.
Keys = tuple[tuple[int, int], ...]


def turned(value: int, bits: int) -> int:
    """`value`, of 32 bits, turned left by so many."""
    return (value << bits | value >> (32 - bits)) & MASK


def murmur3(data: bytes, seed: int, version: int) -> int:
    """The Murmur3 hash of `data`, with bytes as the `version` takes them."""
    values: Sequence[int] = data
    if version == SIGNED:
        values = [byte if byte < 0x80 else byte | 0xFFFFFF00 for byte in data]
    whole = len(data) & ~3
    for at in range(0, whole, 4):
        word = values[at] | values[at + 1] << 8 | values[at + 2] << 16 | values[at + 3] << 24
        seed = (turned(seed ^ scrambled(word), 13) * 5 + ADDED) & MASK
    rest = 0
    for nth, value in enumerate(values[whole:]):
        rest ^= value << 8 * nth
    if len(data) > whole:
        seed ^= scrambled(rest)
    seed ^= len(data)
    seed = (seed ^ seed >> 16) * MIXED & MASK
    seed = (seed ^ seed >> 13) * OTHER_MIXED & MASK
    return seed ^ seed >> 16


def scrambled(word: int) -> int:
    """One word of the data on its way into the hash."""
    return turned(word * FACTOR & MASK, 15) * OTHER_FACTOR & MASK


def with_directories(path: bytes) -> list[bytes]:
    """`path` and the directories above it."""
    parts = path.split(b"/")
    return [b"/".join(parts[: count + 1]) for count in range(len(parts))][::-1]


@lru_cache(maxsize=1024)
def keys_of(path: bytes, version: int) -> Keys:
    """What a filter is asked about `path`, which has no slash at its ends."""
    return tuple((murmur3(one, SEEDS[0], version), murmur3(one, SEEDS[1], version)) for one in with_directories(path))


def may_contain_some(bits: bytes, paths: Iterable[bytes], settings: FilterSettings) -> bool:
    """Whether the filter `bits` lets it be that any of `paths` was changed."""
    return any(may_contain(bits, keys_of(path, settings.version), settings.hashes) for path in paths)


def make_filter(paths: Collection[bytes], settings: FilterSettings, most: int = MOST_PATHS) -> bytes:
    """The filter of a commit that changed `paths`."""
    if len(paths) > most:
        return b"\xff"
    changed = {one for path in paths for one in with_directories(path)}
    if len(changed) > most:
        return b"\xff"
    bits = bytearray(max(1, (len(changed) * settings.bits_per_path + 7) // 8))
    for path in changed:
        first, step = keys_of(path, settings.version)[0]
        for nth in range(settings.hashes):
            at = (first + nth * step & MASK) % (8 * len(bits))
            bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)
