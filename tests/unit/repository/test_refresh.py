"""What a repository that stays open sees once it is told to look again."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.store.place import available_cores
from tests.support.command import git
from tests.support.stores import write_loose


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with a commit."""
    git(tmp_path, "init", "-q", "r")
    git(tmp_path / "r", "-c", "user.name=a", "-c", "user.email=b", "commit", "-q", "--allow-empty", "-m", "one")
    return tmp_path / "r"


def test_settings(place: Path) -> None:
    with Repository.open(place) as repository:
        assert repository.config.get_int("pack.depth", 7) == 7
        git(place, "config", "pack.depth", "9")
        assert repository.config.get_int("pack.depth", 7) == 7
        repository.refresh()
        assert repository.config.get_int("pack.depth", 7) == 9


def test_replace_refs_and_shallow_lines(place: Path) -> None:
    with Repository.open(place) as repository:
        one, other = (ObjectId(write_loose(place / ".git/objects", "blob", body)) for body in (b"one", b"other"))
        assert repository.blob(one).data == b"one"
        assert repository.shallow == frozenset()
        git(place, "replace", str(one), str(other))
        head = repository.resolve("HEAD")
        (place / ".git/shallow").write_text(f"{head}\n")
        repository.refresh()
        assert repository.blob(one).data == b"other"
        assert repository.shallow == {head}


def test_alternates_that_come_and_go(place: Path, tmp_path: Path) -> None:
    oid = ObjectId(write_loose(tmp_path / "other", "blob", b"there"))
    alternates = place / ".git/objects/info/alternates"
    with Repository.open(place) as repository:
        assert oid not in repository.objects
        alternates.write_text(f"{tmp_path}/other\n")
        repository.refresh()
        assert repository.objects.read(oid).data == b"there"
        alternates.unlink()
        repository.refresh()
        assert oid not in repository.objects
        assert len(repository.objects.sources) == 1


def test_settings_of_the_store(place: Path) -> None:
    """Those too that it was made with, or has used already: how files are written, how many packs' index, threads."""
    git(place, "repack", "-qad")
    git(place, "multi-pack-index", "write")
    head = ObjectId(git(place, "rev-parse", "HEAD").decode().strip())
    with Repository.open(place) as repository:
        store = repository.objects
        packed = store.sources[0].packed

        def uses_index() -> bool:
            return packed.covered is not None

        def size_written(body: bytes) -> tuple[int, int]:
            path = Path(store.sources[0].loose.path(store.write("blob", body)))
            return path.stat().st_mode & 0o777, path.stat().st_size

        assert head in store
        assert uses_index()
        assert size_written(b"a" * 4000)[1] < 100
        for words in (
            ("core.multiPackIndex", "false"),
            ("core.looseCompression", "0"),
            ("core.sharedRepository", "0664"),
            ("pack.threads", "3"),
        ):
            git(place, "config", *words)
        assert size_written(b"b" * 4000)[1] < 100
        repository.refresh()
        assert repository.objects is store
        mode, size = size_written(b"c" * 4000)
        assert mode == 0o444
        assert size > 4000
        assert not uses_index()
        assert store.threads == 3
        assert head in store
        assert store.read(head).type == "commit"
        assert pickle.loads(pickle.dumps(store)).threads == 3
        git(place, "config", "core.multiPackIndex", "true")
        git(place, "config", "--unset", "pack.threads")
        repository.refresh()
        assert uses_index()
        assert head in store
        assert store.threads == available_cores()
