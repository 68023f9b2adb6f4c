"""What a repository that stays open sees once it is told to look again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
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
