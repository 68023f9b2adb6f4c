"""Objects taken over from another store: all of them and as they were stored, or, where anything is wrong, none.

Tried besides: each byte of the source's pack and index changed to three others, and a disk that is full at every write.
"""

from __future__ import annotations

import os
import random
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.recipes import RECIPES
from pygitobj import (
    SHA256,
    CorruptError,
    CorruptObject,
    GitObjectError,
    NotFoundError,
    ObjectId,
    ObjectStore,
    Repository,
    RepositoryError,
)
from pygitobj.files.pack_writer import PackBuilder
from tests.support.command import git
from tests.support.deltas import copy, delta, insert
from tests.support.packs import object_id, ofs_delta, ref_delta, whole
from tests.support.refusing import ERRNOS, refusing
from tests.support.stores import write_loose, write_pack
from tests.support.unchecked import unchecked

KINDS = [
    "one-object", "index-v1", "ref-deltas", "many-packs", "duplicates", "alternates-relative", "junk",
    "multi-pack-index", "sha256-loose", "sha256-packed", "compression", "long-chain", "odd-commits",
]  # fmt: skip
SHARED = b"".join(b"line %d of what all versions share\n" % number for number in range(60))
VERSIONS = [SHARED + b"version %d\n" % number for number in range(12)]
IDS = [ObjectId(object_id("blob", body)) for body in VERSIONS]
ABSENT = ObjectId(bytes(range(20)))


@pytest.fixture(scope="module", params=KINDS)
def place(request: pytest.FixtureRequest, build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def build(target: Path) -> None:
        (target / "where").write_text(str(RECIPES[request.param](target / "repository")))

    return Path((build_once(f"store-{request.param}", build) / "where").read_text())


@pytest.fixture
def source(tmp_path: Path) -> Iterator[ObjectStore]:
    """Versions 0 to 9 in a pack, each a delta of the one before it; 10 and 11 are loose."""
    deltas = [b""] + [
        delta(len(VERSIONS[at - 1]), len(VERSIONS[at]), copy(0, len(SHARED)) + insert(VERSIONS[at][len(SHARED) :]))
        for at in range(1, 10)
    ]
    entries = [whole(3, VERSIONS[0])]
    for at in range(1, 10):
        entries.append(ofs_delta(len(entries[-1]), deltas[at]) if at % 3 else ref_delta(IDS[at - 1], deltas[at]))
    write_pack(tmp_path / "source", "a", entries, list(IDS[:10]))
    for body in VERSIONS[10:]:
        write_loose(tmp_path / "source", "blob", body)
    with ObjectStore(tmp_path / "source") as store:
        yield store


@pytest.fixture
def target(tmp_path: Path) -> Iterator[ObjectStore]:
    (tmp_path / "target").mkdir()
    with ObjectStore(tmp_path / "target") as store:
        yield store


def files_of(store: ObjectStore) -> set[str]:
    """The names of all files there are, of temporary ones too."""
    return {name for _, _, names in os.walk(store.path) for name in names}


def test_every_kind_of_store(place: Path, tmp_path: Path) -> None:
    with Repository.open(place) as repository:
        source = repository.objects
        ids = source.ids()
        git(tmp_path, "init", "-q", "--bare", f"--object-format={source.format.name}", "copy")
        with Repository.open(tmp_path / "copy") as made:
            assert made.objects.copy_from(source, ids) == len(ids)
            assert made.objects.ids() == ids
            assert dict(made.objects.verify()) == dict.fromkeys(ids)
            assert made.objects.copy_from(source, ids) == 0
            assert len(list((tmp_path / "copy/objects/pack").glob("*.pack"))) == bool(ids)
            # What was a delta there is one here, unless its base is stored twice.
            whole_there = {oid for oid, info in source.info_many(ids) if getattr(info, "delta_base", None) is None}
            whole_here = {oid for oid, info in made.objects.info_many(ids) if getattr(info, "delta_base", None) is None}
            assert whole_here <= whole_there
    told = git(tmp_path / "copy", "fsck", "--no-dangling", "--connectivity-only")
    assert b"corrupt" not in told


def test_deltas_stay_and_bytes_are_the_same(source: ObjectStore, target: ObjectStore) -> None:
    assert target.copy_from(source, iter([*IDS, *IDS])) == 12
    for oid, body in zip(IDS, VERSIONS, strict=True):
        assert target.read(oid).data == body
        assert target.info(oid).delta_base == source.info(oid).delta_base
    assert len(list(target.loose())) == 0


def test_a_delta_whose_base_stays_away_is_made_whole(source: ObjectStore, target: ObjectStore) -> None:
    assert target.copy_from(source, IDS[4:6]) == 2
    assert [target.read(oid).data for oid in IDS[4:6]] == VERSIONS[4:6]
    assert [target.info(oid).delta_base for oid in IDS[4:6]] == [None, IDS[4]]


def test_what_is_here_already_stays_and_becomes_young(source: ObjectStore, target: ObjectStore) -> None:
    target.write("blob", VERSIONS[3])
    with target.pack_writer() as pack:
        pack.add("blob", VERSIONS[7])
    here = [Path(target.path) / IDS[3].hex()[:2] / IDS[3].hex()[2:], Path(target.path) / "pack" / f"{pack.name}.pack"]
    for path in here:
        os.utime(path, (1, 1))
    assert target.copy_from(source, IDS) == 10
    assert all(path.stat().st_mtime > 1000 for path in here)
    assert target.copy_from(source, IDS) == 0
    assert target.copy_from(source, []) == 0
    assert target.copy_from(target, IDS) == 0


@pytest.mark.parametrize("where", ["loose", "packed"])
def test_what_is_here_and_damaged_is_copied(source: ObjectStore, target: ObjectStore, where: str) -> None:
    """Also where only its hash is wrong: the bytes of another object."""
    if where == "loose":
        path = Path(target.path) / IDS[3].hex()[:2] / IDS[3].hex()[2:]
        other = write_loose(Path(target.path), "blob", b"other")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((Path(target.path) / other.hex()[:2] / other.hex()[2:]).read_bytes())
    else:
        write_pack(Path(target.path), "bad", [whole(3, b"other"), whole(3, VERSIONS[5])], [IDS[3], IDS[5]])
    assert target.copy_from(source, [IDS[3], IDS[5]]) == (2 if where == "loose" else 1)
    assert [target.read(oid).data for oid in (IDS[3], IDS[5])] == [VERSIONS[3], VERSIONS[5]]


def test_nothing_is_there_after_an_error(source: ObjectStore, target: ObjectStore) -> None:
    for asked in ([*IDS, ABSENT], [ABSENT]):
        with pytest.raises(NotFoundError, match=str(ABSENT)):
            target.copy_from(source, asked)
        assert files_of(target) == set()


@pytest.mark.parametrize("at", range(10))
def test_a_damaged_entry(source: ObjectStore, target: ObjectStore, at: int) -> None:
    """It is an error, unless another copy serves."""
    (path,) = Path(source.path).glob("pack/*.pack")
    info = source.info(IDS[at])
    found = source.entry(IDS[at])
    assert found is not None
    offset = found[1]
    data = bytearray(path.read_bytes())
    data[offset + info.disk_size - 3] ^= 0xFF
    path.write_bytes(data)
    with ObjectStore(source.path) as damaged:
        with pytest.raises(CorruptError):
            target.copy_from(damaged, IDS)
        assert files_of(target) == set()
        write_loose(Path(source.path), "blob", VERSIONS[at])
        assert target.copy_from(damaged, IDS) == 12
        assert dict(target.verify(IDS)) == dict.fromkeys(IDS)


def test_what_cannot_be_a_source(source: ObjectStore, target: ObjectStore, tmp_path: Path) -> None:
    with ObjectStore(tmp_path / "target", SHA256) as other:
        with pytest.raises(ValueError, match="cannot be copied"):
            other.copy_from(source, IDS)
        with pytest.raises(ValueError, match="cannot be copied"):
            target.copy_from(other, IDS)
    for wrong in (None, source.path, tmp_path):
        with pytest.raises(TypeError, match="a store to copy from"):
            target.copy_from(unchecked(wrong), IDS)
    for wrong_ids in (IDS[0], str(IDS[0]), [str(IDS[0])], [b"short"], None, 5):
        with pytest.raises((TypeError, ValueError)):
            target.copy_from(source, unchecked(wrong_ids))
    assert files_of(target) == set()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()])
def test_no_file_is_left_behind(
    source: ObjectStore, target: ObjectStore, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    for name in ("flush", "finish", "add_whole", "start"):
        with monkeypatch.context() as patch:
            patch.setattr(PackBuilder, name, fail)
            with pytest.raises(RepositoryError if isinstance(error, OSError) else type(error)):
                target.copy_from(source, IDS)
        assert files_of(target) == set()


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("name", ["source", "target"])
def test_each_call_fails(source: ObjectStore, tmp_path: Path, name: str, lasting: bool) -> None:
    """Whatever the system says no to: all is copied, or an error is raised and there is no pack."""
    at = 0
    while True:
        at += 1
        target = tmp_path / f"target-{at}"
        target.mkdir()
        watched = Path(source.path) if name == "source" else target
        with (
            ObjectStore(source.path, log=False) as taken,
            ObjectStore(target, log=False) as made,
            refusing(watched, at, ERRNOS[at % len(ERRNOS)], lasting=lasting) as system,
        ):
            try:
                assert made.copy_from(taken, IDS) == len(IDS)
            except NotFoundError as error:
                pytest.fail(f"call {at}, {system.place}: {error}")
            except GitObjectError:
                pass
        with ObjectStore(target) as made:
            found = {error for _, error in made.verify()}
            assert found <= {None}, at
            assert len(made) in (0, len(IDS))
        if at > system.count:
            assert len(list(target.glob("pack/*.pack"))) == 1
            return


def test_bodies_are_not_held(tmp_path: Path) -> None:
    chance = random.Random(3)
    (tmp_path / "source").mkdir()
    (tmp_path / "target").mkdir()
    with ObjectStore(tmp_path / "source") as source, ObjectStore(tmp_path / "target") as target:
        with source.pack_writer() as pack:
            ids = [pack.add("blob", chance.randbytes(1 << 20)) for _ in range(60)]
        tracemalloc.start()
        assert target.copy_from(source, ids) == 60
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 30 << 20
        assert all(error is None for _, error in target.verify())


def test_another_object_under_its_id_is_refused(source: ObjectStore, target: ObjectStore) -> None:
    """Bytes that are whole, but no sum of them is known: they are built, and hash to another id."""
    write_pack(Path(source.path), "b", [whole(3, b"another")], [ABSENT], version=1)
    with ObjectStore(source.path) as opened, pytest.raises(CorruptObject):
        target.copy_from(opened, [ABSENT])
    assert files_of(target) == set()
