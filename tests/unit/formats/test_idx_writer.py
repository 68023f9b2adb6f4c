"""Indexes that are written: what they say, read back, and the tables for large offsets."""

from __future__ import annotations

import random

import pytest

from pygitobj.formats.human_size import human_size
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.idx_writer import build_index, order_by_id
from pygitobj.formats.rev import build_reverse_index
from pygitobj.kernels import parse_entry_header
from pygitobj.kernels.entry_writer import build_distance, build_entry_header
from pygitobj.oid import FORMATS, SHA1
from tests.support.packs import build_idx, distance, entry_header


@pytest.mark.parametrize("name", ["sha1", "sha256"])
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_read_back(name: str, version: int, count: int) -> None:
    chance, object_format = random.Random(count), FORMATS[name]
    ids = [chance.randbytes(object_format.hash_size) for _ in range(count)]
    offsets = sorted(chance.sample(range(12, 1 << 30), count))
    crcs = [chance.randrange(1 << 32) for _ in range(count)]
    order = order_by_id(b"".join(ids), object_format.hash_size)
    trailer = chance.randbytes(object_format.hash_size)
    data = build_index(object_format, b"".join(ids), offsets, crcs, order, trailer, version=version)
    index = PackIndex(data, object_format)
    assert (index.version, index.count, index.pack_hash) == (version, count, trailer)
    assert index.own_hash == object_format.new_hash(data[: -object_format.hash_size]).digest()
    assert [index.oid(row) for row in range(count)] == sorted(ids)
    for oid, offset, crc in zip(ids, offsets, crcs, strict=True):
        row = index.find(oid)
        assert index.offset(row) == offset
        assert index.crc(row) == (crc if version == 2 else None)


@pytest.mark.parametrize("first_large", [1 << 31, 1000, 13])
def test_large_offsets(first_large: int) -> None:
    ids = [bytes([byte]) * 20 for byte in (7, 3, 200, 3)]
    offsets = [12, 999, 1 << 31, (1 << 40) + 5]
    data = build_index(
        SHA1, b"".join(ids), offsets, [0] * 4, order_by_id(b"".join(ids), 20), b"t" * 20,
        version=1, first_large=first_large,
    )  # fmt: skip
    index = PackIndex(data, SHA1)
    assert index.version == 2
    assert index.large_count == sum(offset >= first_large for offset in offsets)
    assert sorted(index.offset(row) for row in range(4)) == offsets
    rows = list(zip(ids, offsets, strict=True))
    theirs = build_idx(rows, b"t" * 20, large_from=first_large)
    assert data[:1032] == theirs[:1032]


def test_reverse_index() -> None:
    ids = b"".join(bytes([byte]) * 20 for byte in (9, 1, 5))
    data = build_reverse_index(SHA1, order_by_id(ids, 20), b"t" * 20)
    assert data[:12] == b"RIDX\0\0\0\1\0\0\0\1"
    assert data[12:24] == bytes([0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1])
    assert data[24:44] == b"t" * 20


@pytest.mark.parametrize("size", [0, 1, 15, 16, 2047, 2048, 1 << 32, (1 << 63) - 1])
@pytest.mark.parametrize("kind", [1, 3, 6])
def test_entry_headers(size: int, kind: int) -> None:
    header = build_entry_header(kind, size)
    assert header == entry_header(kind, size)
    if kind < 6:
        assert parse_entry_header(bytes(12) + header + b"x", 12, 12, 99, 20)[:2] == (kind, size)


@pytest.mark.parametrize("back", [1, 127, 128, 16511, 16512, 1 << 40])
def test_distances(back: int) -> None:
    assert build_distance(back) == distance(back)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1024, "1024 bytes"),
        (1025, "1.00 KiB"),
        (1048577, "1.00 MiB"),
        (28589282, "27.26 MiB"),
        (5 << 30, "5.00 GiB"),
    ],
)
def test_sizes_for_people(size: int, shown: str) -> None:
    assert human_size(size) == shown
