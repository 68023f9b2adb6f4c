"""References in blocks of reftables as lines: the same from both kernels, and as the records say."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.formats.reftable_options import TableOptions
from pygitobj.formats.reftable_records import RefRecord
from pygitobj.formats.reftable_writer import written_table
from pygitobj.kernels.pure import ref_blocks
from pygitobj.oid import SHA1, SHA256, ObjectFormat

HEADER_SIZES = {"sha1": 24, "sha256": 28}


def blocks(kernels: ModuleType) -> Any:
    return importlib.import_module(f"{kernels.__name__}.ref_blocks")


def records(count: int, object_format: ObjectFormat = SHA1, peeled: int = 7) -> list[RefRecord]:
    """So many references, each of `peeled` a tag."""
    size = object_format.hash_size
    return [
        RefRecord(
            b"refs/heads/%s%05d" % (b"x" * (number % 40), number), number % 300, bytes([number % 251]) * size,
            bytes([1 + number % 250]) * size if number % peeled == 0 else None,
        )
        for number in range(count)
    ]  # fmt: skip


def in_order(found: list[RefRecord]) -> list[RefRecord]:
    return sorted(found, key=lambda record: record.name)


def line(record: RefRecord) -> bytes:
    assert record.value is not None
    text = b"%s %s\n" % (record.value.hex().encode(), record.name)
    return text if record.peeled is None else b"%s^%s\n" % (text, record.peeled.hex().encode())


def table(found: list[RefRecord], block_size: int, object_format: ObjectFormat = SHA1, interval: int = 16) -> bytes:
    """A table of these references, without an index of objects."""
    options = TableOptions(block_size, interval, index_objects=False)
    return written_table((0, 300), in_order(found), [], object_format, options)


def first_size(data: bytes, block_size: int, object_format: ObjectFormat) -> int:
    """Where the second block of `data` starts, which no header takes a part of."""
    return block_size or int.from_bytes(data[HEADER_SIZES[object_format.name] + 1 :][:3], "big")


@pytest.mark.parametrize("interval", [1, 3, 16])
@pytest.mark.parametrize("block_size", [256, 1000, 4096])
@pytest.mark.parametrize("object_format", [SHA1, SHA256])
def test_lines(kernels: ModuleType, object_format: ObjectFormat, block_size: int, interval: int) -> None:
    found = in_order(records(800, object_format))
    data = table(found, block_size, object_format, interval)
    at = first_size(data, block_size, object_format)
    text, done, last = blocks(kernels).table_lines(data[at:], block_size, object_format.hash_size, b"")
    expected = b"".join(map(line, found))
    assert expected.endswith(text)
    assert text
    assert data[at + done] == ord("i")
    assert last == found[-1].name
    # The same in parts, each from where the last one ended.
    parts, place, last = [], at, b""
    while place < at + done:
        part, step, last = blocks(kernels).table_lines(data[place : place + 2 * block_size + 1], block_size,
                                                       object_format.hash_size, last)  # fmt: skip
        parts.append(part)
        place += step
        assert step
    assert b"".join(parts) == text


def test_what_follows_one_another(kernels: ModuleType) -> None:
    data = table(records(300), 256)
    parts = []
    at = 256
    while data[at] == ord("r"):
        parts.append(data[at : at + int.from_bytes(data[at + 1 : at + 4], "big")])
        at += 256
    text, done, last = blocks(kernels).table_lines(b"".join(parts), 0, 20, b"")
    assert (text, last) == blocks(kernels).table_lines(data[256:], 256, 20, b"")[::2]
    assert done == len(b"".join(parts))


def test_what_ends_them(kernels: ModuleType) -> None:
    found = in_order(records(300))
    plain = table(found, 256)[256:]
    whole = blocks(kernels).table_lines(plain, 256, 20, b"")
    assert blocks(kernels).table_lines(plain, 256, 20, found[-1].name) == (b"", 0, found[-1].name)
    assert blocks(kernels).table_lines(b"", 256, 20, b"x") == (b"", 0, b"x")
    for size in (1, 4, 8, 255, 256):
        assert blocks(kernels).table_lines(plain[:size], 256, 20, b"x") == (b"", 0, b"x")
    for odd in (
        RefRecord(b"refs/heads/xxx", 1),
        RefRecord(b"refs/heads/xxx", 1, target=b"refs/heads/y"),
        RefRecord(b"refs/heads/xxx\nx", 1, b"\1" * 20),
    ):
        data = table([*found, odd], 256)
        text, done, last = blocks(kernels).table_lines(data[256:], 256, 20, b"")
        assert 0 < done < whole[1]
        assert last < odd.name
        assert whole[0].startswith(text[: len(text) // 2])


DATA = table(records(120), 256)[256:]


@given(st.integers(0, len(DATA) - 1), st.binary(max_size=4), st.integers(0, 4), st.sampled_from([0, 200, 256, 300]))
def test_same_in_both_kernels(at: int, put: bytes, out: int, block_size: int) -> None:
    native = pytest.importorskip("pygitobj.kernels.native.ref_blocks", reason="no compiled kernels")
    data = DATA[:at] + put + DATA[at + out :]
    assert native.table_lines(data, block_size, 20, b"") == ref_blocks.table_lines(data, block_size, 20, b"")


def test_each_byte_changed() -> None:
    native = pytest.importorskip("pygitobj.kernels.native.ref_blocks", reason="no compiled kernels")
    for at in range(1024):
        for bit in (1, 8, 128, 255):
            data = DATA[:at] + bytes((DATA[at] ^ bit,)) + DATA[at + 1 :]
            assert native.table_lines(data, 256, 20, b"") == ref_blocks.table_lines(data, 256, 20, b""), (at, bit)
