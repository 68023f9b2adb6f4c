"""`repo.migrate_refs` and `.verify_refs`: the references are the same before and after, and what is wrong is told.

Tried besides: there and back, with worktrees and without logs, and a repository that goes on being used.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from pygitobj import ObjectId, RefError, Repository
from tests.support.command import git, run
from tests.support.unchecked import unchecked


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "tag", "-a", "-m", "m", "v1")
    git(tmp_path, "branch", "side")
    return tmp_path


def refs_of(repo: Repository) -> dict[str, ObjectId | None]:
    return {name: ref.id for name, ref in repo.refs.items()}


@pytest.mark.parametrize("reflogs", [True, False])
def test_there_and_back(place: Path, reflogs: bool) -> None:
    with Repository.open(place) as repo:
        before, log, head = refs_of(repo), len(repo.refs.reflog("HEAD")), repo["HEAD"].id
        assert before
        repo.migrate_refs("reftable", reflogs=reflogs)
        assert (place / ".git/reftable/tables.list").exists()
        assert refs_of(repo) == before
        assert repo["HEAD"].id == head
        assert len(repo.refs.reflog("HEAD")) == (log if reflogs else 0)
        with repo.refs.transaction() as change:
            change.create("refs/heads/new", head)
        assert repo.verify_refs(strict=True) == []
        with Repository.open(place) as other:
            assert set(refs_of(other)) == {*before, "refs/heads/new"}
        repo.migrate_refs("files")
        assert set(refs_of(repo)) == {*before, "refs/heads/new"}
    assert run(["git", "rev-parse", "new"], place).out.decode().strip() == str(head)


def test_what_cannot_be(place: Path) -> None:
    with Repository.open(place) as repo:
        with pytest.raises(ValueError, match='"files" or "reftable" is expected'):
            repo.migrate_refs("packed")
        with pytest.raises(TypeError):
            repo.migrate_refs("reftable", reflogs=unchecked("no"))
        with pytest.raises(RefError):
            repo.migrate_refs("files")  # as they are
        before = refs_of(repo)
        (place / ".git/refs/heads/broken").write_text("nothing\n")
        with pytest.raises(RefError):
            repo.migrate_refs("reftable")
        (place / ".git/refs/heads/broken").unlink()
        assert refs_of(repo) == before


def test_what_is_wrong_is_told(place: Path) -> None:
    with Repository.open(place) as repo:
        assert repo.verify_refs() == []
        (place / ".git/refs/heads/garbage").write_text("nothing\n")
        (place / ".git/refs/heads/cut").write_text(str(repo.resolve("main")))
        for line, (start, name) in itertools.zip_longest(
            repo.verify_refs(), [("warning: ", "refs/heads/cut"), ("error: ", "refs/heads/garbage")]
        ):
            assert line.startswith(f"{start}{name}: ")
        assert len(repo.verify_refs(strict=True)) == 2
        with pytest.raises(TypeError):
            repo.verify_refs(strict=unchecked(1))
