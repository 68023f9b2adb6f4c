"""Standard output that takes nothing more, as a disk that is full: every command says so, in git's words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import git

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
WORDS = [
    "rev-list --all", "rev-list --count --all", "rev-list --objects --all", "rev-list --pretty=raw HEAD",
    "rev-list --use-bitmap-index --all", "rev-list --graph --all", "rev-parse HEAD", "describe", "name-rev HEAD",
    "merge-base HEAD HEAD", "for-each-ref", "for-each-ref --sort=-refname", "branch", "tag", "show-ref",
    "cat-file -p HEAD", "ls-tree HEAD",
]  # fmt: skip
# Where nothing is buffered the failure comes in the middle of the command.
UNBUFFERED = ["config -l", "rev-parse --git-dir HEAD", "symbolic-ref HEAD", "check-mailmap <a@x>"]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commit with a file, and a tag."""
    root = tmp_path_factory.mktemp("full") / "repo"
    git(root.parent, "init", "-q", "-b", "main", str(root))
    (root / "file").write_text("content")
    git(root, "add", "file")
    git(root, "commit", "-q", "-m", "one")
    git(root, "tag", "-m", "a tag", "v1")
    return root


@pytest.mark.parametrize(
    ("words", "unbuffered"), [(words, "") for words in WORDS] + [(words, "1") for words in UNBUFFERED]
)
def test_a_full_disk_is_told(repository: Path, words: str, unbuffered: str) -> None:
    command = [sys.executable, "-m", "pygitobj", *words.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    with FULL.open("wb") as full:
        done = subprocess.run(
            command, cwd=repository, stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    said = b"fatal: write failure on standard output: No space left on device\n"
    assert (done.returncode, done.stderr) == (128, said)
