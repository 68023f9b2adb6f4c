"""The table of docs/stores.md: what is safe across threads, forks and pickling, a test for each cell.

Those of values are in tests/unit/test_values.py and test_id_list.py; more of pickled stores in test_places.py, of pack
writers in test_pack_writer.py. Tried besides: 32 threads instead of 8.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pygitobj import CorruptError, IdList, ObjectId, ObjectStore, RawObject, Repository
from tests.support.command import git
from tests.support.failing import PASSED, in_child

BODIES = [b"number %d\n" % number for number in range(2000)]
ABSENT = ObjectId(bytes(range(20)))
THREADS = 8


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", "--bare", ".")
    with Repository.open(tmp_path) as opened:
        with opened.objects.pack_writer() as pack:
            for body in BODIES[20:]:
                pack.add("blob", body)
        for body in BODIES[:20]:
            opened.objects.write("blob", body)
    with Repository.open(tmp_path) as opened:
        yield opened


def ways(store: ObjectStore, ids: IdList) -> list[Callable[[], object]]:
    """Ways to use a store, each with its own answer."""
    large = 2 << 20
    return [
        lambda: [store.read(oid).data for oid in ids[:300]],
        lambda: sorted(raw.data for _, raw in store.read_many(ids) if isinstance(raw, RawObject)),
        lambda: sorted(raw.data for _, raw in store.scan() if isinstance(raw, RawObject)),
        lambda: (list(store.header_many(ids)), list(store.info_many(ids)), list(store.sizes(ids))),
        lambda: list(store.verify()),
        lambda: (len(store), ABSENT in store, all(oid in store for oid in ids)),
        lambda: [store.open(oid).read() for oid in ids[:100]],
        lambda: (store.write("blob", BODIES[3]), store.write("blob", b"new")),
        lambda: store.copy_from(store, ids[:50]),
        lambda: store.read(store.write("blob", bytes(large))).data == bytes(large),
    ]


def test_a_store_in_threads(repo: Repository) -> None:
    with Repository.open(repo.location.git_dir) as other:
        ids = other.objects.ids()
        expected = [way() for way in ways(other.objects, ids)]
    store = repo.objects
    made = ways(store, ids)
    start = threading.Barrier(THREADS)

    def use(number: int) -> list[object]:
        start.wait()
        order = [*range(number % len(made), len(made)), *range(number % len(made))]
        found = {at: made[at]() for at in order}
        return [found[at] for at in range(len(made))]

    with ThreadPoolExecutor(THREADS) as pool:
        for answers in pool.map(use, range(THREADS)):
            # What is written is there afterwards: how many there are depends on who was first.
            for at in (0, 1, 3, 6, 7, 8, 9):
                assert answers[at] == expected[at]
    assert [error for _, error in store.verify() if error] == []


def test_a_repository_in_threads(repo: Repository) -> None:
    oid = repo.objects.write("blob", b"named")
    git(Path(repo.location.git_dir), "update-ref", "refs/tags/blob", str(oid))
    with ThreadPoolExecutor(THREADS) as pool:
        found = set(pool.map(lambda _: (repo.resolve("blob"), repo.blob("blob").data), range(200)))
    assert found == {(oid, b"named")}


def test_a_store_after_a_fork(repo: Repository) -> None:
    store = repo.objects
    ids = store.ids()
    expected = dict(store.read_many(ids))

    def use() -> None:
        assert dict(store.read_many(ids)) == expected
        assert store.read(store.write("blob", b"the child's")).data == b"the child's"
        assert repo.resolve(str(ids[0])) == ids[0]

    assert in_child(use) == PASSED
    use()
    assert store.read(store.write("blob", b"the child's")).data == b"the child's"


def test_an_iterator_in_threads(repo: Repository) -> None:
    """One at a time: it may be handed on, and who comes while another asks is told."""
    store = repo.objects
    inside, go = threading.Event(), threading.Event()

    def slow() -> Iterator[ObjectId]:
        inside.set()
        go.wait(30)
        yield from store.ids()[:10]

    found = store.read_many(slow())
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(next, found)
        inside.wait(30)
        with pytest.raises(ValueError, match="already executing"):
            next(found)
        go.set()
        assert isinstance(first.result()[1], RawObject)
        assert len([*pool.submit(list, found).result()]) == 9


def test_an_iterator_after_a_fork(repo: Repository) -> None:
    store = repo.objects
    ids = store.ids()
    expected = list(store.read_many(ids))
    for window in (1 << 20, 3000):
        found: Iterator[object] = store.read_many(ids, window=window)
        begun = [next(found) for _ in range(5)]

        def use(found: Iterator[object] = found, begun: list[object] = begun) -> None:
            assert [*begun, *found] == expected

        assert in_child(use) == PASSED
        use()


@pytest.mark.parametrize("name", ["loose", "packed", "large"])
def test_a_file(repo: Repository, name: str) -> None:
    store = repo.objects
    if name == "large":
        oid = store.write("blob", os.urandom(3 << 20))
    else:
        oid = store.format.hash_object("blob", BODIES[5 if name == "loose" else 500])
    body = store.read(oid).data
    file = store.open(oid)
    begun = file.read(3)

    def use() -> None:
        assert begun + file.read() == body

    assert in_child(use) == PASSED
    use()
    file = store.open(oid)
    with ThreadPoolExecutor(1) as pool:
        assert file.read(3) + pool.submit(file.read).result() == body


def test_a_pack_writer(repo: Repository) -> None:
    store = repo.objects

    def refused() -> None:
        with pytest.raises(ValueError, match="the process that began it"):
            pack.add("blob", b"the child's")

    with store.pack_writer() as pack:
        assert in_child(refused) == PASSED
        with ThreadPoolExecutor(THREADS) as pool:
            ids = list(pool.map(lambda number: pack.add("blob", b"%d of many" % (number % 100)), range(400)))
    assert len(set(ids)) == 100
    assert all(error is None for _, error in store.verify(set(ids)))


def test_what_pickles(repo: Repository) -> None:
    store = repo.objects
    ids = store.ids()
    again: Any = pickle.loads(pickle.dumps((store, repo, ids, store.read(ids[0]), CorruptError("what", path="p"))))
    assert again[0].path == again[1].objects.path == store.path
    assert again[0].ids() == ids == again[2]
    assert again[3:] == (store.read(ids[0]), CorruptError("what", path="p"))
    assert isinstance(again[2], IdList)


def test_what_does_not(repo: Repository) -> None:
    store = repo.objects
    ids = store.ids()
    waiting: list[object] = [
        iter(store), store.id_lists(), store.read_many(ids), store.scan(), store.windows(), store.describe(ids),
        store.sizes(ids), store.header_many(ids), store.info_many(ids), store.verify(), store.loose(),
        store.locate_many(ids), store.open(store.write("blob", bytes(2 << 20))), store.pack_writer(),
    ]  # fmt: skip
    for value in waiting:
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(value)
