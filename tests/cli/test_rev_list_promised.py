"""`rev-list --exclude-promisor-objects`: no commit that came from a promisor is told, nor what only such lead to.

Tried besides, beside git 2.55: 4,000 drawn lines of options on a partial clone with commits of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git
from tests.support.tangled import history

QUESTIONS = [
    "mine",
    "--all",
    "--count --all",
    "b14",
    "--objects mine",
    "--objects --all",
    "--boundary mine",
    "--parents mine",
    "--no-walk mine b14",
    "--topo-order mine",
    "--date-order --all",
    "--reverse mine",
    "--left-right mine...b13",
    "mine -- a",
    "--full-history mine -- a",
    "--simplify-merges mine -- a",
    "--ancestry-path b13..mine",
    "--bisect mine",
    "--objects-edge mine",
    "--first-parent mine",
    "--maximal-only mine b12",
    "--max-count=1 b14 mine",
]


@pytest.fixture(scope="module", params=["loose", "packed", "graph"])
def partial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a promisor pack, and two commits of its own."""
    repo: Path = tmp_path_factory.mktemp("promised") / "repo"
    history(repo, 5)
    git(repo, "repack", "-a", "-d", "-q")
    (pack,) = (repo / "objects" / "pack").glob("*.pack")
    pack.with_suffix(".promisor").touch()
    git(repo, "config", "remote.origin.promisor", "true")
    git(repo, "config", "remote.origin.url", str(repo / "nowhere"))
    git(repo, "config", "extensions.partialClone", "origin")
    git(repo, "config", "core.repositoryFormatVersion", "1")
    for message, parent in (("one", "b14"), ("two", "mine")):
        made = git(repo, "commit-tree", "b14^{tree}", "-p", parent, "-m", message).decode().strip()
        git(repo, "update-ref", "refs/heads/mine", made)
    if request.param == "packed":
        git(repo, "repack", "-d", "-q")
    if request.param == "graph":
        git(repo, "commit-graph", "write", "--reachable")
    return repo


@pytest.mark.parametrize("question", QUESTIONS)
@needs_newest_git
def test_promised_commits_are_not_told(partial: Path, question: str) -> None:
    words = ("rev-list", "--exclude-promisor-objects", *question.split())
    assert pygitobj(partial, *words) == run(["git", *words], partial)


def test_only_commits_of_its_own_are_told(partial: Path) -> None:
    answer = pygitobj(partial, "rev-list", "--exclude-promisor-objects", "--all")
    assert answer.out == git(partial, "rev-list", "-2", "mine")
