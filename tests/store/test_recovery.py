"""What a good copy can still be had of, whichever copy, base or distance is damaged.

Tried besides what stands here: every byte of the packed copy changed, one at a time, for a small blob, and every
fortieth part of a large one; the good copy in a later pack; all with the kernels in Python.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj.errors import CorruptError
from pygitobj.oid import ObjectId
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.streaming import AT_ONCE
from tests.support.command import git, pygitobj
from tests.support.deltas import copy, delta, insert
from tests.support.packs import object_id, ofs_delta, ref_delta, whole
from tests.support.stores import unless_bad, write_loose, write_pack

TEXTS = [b"line %d of a text that is long enough\n" % number * 40 for number in range(2)]
SAME_SIZE = TEXTS[1]
CHILD = TEXTS[0] + b"!"
GRANDCHILD = b"?" + CHILD
TO_CHILD = delta(len(TEXTS[0]), len(CHILD), copy(0, len(TEXTS[0])) + insert(b"!"))
TO_GRANDCHILD = delta(len(CHILD), len(GRANDCHILD), insert(b"?") + copy(0, len(CHILD)))
BODIES = (TEXTS[0], CHILD, GRANDCHILD)
IDS = [object_id("blob", body) for body in BODIES]
LARGE = random.Random(1).randbytes(AT_ONCE // 2) * 3
LARGE_ID = object_id("blob", LARGE)


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    folder = tmp_path / "objects"
    (folder / "pack").mkdir(parents=True)
    return folder


def spoil(path: Path, at: int) -> None:
    """Change the byte at `at` of the file `path`."""
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))


def readings(store: ObjectStore, oid: bytes) -> list[bytes]:
    """The body of `oid` by each way of reading it."""
    with store.open(oid) as file:
        streamed = b"".join(iter(lambda: file.read(100_000), b""))
    many = [raw.data if raw else b"" for raw in unless_bad(store.read_many([oid]))]
    return [store.read(oid).data, streamed, *many]


@pytest.mark.parametrize("body", [CHILD, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("place", [2, 12, 0.5, -1], ids=["headers", "start", "middle", "end"])
@pytest.mark.parametrize("verify", [True, False])
def test_a_damaged_packed_copy_beside_a_loose_one(objects: Path, body: bytes, place: float, verify: bool) -> None:
    oid, entry = object_id("blob", body), whole(3, body)
    write_pack(objects, "a", [entry], [oid])
    write_loose(objects, "blob", body)
    spoil(objects / "pack/pack-a.pack", 12 + (len(entry) // 2 if place == 0.5 else int(place) % len(entry)))
    told: list[str] = []
    with ObjectStore(objects, verify=verify, warn=told.append) as store:
        assert store.open(oid).read() == body
        assert readings(store, oid) == [body] * 3
    assert told
    assert all("pack-a.pack" in line for line in told)


def test_a_copy_that_is_another_object_beside_a_good_one(objects: Path) -> None:
    """The stream is sound, so only the hash tells; nothing of it is given out."""
    write_pack(objects, "a", [whole(3, b"*" * len(LARGE))], [LARGE_ID])
    write_loose(objects, "blob", LARGE)
    with ObjectStore(objects) as store:
        assert readings(store, LARGE_ID) == [LARGE] * 3


@pytest.mark.parametrize("body", [CHILD, LARGE], ids=["small", "large"])
def test_one_copy_that_is_damaged(objects: Path, body: bytes) -> None:
    oid = object_id("blob", body)
    write_pack(objects, "a", [whole(3, body)], [oid])
    spoil(objects / "pack/pack-a.pack", (objects / "pack/pack-a.pack").stat().st_size - 24)
    with ObjectStore(objects) as store, pytest.raises(CorruptError, match=r"pack-a\.pack"):
        store.open(oid).read()


def test_all_copies_are_damaged(objects: Path) -> None:
    for name in "ab":
        write_pack(objects, name, [whole(3, LARGE)], [LARGE_ID])
        spoil(objects / f"pack/pack-{name}.pack", 5000)
    with ObjectStore(objects) as store, pytest.raises(CorruptError, match=r"pack-[ab]\.pack"):
        store.open(LARGE_ID).read()


def family(back: int | None = None, base: bytes = TEXTS[0]) -> list[bytes]:
    """A text, a delta on it that says it is `back` bytes away, a delta on that."""
    first = whole(3, base)
    second = ofs_delta(len(first) if back is None else back, TO_CHILD)
    return [first, second, ofs_delta(len(second), TO_GRANDCHILD)]


Check = Callable[[Path, list[bytes]], None]


def all_can_be_read(objects: Path, ids: list[bytes]) -> None:
    """In either order, at once and one by one, hashed or not, what is given is what has the id."""
    known = dict(zip(IDS, BODIES, strict=True))
    for verify in (True, False):
        for order in (ids, ids[::-1]):
            with ObjectStore(objects, verify=verify) as store:
                for oid in order:
                    assert readings(store, oid) == [known[oid]] * 3
            with ObjectStore(objects, verify=verify) as store:
                assert [raw and raw.data for raw in unless_bad(store.read_many(order))] == [known[oid] for oid in order]


def test_a_distance_that_leads_into_another_entry(objects: Path) -> None:
    """The delta itself is lost there; what rests on it can be had where it has another copy."""
    first = len(whole(3, TEXTS[0]))
    for back in range(1, first):
        if len(ofs_delta(back, TO_CHILD)) == len(ofs_delta(first, TO_CHILD)):
            break
    entries = family(back)
    write_pack(objects, "a", entries, IDS)
    with ObjectStore(objects) as store, pytest.raises(CorruptError):
        store.read(IDS[2])
    write_loose(objects, "blob", CHILD)
    all_can_be_read(objects, IDS)


def test_every_distance(objects: Path) -> None:
    """Also to where no entry can be, in front of the first one and to itself."""
    write_loose(objects, "blob", CHILD)
    for number, back in enumerate([*range(2, len(whole(3, TEXTS[0])) + 20, 7), 1 << 40]):
        write_pack(objects, f"{number}", family(back), IDS)
        with ObjectStore(objects, warn=lambda _: None, log=False) as store:
            assert store.read(IDS[2]).data == GRANDCHILD
            assert store.read(IDS[1]).data == CHILD
        for suffix in ("pack", "idx"):
            (objects / "pack" / f"pack-{number}.{suffix}").unlink()


def test_a_base_that_reads_as_another_object(objects: Path) -> None:
    """Of the same size, so that the deltas on it apply."""
    write_pack(objects, "a", family(base=SAME_SIZE), IDS)
    with ObjectStore(objects) as store:
        for oid in IDS:
            with pytest.raises(CorruptError):
                store.read(oid)
        # A good copy of the base that comes later is enough, whatever was built on the bad one before.
        write_loose(objects, "blob", TEXTS[0])
        for oid, body in zip(IDS, BODIES, strict=True):
            assert readings(store, oid) == [body] * 3


def test_a_base_of_another_size(objects: Path) -> None:
    write_pack(objects, "a", family(base=b"short"), IDS)
    write_loose(objects, "blob", TEXTS[0])
    with ObjectStore(objects, verify=False) as store:
        for oid, body in zip(IDS[1:], BODIES[1:], strict=True):
            assert readings(store, oid) == [body] * 3


def test_a_distance_that_leads_to_another_object(objects: Path) -> None:
    other = whole(3, SAME_SIZE)
    entries = [whole(3, TEXTS[0]), other, ofs_delta(len(other), TO_CHILD)]
    entries.append(ofs_delta(len(entries[-1]), TO_GRANDCHILD))
    write_pack(objects, "a", entries, [IDS[0], object_id("blob", SAME_SIZE), IDS[1], IDS[2]])
    write_loose(objects, "blob", CHILD)
    with ObjectStore(objects) as store:
        for oid, body in zip(IDS, BODIES, strict=True):
            assert readings(store, oid) == [body] * 3


def test_two_damaged_bases_of_one_chain(objects: Path) -> None:
    offsets = write_pack(objects, "a", family(), IDS)
    for offset in offsets[:2]:
        spoil(objects / "pack/pack-a.pack", offset + 10)
    write_loose(objects, "blob", CHILD)
    with ObjectStore(objects) as store:
        assert store.read(IDS[2]).data == GRANDCHILD
        with pytest.raises(CorruptError):
            store.read(IDS[0])
        write_loose(objects, "blob", TEXTS[0])
    all_can_be_read(objects, IDS)


@pytest.mark.parametrize("first", [True, False])
def test_an_object_that_a_pack_has_twice(objects: Path, first: bool) -> None:
    """Once as a delta that rests on itself by way of another, once whole; whichever the index has first."""
    one, two = TEXTS[0], CHILD
    back = delta(len(two), len(one), copy(0, len(one)))
    entries = [ref_delta(IDS[1], back), ref_delta(IDS[0], TO_CHILD)]
    entries.insert(0 if first else 2, whole(3, one))
    ids = [IDS[0], IDS[1]]
    ids.insert(0 if first else 2, IDS[0])
    write_pack(objects, "a", entries, ids)
    with ObjectStore(objects) as store:
        assert readings(store, IDS[0]) == [one] * 3
        assert readings(store, IDS[1]) == [two] * 3
        assert list(store) == sorted(map(ObjectId, IDS[:2]))


@pytest.mark.parametrize("body", [CHILD, LARGE * 12], ids=["small", "large"])
def test_the_command_line_gives_the_good_copy(tmp_path: Path, body: bytes) -> None:
    """`cat-file blob`, and a batch, which streams what is too large to be held: not a byte of the damaged one."""
    git(tmp_path, "init", "-q", "r")
    objects, oid = tmp_path / "r/.git/objects", object_id("blob", body)
    entry = whole(3, body)
    write_pack(objects, "a", [entry], [oid])
    write_loose(objects, "blob", body)
    spoil(objects / "pack/pack-a.pack", 12 + len(entry) // 2)
    for words in (["blob"], ["-p"]):
        answer = pygitobj(tmp_path / "r", "cat-file", *words, oid.hex())
        assert (answer.code, answer.out == body) == (0, True)
        assert b"pack-a.pack" in answer.err
    answer = pygitobj(tmp_path / "r", "cat-file", "--batch", stdin=oid.hex().encode())
    assert answer.out == f"{oid.hex()} blob {len(body)}\n".encode() + body + b"\n"
