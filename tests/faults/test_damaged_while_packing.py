"""Packing from damaged files: the good copy is packed where there is one, else nothing is."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from pygitobj import SHA1, GitObjectError, ObjectStore
from pygitobj.jobs.packing.choose_deltas import DeltaOptions
from pygitobj.jobs.packing.pack_objects import PackOptions, prepare, write_packs
from pygitobj.kernels import create_delta
from pygitobj.store.write_entries import EntryOptions
from tests.support.packing import POLICY, Body, checked_pack, column_of, pack_into, temp_files
from tests.support.packs import build_idx, ofs_delta, ref_delta, whole
from tests.support.stores import write_loose, write_pack

FIRST, TRAILER = 12, 20
CHANCE = random.Random(6)
TEXTS = [CHANCE.randbytes(150) + b"%d" % number * 20 for number in range(4)]
BODIES = [Body("blob", text, b"file") for text in [*TEXTS, b"alone"]]
IDS = [SHA1.digest("blob", body.data) for body in BODIES]
COPY = PackOptions(DeltaOptions(), EntryOptions(distances=True))
# All is built again, and deltas of what is alike.
MAKE = PackOptions(DeltaOptions(reuse=False, cache=0), EntryOptions(distances=True, copy=False))


def change(base: int, at: int) -> bytes:
    """The delta that makes one text of another."""
    made = create_delta(TEXTS[base], TEXTS[at])
    assert made is not None
    return made


def entries() -> list[bytes]:
    """A chain of deltas, one more on its base that tells it by id, and one object alone."""
    first = whole(3, TEXTS[0])
    second = ofs_delta(len(first), change(0, 1))
    third = ofs_delta(len(second), change(1, 2))
    return [first, second, third, ref_delta(IDS[0], change(0, 3)), whole(3, b"alone")]


def source(objects: Path, version: int = 2) -> tuple[Path, list[int]]:
    """The pack that will be damaged, and where its entries start."""
    offsets = write_pack(objects, "source", entries(), IDS, version=version)
    return objects / "pack" / "pack-source.pack", offsets


def with_copies(objects: Path, kind: str, oids: list[int]) -> None:
    """Good copies of some of the objects, loose or in another pack."""
    for at in oids:
        if kind == "loose":
            write_loose(objects, "blob", BODIES[at].data)
    if kind == "packed":
        write_pack(objects, "copies", [whole(3, BODIES[at].data) for at in oids], [IDS[at] for at in oids])


def flip(path: Path, at: int, mask: int) -> None:
    """Change a byte of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= mask
    path.chmod(0o644)
    path.write_bytes(data)


def refuse_wrong(objects: Path, target: Path, how: PackOptions, *, verify: bool, instead: int | None = None) -> None:
    """Pack everything; fails where the new pack does not hold just that. For `instead` a good copy is read already."""
    with ObjectStore(str(objects), verify=verify) as store:
        if instead is not None:
            located = store.entry(IDS[instead])
            assert located is not None
            pack, offset = located
            pack.substitute(offset, 3, TEXTS[instead])
        packed = pack_into(target / "pack", store, column_of(BODIES), how)
    assert sorted(oid for path in packed.packs for oid in checked_pack(path)[0]) == sorted(IDS)
    with ObjectStore(str(target)) as fresh:
        assert [fresh.read(oid).data for oid in IDS] == [body.data for body in BODIES]


def refuse_any(objects: Path, target: Path, how: PackOptions, *, verify: bool) -> None:
    """Pack everything, which must fail and leave nothing behind."""
    (target / "pack").mkdir(parents=True)
    with ObjectStore(str(objects), verify=verify) as store, pytest.raises(GitObjectError) as caught:
        write_packs(
            prepare(store, column_of(BODIES), how), store, f"{target}/pack/pack", how, POLICY, {}, lambda _: None
        )
    assert any(oid.hex() in str(caught.value) or "source.pack" in str(caught.value) for oid in IDS), caught.value
    assert list((target / "pack").iterdir()) == []
    assert temp_files(objects) == []


HOW = pytest.mark.parametrize("how", [COPY, MAKE], ids=["copy", "make"])
VERIFY = pytest.mark.parametrize("verify", [True, False], ids=["verify", "trust"])
VERSION = pytest.mark.parametrize("version", [1, 2])


@HOW
@VERIFY
@VERSION
@pytest.mark.parametrize("kind", ["loose", "packed"])
def test_good_copies_are_packed(tmp_path: Path, kind: str, version: int, verify: bool, how: PackOptions) -> None:
    """Whichever byte of the pack is damaged, wherever the copies are, with or without CRC32s."""
    objects = tmp_path / "objects"
    path, _ = source(objects, version)
    with_copies(objects, kind, list(range(5)))
    step = 7 if kind == "loose" else 17
    for at in range(FIRST + version, path.stat().st_size - TRAILER, step):
        mask = (1, 0x10, 0x70, 0x80, 4)[at % 5]
        flip(path, at, mask)
        refuse_wrong(objects, tmp_path / f"new{at}", how, verify=verify)
        flip(path, at, mask)


@HOW
@VERIFY
@pytest.mark.parametrize("place", range(5))
def test_headers(tmp_path: Path, place: int, verify: bool, how: PackOptions) -> None:
    """What an entry says of type and size is not what its good copy is packed with."""
    path, offsets = source(tmp_path / "objects")
    with_copies(tmp_path / "objects", "loose", list(range(place, 5)))
    for mask in (0x10, 0x20, 0x40, 0x70, 0x01, 0x80):
        flip(path, offsets[place], mask)
        refuse_wrong(tmp_path / "objects", tmp_path / f"new{mask}", how, verify=verify)
        flip(path, offsets[place], mask)


@HOW
@VERIFY
@VERSION
@pytest.mark.parametrize("place", range(5))
def test_no_good_copy(tmp_path: Path, place: int, version: int, verify: bool, how: PackOptions) -> None:
    """Copies of the others do not help."""
    path, offsets = source(tmp_path / "objects", version)
    with_copies(tmp_path / "objects", "loose", [at for at in range(5) if at != place])
    flip(path, offsets[place] + len(entries()[place]) // 2 + 5, 0x55)
    refuse_any(tmp_path / "objects", tmp_path / "new", how, verify=verify)


@HOW
@VERIFY
@pytest.mark.parametrize("kind", ["blob", "tree"])
def test_loose_object_of_another_id(tmp_path: Path, kind: str, verify: bool, how: PackOptions) -> None:
    objects = tmp_path / "objects"
    for body in BODIES[1:]:
        write_loose(objects, body.kind, body.data)
    other = write_loose(objects, kind, TEXTS[0] + b"other" * (kind == "blob"))
    path = objects / IDS[0].hex()[:2] / IDS[0].hex()[2:]
    path.parent.mkdir(exist_ok=True)
    (objects / other.hex()[:2] / other.hex()[2:]).rename(path)
    refuse_any(objects, tmp_path / "new", how, verify=verify)
    source(objects)
    refuse_wrong(objects, tmp_path / "good", how, verify=verify)


@VERIFY
def test_large_loose_object_of_another_id(tmp_path: Path, verify: bool) -> None:
    """It is streamed, and known to be wrong only at its end."""
    objects = tmp_path / "objects"
    for body in BODIES:
        write_loose(objects, body.kind, body.data)
    path = objects / IDS[0].hex()[:2] / IDS[0].hex()[2:]
    path.write_bytes((objects / IDS[1].hex()[:2] / IDS[1].hex()[2:]).read_bytes())
    how = PackOptions(DeltaOptions(window=0), EntryOptions(largest=10))
    refuse_any(objects, tmp_path / "new", how, verify=verify)


@HOW
@VERIFY
def test_missing(tmp_path: Path, verify: bool, how: PackOptions) -> None:
    for body in BODIES[1:]:
        write_loose(tmp_path / "objects", body.kind, body.data)
    refuse_any(tmp_path / "objects", tmp_path / "new", how, verify=verify)


@HOW
@VERIFY
@VERSION
@pytest.mark.parametrize("swapped", [True, False])
def test_damaged_index(tmp_path: Path, swapped: bool, version: int, verify: bool, how: PackOptions) -> None:
    """It says of one object that it lies where another one does: a delta that is copied shows nothing of that."""
    objects = tmp_path / "objects"
    path, offsets = source(objects, version)
    with_copies(objects, "loose", list(range(5)))
    index = path.with_suffix(".idx")
    own_hash = index.read_bytes()[-TRAILER:]
    for one, other in permutations(range(5), 2):
        wrong = list(offsets)
        wrong[one] = offsets[other]
        if swapped:
            wrong[other] = offsets[one]
        rows = list(zip(IDS, wrong, strict=True))
        index.write_bytes(build_idx(rows, path.read_bytes(), version)[:-TRAILER] + own_hash)
        refuse_wrong(objects, tmp_path / f"new{one}{other}", how, verify=verify)


@HOW
@VERIFY
@VERSION
@pytest.mark.parametrize("instead", range(4))
def test_copies_that_are_read_in_place_of_entries(
    tmp_path: Path, instead: int, version: int, verify: bool, how: PackOptions
) -> None:
    """They are whole, and say nothing of the entries, which may be deltas and undamaged."""
    source(tmp_path / "objects", version)
    refuse_wrong(tmp_path / "objects", tmp_path / "new", how, verify=verify, instead=instead)


@VERIFY
@pytest.mark.parametrize("place", [3, 0.5, -1], ids=["header", "middle", "end"])
def test_a_large_object_is_packed_from_a_good_copy(tmp_path: Path, verify: bool, place: float) -> None:
    """One that is streamed, since it is too large to be held: its first copy is damaged, the second one is not."""
    body = random.Random(1).randbytes(1 << 19) * 5
    how = PackOptions(DeltaOptions(largest=1 << 20), EntryOptions(largest=1 << 20))
    objects, target = tmp_path / "objects", tmp_path / "target"
    for folder in (objects, target):
        (folder / "pack").mkdir(parents=True)
    entry, oid = whole(3, body), SHA1.digest("blob", body)
    write_pack(objects, "source", [entry], [oid])
    flip(
        objects / "pack/pack-source.pack", FIRST + (len(entry) // 2 if place == 0.5 else int(place) % len(entry)), 0x10
    )
    write_loose(objects, "blob", body)
    with ObjectStore(objects, verify=verify, log=False) as store:
        packed = pack_into(target / "pack", store, column_of([Body("blob", body, b"file")]), how)
    assert [ids for path in packed.packs for ids in checked_pack(path)[0]] == [oid]
    with ObjectStore(target) as fresh:
        assert fresh.read(oid).data == body
