"""Killed at any call that changes a file, or with any of them failing, a repack loses no object and shows none half."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.jobs.repack import RepackOptions, repack
from tests.support.command import git
from tests.support.killing import DISK_FULL, FAILED, FINISHED, KILLED, SURVIVED, run_until

# The child of a fork ends by itself.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

TEMPORARY = re.compile(r"^tmp_(pack|idx|rev|obj|info)_[0-9a-f]{8}$")
HOW = {
    "everything": RepackOptions(everything=True, delete=True),
    "loosen": RepackOptions(everything=True, delete=True, loosen=True),
    "keep": RepackOptions(everything=True, delete=True, keep_unreachable=True),
    "loose ones": RepackOptions(delete=True),
    "geometric": RepackOptions(geometric=2, delete=True),
}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two packs, loose objects, and a packed object that nothing leads to."""
    repo = tmp_path_factory.mktemp("killed") / "r"
    git(repo.parent, "init", "-q", "-b", "main", "--template=", "r")
    for step in range(4):
        (repo / "file").write_text("".join(f"line {number} {step * (number == step)}\n" for number in range(60)))
        git(repo, "add", ".")
        git(repo, "commit", "-qm", f"step {step}")
        if step in (0, 2):
            git(repo, "repack", "-dq")
    oid = git(repo, "hash-object", "-w", "--stdin", stdin=b"packed, and nothing leads here\n")
    git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid)
    git(repo, "prune-packed")
    return repo


def ids(repo: Path) -> set[str]:
    """All objects that git sees."""
    return {line.split()[0] for line in
            git(repo, "cat-file", "--batch-all-objects", "--batch-check").decode().splitlines()}  # fmt: skip


def reachable(repo: Path) -> set[str]:
    """What is reachable."""
    return {line.split()[0] for line in git(repo, "rev-list", "--objects", "--all").decode().splitlines()}


def job(repo: Path, options: RepackOptions) -> None:
    """Repack it."""
    with Repository.open(repo) as opened:
        repack(opened, options)


def names_in(repo: Path) -> list[str]:
    """The names of all files in the object directory that are not for good."""
    return [path.name for path in (repo / ".git").rglob("*") if TEMPORARY.match(path.name)]


def check(repo: Path, before: set[str]) -> None:
    """That git finds nothing wrong, and that `before` is there."""
    found = subprocess.run(["git", "fsck", "--full"], cwd=repo, capture_output=True, text=True, check=True)
    assert "error" not in found.stderr
    assert "missing" not in found.stdout
    assert before <= ids(repo)


@pytest.mark.slow
@pytest.mark.parametrize("how", list(HOW))
@pytest.mark.parametrize("fail", [0, DISK_FULL])
def test_at_every_call(history: Path, tmp_path: Path, how: str, fail: int) -> None:
    kept = reachable(history) if how == "everything" else ids(history)
    ended: list[int] = []
    while not ended or ended[-1] != FINISHED:
        repo = tmp_path / "r"
        shutil.rmtree(repo, ignore_errors=True)
        shutil.copytree(history, repo, symlinks=True)
        run: Callable[[], None] = partial(job, repo, HOW[how])
        ended.append(run_until(len(ended) + 1, run, fail=fail))
        if fail:
            assert not names_in(repo)
        check(repo, kept)
    assert len(ended) > 10
    assert set(ended) <= ({FAILED, SURVIVED, FINISHED} if fail else {KILLED, FINISHED})
    assert len(list((tmp_path / "r/.git/objects/pack").glob("*.pack"))) == {"loose ones": 4, "loosen": 1}.get(
        how, len(list((tmp_path / "r/.git/objects/pack").glob("*.pack")))
    )
