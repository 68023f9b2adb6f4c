"""Every call that looks at a file fails once under each job that takes something away: nothing is lost.

What a job without errors leaves is there afterwards, every object sound, however the job ended. The calls that write
and remove have trials of their own; these are of what a job looks at before it does. Links that lead in a circle and
directories that may not be entered were tried in each place where something keeps others alive.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import RawObject, Repository
from pygitobj.errors import GitObjectError
from pygitobj.jobs.maintain.prune import PruneOptions, prune
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from tests.support.command import git, pygitobj
from tests.support.refusing import ERRNOS, refusing

pytestmark = pytest.mark.slow

Job = Callable[[Repository], object]


def tell_nobody(_: object) -> None:
    """Nobody asks what goes."""


JOBS: dict[str, Job] = {
    "prune": lambda repository: prune(repository, PruneOptions(), tell_nobody),
    "prune what is old": lambda repository: prune(repository, PruneOptions(expiry=1_000), tell_nobody),
    "prune-packed": lambda repository: prune_packed(repository.objects),
    "repack -a -d": lambda repository: repack(repository, RepackOptions(everything=True, delete=True)),
    "repack -A -d": lambda repository: repack(repository, RepackOptions(everything=True, loosen=True, delete=True)),
    "repack -d": lambda repository: repack(repository, RepackOptions(delete=True)),
    "repack --geometric": lambda repository: repack(repository, RepackOptions(geometric=2, delete=True)),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a repository in which each kind of root keeps something that nothing else does."""
    folder = tmp_path_factory.mktemp("made")
    top = folder / "r"
    git(folder, "init", "-q", "-b", "main", "r")

    def commit(where: Path, text: str) -> None:
        (where / "file").write_text(text)
        git(where, "add", ".")
        git(where, "commit", "-qm", text)

    (top / "large").write_bytes(random.Random(1).randbytes(80_000))
    commit(top, "one")
    git(top, "repack", "-adq")
    commit(top, "two")
    git(top, "pack-refs", "--all")
    git(top, "branch", "loose")
    commit(top, "only in the reflog")
    git(top, "reset", "-q", "--hard", "HEAD~1")
    git(top, "worktree", "add", "-q", "--detach", "../w")
    commit(folder / "w", "only in a worktree")
    (top / "staged").write_text("only in the index")
    git(top, "add", "staged")
    stray = git(top, "hash-object", "-w", "--stdin", stdin=b"stray and packed")
    git(top, "pack-objects", "-q", ".git/objects/pack/pack", stdin=stray)
    git(top, "hash-object", "-w", "--stdin", stdin=b"stray and loose")
    for path in top.glob(".git/objects/**/*"):
        os.utime(path, (1, 1))
    return folder


def copied(made: Path, folder: Path) -> Path:
    """A copy of the repository, which still is at its place for its worktree."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder, symlinks=True)
    return folder / "r"


def left(top: Path) -> set[bytes]:
    """The objects that are there and sound."""
    with Repository.open(top) as repository:
        return {bytes(oid) for oid, found in repository.objects.scan() if isinstance(found, RawObject)}


def attempt(top: Path, job: Job) -> bool:
    """Whether `job` came to its end in the repository `top`."""
    try:
        with Repository.open(top, replace=False, environ={"HOME": str(top)}, log=False) as repository:
            job(repository)
    except (GitObjectError, OSError):
        return False
    return True


@pytest.mark.parametrize("name", JOBS)
def test_each_call_fails(made: Path, tmp_path: Path, name: str, pytestconfig: pytest.Config) -> None:
    """Each, where there is time for it, and in a short turn every seventh."""
    job, step = JOBS[name], 1 if pytestconfig.getoption("seconds") else 7
    top = copied(made, tmp_path / "c")
    assert attempt(top, job)
    expected = left(top)
    at, failed = 0, 0
    while True:
        at += step
        top = copied(made, tmp_path / "c")
        with refusing(tmp_path, at, ERRNOS[at % len(ERRNOS)], lasting=at // step % 2 == 0) as system:
            done = attempt(top, job)
        assert left(top) >= expected, (at, system.place)
        failed += not done
        if at > system.count:
            break
    assert done
    assert failed


@pytest.mark.parametrize("words", ["-ad", "-Ad", "-d --geometric=2"])
def test_a_keep_file_that_leads_round(made: Path, tmp_path: Path, words: str) -> None:
    """It is there, whatever it leads to."""
    top = copied(made, tmp_path / "c")
    packs = sorted((top / ".git/objects/pack").glob("*.pack"))
    for number, pack in enumerate(packs):
        pack.with_suffix(".keep").symlink_to(pack.with_suffix(".keep").name if number % 2 else "nowhere")
    assert pygitobj(top, "repack", "-q", *words.split()).code == 0
    assert all(pack.exists() for pack in packs)


@pytest.mark.parametrize("words", ["prune --expire=now", "repack -ad", "repack -Ad", "repack -d"])
def test_a_damaged_index(made: Path, tmp_path: Path, words: str) -> None:
    """What its objects reach is not known: nothing goes."""
    top = copied(made, tmp_path / "c")
    index = min((top / ".git/objects/pack").glob("*.idx"), key=lambda path: path.stat().st_size)
    index.chmod(0o644)
    index.write_bytes(index.read_bytes()[:-30])
    before = sorted((top / ".git/objects").rglob("*"))
    answer = pygitobj(top, *words.split())
    assert answer.code == 128
    assert index.name in answer.err.decode()
    assert set(before) <= set((top / ".git/objects").rglob("*"))


@pytest.mark.parametrize(
    "place", ["objects/pack", "worktrees/w/gitdir", "refs/heads", "logs", "shallow", "packed-refs"]
)
@pytest.mark.parametrize("words", ["prune --expire=now", "repack -ad"])
def test_a_link_that_leads_round(made: Path, tmp_path: Path, place: str, words: str) -> None:
    """What should be there cannot be told."""
    top = copied(made, tmp_path / "c")
    path = top / ".git" / place
    if path.exists():
        path.rename(tmp_path / "aside")
    path.symlink_to(path.name)
    before = set((top / ".git/objects").rglob("*"))
    answer = pygitobj(top, *words.split())
    assert answer.code == 128
    assert b"symbolic links" in answer.err
    assert b"Traceback" not in answer.err
    assert before <= set((top / ".git/objects").rglob("*"))
