"""Packs that come while young objects are looked for are seen, and one that is damaged is not passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import RepositoryError
from pygitobj.jobs.unreachable import recent
from pygitobj.repository.roots import entries_of
from tests.support.command import git


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a pack in it, and another one aside."""
    git(tmp_path, "init", "-q", "r")
    (tmp_path / "aside").mkdir()
    for body, place in ((b"one\n", tmp_path / "r/.git/objects/pack/pack"), (b"two\n", tmp_path / "aside/pack")):
        oid = git(tmp_path / "r", "hash-object", "-w", "--stdin", stdin=body)
        git(tmp_path / "r", "pack-objects", "-q", str(place), stdin=oid)
    return tmp_path / "r"


def test_a_pack_that_comes_meanwhile(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    list_names = entries_of

    def while_a_pack_comes(directory: str) -> list[str]:
        for path in (repo.parent / "aside").iterdir():
            shutil.copy(path, directory)
        return list_names(directory)

    monkeypatch.setattr(recent, "entries_of", while_a_pack_comes)
    with Repository.open(repo) as opened:
        assert len(recent.all_packs(opened.objects)) == 2


def test_a_damaged_index_is_told(repo: Path) -> None:
    (index,) = (repo / ".git/objects/pack").glob("*.idx")
    index.chmod(0o644)
    index.write_bytes(index.read_bytes()[:500])
    with Repository.open(repo) as opened, pytest.raises(RepositoryError, match="cannot be used"):
        recent.all_packs(opened.objects)
