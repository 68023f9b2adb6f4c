"""cherry beside git: the same commits with the same signs, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two branches with commits of which some change the same as one on the other side, and a merge on each."""
    root = tmp_path_factory.mktemp("cherry") / "r"
    git(root.parent, "init", "-q", "-b", "main", "r")
    (root / "text").write_bytes(b"".join(b"line %d\n" % n for n in range(60)))
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    git(root, "tag", "-am", "a tag", "first")
    for branch in ("side", "more"):
        git(root, "branch", branch)
    git(root, "checkout", "-q", "side")
    for number in range(8):
        lines = (root / "text").read_bytes().splitlines(keepends=True)
        lines[number * 7] = b"changed \t%d\n" % number
        (root / "text").write_bytes(b"".join(lines))
        (root / f"binary{number}").write_bytes(b"\0%d" % number)
        git(root, "add", ".")
        git(root, "commit", "-qm", f"change \xe4 {number}\n\nmore of it", "--author", f"a{number} <a@x>")
    git(root, "checkout", "-q", "main")
    for back in (7, 5, 2, 0):
        git(root, "cherry-pick", f"side~{back}")
    (root / "own").write_bytes(b"own\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "own")
    git(root, "checkout", "-q", "more")
    git(root, "commit", "-q", "--allow-empty", "-m", "nothing")
    git(root, "merge", "-q", "-m", "merge", "side~6")
    git(root, "cherry-pick", "--allow-empty", "main")
    git(root, "config", "branch.more.remote", ".")
    git(root, "config", "branch.more.merge", "refs/heads/main")
    return root


WORDS = [
    "main side", "side main", "main side side~4", "-v main", "-v more main", "more side", "main more", "-vv side main",
    "--abbrev main side", "--abbrev=5 -v main side", "--abbrev=0 main side", "--abbrev=1 main side", "-v first side",
    "--no-verbose main side", "main main", "main", "", "-v", "a b c d", "none", "main none", "main side none",
    "main^{tree} side", "main side main:text", "first first^{}", "--abbrev=x main", "-v side main main~2",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_commits(place: Path, words: str) -> None:
    command = ["cherry", *words.split()]
    assert pygitobj(place, *command) == run(["git", *command], place)


@needs_newest_git
@pytest.mark.parametrize("words", ["-h", "--bogus", "", "main -z"])
def test_without_an_upstream(place: Path, words: str) -> None:
    git(place, "update-ref", "--no-deref", "HEAD", "refs/heads/main")
    try:
        command = ["cherry", *words.split()]
        assert pygitobj(place, *command) == run(["git", *command], place)
    finally:
        git(place, "symbolic-ref", "HEAD", "refs/heads/more")


@pytest.mark.parametrize("setting", ["i18n.logOutputEncoding=latin1", "core.abbrev=20", "core.abbrev=x"])
def test_settings_that_do_not_count(place: Path, setting: str) -> None:
    command = ["-c", setting, "cherry", "-v", "--abbrev", "main", "side"]
    assert pygitobj(place, *command) == run(["git", *command], place)
