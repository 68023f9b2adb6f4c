"""A pack that is written over in place while it is mapped: what was read once counts, and nothing is taken on trust.

A bytearray stands for the mapping. Each byte of a small pack is changed in turn after its streams came into the cache,
before they did, and between the two steps of a plan; headers that claim far more than there is, besides.
"""

from __future__ import annotations

import importlib
import zlib
from array import array
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.kernels import PackDecoder, pure
from pygitobj.kernels.columns import Columns
from pygitobj.kernels.pure.transfer import Transfer
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, distance, entry_header, object_id, ofs_delta, ref_delta, whole
from tests.support.unchecked import unchecked

FIRST, SIZE = 12, 20
MOST = 1 << 40
# Of sizes that differ, so that no delta fits another base.
BODIES = [b"the base of them all\n" * 5, b"", b"", b"", b"apart from the others"]
FLIPS = (0x01, 0x90)
CLAIMS = (
    b"\xb8\x80\x80\x80\x01",
    b"\xbf\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\xb0",
    b"\xeb\x80\x01",
    b"\x60\x01",
    b"\0",
)


def small_pack() -> tuple[bytes, array[int], dict[bytes, int], list[bytes]]:
    """A base, deltas of both kinds on it and on one another, an object apart; ids, and all bodies."""
    bodies = list(BODIES)
    entries = [whole(3, bodies[0])]
    for at in (1, 2, 3):
        bodies[at] = bodies[at - 1] + bytes([at]) * at
        change = delta(len(bodies[at - 1]), len(bodies[at]), copy(0, len(bodies[at - 1])) + insert(bytes([at]) * at))
        by_id = at == 2
        base = object_id("blob", bodies[at - 1])
        entries.append(ref_delta(base, change) if by_id else ofs_delta(len(entries[-1]), change))
    data, offsets = build_pack([*entries, whole(3, bodies[4])])
    known = {object_id("blob", body): offset for body, offset in zip(bodies, offsets, strict=True)}
    return data, array("Q", offsets), known, bodies


DATA, OFFSETS, KNOWN, ALL = small_pack()


def damages() -> Iterator[tuple[int, bytes]]:
    """Places, and what is written there."""
    for at in range(FIRST, len(DATA)):
        for flip in FLIPS:
            yield at, bytes([DATA[at] ^ flip])
    for offset in OFFSETS:
        for claim in CLAIMS:
            yield offset, claim
        for other in OFFSETS:
            yield offset, DATA[other : other + 20]


def new_decoder(kernels: ModuleType, data: bytearray, limit: int) -> PackDecoder:
    """A decoder of the pack, whose bytes will change."""
    decoder: PackDecoder = kernels.PackDecoder(
        data, FIRST, len(DATA) - SIZE, SIZE, KNOWN.get, kernels.BaseCache(limit), 0
    )
    return decoder


def answers(pack: PackDecoder) -> Iterator[list[tuple[int, bytes | None]]]:
    """What each way of reading gives for each entry, None where it is refused."""
    plan = pack.plan(OFFSETS, 1)
    yield list(enumerate(plan.bodies(0, len(OFFSETS), MOST)))
    yield list(filled(plan))
    bodies, hashes = pack.hashed_plan(OFFSETS, 1).hashed_bodies(0, len(OFFSETS), MOST)
    yield list(enumerate(bodies))
    for at, body in enumerate(bodies):
        assert (hashes[at * SIZE : (at + 1) * SIZE] == bytes(SIZE)) == (body is None)
    for at, offset in enumerate(OFFSETS):
        single = array("Q", [offset])
        yield [(at, pack.plan(single, 1).bodies(0, 1, MOST)[0])]
        with suppress(GitObjectError):
            yield [(at, pack.read(offset)[1])]
        with suppress(GitObjectError):
            pack.info(offset)
    pack.digests(OFFSETS, 1)
    pack.info_many(OFFSETS, 1)


def filled(plan: Any) -> Iterator[tuple[int, bytes | None]]:
    """What `fill` puts into a buffer whose other bytes stay what they were."""
    buffer = bytearray(b"." * 4000)
    places, at = array("q"), 10
    for code, size in zip(plan.codes, plan.sizes, strict=True):
        fits = bool(code) and at + size + 10 <= len(buffer)
        places.append(at if fits else -1)
        at += size + 10 if fits else 0
    failed = plan.fill(memoryview(buffer), places)
    for position, (place, size) in enumerate(zip(places, plan.sizes, strict=True)):
        good = place >= 0 and position not in failed
        yield position, bytes(buffer[place : place + size]) if good else None
        if place >= 0:
            buffer[place : place + size] = b"." * size
    assert buffer.count(b".") == len(buffer)


def check(given: list[tuple[int, bytes | None]]) -> None:
    for at, body in given:
        assert body in (None, ALL[at])


@pytest.mark.parametrize("limit", [0, 1 << 20])
@pytest.mark.parametrize("asked", [[0], [3], [1, 4], [0, 1, 2, 3, 4]])
def test_after_it_was_read(kernels: ModuleType, asked: list[int], limit: int) -> None:
    """The streams of the bases of what was asked for are kept: they are what they were, whatever is there now."""
    for place, change in damages():
        data = bytearray(DATA)
        pack = new_decoder(kernels, data, limit)
        wanted = array("Q", [OFFSETS[at] for at in asked])
        assert pack.plan(wanted, 1).bodies(0, len(asked), MOST) == [ALL[at] for at in asked]
        data[place : place + len(change)] = change[: len(DATA) - place]
        for given in answers(pack):
            check(given)
        data[:] = DATA
        assert pack.plan(OFFSETS, 1).bodies(0, len(OFFSETS), MOST) == ALL


@pytest.mark.parametrize("limit", [0, 1 << 20])
def test_between_sizes_and_bodies(kernels: ModuleType, limit: int) -> None:
    """A plan tells sizes first, for which its caller makes room; bodies of other sizes do not come."""
    for place, change in damages():
        data = bytearray(DATA)
        pack = new_decoder(kernels, data, limit)
        plans = [pack.plan(OFFSETS, 1) for _ in range(2)]
        hashed = pack.hashed_plan(OFFSETS, 1)
        data[place : place + len(change)] = change[: len(DATA) - place]
        check(list(filled(plans[0])))
        check(list(enumerate(plans[1].bodies(0, len(OFFSETS), MOST))))
        check(list(enumerate(hashed.hashed_bodies(0, len(OFFSETS), MOST)[0])))
        for given in answers(pack):
            check(given)


def test_a_kept_stream_needs_no_header(kernels: ModuleType) -> None:
    """Where the pack has nothing but zeros by now, what is kept is served: both the base and the deltas under it."""
    data = bytearray(DATA)
    pack = new_decoder(kernels, data, 1 << 20)
    assert pack.plan(OFFSETS[3:4], 1).bodies(0, 1, MOST) == [ALL[3]]
    data[:] = bytes(len(data))
    plan = pack.plan(OFFSETS, 1)
    kept = 3 if kernels is not pure else 0
    assert list(plan.codes[:kept]) == [3] * kept
    assert plan.bodies(0, kept, MOST) == ALL[:kept]
    assert set(plan.bodies(kept, len(OFFSETS), MOST)) <= {None, *ALL}


class Changing(bytes):
    """Bytes of which each piece is right the first time that it is looked at, and other bytes the next time."""

    def __new__(cls, data: bytes) -> Changing:
        made = super().__new__(cls, data)
        made.seen = set()
        return made

    seen: set[int]

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return super().__getitem__(key)
        start, stop, _ = key.indices(len(self))
        found = bytes(self)[start:stop]
        if self.seen.intersection(range(start, stop)):
            return bytes(byte ^ 0x55 for byte in found)
        self.seen.update(range(start, stop))
        return found


def test_an_entry_is_copied_as_it_was_checked() -> None:
    """In Python: the CRC32 is that of the very bytes that are taken over."""
    entries = [whole(3, ALL[0]), ofs_delta(len(whole(3, ALL[0])), delta(len(ALL[0]), 3, copy(0, 3)))]
    data, offsets = build_pack(entries)
    starts, crcs = array("q", offsets), array("I", map(zlib.crc32, entries))
    tool = Transfer(Changing(data), starts, crcs, FIRST, len(data) - SIZE, SIZE)
    columns = Columns(bytes(40), array("q", [0, 0]), starts, array("q", [-1, 0]), array("q", [-1, -1]), 2)
    copied = tool.copy(array("q", [0, 1]), 0, 0, columns, FIRST, 1 << 20, False)
    assert (copied.done, copied.data) == (2, b"".join(entries))


class Short(bytes):
    """Bytes that were once more: their length is what it was, and slices come out shorter."""

    lost: int

    def __len__(self) -> int:
        return super().__len__() + self.lost


@pytest.mark.parametrize("left", range(FIRST, len(DATA) - SIZE, 3))
def test_a_pack_that_ends_before_its_length(left: int) -> None:
    """In Python: slices that come out shorter than asked are an error, and no loop waits for the rest."""
    data = Short(DATA[:left])
    data.lost = len(DATA) - left
    pack = new_decoder(pure, unchecked(data), 0)
    for given in answers(pack):
        check(given)
    scan = importlib.import_module("pygitobj.kernels.pure.scan")
    found = scan.scan_entries(data, FIRST, len(DATA) - SIZE, 9, SIZE, 1 << 20, FIRST)
    assert list(found[1]) == [
        offset for offset, end in zip(OFFSETS, [*OFFSETS[1:], len(DATA) - SIZE], strict=True) if end <= left
    ]


def test_an_index_that_ends_before_its_length() -> None:
    """In Python: an id that stood behind the end is not said to be missing."""
    ids = [bytes([number]) * SIZE for number in range(9)]
    table = b"".join(ids) + b"".join(number.to_bytes(4) for number in range(9))
    layout = [sum(oid[0] <= byte for oid in ids) for byte in range(256)], SIZE, 0, SIZE, 180, 4, 216, 0, True
    for left in range(len(table)):
        data = Short(table[:left])
        data.lost = len(table) - left
        index = pure.IndexTable(data, *layout)
        for number, oid in enumerate(ids):
            try:
                row = index.find(oid)
                assert row == number
                assert index.offset(row) == number
            except GitObjectError:
                assert left < 184 + 4 * number
        for ask, arguments in ((index.offsets, ()), (index.ids_of, (array("I", range(9)),))):
            try:
                given = ask(*arguments)
            except GitObjectError:
                continue
            assert bytes(given) in (b"".join(ids), bytes(array("q", range(9))))


def test_entries_into_one_another(kernels: ModuleType) -> None:
    """Headers that overlap in every way: chains go through the middle of other entries, and end."""
    data = bytearray(DATA)
    for at in range(FIRST, len(DATA) - SIZE - 4, 2):
        data[at : at + 2] = entry_header(6, 0) + distance(2)
    pack = new_decoder(kernels, data, 1 << 20)
    offsets = array("Q", range(FIRST, len(DATA) - SIZE))
    assert pack.plan(offsets, 1).bodies(0, len(offsets), MOST) == [None] * len(offsets)
