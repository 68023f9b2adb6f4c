"""Trees' entries and rows of sorted ids."""

from __future__ import annotations

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
