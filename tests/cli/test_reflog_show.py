"""reflog show, list and exists beside git.

Tried besides: logs of tags, of branches that are gone, and of what is no commit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with logs: of branches, one that is gone, a symbolic one, and of a tag that is a blob."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    place = tmp_path / "r"
    for message in ("one", "two\n\nbody"):
        git(place, "commit", "-q", "--allow-empty", "-m", message)
    git(place, "tag", "v1")
    git(place, "checkout", "-q", "-b", "x/y")
    git(place, "branch", "gone")
    git(place, "update-ref", "-d", "refs/heads/gone")
    git(place, "symbolic-ref", "refs/heads/sym", "refs/heads/main")
    blob = git(place, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    git(place, "update-ref", "--create-reflog", "refs/tags/blob", blob)
    git(place, "worktree", "add", "-q", "-b", "linked", "../linked")
    return place


@pytest.mark.parametrize("here", ["r", "linked"])
@pytest.mark.parametrize(
    "words",
    [[], ["show", "main"], ["main"], ["refs/heads/main"], ["heads/main"], ["x/y"], ["-n", "1"], ["-1"], ["-n1"],
     ["sym"], ["--max-count=2", "main"], ["-n", "0"], ["nosuch"], ["v1"], ["refs/tags/blob"], ["show", "HEAD", "main"],
     ["show", "--"], ["HEAD", "--"], ["exists", "HEAD"], ["exists", "refs/heads/main"], ["exists", "v1"],
     ["exists", "a..b"], ["exists", "refs/heads/gone"]],
    ids=" ".join,
)  # fmt: skip
def test_as_git(place: Path, here: str, words: list[str]) -> None:
    assert pygitobj(place.parent / here, "reflog", *words) == run(["git", "reflog", *words], place.parent / here)


@pytest.mark.parametrize("here", ["r", "linked"])
def test_list(place: Path, here: str) -> None:
    """Recorded from git 2.55: older ones have no such list."""
    names = ["HEAD", "refs/heads/linked", "refs/heads/main", "refs/heads/x/y", "refs/tags/blob"]
    answer = pygitobj(place.parent / here, "reflog", "list")
    # Older git starts no log for a symbolic reference.
    assert [name for name in answer.out.decode().split() if name != "refs/heads/sym"] == names
    refused = pygitobj(place, "reflog", "list", "x")
    assert (refused.err, refused.code) == (b"error: list does not accept arguments: 'x'\n", 255)


@pytest.mark.parametrize("words", [["--date=iso"], ["HEAD@{1}"], ["--", "path"], ["--oneline"]])
def test_what_is_not_done(place: Path, words: list[str]) -> None:
    answer = pygitobj(place, "reflog", "show", *words)
    assert (answer.out, answer.code) == (b"", 128)


def test_usage(place: Path) -> None:
    assert pygitobj(place, "reflog", "-h").out.startswith(b"usage: git reflog [show] [<log-options>] [<ref>]\n")
    assert pygitobj(place, "reflog", "exists").err == b"usage: git reflog exists <ref>\n\n"
    assert pygitobj(place, "reflog", "exists").code == 129
