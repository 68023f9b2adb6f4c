"""A walk that comes to what cannot be read shows what came before that, as git does, however commits are shown.

Tried besides, beside git 2.55: GIT_COMMIT_GRAPH_PARANOIA=1, under which git ends some of these walks without an error.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of twelve commits that a commit-graph has, one of which is missing."""
    place = tmp_path_factory.mktemp("cut")
    git(place, "init", "--quiet")
    for number in range(12):
        git(place, "commit", "--quiet", "--allow-empty", "--message", f"number {number}")
    git(place, "commit-graph", "write", "--reachable")
    lost = git(place, "rev-parse", "HEAD~8").decode().strip()
    (place / ".git/objects" / lost[:2] / lost[2:]).unlink()
    return place


@pytest.mark.parametrize("words", [
    "--oneline", "--header", "--pretty", "--pretty=%s", "--graph --pretty", "--graph --oneline", "--graph --format=%B",
    "--author=.", "--author=. --parents", "--grep=number --count", "--objects", "--topo-order --pretty",
])  # fmt: skip
def test_what_came_before(repository: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setenv("GIT_COMMIT_GRAPH_PARANOIA", "0")
    command = ["rev-list", *words.split(), "HEAD"]
    ours, theirs = pygitobj(repository, *command), run(["git", *command], repository)
    assert ours.code == theirs.code
    assert theirs.out.startswith(ours.out)
    # git begins to show the commit that it cannot read.
    assert theirs.out[len(ours.out) :].count(b"\n") <= 1
    assert ours.code == 0 or ours.err.startswith(b"fatal: ")
