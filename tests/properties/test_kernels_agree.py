"""Whatever the input, the compiled kernels give what those in Python give: equal values or equal errors."""

from __future__ import annotations

import importlib
import random
import zlib
from array import array
from collections.abc import Callable
from itertools import accumulate
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.errors import GitObjectError
from pygitobj.kernels import pure
from pygitobj.kernels.columns import COMMITTER, MESSAGE, RAW_DATE, TREE, Changes
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, ofs_delta, ref_delta, whole

pytestmark = pytest.mark.property
BASE = random.Random(1).randbytes(700)


@pytest.fixture(scope="session")
def native(request: pytest.FixtureRequest) -> ModuleType:
    """The compiled kernels."""
    if request.config.getoption("no_native"):
        pytest.skip("--no-native: the compiled kernels are not tested")
    from pygitobj.kernels import native

    return native


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives: its value, or the type of its error and its words."""
    try:
        return function(*arguments)
    except (GitObjectError, ValueError, IndexError) as error:
        return type(error), str(error)


@given(st.binary(max_size=60), st.integers(0, 70), st.integers(0, 70), st.sampled_from([20, 32]))
def test_entry_headers(native: ModuleType, data: bytes, offset: int, end: int, hash_size: int) -> None:
    arguments = data, offset, 0, min(end, len(data)), hash_size
    assert outcome(native.parse_entry_header, *arguments) == outcome(pure.parse_entry_header, *arguments)


@given(st.binary(max_size=300), st.binary(max_size=80))
def test_deltas_of_any_bytes(native: ModuleType, base: bytes, broken: bytes) -> None:
    assert outcome(native.apply_delta, base, broken) == outcome(pure.apply_delta, base, broken)
    assert outcome(native.delta_sizes, broken) == outcome(pure.delta_sizes, broken)


STEPS = st.one_of(
    st.tuples(st.integers(0, 800), st.integers(1, 800)).map(lambda step: copy(*step)),
    st.binary(min_size=1, max_size=127).map(insert),
    st.binary(max_size=8),
)


@given(st.lists(STEPS, max_size=8), st.integers(0, 3000))
def test_deltas_that_could_be(native: ModuleType, steps: list[bytes], size: int) -> None:
    change = delta(len(BASE), size, b"".join(steps))
    assert outcome(native.apply_delta, BASE, change) == outcome(pure.apply_delta, BASE, change)


@given(st.binary(max_size=120) | st.lists(st.binary(max_size=30)).map(lambda parts: b"100644 a\0".join(parts)))
def test_trees(native: ModuleType, body: bytes) -> None:
    assert outcome(native.parse_tree, body, 20) == outcome(pure.parse_tree, body, 20)


@given(st.lists(st.binary(min_size=20, max_size=20), max_size=40, unique=True), st.data())
def test_index_tables(native: ModuleType, ids: list[bytes], data: st.DataObject) -> None:
    ids.sort()
    words = data.draw(st.lists(st.integers(0, (1 << 32) - 1), min_size=len(ids), max_size=len(ids)))
    large = data.draw(st.lists(st.binary(min_size=8, max_size=8), max_size=3))
    fanout = [sum(oid[0] <= byte for oid in ids) for byte in range(256)]
    packed = b"".join(ids) + b"".join(word.to_bytes(4) for word in words) + b"".join(large)
    layout = fanout, 20, 0, 20, 20 * len(ids), 4, 24 * len(ids), len(large), data.draw(st.booleans())
    tables = [kernels.IndexTable(packed, *layout) for kernels in (native, pure)]
    asked = [*ids, *data.draw(st.lists(st.binary(min_size=20, max_size=20), max_size=5))]
    for method, argument in [("find_offsets", b"".join(asked)), ("ids_of", array("I", range(len(ids))))]:
        assert len({bytes(getattr(table, method)(argument)) for table in tables}) == 1
    assert tables[0].offsets() == tables[1].offsets()
    assert sorted(tables[0].pack_order()[0]) == sorted(tables[1].pack_order()[0])
    assert tables[0].pack_order()[1] == tables[1].pack_order()[1]
    assert tables[0].ascends(0, len(ids)) == tables[1].ascends(0, len(ids))
    for oid in asked:
        assert tables[0].find(oid) == tables[1].find(oid)


@st.composite
def packs(draw: st.DrawFn) -> tuple[bytes, array[int], dict[bytes, int]]:
    """A pack of a few entries, some of them deltas, perhaps with a byte changed; its offsets; ids of some."""
    entries = [whole(3, BASE)]
    sizes = [len(BASE)]
    for number in range(draw(st.integers(1, 8))):
        base = draw(st.integers(0, len(entries) - 1))
        made = draw(st.integers(1, sizes[base]))
        change = delta(sizes[base], made, copy(0, made))
        if draw(st.booleans()):
            back = sum(map(len, entries[base:]))
            entries.append(ofs_delta(back, change))
        else:
            entries.append(ref_delta(bytes([draw(st.integers(0, number + 1))]) * 20, change))
        sizes.append(made)
    data, offsets = build_pack(entries)
    if draw(st.booleans()):
        at = draw(st.integers(12, len(data) - 21))
        data = data[:at] + bytes([data[at] ^ draw(st.integers(1, 255))]) + data[at + 1 :]
    return data, array("Q", offsets), {bytes([number]) * 20: offset for number, offset in enumerate(offsets)}


@given(packs(), st.sampled_from([0, 600, 1 << 20]))
def test_packs(native: ModuleType, pack: tuple[bytes, array[int], dict[bytes, int]], limit: int) -> None:
    data, offsets, known = pack
    decoders = [
        kernels.PackDecoder(data, 12, len(data) - 20, 20, known.get, kernels.BaseCache(limit), 0)
        for kernels in (native, pure)
    ]
    for offset in offsets:
        assert outcome(decoders[0].read, offset) == outcome(decoders[1].read, offset)
        assert outcome(decoders[0].info, offset) == outcome(decoders[1].info, offset)
    assert decoders[0].info_many(offsets, 2) == decoders[1].info_many(offsets, 2)
    plans = [decoder.plan(offsets, 2) for decoder in decoders]
    count = len(offsets)
    assert plans[0].bodies(0, count, 1 << 30) == plans[1].bodies(0, count, 1 << 30)


ANSWERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 50)), max_size=6)


@given(ANSWERS, st.booleans(), st.sampled_from([b"\n", b"\0"]), st.permutations([0, 1, 2, b"%", b" "]))
def test_answers(
    native: ModuleType, rows: list[tuple[int, int]], contents: bool, end: bytes, pieces: list[int | bytes]
) -> None:
    codes = array("B", (code for code, _ in rows))
    sizes = array("Q", (size if code else 0 for code, size in rows))
    gaps = {at: b"%d missing" % at + end for at, (code, _) in enumerate(rows) if not code}
    oids = zlib.crc32(bytes(codes)).to_bytes(4) * 5 * len(rows)
    buffers = [bytearray(2000) for _ in range(2)]
    results = [
        kernels.lay_out_answers(memoryview(buffer), tuple(pieces), oids, 20, codes, sizes, gaps, end, contents)
        for kernels, buffer in zip((native, pure), buffers, strict=True)
    ]
    assert results[0] == results[1]
    assert buffers[0] == buffers[1]


USUAL_COMMIT = (
    b"tree " + b"a" * 40 + b"\nparent " + b"b" * 40 + b"\nauthor A U <a@x> 1700000000 +0130\n"
    b"committer A U <a@x> 1700000000 +0130\n\nsubject\n\n\tx y\tz\nmore  \n\n"
)
ODD_PARTS = [
    b"\n",
    b"\t",
    b" ",
    b"author ",
    b"encoding x\n",
    b"\0",
    b"<",
    b">",
    b"\xc3\xa9",
    b"parent ",
    b"9",
    b"-",
    b"",
]


@given(st.lists(st.tuples(st.integers(0, 230), st.integers(0, 3), st.sampled_from(ODD_PARTS)), max_size=3))
def test_commits_as_medium_shows_them(native: ModuleType, edits: list[tuple[int, int, bytes]]) -> None:
    body = USUAL_COMMIT
    for at, size, part in edits:
        body = body[:at] + part + body[at + size :]
    for people in (None, {b"A U <a@x>": b"B <b@y>"}):
        functions = (kernel(kernels, "medium_text") for kernels in (native, pure))
        ours, theirs = (outcome(function, body, b"M\n", people) for function in functions)
        assert ours == theirs
    fields = [*range(RAW_DATE + 1), *range(COMMITTER, COMMITTER + RAW_DATE + 1), *range(TREE, MESSAGE + 1)]
    ours, theirs = (outcome(kernel(kernels, "commit_fields"), body, bytes(fields)) for kernels in (native, pure))
    assert ours == theirs


@given(st.lists(st.tuples(st.binary(max_size=8), st.integers(0, 0o177777), st.integers(0, 0o177777)), max_size=4))
def test_raw_lines_of_any_paths(native: ModuleType, rows: list[tuple[bytes, int, int]]) -> None:
    modes = array("I", [mode for _, old, new in rows for mode in (old, new)])
    ends = array("I", accumulate(len(path) for path, _, _ in rows))
    ids = bytes(range(4 * len(rows)))
    changes = Changes(b"\0", array("I", [len(rows)]), modes, ids, b"".join(path for path, _, _ in rows), ends)
    arguments = changes, bytes(at % 5 for at in range(2 * len(rows))), lambda path: b"<" + path + b">"
    ours, theirs = (outcome(kernel(kernels, "raw_lines"), *arguments) for kernels in (native, pure))
    assert ours == theirs


@given(st.sets(st.binary(min_size=2, max_size=2), max_size=9), st.lists(st.binary(min_size=2, max_size=2), max_size=4))
def test_digits_that_ids_share(native: ModuleType, here: set[bytes], asked: list[bytes]) -> None:
    data = b"".join(sorted(here)) + bytes(4 * len(here))
    fanout = [sum(oid[0] <= first for oid in here) for first in range(256)]
    start = 2 * len(here)
    tables = [kernels.IndexTable(data, fanout, 2, 0, 2, start, 4, len(data), 0, False) for kernels in (native, pure)]
    for digits in (bytes(len(asked)), bytes([3]) * len(asked), b"1"):
        ours, theirs = (outcome(table.shared_digits, b"".join(asked), digits) for table in tables)
        assert ours == theirs


def kernel(kernels: ModuleType, name: str) -> Callable[..., Any]:
    """The function `name` of the module of that name."""
    found: Callable[..., Any] = vars(importlib.import_module(f"{kernels.__name__}.{name}"))[name]
    return found
