"""Indexes of packs that are read: both versions, rows between two ids, and what is refused, with its place.

Read back from what is written: test_idx_writer.py. Any bytes: tests/faults/test_every_byte.py.
"""

from __future__ import annotations

from struct import pack

import pytest

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.formats.idx import PackIndex, index_version
from pygitobj.oid import SHA1, SHA256
from tests.support.packs import build_idx

PACKED = bytes(300) + b"t" * 20
IDS = [bytes([first]) + bytes([last]) * 19 for first, last in ((0, 1), (7, 0), (7, 1), (7, 2), (255, 255))]
ROWS = list(zip(IDS, (200, 12, 90, 40, 150), strict=True))


def index(version: int = 2, large_from: int = 1 << 31) -> PackIndex:
    return PackIndex(build_idx(ROWS, PACKED, version, large_from), SHA1)


@pytest.mark.parametrize("version", [1, 2])
def test_rows_are_in_the_order_of_ids(version: int) -> None:
    found = index(version)
    assert (found.version, found.count) == (version, 5)
    assert [found.find(oid) for oid in IDS] == [0, 1, 2, 3, 4]
    assert found.find(b"\x07" + b"\x03" * 19) == -1
    assert [*found.oids()] == [found.oid(row) for row in range(5)] == IDS
    assert found.oid_column(1, 4) == b"".join(IDS[1:4])
    assert [*found.offsets()] == [200, 12, 90, 40, 150]
    assert [[*column] for column in found.pack_order()] == [[1, 3, 2, 4, 0], [12, 40, 90, 150, 200]]
    assert found.pack_hash == b"t" * 20
    assert found.own_hash == SHA1.new_hash(found.data[:-20]).digest()


def test_only_version_2_has_checksums_of_entries() -> None:
    assert index(1).crc(0) is None
    assert index(1).crcs() is None
    crcs = index(2).crcs()
    assert crcs is not None
    assert [*crcs] == [index(2).crc(row) for row in range(5)]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("low", "high", "rows"),
    [
        (bytes(20), b"\xff" * 20, range(5)),
        (b"\x07" + bytes(19), b"\x07" + b"\xff" * 19, range(1, 4)),
        (IDS[2], IDS[2], range(2, 3)),
        (IDS[2], IDS[3], range(2, 4)),
        (b"\x08" + bytes(19), b"\x09" + bytes(19), range(4, 4)),
        (b"\xff" * 20, b"\xff" * 20, range(4, 5)),
        (bytes(20), bytes(20), range(0)),
    ],
)
def test_rows_between(version: int, low: bytes, high: bytes, rows: range) -> None:
    assert index(version).rows_between(low, high) == rows


def test_bounds_where_an_id_stands_twice() -> None:
    twice = PackIndex(build_idx([(IDS[1], 12), (IDS[1], 40), (IDS[3], 90)], PACKED), SHA1)
    assert twice.lower_bound(IDS[1]) == 0
    assert twice.lower_bound(IDS[1], past_equal=True) == 2
    assert twice.lower_bound(b"\xff" * 20) == 3


def test_an_empty_index() -> None:
    for version in (1, 2):
        empty = PackIndex(build_idx([], PACKED, version), SHA1)
        assert (empty.count, [*empty.oids()], [*empty.offsets()], empty.find(IDS[0])) == (0, [], [], -1)
        assert empty.rows_between(bytes(20), b"\xff" * 20) == range(0)


def test_an_index_of_another_hash_does_not_fit() -> None:
    with pytest.raises(CorruptIndex, match="wrong size"):
        PackIndex(build_idx(ROWS, PACKED), SHA256)


def changed(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "an index that is cut short: expected at least 1064 bytes, found 0 bytes"),
        (bytes(1063), "an index that is cut short: expected at least 1064 bytes, found 1063 bytes"),
        (
            build_idx(ROWS, PACKED) + b"x",
            "an index of the wrong size: expected 1212 bytes and at most 4 times 8 more, found 1213",
        ),
        (
            build_idx(ROWS, PACKED)[:-8],
            "an index of the wrong size: expected 1212 bytes and at most 4 times 8 more, found 1204",
        ),
        (
            build_idx(ROWS, PACKED) + bytes(40),
            "an index of the wrong size: expected 1212 bytes and at most 4 times 8 more, found 1252",
        ),
        (build_idx(ROWS, PACKED, 1) + b"x", "an index of the wrong size: expected 1184 bytes, found 1185"),
        (
            changed(build_idx(ROWS, PACKED), 8 + 4 * 8, pack(">I", 3)),
            "offset 40: a fanout that decreases: expected at least 4, found 3",
        ),
        (
            changed(build_idx(ROWS, PACKED, 1), 4 * 7, pack(">I", 9)),
            "offset 32: a fanout that decreases: expected at least 9, found 4",
        ),
    ],
)
def test_a_malformed_index_says_where(data: bytes, message: str) -> None:
    with pytest.raises(CorruptIndex) as caught:
        PackIndex(data, SHA1)
    assert str(caught.value) == message


def test_a_malformed_index_in_the_words_of_git() -> None:
    for data, words in (
        (b"", "index file a.idx is too small"),
        (build_idx(ROWS, PACKED) + b"x", "wrong index v2 file size in a.idx"),
        (build_idx(ROWS, PACKED, 1) + b"x", "wrong index v1 file size in a.idx"),
        (changed(build_idx(ROWS, PACKED, 1), 4 * 7, pack(">I", 9)), "non-monotonic index a.idx"),
    ):
        with pytest.raises(CorruptIndex) as caught:
            PackIndex(data, SHA1)
        assert words in str(caught.value.located("a.idx"))


@pytest.mark.parametrize("version", [0, 1, 3, 1 << 31])
def test_another_version(version: int) -> None:
    data = changed(build_idx(ROWS, PACKED), 4, pack(">I", version))
    with pytest.raises(
        UnsupportedError, match=rf"^pack index version {version} is not supported \(only 1 and 2 are\)$"
    ):
        PackIndex(data, SHA1)
    assert index_version(pack(">I", version)) == 1


def test_offsets_of_the_64_bit_table() -> None:
    found = index(large_from=100)
    assert found.large_count == 2
    assert [*found.offsets()] == [200, 12, 90, 40, 150]


def test_an_offset_that_is_nowhere_spoils_its_row_alone() -> None:
    large = index(large_from=100)
    large_data = build_idx(ROWS, PACKED, large_from=100)
    at = large.offset_start
    for new, where, message in (
        (
            changed(large_data, at, pack(">I", 0x80000002)),
            at,
            "a row that the 64-bit table has not: expected below 2, found 2",
        ),
        (
            changed(large_data, large.large_start, b"\x80" + bytes(7)),
            large.large_start,
            f"an offset of more than 63 bits: expected at most {(1 << 63) - 1}, found {1 << 63}",
        ),
    ):
        found = PackIndex(new, SHA1)
        assert found.offset(1) == 12
        for ask in (lambda found=found: found.offset(0), found.offsets, found.pack_order):
            with pytest.raises(CorruptIndex) as caught:
                ask()
            assert str(caught.value) == f"offset {where}: {message}"
