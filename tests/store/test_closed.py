"""Each call of a store or a repository that was closed: an error that says so, and nothing is written or removed.

Whether anything was read before makes no difference, nor whether the answer needs a file: an empty list of ids, the
empty tree. Tried besides: closing twice, closing within the block of a pack writer that has added nothing yet.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pygitobj import ObjectId, ObjectStore, Repository
from tests.support.command import git

CLOSED = "the object store is closed"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    (tmp_path / "file").write_text("text\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "repack", "-qad")
    git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"nothing reaches it")
    return tmp_path


def names_below(place: Path) -> set[Path]:
    return {path for path in place.rglob("*") if path.is_file()}


def said_by(call: Callable[[], object]) -> str:
    """The words of the ValueError that `call` raises; what it gives where it raises none."""
    try:
        return f"gives {call()!r}"
    except ValueError as error:
        return str(error)


def entered(store: ObjectStore) -> None:
    with store.pack_writer() as pack:
        pack.add("blob", b"new")


def calls_of(store: ObjectStore, other: ObjectStore, oid: ObjectId) -> dict[str, Callable[[], object]]:
    empty = store.format.empty_tree
    return {
        "in": lambda: oid in store,
        "in: empty tree": lambda: empty in store,
        "read": lambda: store.read(oid),
        "read empty tree": lambda: store.read(empty),
        "header empty tree": lambda: store.header(empty),
        "info": lambda: store.info(oid),
        "open": lambda: store.open(empty),
        "open nothing": lambda: store.open(store.format.null_id),
        "len": lambda: len(store),
        "ids": store.ids,
        "ids of a type": lambda: store.ids("blob"),
        "packs": store.packs,
        "loose": lambda: list(store.loose()),
        "cruft": lambda: list(store.cruft()),
        "find_prefix": lambda: store.find_prefix("1234"),
        "read_many": lambda: list(store.read_many([])),
        "header_many": lambda: list(store.header_many([empty])),
        "verify": lambda: list(store.verify([])),
        "write": lambda: store.write("blob", b"new"),
        "write_stream": lambda: store.write_stream("blob", 3, io.BytesIO(b"new")),
        "pack_writer": lambda: entered(store),
        "copy_from": lambda: store.copy_from(other, [oid]),
        "copy_from nothing": lambda: store.copy_from(other, []),
        "copy_from it": lambda: other.copy_from(store, []),
        "refresh": store.refresh,
    }


@pytest.mark.parametrize("used", [True, False])
def test_a_store(place: Path, used: bool) -> None:
    with ObjectStore(place / ".git/objects") as other:
        oid = other.ids()[0]
        store = ObjectStore(place / ".git/objects")
        if used:
            assert len(list(store.scan())) == len(store)
            store.write("blob", b"nothing reaches it")
            before_it = store.pack_writer()
        store.close()
        before = names_below(place)
        calls = calls_of(store, other, oid)
        assert {name: said_by(call) for name, call in calls.items()} == dict.fromkeys(calls, CLOSED)
        if used:
            with pytest.raises(ValueError, match=CLOSED), before_it:
                pass
        assert names_below(place) == before
        assert bool(store)
        assert "objects" in repr(store)
        store.close()


def test_while_a_pack_is_written(place: Path) -> None:
    """The block ends with an error then, and an error means that there is no pack."""
    before = names_below(place)
    store = ObjectStore(place / ".git/objects")
    writer = store.pack_writer()

    def block() -> None:
        with writer as pack:
            pack.add("blob", b"new")
            store.close()
            assert said_by(lambda: pack.add("blob", b"newer")) == CLOSED

    assert said_by(block) == CLOSED
    assert writer.name is None
    assert names_below(place) == before


@pytest.mark.parametrize("used", [True, False])
def test_a_repository(place: Path, used: bool) -> None:
    repo = Repository.open(place)
    head = Repository.open(place).resolve("HEAD")
    if used:
        assert repo["HEAD"].id == head
    repo.close()
    before = names_below(place)
    calls: dict[str, Callable[[], object]] = {
        "[name]": lambda: repo["HEAD"],
        "[id]": lambda: repo[head],
        "commit": repo.commit,
        "tree": repo.tree,
        "blob": lambda: repo.blob("HEAD:file"),
        "path": lambda: repo.resolve("HEAD:file"),
        "ids": lambda: repo.objects.ids(),
        "refresh": repo.refresh,
        "repack": lambda: repo.repack(all=True, delete=True),
        "prune": lambda: repo.prune(expire=datetime.now(UTC)),
        "prune_packed": repo.prune_packed,
        "count_objects": repo.count_objects,
        "pack_objects": lambda: repo.pack_objects(io.BytesIO(), all=True),
        "index_pack": lambda: repo.index_pack(io.BytesIO(b"PACK")),
    }
    said = CLOSED if used else "the repository is closed"
    assert {name: said_by(call) for name, call in calls.items()} == dict.fromkeys(calls, said)
    assert names_below(place) == before
    repo.close()
