"""`rev-list --missing` without --objects: commits that are missing are passed over, and told of if asked for.

Tried besides, beside git 2.55: drawn lines of options in a repository that lacks a commit which a tag names.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git
from tests.support.tangled import history

QUESTIONS = [
    "--missing=print of-lost",
    "--missing=print --all",
    "--missing=print-info --all",
    "--missing=allow-any --all",
    "--missing=allow-any of-lost",
    "--missing=print --count --all",
    "--missing=allow-any --count --all",
    "--missing=print --quiet --all",
    "--missing=print --parents --all",
    "--missing=print --reverse --all",
    "--missing=print --boundary --all",
    "--missing=print -z --all",
    "--missing=print --oneline --all",
    "--missing=print --first-parent --all",
    "--missing=print --disk-usage --all",
    "--missing=print ^of-lost b14",
    "--missing=print -n3 b14",
    "--missing=print --objects --all",
    "--missing=print --objects of-lost b14:a",
]


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository without one of its commits, which others and a tag name, and that commit's id."""
    repo: Path = tmp_path_factory.mktemp("lacking") / "repo"
    history(repo, 5)
    lost = git(repo, "rev-parse", "b14~1").decode().strip()
    git(repo, "tag", "--annotate", "--message", "t", "of-lost", lost)
    for name in git(repo, "for-each-ref", f"--points-at={lost}", "--format=%(refname)", "refs/heads").decode().split():
        git(repo, "update-ref", "-d", name)
    git(repo, "tag", "-d", "of-commit", "of-tag")
    (repo / "objects" / lost[:2] / lost[2:]).unlink()
    return repo, lost


@pytest.mark.parametrize("question", QUESTIONS)
@needs_newest_git
def test_as_git(lacking: tuple[Path, str], question: str) -> None:
    words = ("rev-list", *question.split())
    ours, theirs = pygitobj(lacking[0], *words), run(["git", *words], lacking[0])
    assert (sorted(ours.out.splitlines()), ours.code) == (sorted(theirs.out.splitlines()), theirs.code)


def test_a_missing_commit_is_told_of(lacking: tuple[Path, str]) -> None:
    repo, lost = lacking
    for words in (["of-lost"], ["--all"], ["--topo-order", "b14"], [lost]):
        answer = pygitobj(repo, "rev-list", "--missing=print", *words)
        assert answer.code == 0
        assert answer.out.splitlines()[-1].decode() == f"?{lost}"
    assert pygitobj(repo, "rev-list", "of-lost").code == 128
    assert pygitobj(repo, "rev-list", "--exclude-promisor-objects", "of-lost").code == 128
