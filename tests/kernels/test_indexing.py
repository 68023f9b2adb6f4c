"""Entries of a pack without an index: scan_entries finds them, resolve_deltas gives them ids."""

from __future__ import annotations

import importlib
import mmap
import random
import zlib
from array import array
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ofs_delta, ref_delta, whole

BASE = b"the base of them all\n" * 20
ROOMS = [0, 700, 1 << 20]


def module(kernels: ModuleType, name: str) -> ModuleType:
    """The module `name` of one implementation."""
    found = importlib.import_module(f"{kernels.__name__}.{name}")
    if not getattr(found, "AVAILABLE", True):
        pytest.skip("built without libcrypto: hashlib does this work")
    return found


def grown(body: bytes, text: bytes) -> tuple[bytes, bytes]:
    """A delta that appends `text` to `body`, and what it makes."""
    return delta(len(body), len(body) + len(text), copy(0, len(body)) + insert(text)), body + text


def index(kernels: ModuleType, data: bytes, count: int, room: int) -> tuple[list[int], list[bytes], list[int]]:
    """The types, ids and damaged entries of the pack `data`."""
    end = len(data) - 20
    found = module(kernels, "scan").scan_entries(data, 12, end, count, 20, 1 << 20, 12)
    _, offsets, kinds, _, _, _, hashes = found
    codes, ids = array("B", [kind if kind < 6 else 0 for kind in kinds]), bytearray(hashes)
    failed = module(kernels, "resolve").resolve_deltas(data, 12, end, offsets, codes, ids, room, 2)
    return list(codes), [bytes(ids[at : at + 20]) for at in range(0, len(ids), 20)], failed


def test_columns_of_a_scan(kernels: ModuleType) -> None:
    change, _ = grown(BASE, b"x")
    entries = [whole(3, BASE), ofs_delta(len(whole(3, BASE)), change), ref_delta(object_id("blob", BASE), change)]
    data, offsets = build_pack([*entries, whole(1, b"")])
    found = module(kernels, "scan").scan_entries(data, 12, len(data) - 20, 9, 20, 1 << 20, 12)
    at, starts, kinds, sizes, bases, crcs, ids = found
    assert at == len(data) - 20
    assert list(starts) == offsets
    assert list(kinds) == [3, 6, 7, 1]
    assert list(sizes) == [len(BASE), len(change), len(change), 0]
    assert list(bases) == [-1, offsets[0], offsets[2] + 1, -1]
    assert list(crcs) == [zlib.crc32(data[a:b]) for a, b in zip(offsets, [*offsets[1:], at], strict=True)]
    assert ids == object_id("blob", BASE) + bytes(40) + object_id("commit", b"")


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("place", [0, 1, 3, 6])
def test_an_error_on_any_thread_comes_out(kernels: ModuleType, threads: int, place: int) -> None:
    bodies: list[object] = [b"x" * (1 << 19)] * 7
    bodies[place] = "text"
    with pytest.raises(TypeError):
        module(kernels, "digest").digest_bodies(20, array("B", [3] * 7), bodies, threads)


@pytest.mark.parametrize("most", [0, 100, len(BASE) - 1])
def test_a_scan_stops_at_what_is_too_large(kernels: ModuleType, most: int) -> None:
    data, offsets = build_pack([whole(3, b""), whole(3, BASE)])
    found = module(kernels, "scan").scan_entries(data, 12, len(data) - 20, 2, 20, most, 12)
    assert (found[0], list(found[1])) == (offsets[1], offsets[:1])


def test_a_scan_stops_where_a_pack_is_cut(kernels: ModuleType) -> None:
    data, offsets = build_pack([whole(3, b"one"), whole(3, BASE)])
    for end in range(12, len(data) - 20):
        at, starts, *_ = module(kernels, "scan").scan_entries(data[:end], 12, end, 2, 20, 1 << 20, 12)
        assert list(starts) == offsets[: int(end >= offsets[1])]
        assert at == offsets[len(starts)]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("by_id", [False, True])
def test_long_chains(kernels: ModuleType, room: int, by_id: bool) -> None:
    entries, bodies = [whole(3, BASE)], [BASE]
    for step in range(300):
        change, body = grown(bodies[-1], bytes([step % 256]))
        made = ref_delta(object_id("blob", bodies[-1]), change) if by_id else ofs_delta(len(entries[-1]), change)
        entries.append(made)
        bodies.append(body)
    data, _ = build_pack(entries)
    codes, ids, failed = index(kernels, data, len(entries), room)
    assert (set(codes), failed) == ({3}, [])
    assert ids == [object_id("blob", body) for body in bodies]


def test_one_that_is_refused_among_others(kernels: ModuleType) -> None:
    """A result of more than 4 GiB, a delta that is too short, a whole entry that nobody knows: each only itself."""
    change, body = grown(BASE, b"x")
    base = whole(3, BASE)
    entries, place = [base], len(base)
    for one in (delta(len(BASE), (1 << 32) + 1, copy(0, 1)), b"\1\1\x90", change):
        entries.append(ofs_delta(place, one))
        place += len(entries[-1])
    data, offsets = build_pack([*entries, whole(3, b"unknown")])
    codes, ids = array("B", [3, 0, 0, 0, 0]), bytearray(object_id("blob", BASE) + bytes(80))
    end = len(data) - 20
    failed = module(kernels, "resolve").resolve_deltas(data, 12, end, array("Q", offsets), codes, ids, 1 << 20, 2)
    assert (failed, list(codes)) == ([1, 2, 4], [3, 0, 0, 3, 0])
    assert ids[60:80] == object_id("blob", body)


def test_columns_that_do_not_fit(kernels: ModuleType) -> None:
    data, offsets = build_pack([whole(3, BASE), whole(3, b"x")])
    resolve, scan = (module(kernels, name) for name in ("resolve", "scan"))
    good = [data, 12, len(data) - 20, array("Q", offsets), array("B", [3, 3]), bytearray(40), 0, 1]
    assert resolve.resolve_deltas(*good) == []
    wrong: dict[int, list[object]] = {
        2: [len(data) + 1, offsets[1]],
        3: [array("q", offsets), array("Q", offsets[::-1]), array("Q", [12, 12]), array("Q", offsets[:1])],
        4: [array("b", [3, 3]), array("B", [3]), array("B", [3] * 3)],
        5: [bytearray(20), bytearray(38), bytearray(1)],
    }
    for place, values in wrong.items():
        for value in values:
            with pytest.raises(ValueError, match="do not"):
                resolve.resolve_deltas(*good[:place], value, *good[place + 1 :])
    for size in (0, 1, 19, 21, 25, 33, 64):
        with pytest.raises(ValueError, match="no size of a hash"):
            scan.scan_entries(data, 12, len(data) - 20, 2, size, 1 << 20, 12)
        with pytest.raises(ValueError, match="no size of a hash"):
            module(kernels, "digest").digest_bodies(size, array("B", [3]), [b"x"])
    with pytest.raises(ValueError, match="do not lie"):
        scan.scan_entries(data, 12, len(data) + 1, 2, 20, 1 << 20, 12)
    with pytest.raises(ValueError, match="do not lie"):
        kernels.PackDecoder(data, 12, len(data) + 1, 20, {}.get, kernels.BaseCache(0), 0)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("seed", range(8))
def test_any_forest(kernels: ModuleType, room: int, seed: int) -> None:
    """Deltas of both kinds, bases before and behind what rests on them, an object twice."""
    chance = random.Random(seed)
    bodies = [chance.randbytes(200) for _ in range(4)]
    entries = [whole(chance.choice((3, 4)), body) for body in bodies]
    kinds = ["blob" if entry[0] >> 4 & 7 == 3 else "tag" for entry in entries]
    for step in range(80):
        base = chance.randrange(len(bodies))
        change, body = grown(bodies[base], b"%d" % (step // 2))
        if chance.random() < 0.5:
            entries.append(ref_delta(object_id(kinds[base], bodies[base]), change))
        else:
            entries.append(ofs_delta(sum(map(len, entries[base:])), change))
        bodies.append(body)
        kinds.append(kinds[base])
    if chance.random() < 0.5:
        # Where no distance counts, any order is good.
        entries = [entry for entry in entries if entry[0] >> 4 & 7 != 6]
        chance.shuffle(entries)
        data, _ = build_pack(entries)
        _, ids, failed = index(kernels, data, len(entries), room)
        assert failed == []
        assert set(ids) - {bytes(20)} <= {object_id(kind, body) for kind, body in zip(kinds, bodies, strict=True)}
        return
    data, _ = build_pack(entries)
    codes, ids, failed = index(kernels, data, len(entries), room)
    assert failed == []
    assert ids == [object_id(kind, body) for kind, body in zip(kinds, bodies, strict=True)]
    assert codes == [3 if kind == "blob" else 4 for kind in kinds]


def test_what_cannot_be_resolved(kernels: ModuleType) -> None:
    """A base that is not there, a circle, a delta that does not fit, and what rests on these."""
    good, body = grown(BASE, b"good")
    one, other = object_id("blob", b"one"), object_id("blob", b"other")
    entries = [
        whole(3, BASE),
        ref_delta(b"\x11" * 20, good),
        ref_delta(other, good),
        ref_delta(one, good),
        ref_delta(object_id("blob", BASE), delta(len(BASE) + 1, 1, insert(b"x"))),
        ref_delta(object_id("blob", BASE), good),
    ]
    entries.append(ofs_delta(len(entries[-1]), grown(body, b"more")[0]))
    data, _ = build_pack(entries)
    codes, ids, failed = index(kernels, data, len(entries), 1 << 20)
    assert codes == [3, 0, 0, 0, 0, 3, 3]
    assert failed == [4]
    assert ids[5:] == [object_id("blob", body), object_id("blob", body + b"more")]
    assert ids[1:5] == [bytes(20)] * 4


def test_the_end_of_a_hidden_entry_is_no_base(kernels: ModuleType) -> None:
    change, _ = grown(BASE, b"x")
    first = whole(3, BASE)
    data, _ = build_pack([first, ofs_delta(len(first) - 1, change)])
    assert index(kernels, data, 2, 1 << 20)[::2] == ([3, 0], [1])


def test_pages_of_a_map_that_are_given_back_come_again(kernels: ModuleType, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(60_000)
    entries = [whole(3, noise)]
    for number in range(999):
        change, _ = grown(noise, b"%d" % number)
        entries.append(ofs_delta(sum(map(len, entries)), change))
    data, offsets = build_pack(entries)
    expected, hashes, _ = index(kernels, data, len(entries), 1 << 20)
    (tmp_path / "pack").write_bytes(data)
    codes, ids = array("B", [3]) + array("B", bytes(999)), bytearray(hashes[0]) + bytes(20 * 999)
    with open(tmp_path / "pack", "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        resolve = module(kernels, "resolve").resolve_deltas
        assert resolve(mapped, 12, len(data) - 20, array("Q", offsets), codes, ids, 1 << 20, 2, True) == []
        assert mapped[:] == data
    assert (list(codes), bytes(ids)) == (expected, b"".join(hashes))
