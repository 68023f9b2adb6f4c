"""Bitmaps: what is built is read back, and whatever stands in one is a value or an error of ours, in little memory."""

from __future__ import annotations

import random
import tracemalloc
from typing import Any

import pytest

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.formats.bitmap import ENTRY, HEADER, Bitmap
from pygitobj.formats.ewah import HEADER as EWAH_HEADER
from pygitobj.formats.ewah import WORD, build_ewah
from pygitobj.oid import SHA1, SHA256, ObjectFormat
from tests.support.bitmaps import build_bitmap, resummed

TOTAL = 200
COMMITS, TREES, BLOBS = (1 << 60) - 1, ((1 << 60) - 1) << 60, ((1 << 75) - 1) << 120
TAGS = ((1 << 5) - 1) << 195
TYPES = (COMMITS, TREES, BLOBS, TAGS)
# The entries: 7 alone, 9 with 7, 3 with 9 and so with 7.
SETS = [(1 << 150) - 1, (1 << 199) | 5, (1 << 66) - 1 << 30]
ROWS = [7, 9, 3]
EXTRAS: list[dict[str, Any]] = [
    {},
    {"lookup": True},
    {"hashes": range(TOTAL)},
    {"merges": [(0b101, 0b111), (1 << 9, 1 << 9 | 1 << 70)]},
    {"lookup": True, "hashes": range(TOTAL), "merges": [(0b101, 0b111)]},
]


def some_bitmap(object_format: ObjectFormat = SHA1, **extras: Any) -> bytes:
    """A bitmap with entries that are combined with others, and the parts that are asked for."""
    entries = [(7, 0, SETS[0]), (9, 1, SETS[1] ^ SETS[0]), (3, 1, SETS[2] ^ SETS[1])]
    return build_bitmap(object_format, owner(object_format), TOTAL, TYPES, entries, **extras)


def owner(object_format: ObjectFormat = SHA1) -> bytes:
    """What the bitmaps here are made for."""
    return bytes(range(object_format.hash_size))


def read(data: bytes, object_format: ObjectFormat = SHA1) -> Bitmap:
    return Bitmap(data, object_format, owner(object_format), TOTAL)


def ask_all(bitmap: Bitmap) -> None:
    """Ask a bitmap for all that it has."""
    for number in range(bitmap.entry_count):
        bitmap.reached(number)
    for merge in bitmap.merges:
        bitmap.read(merge.reached)
    bitmap.name_hashes()


@pytest.mark.parametrize("object_format", [SHA1, SHA256], ids=str)
@pytest.mark.parametrize("extras", EXTRAS, ids=str)
def test_read_back(object_format: ObjectFormat, extras: dict[str, Any]) -> None:
    bitmap = read(some_bitmap(object_format, **extras), object_format)
    assert bitmap.types == TYPES
    for order in ([2, 1, 0], [0, 1, 2], [1, 1]):
        assert [bitmap.reached(number) for number in order] == [SETS[number] for number in order]
        bitmap.kept.clear()
    assert bitmap.rows == ROWS
    assert {row: bitmap.rows[number] for row, number in bitmap.numbers.items()} == {row: row for row in ROWS}
    merges = extras.get("merges", [])
    assert [(merge.commits, bitmap.read(merge.reached)) for merge in bitmap.merges] == merges
    hashes = bitmap.name_hashes()
    assert (None if hashes is None else list(hashes)) == (list(range(TOTAL)) if "hashes" in extras else None)


def test_objects_after_those_of_other_layers() -> None:
    types = [bits << 30 for bits in TYPES]
    data = build_bitmap(SHA1, owner(), TOTAL + 30, types, [(40, 0, (1 << 230) - 1)])
    bitmap = Bitmap(data, SHA1, owner(), TOTAL, 30)
    assert bitmap.reached(0) == (1 << 230) - 1
    with pytest.raises(CorruptIndex, match="types"):
        Bitmap(data, SHA1, owner(), TOTAL + 30)


@pytest.mark.parametrize("extras", EXTRAS, ids=str)
def test_any_byte_changed_is_noticed(extras: dict[str, Any]) -> None:
    good = some_bitmap(**extras)
    for at in range(len(good)):
        for mask in (0xFF, 0x80, 1):
            data = bytearray(good)
            data[at] ^= mask
            with pytest.raises((CorruptIndex, UnsupportedError)):
                read(bytes(data))
    for end in range(len(good)):
        with pytest.raises(CorruptIndex):
            read(good[:end])


@pytest.mark.parametrize("extras", EXTRAS, ids=str)
def test_any_byte_changed_with_a_right_hash(extras: dict[str, Any]) -> None:
    """Whoever makes a bitmap by hand gives it a right hash: what is in it is a value, or it is refused."""
    good = some_bitmap(**extras)
    chance = random.Random(1)
    for at in range(len(good) - SHA1.hash_size):
        data = bytearray(good)
        data[at] ^= chance.choice([0xFF, 0x80, 0x40, 1])
        try:
            ask_all(read(resummed(data, SHA1)))
        except (CorruptIndex, UnsupportedError):
            pass
        except Exception as error:
            raise AssertionError(at) from error


def poked(at: int, value: bytes) -> bytes:
    """A bitmap with other bytes at one place, and a right hash."""
    data = bytearray(some_bitmap(lookup=False))
    data[at : at + len(value)] = value
    return resummed(data, SHA1)


TYPES_AT = HEADER.size + SHA1.hash_size
ENTRIES_AT = TYPES_AT + sum(len(build_ewah(bits, TOTAL)) for bits in TYPES)
WORDS_AT = ENTRIES_AT + ENTRY.size + EWAH_HEADER.size


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (poked(0, b"X"), "wrong header"),
        (poked(5, b"\2"), "version '2'"),
        (poked(7, b"\0"), "options 0x0"),
        (poked(7, b"\x41"), "options 0x41"),
        (poked(7, b"\x05"), "ewah bitmap|types|entry|hash cache|out of range|cut short"),
        (poked(7, b"\x21"), "pseudo-merge"),
        (poked(8, b"\xff\xff\xff\xff"), "entries cut short"),
        (poked(HEADER.size, b"\xff"), "checksum doesn't match"),
        (poked(TYPES_AT, b"\xff\xff\xff\xff"), "too many bits"),
        (poked(TYPES_AT + 4, b"\x7f\xff\xff\xff"), "cut short"),
        (poked(TYPES_AT + 8, b"\xff" * WORD.size), "a run too long"),
        (poked(ENTRIES_AT, b"\xff\xff\xff\xff"), "commit index 4294967295 out of range"),
        (poked(ENTRIES_AT + 4, b"\1"), "XOR offset"),
        (poked(ENTRIES_AT + 3, b"\x09"), "duplicate entry"),
        (poked(WORDS_AT, ((1 << 32) - 1 << 1).to_bytes(8)), "a run too long"),
    ],
)
def test_what_claims_too_much(data: bytes, match: str) -> None:
    tracemalloc.start()
    with pytest.raises((CorruptIndex, UnsupportedError), match=match):
        ask_all(read(data))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 20


@pytest.mark.parametrize(
    ("types", "entries", "match"),
    [
        ((COMMITS | 1 << 60, TREES, BLOBS, TAGS), [], "two types"),
        ((COMMITS, TREES, BLOBS, 0), [], "of no type"),
        (TYPES, [(1, 0, 1), (2, 3, 1)], "XOR offset"),
        (TYPES, [(at, 161 if at == 161 else 0, 1) for at in range(162)], "XOR offset"),
        (TYPES, [(1, 0, 1), (1, 0, 1)], "duplicate"),
    ],
)
def test_what_does_not_fit(types: tuple[int, ...], entries: list[tuple[int, int, int]], match: str) -> None:
    with pytest.raises(CorruptIndex, match=match):
        read(build_bitmap(SHA1, owner(), TOTAL, types, entries))


def test_a_lookup_table_that_says_other_than_the_entries() -> None:
    good = some_bitmap(lookup=True)
    start = len(good) - SHA1.hash_size - 3 * 16
    for at in range(start, start + 3 * 16):
        data = bytearray(good)
        data[at] ^= 1
        with pytest.raises(CorruptIndex, match="lookup table"):
            read(resummed(data, SHA1))


def test_objects_that_are_not_there() -> None:
    """Bits past the last object have room in the last word."""
    data = build_bitmap(SHA1, owner(), 256, TYPES, [(0, 0, 1 | 1 << 200)])
    bitmap = read(data)
    with pytest.raises(CorruptIndex, match="objects that are not there"):
        bitmap.reached(0)
