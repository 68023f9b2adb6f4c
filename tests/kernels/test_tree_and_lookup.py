"""Trees' entries and rows of sorted ids."""

from __future__ import annotations

import hashlib
from array import array
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.errors import CorruptObject


@pytest.mark.parametrize("hash_size", [20, 32])
def test_entries(kernels: ModuleType, hash_size: int) -> None:
    entries = [
        (0o100644, b"a b", b"\0" * hash_size),
        (0o40000, b"\xff", b" " * hash_size),
        (0o160000, b"s", bytes(range(hash_size))),
    ]
    body = b"".join(b"%o %s\0%s" % entry for entry in entries)
    assert kernels.parse_tree(body, hash_size) == entries
    assert kernels.parse_tree(b"", hash_size) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"100644 a\0" + bytes(19), id="short id"),
        pytest.param(b"100644 a", id="no NUL"),
        pytest.param(b"100644", id="no space"),
        pytest.param(b"100644 \0" + bytes(20), id="empty name"),
        pytest.param(b" a\0" + bytes(20), id="empty mode"),
        pytest.param(b"100648 a\0" + bytes(20), id="mode not octal"),
        pytest.param(b"-1 a\0" + bytes(20), id="mode with a sign"),
        pytest.param(b"0" * 400 + b" a\0" + bytes(20), id="mode without end"),
    ],
)
def test_refused(kernels: ModuleType, body: bytes) -> None:
    with pytest.raises(CorruptObject):
        kernels.parse_tree(body, 20)


@given(st.binary(max_size=100))
def test_any_bytes(kernels: ModuleType, body: bytes) -> None:
    try:
        entries = kernels.parse_tree(body, 20)
    except CorruptObject:
        return
    assert sum(len(name) + 22 for _, name, _ in entries) <= len(body)


@given(
    st.sets(st.binary(min_size=20, max_size=20), max_size=50),
    st.binary(min_size=20, max_size=20),
    st.sampled_from([20, 24]),
)
def test_find_oid(kernels: ModuleType, ids: set[bytes], other: bytes, stride: int) -> None:
    rows = sorted(ids)
    table = b"head" + b"".join(bytes(stride - 20) + oid for oid in rows)
    for row, oid in enumerate(rows):
        assert kernels.find_oid(table, 4, stride, 0, len(rows), oid) == row
        assert kernels.find_oid(table, 4, stride, row + 1, len(rows), oid) == -1
    if other not in ids:
        assert kernels.find_oid(table, 4, stride, 0, len(rows), other) == -1


def test_find_oid_among_many(kernels: ModuleType) -> None:
    """Where the second bytes of ids are spread evenly, and where they all are the same."""
    for start in (b"\x07", b"\x07\0\0\0\0", b"\x07\xff\xff\xff\xff", b"\x07\x80\0\0\0"):
        digests = (hashlib.sha1(b"%d" % at).digest() for at in range(2000))
        rows = sorted(start + digest[: 20 - len(start)] for digest in digests)
        table = b"".join(rows)
        for row in range(0, 2000, 41):
            assert kernels.find_oid(table, 0, 20, 0, 2000, rows[row]) == row
            assert kernels.find_oid(table, 0, 20, 0, 2000, rows[row][:-1] + bytes([rows[row][-1] ^ 1])) == -1
        for other in (b"\x07" + bytes(19), b"\x07" + b"\xff" * 19):
            assert kernels.find_oid(table, 0, 20, 0, 2000, other) == -1


def test_rows_that_are_not_there(kernels: ModuleType) -> None:
    """Neither rows of a table nor parts of ids: each is refused, and no answer stands in another's place."""
    ids = [bytes([number]) * 20 for number in range(5)]
    table = b"".join(ids) + bytes(20)
    fanout = [min(byte + 1, 5) for byte in range(256)]
    index = kernels.IndexTable(table, fanout, 20, 0, 20, 100, 4, 120, 0, True)
    assert index.find_offsets(ids[1] + bytes([9]) * 20) == array("q", [0, -1])
    for column in (ids[1][:19], ids[1] + ids[2][:1], ids[0] + ids[1][:10] + ids[2]):
        with pytest.raises(ValueError, match="not a column of ids"):
            index.find_offsets(column)
    for row in (-1, 5, 1 << 40):
        with pytest.raises(IndexError):
            index.offset(row)
    for start, end in ((-1, 2), (0, 6)):
        with pytest.raises(IndexError):
            index.ascends(start, end)
    for rows in ([5], [0, 1 << 31]):
        with pytest.raises(IndexError):
            index.ids_of(array("I", rows))
    for high, start, stride in ((7, 0, 20), (6, 1, 20), (6, 0, 19), (6, 200, 20), (6, -1, 20)):
        with pytest.raises(IndexError):
            kernels.find_oid(table, start, stride, 0, high, ids[1])
    for hash_size, stride, word in ((0, 0, 4), (20, 19, 4), (20, 20, 3), (20, 25, 4)):
        with pytest.raises(ValueError, match="do not lie"):
            kernels.IndexTable(table[: 5 * 24], fanout, hash_size, 0, stride, 100, word, 120, 0, True)


def test_rows_at_one_offset_keep_their_order(kernels: ModuleType) -> None:
    ids = b"".join(number.to_bytes(20) for number in range(500))
    words = b"".join((number % 7).to_bytes(4) for number in range(500))
    index = kernels.IndexTable(ids + words, [500] * 256, 20, 0, 20, 10_000, 4, 12_000, 0, True)
    rows, offsets = index.pack_order()
    assert list(zip(offsets, rows, strict=True)) == sorted((number % 7, number) for number in range(500))


def test_an_order_that_is_given(kernels: ModuleType) -> None:
    """It is taken only where it is the one that would be worked out."""
    ids = b"".join(number.to_bytes(20) for number in range(50))
    words = b"".join((number * 7 % 43).to_bytes(4) for number in range(50))
    index = kernels.IndexTable(ids + words, [50] * 256, 20, 0, 20, 1000, 4, 1200, 0, True)
    rows, offsets = index.pack_order()
    assert index.offsets_in(rows) == offsets
    for at in range(49):
        swapped = array("I", rows)
        swapped[at], swapped[at + 1] = rows[at + 1], rows[at]
        assert index.offsets_in(swapped) is None
        twice = array("I", rows)
        twice[at] = rows[at + 1]
        assert index.offsets_in(twice) is None
    for wrong in (rows[:-1], rows + array("I", [0]), rows[:-1] + array("I", [50]), array("I", [0xFFFFFFFF] * 50)):
        assert index.offsets_in(wrong) is None
    with pytest.raises(TypeError, match="rows of another type"):
        index.offsets_in(array("Q", rows))
    none = kernels.IndexTable(b"", [0] * 256, 20, 0, 20, 0, 4, 0, 0, True)
    assert none.offsets_in(array("I")) == array("q")
