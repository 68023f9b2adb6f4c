"""Killed at any call, or with any of them failing, a job that removes takes nothing away that it promised to keep.

Not only what changes files fails here: where a directory or a file cannot be looked at, it must not count as not there.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from tests.faults.conftest import Turn
from tests.support.command import git
from tests.support.killing import BROKEN, CALLS, FAILED, FINISHED, KILLED, LOOKS, SURVIVED, run_until

# The child of a fork ends by itself.
pytestmark = [pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"), pytest.mark.slow]

LOOSEN = RepackOptions(everything=True, delete=True, loosen=True, server_info=False)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a multi-pack-index, objects that nothing leads to, packed, loose and both; one is kept."""
    repo = tmp_path_factory.mktemp("fails") / "r"
    git(repo.parent, "init", "-q", "-b", "main", "--template=", "r")
    for step in range(2):
        (repo / "file").write_text(f"{step}\n")
        git(repo, "add", ".")
        git(repo, "commit", "-qm", f"step {step}")
        git(repo, "repack", "-dq")
    for text in (b"first\n", b"second\n", b"kept\n"):
        oid = git(repo, "hash-object", "-w", "--stdin", stdin=text)
        name = git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid).decode().strip()
        if text == b"first\n":
            git(repo, "prune-packed")
    (repo / f".git/objects/pack/pack-{name}.keep").touch()
    git(repo, "multi-pack-index", "write")
    return repo


def repacked(repo: Path) -> None:
    with Repository.open(repo) as opened:
        repack(opened, LOOSEN)


def pruned(repo: Path) -> None:
    with Repository.open(repo) as opened:
        prune_packed(opened.objects)


def check(repo: Path, before: bytes) -> None:
    """That git finds all that was there `before`, and nothing wrong."""
    assert git(repo, "cat-file", "--batch-all-objects", "--batch-check") == before
    assert b"error" not in git(repo, "fsck", "--full")
    assert list((repo / ".git/objects/pack").glob("*.keep"))


@pytest.mark.parametrize("job", [repacked, pruned])
@pytest.mark.parametrize(("fail", "calls"), [(0, CALLS), (errno.ENOSPC, CALLS), (errno.EIO, (*CALLS, *LOOKS))],
                         ids=["killed", "full", "broken"])  # fmt: skip
def test_at_every_call(
    history: Path, tmp_path: Path, job: Callable[[Path], None], fail: int, calls: tuple[str, ...], turn: Turn
) -> None:
    before = git(history, "cat-file", "--batch-all-objects", "--batch-check")
    ended: list[int] = []
    while not ended or ended[-1] != FINISHED:
        repo = tmp_path / "r"
        shutil.rmtree(repo, ignore_errors=True)
        shutil.copytree(history, repo, symlinks=True)
        # In a short turn at every third.
        nth = 1 + len(ended) * (1 if turn.seconds else 3)
        ended.append(run_until(nth, partial(job, repo), fail=fail, calls=calls))
        assert ended[-1] != BROKEN
        check(repo, before)
        if fail:
            # A pack that was to go and has not is part of the store.
            for pack in (history / ".git/objects/pack").glob("*.pack"):
                here = repo / ".git/objects/pack" / pack.name
                assert here.with_suffix(".idx").exists() or not here.exists(), len(ended)
    assert set(ended) <= ({FAILED, SURVIVED, FINISHED} if fail else {KILLED, FINISHED})
