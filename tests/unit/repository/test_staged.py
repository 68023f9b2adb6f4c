"""The index of a worktree: with all its entries also where git has split it, again and again."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from pygitobj.errors import CorruptIndex
from pygitobj.formats.split_index import build_changes
from pygitobj.repository.repository import Repository
from pygitobj.repository.staged import index_if_there
from pygitobj.repository.tips import RepositoryTips
from tests.support.command import git, pygitobj


def listed(repo: Path) -> list[str]:
    """What git says of each entry: mode, id, stage and path."""
    return git(repo, "ls-files", "--stage", "-z").decode().split("\0")[:-1]


def entries(repo: Path) -> list[str]:
    """The same, as we read it."""
    with Repository.open(repo, environ=os.environ) as repository:
        return [f"{one.mode:06o} {one.id} {one.stage}\t{one.path.decode()}" for one in repository.revisions.staged()]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_split_indexes_beside_git(tmp_path: Path, object_format: str) -> None:
    git(tmp_path, "init", "--quiet", f"--object-format={object_format}", "repo")
    repo = tmp_path / "repo"
    git(repo, "config", "splitIndex.maxPercentChange", "90")
    chance = random.Random(object_format)
    for number in range(150):
        (repo / f"file{number}").write_text(str(number))
    git(repo, "add", ".")
    git(repo, "update-index", "--split-index")
    assert list((repo / ".git").glob("sharedindex.*"))
    for turn in range(4):
        for number in chance.sample(range(150), 9):
            (repo / f"file{number}").write_text(f"{turn} {number}")
        for number in chance.sample(range(150), 5):
            (repo / f"file{number}").unlink(missing_ok=True)
        (repo / f"new{turn}").write_text("new")
        git(repo, "add", "--all", ".")
        with Repository.open(repo) as repository:
            index = index_if_there(str(repo / ".git/index"), repository.format)
            assert index is not None
            assert index.base is not None
        assert entries(repo) == listed(repo)
    answer = pygitobj(repo, "cat-file", "-p", ":new3")
    assert answer == (b"new", b"", 0)


def test_a_split_index_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "--quiet", "repo")
    repo = tmp_path / "repo"
    (repo / "one").write_text("1")
    git(repo, "add", ".")
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other"))
    git(repo, "add", ".")
    git(repo, "update-index", "--split-index")
    (repo / "two").write_text("2")
    git(repo, "add", ".")
    assert entries(repo) == listed(repo)
    assert [line.partition("\t")[2] for line in entries(repo)] == ["one", "two"]


def test_a_shared_index_that_is_another(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "repo")
    repo = tmp_path / "repo"
    (repo / "one").write_text("1")
    git(repo, "add", ".")
    git(repo, "update-index", "--split-index")
    before = set((repo / ".git").glob("sharedindex.*"))
    git(repo, "update-index", "--no-split-index")
    (repo / "two").write_text("2")
    git(repo, "add", ".")
    git(repo, "update-index", "--split-index")
    (shared,) = set((repo / ".git").glob("sharedindex.*")) - before
    shared.chmod(0o644)
    shared.write_bytes(min(before).read_bytes())
    with pytest.raises(CorruptIndex, match="broken index"):
        entries(repo)


@pytest.mark.parametrize("what", ["entries", "objects"])
def test_a_split_index_that_does_not_fit_the_shared_one(tmp_path: Path, what: str) -> None:
    """It is named, whoever reads it: for revisions by path, or for all that indexes have."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "one").write_text("1")
    git(tmp_path, "add", ".")
    git(tmp_path, "update-index", "--split-index")
    path = tmp_path / ".git/index"
    data = path.read_bytes()[:-20]
    start = data.index(b"link")
    base = data[start + 8 : start + 28]
    # Says of a shared entry that it went, and that another took its place.
    link = base + build_changes(1, 1, 1)
    data = data[:start] + b"link" + len(link).to_bytes(4, "big") + link
    path.write_bytes(data + hashlib.sha1(data).digest())
    with (
        Repository.open(tmp_path) as repository,
        pytest.raises(CorruptIndex, match="both replaced and deleted") as caught,
    ):
        list(repository.revisions.staged() if what == "entries" else RepositoryTips(repository).staged(single=True))
    assert caught.value.path == str(path)


def test_no_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "repo")
    assert entries(tmp_path / "repo") == []
