"""Killed at any system call, or with any of them failing, prune takes away nothing that is reachable."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.formats.expiry import EVERYTHING
from pygitobj.jobs.prune import Asked, prune
from tests.support.command import git
from tests.support.killing import BROKEN, DISK_FULL, FAILED, FINISHED, KILLED, SURVIVED, run_until

# The child of a fork makes no threads, and ends by itself.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

ALL = ("rev-list", "--objects", "--no-object-names", "--all", "--reflog", "--indexed-objects")
MONTH = 30 * 24 * 60 * 60


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A shallow clone: loose objects, some packed too, some reachable, some not; what one cut was made for is gone."""
    git(tmp_path, "init", "-q", "-b", "main", "origin")
    for step in range(3):
        (tmp_path / "origin/a").write_text(f"{step}\n")
        git(tmp_path / "origin", "add", "a")
        git(tmp_path / "origin", "commit", "-qm", str(step))
    git(tmp_path / "origin", "branch", "side", "HEAD~1")
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{tmp_path}/origin", "template")
    path = tmp_path / "template"
    (pack,) = (path / ".git/objects/pack").glob("*.pack")
    content = pack.read_bytes()
    shutil.rmtree(pack.parent)
    git(path, "unpack-objects", "-q", stdin=content)
    git(path, "update-ref", "-d", "refs/remotes/origin/side")
    (path / "a").write_text("staged\n")
    git(path, "add", "a")
    git(path, "pack-objects", "-q", ".git/objects/pack/pack", stdin=git(path, "rev-parse", "HEAD:a"))
    git(path, "hash-object", "-w", "--stdin", stdin=b"unreachable\n")
    for name in ("tmp_x", "pack/tmp_pack_x"):
        (path / ".git/objects" / name).touch()
    for file in (path / ".git/objects").rglob("*"):
        os.utime(file, (time.time() - MONTH,) * 2)
    return path


def job(path: Path, expiry: int) -> Callable[[], object]:
    """Prunes the repository at `path`."""

    def pruned() -> None:
        with Repository.open(path) as opened:
            prune(opened, Asked(expiry=expiry), lambda _: None)

    return pruned


def check(path: Path, reachable: bytes, lists: set[bytes]) -> None:
    """That git finds nothing wrong, and that all that was reachable is there."""
    found = subprocess.run(["git", "fsck", "--full"], cwd=path, capture_output=True, check=True)
    assert b"error" not in found.stderr
    assert b"missing" not in found.stdout
    assert git(path, *ALL) == reachable
    assert (path / ".git/shallow").read_bytes() in lists


@pytest.mark.parametrize(("old", "fail"), [(True, 0), (False, 0), (False, DISK_FULL)])
def test_at_every_call(template: Path, old: bool, fail: int) -> None:
    reachable = git(template, *ALL)
    head = git(template, "rev-parse", "HEAD")
    lists = {(template / ".git/shallow").read_bytes(), head}
    path = template.parent / "r"
    ended: list[int] = []
    while not ended or ended[-1] != FINISHED:
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(template, path)
        ended.append(
            run_until(len(ended) + 1, job(path, EVERYTHING if old else int(time.time()) - MONTH // 2), fail=fail)
        )
        assert ended[-1] != BROKEN
        check(path, reachable, lists)
        if ended[-1] == FAILED:
            assert not (path / ".git/shallow.lock").exists()
    assert len(ended) > 20
    assert set(ended) <= ({FAILED, SURVIVED, FINISHED} if fail else {KILLED, FINISHED})
    assert (path / ".git/shallow").read_bytes() == head
    assert git(path, "fsck", "--unreachable") == b""
