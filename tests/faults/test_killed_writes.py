"""Killed at any system call, or with any of them failing, a write leaves whole objects and temporary files at most."""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import ObjectStore
from pygitobj.files.atomic import WritePolicy
from pygitobj.oid import SHA1
from tests.support.killing import DISK_FULL, FAILED, FINISHED, KILLED, SURVIVED, every_step

# The child of a fork makes no threads, and ends by itself.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

OLD = b"it was there before\n"
BODIES = [b"small\n", os.urandom(3_000_000)]
TEMPORARY = re.compile(r"(^|/)tmp_obj_[0-9a-f]{8}$")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one loose object."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    ObjectStore(str(tmp_path / ".git/objects")).write("blob", OLD)
    return tmp_path


def write(repository: Path, body: bytes, policy: WritePolicy) -> Callable[[], object]:
    """A job that writes `body`."""
    return lambda: ObjectStore(str(repository / ".git/objects"), policy=lambda: policy).write("blob", body)


def stream(repository: Path, body: bytes, policy: WritePolicy) -> Callable[[], object]:
    """A job that writes `body` as a stream."""
    return lambda: ObjectStore(str(repository / ".git/objects"), policy=lambda: policy).write_stream(
        "blob", len(body), io.BytesIO(body)
    )


def check(repository: Path, body: bytes) -> None:
    """That git finds nothing wrong, the old object is there, and the new one whole or absent; removes what is new."""
    found = subprocess.run(["git", "fsck", "--full"], cwd=repository, capture_output=True, text=True, check=True)
    assert "error" not in found.stderr
    objects = repository / ".git" / "objects"
    store = ObjectStore(str(objects))
    bodies = sorted(store.read(oid).data for oid in store)
    assert bodies in ([OLD], sorted([OLD, body]))
    names = [str(path.relative_to(objects)) for path in objects.rglob("*") if path.is_file()]
    others = [name for name in names if len(name) != 41]
    assert all(TEMPORARY.search(name) for name in others)
    kept = SHA1.hash_object("blob", OLD)
    for name in names:
        if name != f"{str(kept)[:2]}/{str(kept)[2:]}":
            (objects / name).unlink()


@pytest.mark.parametrize("job", [write, stream])
@pytest.mark.parametrize("body", BODIES, ids=["small", "large"])
def test_killed(repository: Path, job: Callable[[Path, bytes, WritePolicy], Callable[[], object]], body: bytes) -> None:
    policy = WritePolicy(sync_loose=True, shared=0o660)
    ended = []
    for end in every_step(job(repository, body, policy)):
        ended.append(end)
        check(repository, body)
    assert set(ended[:-1]) == {KILLED}
    assert ended[-1] == FINISHED
    assert len(ended) > 5


@pytest.mark.parametrize("job", [write, stream])
@pytest.mark.parametrize("body", BODIES, ids=["small", "large"])
def test_a_full_disk(
    repository: Path, job: Callable[[Path, bytes, WritePolicy], Callable[[], object]], body: bytes
) -> None:
    policy = WritePolicy(sync_loose=True, shared=0o660)
    ended = []
    for end in every_step(job(repository, body, policy), fail=DISK_FULL):
        ended.append(end)
        check(repository, body)
    assert FAILED in ended
    assert ended[-1] == FINISHED
    assert set(ended) <= {FAILED, SURVIVED, FINISHED}
