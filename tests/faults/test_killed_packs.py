"""Killed at any system call, or with any of them failing, what writes packs loses nothing and shows nothing half."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import ObjectStore, Repository
from pygitobj.files.atomic import WritePolicy
from pygitobj.jobs.index_pack import Stream, index_file, index_stream, write_index
from pygitobj.oid import SHA1
from tests.support.command import git
from tests.support.killing import DISK_FULL, FAILED, FINISHED, KILLED, SURVIVED, every_step
from tests.support.packs import build_pack, object_id, whole

# The child of a fork makes no threads, and ends by itself.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

NEW = [b"new one\n", b"new two\n"]
OLD = b"it was there before\n"
TEMPORARY = re.compile(r"^tmp_(pack|idx|rev|obj)_[0-9a-f]{8}$")
POLICY = WritePolicy(shared=0o660)
Job = Callable[[Path], Callable[[], object]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one loose object, and a pack beside it."""
    git(tmp_path, "init", "-q", "r")
    git(tmp_path / "r", "hash-object", "-w", "--stdin", stdin=OLD)
    (tmp_path / "new.pack").write_bytes(build_pack([whole(3, body) for body in NEW])[0])
    return tmp_path / "r"


def stream(repository: Path) -> Callable[[], object]:
    """Takes in the pack."""

    def job() -> object:
        descriptor = os.open(repository.parent / "new.pack", os.O_RDONLY)
        with Repository.open(repository) as opened:
            return index_stream(Stream(descriptor), opened.objects, POLICY, notes={".keep": b"x\n"})

    return job


def write_pack(repository: Path) -> Callable[[], object]:
    """Writes the objects into a pack of their own."""

    def job() -> object:
        with ObjectStore(str(repository / ".git/objects"), policy=lambda: POLICY) as store, store.pack_writer() as pack:
            return [pack.add("blob", body) for body in NEW]

    return job


def index_in_place(repository: Path) -> Callable[[], object]:
    """Indexes the pack where it is."""
    path = str(repository.parent / "new.pack")
    return lambda: write_index(path.removesuffix(".pack") + ".idx", index_file(path, SHA1), POLICY)


def check(repository: Path) -> None:
    """That git finds nothing wrong, the old object is there, and of the new ones all or none; removes what is new."""
    found = subprocess.run(["git", "fsck", "--full"], cwd=repository, capture_output=True, text=True, check=True)
    assert "error" not in found.stderr
    assert git(repository, "cat-file", "blob", object_id("blob", OLD).hex()) == OLD
    packs = repository / ".git/objects/pack"
    names = {path.name for path in packs.iterdir() if not TEMPORARY.match(path.name)}
    for name in names:
        if name.endswith(".idx"):
            assert name.removesuffix(".idx") + ".pack" in names
            for body in NEW:
                assert git(repository, "cat-file", "blob", object_id("blob", body).hex()) == body
    for path in packs.iterdir():
        path.unlink()
    for path in repository.parent.glob("*.idx"):
        git(repository.parent, "verify-pack", "new.idx")
        path.unlink()
    for path in repository.parent.glob("*.rev"):
        path.unlink()


@pytest.mark.parametrize("job", [stream, write_pack, index_in_place])
@pytest.mark.parametrize("fail", [0, DISK_FULL])
def test_at_every_call(repository: Path, job: Job, fail: int) -> None:
    ended = []
    for end in every_step(job(repository), fail=fail):
        ended.append(end)
        if fail and end == FAILED:
            left = [*(repository / ".git/objects/pack").iterdir(), *repository.parent.glob("tmp_*")]
            assert not [path for path in left if TEMPORARY.match(path.name)]
        for path in repository.parent.glob("tmp_*"):
            path.unlink()
        check(repository)
    assert len(ended) > 8
    assert ended[-1] == FINISHED
    assert set(ended) <= ({FAILED, SURVIVED, FINISHED} if fail else {KILLED, FINISHED})
