"""Packs that a multi-pack-index covers: found without their own indexes, or with them where what it says is no good."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import NotFoundError, ObjectId, ObjectStore, Repository
from pygitobj.files.idx import open_index
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.jobs.inspect.explain import explain
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.oid import SHA1
from tests.support.command import git
from tests.support.multi import ALONE, CHAIN, indexed_packs, write_alone, write_chain, write_multi
from tests.support.packs import object_id, whole
from tests.support.stores import unless_bad, write_loose, write_pack
from tests.support.unchecked import unchecked

BODIES = [b"object %d\n" % number * 9 for number in range(9)]
IDS = [object_id("blob", body) for body in BODIES]
# The last is in all packs.
GROUPS = [[0, 1, 2, 8], [3, 4, 8], [5, 6, 7, 8]]


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    """An object directory with three packs."""
    for name, group in zip("abc", GROUPS, strict=True):
        write_pack(tmp_path, name, [whole(3, BODIES[at]) for at in group], [IDS[at] for at in group])
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The .idx files that are opened, by the pack's letter."""
    found: list[str] = []

    def spying(path: str, *rest: object) -> PackIndex:
        found.append(path[-5])
        return open_index(path, *unchecked(rest))

    monkeypatch.setattr("pygitobj.files.pack.open_index", spying)
    return found


def told_by(objects: Path, told: list[str]) -> ObjectStore:
    return ObjectStore(objects, warn=told.append, log=False)


def spoil(path: Path, at: int, data: bytes) -> None:
    path.chmod(0o644)
    content = path.read_bytes()
    path.write_bytes(content[:at] + data + content[at + len(data) :])


@pytest.mark.parametrize("kind", [ALONE, CHAIN])
def test_no_index_of_theirs_is_opened(objects: Path, opened: list[str], kind: str) -> None:
    write_multi(objects / "pack", kind)
    with ObjectStore(objects) as store:
        for oid, body in zip(IDS, BODIES, strict=True):
            assert oid in store
            assert store.read(oid).data == body
            assert store.header(oid).size == len(body)
        assert [raw and raw.data for raw in unless_bad(store.read_many(IDS))] == BODIES
        assert [header and header.size for header in unless_bad(store.header_many(IDS))] == [
            len(body) for body in BODIES
        ]
        assert store.find_prefix(IDS[3].hex()[:12]) == [ObjectId(IDS[3])]
        assert bytes(range(20)) not in store
        with pytest.raises(NotFoundError):
            store.read(bytes(range(20)))
        assert store.find_prefix("00112233") == []
    assert not opened


def test_others_are_asked_by_their_own(objects: Path, opened: list[str]) -> None:
    write_alone(objects / "pack", indexed_packs(objects / "pack")[:2])
    with ObjectStore(objects) as store:
        assert [store.read(oid).data for oid in IDS] == BODIES
        assert [raw and raw.data for raw in unless_bad(store.read_many([*IDS, bytes(range(20))]))] == [*BODIES, None]
        assert store.find_prefix(IDS[6].hex()[:12]) == [ObjectId(IDS[6])]
    assert set(opened) == {"c"}


@pytest.mark.parametrize("preferred", [0, 1, 2])
def test_the_chosen_copy_is_taken(objects: Path, preferred: int) -> None:
    write_alone(objects / "pack", preferred=preferred)
    with ObjectStore(objects) as store:
        found = store.entry(IDS[8])
        assert found is not None
        assert found[0].path[-1] == "abc"[preferred]
        story = explain(store, IDS[8])
        assert story.served_from == found[0].pack_path
        assert [place.place for place in story.asked] == [str(objects / "pack/multi-pack-index"), found[0].pack_path]
        assert store.info(IDS[8]).size == len(BODIES[8])


READS: dict[str, Callable[[ObjectStore, bytes], object]] = {
    "read": lambda store, oid: store.read(oid).data,
    "open": lambda store, oid: store.open(oid).read(),
    "header": lambda store, oid: store.header(oid) and store.read(oid).data,
    "info": lambda store, oid: store.info(oid) and store.read(oid).data,
    "read_many": lambda store, oid: next(raw and raw.data for raw in unless_bad(store.read_many([oid]))),
    "among others": lambda store, oid: [raw and raw.data for raw in unless_bad(store.read_many([*IDS, oid]))][-1],
}


@pytest.mark.parametrize("kind", [ALONE, CHAIN])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("lost", ["damaged", "pack gone", "both gone", "pack empty"])
def test_the_copy_of_another_pack_is_served(
    objects: Path, kind: str, lost: str, read: Callable[[ObjectStore, bytes], object]
) -> None:
    """Git takes the object for missing, or ends."""
    write_multi(objects / "pack", kind)
    with ObjectStore(objects) as store:
        found = store.entry(IDS[8])
        assert found is not None
        stem, offset = found[0].path, found[1]
    pack = Path(f"{stem}.pack")
    if lost == "damaged":
        spoil(pack, offset + 3, b"\xff\xff\xff\xff")
    elif lost == "pack empty":
        pack.write_bytes(b"")
    else:
        pack.unlink()
        if lost == "both gone":
            pack.with_suffix(".idx").unlink()
    told: list[str] = []
    with told_by(objects, told) as store:
        assert read(store, IDS[8]) == BODIES[8]
        assert IDS[8] in store
    with told_by(objects, told) as store, pytest.raises(NotFoundError):
        store.read(bytes(range(20)))


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("place", [b"\0\0\0\3\0\0\0\x0c", b"\xff" * 8])
def test_a_row_that_leads_nowhere(objects: Path, place: bytes, read: Callable[[ObjectStore, bytes], object]) -> None:
    """Whichever question meets it first: all is found by the packs' own indexes from then on."""
    path = write_alone(objects / "pack")
    index = MultiPackIndex(path.read_bytes(), SHA1)
    spoil(path, index.offset_start + 8 * index.find(IDS[4]), place)
    told: list[str] = []
    with told_by(objects, told) as store:
        assert read(store, IDS[4]) == BODIES[4]
        assert [store.read(oid).data for oid in IDS] == BODIES
    assert len(told) == 1
    assert f"{path}, offset" in told[0]
    assert "bad pack-int-id" in told[0]


@pytest.mark.parametrize("when", ["before", "after"])
def test_gone_while_it_is_open(objects: Path, when: str) -> None:
    """As a repack does it, which has written another pack before."""
    write_alone(objects / "pack", preferred=0)
    with ObjectStore(objects) as store:
        if when == "after":
            assert store.read(IDS[0]).data == BODIES[0]
        group = GROUPS[0]
        write_pack(objects, "d", [whole(3, BODIES[at]) for at in group], [IDS[at] for at in group])
        for name in ("multi-pack-index", "pack-a.idx", "pack-a.pack"):
            (objects / "pack" / name).unlink()
        assert [store.read(oid).data for oid in IDS] == BODIES
        assert [raw and raw.data for raw in unless_bad(store.read_many(IDS))] == BODIES


def test_one_that_comes_and_changes(objects: Path, opened: list[str]) -> None:
    with ObjectStore(objects) as store:
        assert store.read(IDS[0]).data == BODIES[0]
        write_chain(objects / "pack", [indexed_packs(objects / "pack")[:1]])
        store.refresh()
        assert store.sources[0].packed.covered is not None
        write_chain(objects / "pack")
        store.refresh()
        del opened[:]
        assert [store.read(oid).data for oid in IDS] == BODIES
    assert not opened


@pytest.mark.parametrize("damage", [(0, b"X"), (4, b"\7"), (5, b"\2"), (8, b"\0\0\0\x63"), (16, b"\1")])
def test_told_once_and_all_is_found(objects: Path, damage: tuple[int, bytes]) -> None:
    path = write_alone(objects / "pack")
    spoil(path, *damage)
    told: list[str] = []
    with told_by(objects, told) as store:
        for _ in range(2):
            assert [store.read(oid).data for oid in IDS] == BODIES
            assert bytes(range(20)) not in store
            store.refresh()
        assert set(store) == {ObjectId(oid) for oid in IDS}
    assert len(told) == 1
    assert told[0].startswith(f"warning: {path}")


def test_a_pack_of_which_it_tells_and_that_is_not_there(objects: Path) -> None:
    """Nothing of what it alone has is said to be there."""
    write_alone(objects / "pack")
    for suffix in (".pack", ".idx"):
        (objects / "pack" / f"pack-b{suffix}").unlink()
    with ObjectStore(objects) as store:
        assert [oid in store for oid in IDS] == [at not in (3, 4) for at in range(9)]
        assert store.find_prefix(IDS[3].hex()[:12]) == []
        assert set(store) == {ObjectId(oid) for at, oid in enumerate(IDS) if at not in (3, 4)}
        assert store.read(IDS[8]).data == BODIES[8]


def test_switched_off(tmp_path: Path, opened: list[str]) -> None:
    git(tmp_path, "init", "-q", ".")
    objects = tmp_path / ".git/objects"
    write_pack(objects, "a", [whole(3, BODIES[0])], [IDS[0]])
    write_alone(objects / "pack")
    with Repository.open(tmp_path) as repository:
        assert repository.objects.read(IDS[0]).data == BODIES[0]
    assert not opened
    git(tmp_path, "config", "core.multiPackIndex", "false")
    with Repository.open(tmp_path) as repository:
        assert repository.objects.read(IDS[0]).data == BODIES[0]
        again = pickle.loads(pickle.dumps(repository.objects))
        assert opened == ["a"]
        assert again.read(IDS[0]).data == BODIES[0]
    assert opened == ["a", "a"]


def test_an_index_that_is_not_that_of_its_pack(objects: Path) -> None:
    """Found out as soon as the index is needed too; what a multi-pack-index says of the pack goes on."""
    write_alone(objects / "pack")
    (objects / "pack/pack-a.idx").write_bytes((objects / "pack/pack-b.idx").read_bytes())
    told: list[str] = []
    with told_by(objects, told) as store:
        assert store.read(IDS[0]).data == BODIES[0]
        assert not told
        assert IDS[0] in store
        assert set(store) == {ObjectId(oid) for oid in IDS} - {ObjectId(oid) for oid in IDS[:3]}
        assert any("not the index of its pack" in line for line in told)


def test_what_it_alone_knows_is_not_taken_for_packed(tmp_path: Path) -> None:
    """A loose object stays that no pack has by its own index: once the multi-pack-index goes it is the only copy."""
    objects = tmp_path / "objects"
    write_pack(objects, "a", [whole(3, body) for body in BODIES[:3]], IDS[:3])
    write_alone(objects / "pack")
    index = objects / "pack/pack-a.idx"
    row = sorted(IDS[:3]).index(IDS[1])
    spoil(index, 8 + 1024 + 20 * row + 15, b"ZZZZZ")
    loose = [write_loose(objects, "blob", body) for body in BODIES[:3]]
    with ObjectStore(objects, SHA1) as store:
        assert all(store.is_packed(oid) for oid in loose)
        prune_packed(store)
        left = [oid for oid in loose if (objects / oid.hex()[:2] / oid.hex()[2:]).exists()]
        assert left == [IDS[1]]


def test_what_it_alone_knows_is_written_again(tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    write_pack(objects, "a", [whole(3, body) for body in BODIES[:3]], IDS[:3])
    path = write_alone(objects / "pack")
    spoil(objects / "pack/pack-a.idx", 8 + 1024 + 20 * sorted(IDS[:3]).index(IDS[1]) + 15, b"ZZZZZ")
    with ObjectStore(objects, SHA1) as store:
        for body in BODIES[:3]:
            store.write("blob", body)
        assert list(store.sources[0].loose.ids()) == [IDS[1]]
    path.unlink()
    with ObjectStore(objects) as store:
        assert [store.read(oid).data for oid in IDS[:3]] == BODIES[:3]


@pytest.mark.parametrize("kind", [ALONE, CHAIN])
def test_a_pack_that_may_pass_is_not_chosen(objects: Path, kind: str) -> None:
    """It is read where no other has the object, and asked last."""
    for suffix in (".pack", ".idx"):
        (objects / "pack" / f"pack-a{suffix}").rename(objects / "pack" / f".tmp-1-pack-a{suffix}")
    packs = indexed_packs(objects / "pack")
    assert packs[0].name.startswith(b".tmp-")
    if kind == ALONE:
        write_alone(objects / "pack", preferred=0)
    else:
        write_chain(objects / "pack", [[pack] for pack in reversed(packs)])
    with ObjectStore(objects, SHA1) as store:
        found = store.entry(IDS[8])
        assert found is not None
        assert found[0].path[-1] in "bc"
        assert [store.read(oid).data for oid in IDS] == BODIES
        assert [raw and raw.data for raw in unless_bad(store.read_many(IDS))] == BODIES
        assert all(oid in store for oid in IDS)
        for body in BODIES:
            store.write("blob", body)
        assert set(store.sources[0].loose.ids()) == {IDS[at] for at in GROUPS[0] if at != 8}
