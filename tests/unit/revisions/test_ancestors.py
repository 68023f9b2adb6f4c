"""Parents and generations as `git rev-parse` has them, of what is damaged and cut off too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.revisions.ancestors import ancestor_of, commit_named, parents_of, read_commit
from tests.support.command import git, run


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for text in ("one", "two", "three"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", text)
    git(tmp_path, "checkout", "-q", "-b", "side", "HEAD~1")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "side")
    git(tmp_path, "merge", "-q", "-m", "merge", "main")
    git(tmp_path, "tag", "-a", "-m", "m", "v1")
    with Repository.open(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("mark", "^~")
@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("start", ["side", "main", "v1", "main~2"])
def test_as_git_says(repo: Repository, start: str, mark: str, number: int) -> None:
    words = ["git", "rev-parse", "-q", "--verify", f"{start}{mark}{number}"]
    theirs = run(words, Path(repo.location.work_tree or "")).out.decode().strip()
    found = ancestor_of(repo.revisions, repo.resolve(start), mark, number)
    assert ("" if found is None else str(found)) == theirs


def test_where_history_was_cut_off(repo: Repository) -> None:
    tip, cut = repo.resolve("main"), repo.resolve("main~1")
    context = repo.revisions._replace(shallow=lambda: frozenset([bytes(cut)]))
    assert ancestor_of(context, tip, "~", 1) == cut
    assert ancestor_of(context, tip, "~", 2) is None
    assert ancestor_of(context, cut, "^", 1) is None
    assert ancestor_of(context, cut, "^", 0) == cut


def test_what_is_no_commit(repo: Repository) -> None:
    told: list[str] = []
    context = repo.revisions._replace(warn=told.append)
    tree = repo.resolve("HEAD^{tree}")
    assert ancestor_of(context, tree, "^", 0) is None
    assert told == [f"error: object {tree} is a tree, not a commit"]
    assert read_commit(context, tree) is None
    absent = ObjectId("e" * 40)
    assert commit_named(context, absent) is None
    assert read_commit(context, absent) is None


def test_parents_that_are_malformed(repo: Repository) -> None:
    told: list[str] = []
    context = repo.revisions._replace(warn=told.append)
    body = repo.objects.read(repo.resolve("main")).data.replace(b"parent ", b"parent x", 1)
    oid = repo.objects.write("commit", body)
    commit = read_commit(context, oid)
    assert commit is not None
    assert parents_of(context, commit) == ()
    assert len(told) == 1
    assert told[0].startswith("error: ")
