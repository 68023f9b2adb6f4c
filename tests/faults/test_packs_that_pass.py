"""A pack that git's repack is still at: `.tmp-<number>-pack-…` with its index, taken away where that repack fails.

It serves readers, as in git; nothing that is removed and nothing that is confirmed relies on it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import ObjectId, ObjectStore, Repository
from pygitobj.files.directory import names_in
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from tests.support.command import git

EVERYTHING = RepackOptions(everything=True, delete=True, server_info=False)
REPACKS = {
    "-d": EVERYTHING._replace(everything=False),
    "-a -d": EVERYTHING,
    "-a -d -l": EVERYTHING._replace(local=True),
    "-a -d -k": EVERYTHING._replace(keep_unreachable=True),
    "-A -d": EVERYTHING._replace(loosen=True),
    "-A -d -l": EVERYTHING._replace(loosen=True, local=True),
    "--geometric": EVERYTHING._replace(everything=False, geometric=2),
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one loose commit, and the young blob `young` to which nothing leads."""
    git(tmp_path, "init", "-q", "-b", "main", "--template=", "r")
    (tmp_path / "r" / "file").write_text("a file\n")
    git(tmp_path / "r", "add", ".")
    git(tmp_path / "r", "commit", "-qm", "step")
    git(tmp_path / "r", "hash-object", "-w", "--stdin", stdin=b"young\n")
    return tmp_path / "r"


def objects_of(repo: Path) -> list[ObjectId]:
    """All that the repository has itself."""
    with ObjectStore(repo / ".git" / "objects") as store:
        return sorted(oid for oid, _ in store.scan())


def add_passing(objects: Path, ids: list[ObjectId], source: Path) -> None:
    """Put a pack of the objects `ids` into the directory `objects`, under the name that git's repack gives it first."""
    lines = "".join(f"{oid}\n" for oid in ids).encode()
    git(source, "pack-objects", "-q", str(objects / "pack" / ".tmp-4711-pack"), stdin=lines)


def drop_passing(objects: Path) -> None:
    """Take it away, as the repack does."""
    for name in names_in(str(objects / "pack")):
        if name.startswith(".tmp-"):
            os.unlink(objects / "pack" / name)


def missing(objects: Path, ids: list[ObjectId]) -> list[ObjectId]:
    with ObjectStore(objects) as store:
        return [oid for oid in ids if oid not in store]


def test_prune_packed(repo: Path) -> None:
    objects, ids = repo / ".git" / "objects", objects_of(repo)
    add_passing(objects, ids, repo)
    with ObjectStore(objects) as store:
        assert prune_packed(store) == 0
    drop_passing(objects)
    assert missing(objects, ids) == []


def test_it_does_not_hide_a_pack_that_stays(repo: Path) -> None:
    objects, ids = repo / ".git" / "objects", objects_of(repo)
    lines = "".join(f"{oid}\n" for oid in ids).encode()
    git(repo, "pack-objects", "-q", str(objects / "pack" / "pack"), stdin=lines)
    with ObjectStore(objects) as store:
        assert missing(objects, ids) == []
        add_passing(objects, ids, repo)
        store.refresh()
        assert prune_packed(store) == len(ids)


@pytest.mark.parametrize("words", REPACKS)
@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_repack(repo: Path, words: str, packed: bool) -> None:
    objects, ids = repo / ".git" / "objects", objects_of(repo)
    if packed:
        lines = "".join(f"{oid}\n" for oid in ids).encode()
        git(repo, "pack-objects", "-q", str(objects / "pack" / "pack"), stdin=lines)
        git(repo, "prune-packed")
    add_passing(objects, ids, repo)
    if words.startswith("-a -d") and not words.endswith("-k") and packed:
        # As in git, what is packed and nothing leads to goes.
        ids = [oid for oid in ids if str(oid) in git(repo, "rev-list", "--objects", "--all").decode()]
    with Repository.open(repo) as repository:
        repack(repository, REPACKS[words])
    drop_passing(objects)
    assert missing(objects, ids) == []


@pytest.mark.parametrize("words", [words for words in REPACKS if words.endswith("-l")])
def test_repack_beside_one_of_an_alternate(repo: Path, tmp_path: Path, words: str) -> None:
    objects, ids = repo / ".git" / "objects", objects_of(repo)
    git(tmp_path, "init", "-q", "--bare", "--template=", "other")
    other = tmp_path / "other" / "objects"
    add_passing(other, ids, repo)
    git(repo, "repack", "-a", "-d", "-q")
    (objects / "info").mkdir(exist_ok=True)
    (objects / "info" / "alternates").write_text(f"{other}\n")
    with Repository.open(repo) as repository:
        repack(repository, REPACKS[words])
    drop_passing(other)
    assert missing(objects, ids) == []


@pytest.mark.parametrize("how", ["write", "pack"])
def test_what_is_confirmed(repo: Path, how: str) -> None:
    objects = repo / ".git" / "objects"
    with ObjectStore(objects) as store:
        oid = store.write("blob", b"passing\n")
    add_passing(objects, [oid], repo)
    os.unlink(objects / str(oid)[:2] / str(oid)[2:])
    with ObjectStore(objects) as store:
        assert store.read(oid).data == b"passing\n"
        if how == "write":
            assert store.write("blob", b"passing\n") == oid
        else:
            with store.pack_writer() as pack:
                assert pack.add("blob", b"passing\n") == oid
    drop_passing(objects)
    assert missing(objects, [oid]) == []
