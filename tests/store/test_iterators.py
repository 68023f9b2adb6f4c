"""What iterators of a store do when something comes in between: an end, a list that grows, packs that go.

Tried besides: closing from another thread at random moments, compiled and not.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pygitobj import IdList, ObjectId, ObjectStore
from pygitobj.store import windows
from tests.support.command import git

BODIES = [b"number %d\n" % number for number in range(3000)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ObjectStore]:
    """Objects in a pack, and some that are loose."""
    (tmp_path / "objects").mkdir()
    with ObjectStore(tmp_path / "objects") as made:
        with made.pack_writer() as pack:
            for body in BODIES[10:]:
                pack.add("blob", body)
        for body in BODIES[:10]:
            made.write("blob", body)
        yield made


def iterators(store: ObjectStore) -> dict[str, Iterator[Any]]:
    """One of each."""
    ids = store.ids()
    return {
        "iter": iter(store),
        "id_lists": store.id_lists(),
        "locate_many": store.locate_many(ids),
        "loose": store.loose(),
        "read_many": store.read_many(ids),
        "scan": store.scan(),
        "scan by id": store.scan(ordered=True),
        "windows": store.windows(ids, window=2000),
        "all windows": store.windows(window=2000),
        "describe": store.describe(iter(ids)),
        "sizes": store.sizes(ids),
        "header_many": store.header_many(ids),
        "info_many": store.info_many(ids),
        "verify": store.verify(ids),
        "verify all": store.verify(),
    }


def test_close_ends_them(store: ObjectStore) -> None:
    """With an error: an end without a word would pass for having seen everything."""
    begun, waiting = iterators(store), iterators(store)
    for found in begun.values():
        next(found)
    store.close()
    for name, found in [*begun.items(), *waiting.items()]:
        with pytest.raises(ValueError, match="the object store is closed"):
            next(found)
        assert list(found) == [], name
    asks: list[Callable[[], object]] = [
        lambda: list(store.read_many([])),
        lambda: list(store.sizes([])),
        lambda: list(store.scan()),
        lambda: list(store.verify()),
        lambda: list(store.loose()),
        store.ids,
    ]
    for ask in asks:
        with pytest.raises(ValueError, match="the object store is closed"):
            ask()


def test_a_file_goes_on(store: ObjectStore) -> None:
    for oid in (store.write("blob", b"loose"), store.ids()[5]):
        expected = store.read(oid).data
        file = store.open(oid)
        store.close()
        assert file.read() == expected
        store = ObjectStore(store.path)


MANY: list[Callable[[ObjectStore], Callable[..., Iterator[object]]]] = [
    lambda store: store.read_many,
    lambda store: store.header_many,
    lambda store: store.info_many,
    lambda store: store.sizes,
    lambda store: store.describe,
    lambda store: store.verify,
    lambda store: store.windows,
]


@pytest.mark.parametrize("call", MANY)
@pytest.mark.parametrize("count", [1, 1024, 1025, 3000])
@pytest.mark.parametrize("kind", [list, set, dict.fromkeys])
def test_what_grows_is_an_error(
    store: ObjectStore,
    call: Callable[[ObjectStore], Callable[..., Iterator[object]]],
    count: int,
    kind: Callable[..., object],
) -> None:
    """However far it was looked ahead: with one id all of it was, when the first answer is given."""
    for change in (True, False):
        asked = kind(store.ids()[:count])
        found = call(store)(asked)
        next(found)
        if not change:
            assert len(list(found)) < count or count == 1
            continue
        if isinstance(asked, list):
            asked.append(asked[0])
        elif isinstance(asked, set):
            asked.add(ObjectId(bytes(20)))
        elif isinstance(asked, dict):
            asked[ObjectId(bytes(20))] = None
        with pytest.raises(RuntimeError, match="changed"):
            list(found)


def test_what_shrinks_is_an_error(store: ObjectStore) -> None:
    asked = list(store.ids())
    found = store.read_many(asked)
    next(found)
    del asked[100:]
    with pytest.raises(RuntimeError, match="changed"):
        list(found)


def test_what_a_generator_gives_meanwhile_is_read(store: ObjectStore) -> None:
    """Who finds more to read as it goes on hands in what gives it, and is asked no further ahead than it can tell."""
    ids = list(store.ids())

    def given() -> Iterator[ObjectId]:
        yield from ids[:3]
        yield from IdList(ids[3:9])

    assert [oid for oid, _ in store.read_many(given())] == ids[:9]


def test_leaving_a_loop_frees_what_was_read_ahead(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: weakref.WeakSet[windows.Window] = weakref.WeakSet()
    fit = windows.Window.fit

    def noted(window: windows.Window) -> int:
        alive.add(window)
        return fit(window)

    monkeypatch.setattr(windows.Window, "fit", noted)
    asks: list[Callable[[], Iterator[object]]] = [lambda: store.read_many(store.ids()), store.scan]
    for ask in asks:
        for _ in ask():
            assert len(alive) == 1
            break
        gc.collect()
        assert not alive


def test_packs_that_go_meanwhile(tmp_path: Path) -> None:
    """What moves to another pack is found there."""
    git(tmp_path, "init", "-q", "--bare", ".")
    with ObjectStore(tmp_path / "objects") as store:
        for share in (BODIES[:1500], BODIES[1500:]):
            with store.pack_writer() as pack:
                for body in share:
                    pack.add("blob", body)
        ids = store.ids()
        assert len(ids) == len(BODIES)
    lines = b"".join(b"100644 blob %s\t%d\n" % (str(oid).encode(), at) for at, oid in enumerate(ids))
    git(tmp_path, "update-ref", "refs/tags/all", git(tmp_path, "mktree", stdin=lines).decode().strip())
    for name in "read_many", "scan", "scan by id", "header_many", "info_many", "sizes", "verify", "verify all", "iter":
        with ObjectStore(tmp_path / "objects") as store:
            found = iterators(store)[name]
            first = next(found)
            git(tmp_path, "repack", "-q", "-a", "-d", "-f")
            rest = [first, *found]
            told = [one if name == "iter" else one[0] for one in rest if one]
            assert sorted(told)[: len(ids)] == sorted(set(told))[: len(ids)]
            assert set(ids) <= set(told), name
            if name.startswith("verify"):
                assert all(one[1] is None for one in rest)
