"""Ctrl-C at any system call of what writes, just before it or just after: no temporary file stays, nothing is lost.

Tried with each writer of the package: loose objects, whole and from streams, packs, packs that come in with notes,
indexes, packs of a repack, what http clients read, the list of shallow commits, and blobs unpacked for a merge.
"""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pygitobj import ObjectStore, Repository
from pygitobj.cli.session import Session
from pygitobj.cli.unpack_file import run as unpack_file
from pygitobj.files.atomic import WritePolicy
from pygitobj.jobs.maintain.prune_shallow import write_shallow
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from pygitobj.jobs.maintain.server_info import update_server_info
from pygitobj.jobs.receive.index_pack import Stream, index_file, index_stream, write_index
from pygitobj.oid import SHA1
from tests.support.command import git
from tests.support.packs import build_pack, object_id, whole

CALLS = ("open", "write", "fsync", "fchmod", "link", "replace", "unlink", "mkdir", "utime", "lseek", "ftruncate")
POLICY = WritePolicy(sync_loose=True, shared=0o660)
LARGE = os.urandom(1_500_000)
NEW = [b"new one\n", b"new two\n"]
OLD = b"it was there before\n"
Job = Callable[[Path], object]


def loose(repository: Path) -> object:
    """A loose object, over a damaged one."""
    with ObjectStore(str(repository / ".git/objects"), policy=lambda: POLICY, warn=lambda _: None) as store:
        oid = object_id("blob", NEW[0]).hex()
        path = repository / f".git/objects/{oid[:2]}/{oid[2:]}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
        return store.write("blob", NEW[0])


def stream(repository: Path) -> object:
    """A loose object from a stream."""
    with ObjectStore(str(repository / ".git/objects"), policy=lambda: POLICY) as store:
        return store.write_stream("blob", len(LARGE), io.BytesIO(LARGE))


def pack(repository: Path) -> object:
    """A pack, one object of it from a stream that waits in a file."""
    with ObjectStore(str(repository / ".git/objects"), policy=lambda: POLICY) as store, store.pack_writer() as writer:
        writer.add_stream("blob", len(LARGE), io.BytesIO(LARGE))
        return [writer.add("blob", body) for body in NEW]


def incoming(repository: Path) -> object:
    """A pack that comes in, with notes."""
    descriptor = os.open(repository.parent / "new.pack", os.O_RDONLY)
    try:
        with Repository.open(repository) as opened:
            notes = {".keep": b"x\n", ".promisor": b""}
            return index_stream(Stream(descriptor), opened.objects, POLICY, notes=notes)
    finally:
        # Not one of the calls that are interrupted.
        os.closerange(descriptor, descriptor + 1)


def index(repository: Path) -> object:
    """An index beside its pack."""
    path = str(repository.parent / "new.pack")
    write_index(path.removesuffix(".pack") + ".idx", index_file(path, SHA1), POLICY)
    return None


def whole_repack(repository: Path) -> object:
    """A new pack of all."""
    with Repository.open(repository) as opened:
        return repack(opened, RepackOptions(everything=True))


def server_info(repository: Path) -> object:
    """What clients of http read."""
    with Repository.open(repository) as opened:
        update_server_info(opened, POLICY)
    return None


def shallow(repository: Path) -> object:
    """A shorter list of shallow commits."""
    (repository / ".git/shallow").write_text(f"{'1' * 40}\n{'2' * 40}\n")
    with Repository.open(repository) as opened:
        write_shallow(opened, [b"\x11" * 20])
    return None


def merge_file(repository: Path) -> object:
    """A blob in a temporary file, which stays."""
    before = Path.cwd()
    os.chdir(repository)
    try:
        return unpack_file(Session(), [object_id("blob", OLD).hex()])
    finally:
        os.chdir(before)


@contextmanager
def interrupted(n: int, when: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """KeyboardInterrupt at the n-th call; gives how many calls are left until then."""
    left = [n]

    def at(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and when == "before":
                raise KeyboardInterrupt
            try:
                given = original(*args, **more)
            except OSError:
                # A call that fails, and whose failure is expected: the interrupt comes with the next one.
                left[0] += left[0] == 0
                raise
            if left[0] == 0:
                if original is real_open:
                    os.close(given)  # no variable has it, as with a signal that comes in the call
                raise KeyboardInterrupt
            return given

        return call

    real_open = os.open
    with monkeypatch.context() as patched:
        for name in CALLS:
            patched.setattr(os, name, at(getattr(os, name)))
        yield left


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a commit and a loose object, and a pack beside it."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    git(tmp_path / "r", "hash-object", "-w", "--stdin", stdin=OLD)
    git(tmp_path / "r", "commit", "-q", "--allow-empty", "-m", "first")
    (tmp_path / "new.pack").write_bytes(build_pack([whole(3, body) for body in NEW])[0])
    return tmp_path / "r"


def leftovers(repository: Path) -> list[str]:
    """Files that should not be there, with those of `shallow.lock` and of merges."""
    found = [path for path in repository.parent.rglob("*") if path.is_file()]
    names = [path.name for path in found if path.name.startswith(("tmp_", ".merge_file_")) or path.suffix == ".lock"]
    return names + [path.name for path in found if path.name.startswith(("refs_", "packs_"))]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "job",
    [loose, stream, pack, incoming, index, whole_repack, server_info, shallow, merge_file],
    ids=lambda job: job.__name__,
)
def test_at_every_call(repository: Path, monkeypatch: pytest.MonkeyPatch, job: Job, when: str) -> None:
    packs = repository / ".git/objects/pack"
    for n in range(1, 200):
        ended = False
        with interrupted(n, when, monkeypatch) as left:
            try:
                job(repository)
                ended = True
            except KeyboardInterrupt:
                pass
            gc.collect()
        names = leftovers(repository)
        assert names == [] if not ended or job is not merge_file else len(names) == 1
        with ObjectStore(str(repository / ".git/objects"), warn=lambda _: None) as store:
            assert store.read(object_id("blob", OLD)).data == OLD
        for found in packs.glob("*.idx"):
            git(repository, "verify-pack", str(found))
        for path in [repository / ".git/info/refs", repository / ".git/objects/info/packs", *packs.iterdir()]:
            path.unlink(missing_ok=True)
        if ended and left[0] > 0:
            break
        assert not ended, "the interrupt was swallowed"
    assert n > 3
