"""Whatever is in the place of a file of the store: nothing waits for it or reads it for ever, and all else is found.

What packs have is in another pack too. Tried besides: each of these while a multi-pack-index covers the pack, and
.keep and .promisor files of 32 MiB, of which the beginning is given.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from pygitobj import GitObjectError, ObjectId, ObjectStore, Repository
from pygitobj.jobs.inspect.explain import explain
from tests.faults.test_odd_small_files import PLACES
from tests.support.command import git
from tests.support.multi import CHAIN, indexed_packs, write_alone, write_chain

pytestmark = pytest.mark.usefixtures("no_waiting")
BODIES = [b"body %d\n" % number for number in range(4)]


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, list[ObjectId]]:
    """Two packs that have the same and one object each besides, and a loose one that is in none."""
    git(tmp_path, "init", "-q", ".")
    with Repository.open(tmp_path) as repo:
        ids = [repo.objects.write("blob", body) for body in BODIES]
    for some in (ids[:2], ids[1:3]):
        listed = b"".join(b"%s\n" % str(oid).encode() for oid in some)
        git(tmp_path, "pack-objects", "-q", ".git/objects/pack/pack", stdin=listed)
    git(tmp_path, "prune-packed")
    return tmp_path, ids


def looks(store: ObjectStore, ids: list[ObjectId], lost: ObjectId) -> None:
    """Ask for everything in every way: an answer that is right, or an error that is ours."""
    for oid, body in zip(ids, BODIES, strict=True):
        for ask in (store.read, store.header, store.info, store.open, lambda oid: explain(store, oid)):
            try:
                ask(oid)
            except GitObjectError:
                assert oid == lost
        if oid != lost:
            assert store.read(oid).data == body
    try:
        found = dict(store.read_many(ids))
        assert {oid for oid in ids if found[oid] is None} <= {lost}
    except GitObjectError:
        pass
    for call in (store.ids, store.packs, lambda: list(store.cruft()), lambda: list(store.verify())):
        with contextlib.suppress(GitObjectError):
            call()


@pytest.mark.parametrize("odd", PLACES)
@pytest.mark.parametrize("what", [".idx", ".pack", ".rev", ".mtimes", ".keep", ".promisor", "loose"])
def test_a_file_of_a_store(place: tuple[Path, list[ObjectId]], what: str, odd: str) -> None:
    root, ids = place
    objects = root / ".git/objects"
    with ObjectStore(objects) as store:
        first = next(pack.path for pack in store.packs() if pack.objects == 2)
        has = store.sources[0].packed.by_path[first.removesuffix(".pack")]
        lost = ids[3] if what == "loose" else next(oid for oid in (ids[0], ids[2]) if has.find(oid) >= 0)
    path = objects / lost.hex()[:2] / lost.hex()[2:] if what == "loose" else Path(first).with_suffix(what)
    path.unlink(missing_ok=True)
    PLACES[odd](path)
    with ObjectStore(objects) as store:
        looks(store, ids, lost)


@pytest.mark.parametrize("odd", PLACES)
@pytest.mark.parametrize("what", ["alone", "chain", "oldest layer", "youngest layer"])
def test_an_index_of_many_packs(place: tuple[Path, list[ObjectId]], what: str, odd: str) -> None:
    root, ids = place
    packs = root / ".git/objects/pack"
    if what == "alone":
        path = write_alone(packs)
    else:
        layers = write_chain(packs, [[pack] for pack in indexed_packs(packs)])
        path = {"oldest layer": layers[0], "youngest layer": layers[-1]}.get(
            what, layers[0].with_name(f"multi-pack-index-{CHAIN}")
        )
    path.unlink()
    PLACES[odd](path)
    with ObjectStore(packs.parent) as store:
        for oid, body in zip(ids, BODIES, strict=True):
            assert oid in store
            assert store.read(oid).data == body
        assert list(store.ids()) == sorted(ids)
        assert ObjectId("1" * 40) not in store
