"""Indexes that are split: what is deleted, replaced and added, and what cannot be."""

from __future__ import annotations

import pytest

from pygitobj.errors import CorruptIndex
from pygitobj.formats.git_index import STAGE_SHIFT, IndexEntry
from pygitobj.formats.split_index import build_changes, merged, parse_changes
from pygitobj.oid import ObjectId


def entry(path: str, number: int = 1, stage: int = 0) -> IndexEntry:
    return IndexEntry(path.encode(), 0o100644, ObjectId(bytes([number]) * 20), stage << STAGE_SHIFT)


SHARED = [entry("a"), entry("b"), entry("c", 1, 1), entry("c", 1, 2), entry("d")]


@pytest.mark.parametrize(
    ("entries", "deleted", "replaced", "expected"),
    [
        ([], 0, 0, SHARED),
        ([], 0b10010, 0, [entry("a"), entry("c", 1, 1), entry("c", 1, 2)]),
        ([entry("", 2), entry("", 3)], 0, 0b10001, [entry("a", 2), *SHARED[1:4], entry("d", 3)]),
        ([entry("", 2), entry("bb", 3)], 0b1, 0b10, [entry("b", 2), entry("bb", 3), *SHARED[2:]]),
        # What was in a conflict is not any more.
        ([entry("c", 4)], 0, 0, [entry("a"), entry("b"), entry("c", 4), entry("d")]),
        ([entry("b", 5), entry("b", 6, 3)], 0, 0, [entry("a"), entry("b", 5), entry("b", 6, 3), *SHARED[2:]]),
    ],
)
def test_changes(entries: list[IndexEntry], deleted: int, replaced: int, expected: list[IndexEntry]) -> None:
    link = build_changes(deleted, replaced, len(SHARED))
    assert parse_changes(link, len(SHARED)) == (deleted, replaced)
    assert merged(SHARED, entries, link) == expected


@pytest.mark.parametrize(
    ("entries", "link", "words"),
    [
        ([entry("", 2)], build_changes(1, 1, 5), "entry 0 is marked as both replaced and deleted"),
        ([], build_changes(0, 1, 5), "too many replacements"),
        ([entry("x")], build_changes(0, 1, 5), "entry 0 should have zero length name"),
        ([entry("")], build_changes(0, 0, 5), "entry 0 should have non-zero length name"),
        ([], build_changes(0, 0, 6), "too many bits"),
        ([], build_changes(0, 0, 5) + b"x", "garbage at the end of link extension"),
        ([], build_changes(0, 0, 5)[:-1], "corrupt ewah bitmap"),
    ],
)
def test_what_cannot_be(entries: list[IndexEntry], link: bytes, words: str) -> None:
    with pytest.raises(CorruptIndex, match=words):
        merged(SHARED, entries, link)


def test_nothing_after_the_id() -> None:
    assert merged(SHARED, [], b"") == SHARED
