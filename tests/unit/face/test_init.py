"""Repository.init: made, opened, and half of it is no repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pygitobj import Repository, RepositoryError
from pygitobj.files.atomic import NewFile
from tests.support.command import git


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_bare(tmp_path: Path, object_format: Any) -> None:
    with Repository.init(
        tmp_path / "a" / "b.git", bare=True, object_format=object_format, initial_branch="main"
    ) as repo:
        assert repo.is_bare
        assert repo.git_dir == str(tmp_path / "a" / "b.git")
        assert repo.work_tree is None
        assert repo.format.name == object_format
        assert repo.head.target == "refs/heads/main"
        assert repo.head.id is None
        assert repo.objects.write("blob", b"x") in repo.objects
    git(tmp_path / "a" / "b.git", "fsck")


def test_with_a_work_tree(tmp_path: Path) -> None:
    with Repository.init(os.fsencode(tmp_path), initial_branch="main") as repo:
        assert not repo.is_bare
        assert repo.git_dir == str(tmp_path / ".git")
        assert repo.work_tree == str(tmp_path)
    assert git(tmp_path, "status", "--porcelain") == b""

    class Mine(Repository):
        """A user's own."""

    with Mine.init(tmp_path) as mine:
        assert type(mine) is Mine


def test_where_the_environment_points_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))
    with Repository.init(tmp_path / "r", bare=True) as repo:
        assert repo.git_dir == str(tmp_path / "r")
    assert os.listdir(tmp_path) == ["r"]


def test_settings_of_the_caller(tmp_path: Path) -> None:
    told: list[str] = []
    overrides = [("init.defaultBranch", "trunk"), ("init.defaultObjectFormat", "rot13")]
    with Repository.init(tmp_path / "r", bare=True, overrides=overrides, warn=told.append) as repo:
        assert repo.head.target == "refs/heads/trunk"
    assert told == ["warning: unknown hash algorithm 'rot13'"]


@pytest.mark.parametrize(
    "wrong", [{"bare": 1}, {"object_format": 1}, {"ref_format": b"files"}, {"initial_branch": 1}, {"shared": True}]
)
def test_arguments(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Repository.init(tmp_path / "r", **wrong)
    with pytest.raises(RepositoryError):
        Repository.init("", bare=True)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("last", ["config", "HEAD"])
def test_half_of_it_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    """Whatever fails before HEAD is there leaves no repository, and the next attempt completes it."""
    real = NewFile.replace

    def failing(file: NewFile, path: str) -> None:
        if path.endswith(f"/{last}"):
            raise OSError(28, os.strerror(28), path)
        real(file, path)

    with monkeypatch.context() as patch:
        patch.setattr(NewFile, "replace", failing)
        with pytest.raises(RepositoryError, match="No space left on device"):
            Repository.init(tmp_path, bare=True, object_format="sha256")
    assert not (tmp_path / "HEAD").exists()
    assert not list(tmp_path.glob("*.lock"))
    with pytest.raises(RepositoryError, match="not a git repository"):
        Repository.open(tmp_path, search=False)
    with Repository.init(tmp_path, bare=True, object_format="sha256") as repo:
        assert repo.format.name == "sha256"
    assert (tmp_path / "config").read_text().count("[core]") == 1
