"""Real repositories after our repack: git and dulwich read the same from them, and git goes on with them."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID as DulwichId

from pygitobj import ObjectStore, RawObject
from tests.support.command import git, pygitobj

OWN = Path(__file__).parents[2]
MOST_LOOSE = 5000


def copy_of(source: Path, tmp_path: Path) -> Path:
    """A bare copy of the repository `source`."""
    subprocess.run(["git", "clone", "-q", "--mirror", "--no-local", str(source), str(tmp_path / "r")], check=True)
    return tmp_path / "r"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of this project's own repository."""
    if not (OWN / ".git").exists():
        pytest.skip("this is no clone of the project")
    return copy_of(OWN, tmp_path)


@pytest.fixture
def foreign(countries: Path, tmp_path: Path) -> Path:
    """A copy of a real repository."""
    return copy_of(countries, tmp_path)


def contents(repository: Path) -> tuple[list[bytes], str]:
    """The ids of all objects, as git has them, and the hash of all that it says of them."""
    ids = [line.split()[0] for line in git(repository, "cat-file", "--batch-all-objects", "--batch-check").splitlines()]
    running = hashlib.sha256()
    command = ["git", "cat-file", "--batch-all-objects", "--batch", "--buffer"]
    with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while part := process.stdout.read(1 << 20):
            running.update(part)
    assert process.returncode == 0
    return ids, running.hexdigest()


def read_by_others(repository: Path, ids: list[bytes]) -> None:
    """That dulwich and pygitobj read the same objects, which hash to their ids."""
    store = DiskObjectStore(str(repository / "objects"))
    with ObjectStore(str(repository / "objects")) as ours:
        count = 0
        for oid, raw in ours.scan():
            assert isinstance(raw, RawObject), oid
            assert store.get_raw(DulwichId(str(oid).encode()))[1] == raw.data
            count += 1
    store.close()
    assert count == len(ids)


@pytest.mark.slow
def test_deltas_taken_as_they_are(foreign: Path, tmp_path: Path) -> None:
    repack_and_go_on(foreign, tmp_path, "-ad")


@pytest.mark.slow
def test_deltas_made_anew(own: Path, tmp_path: Path) -> None:
    repack_and_go_on(own, tmp_path, "-adf")


def repack_and_go_on(repository: Path, tmp_path: Path, options: str) -> None:
    """Repack `repository`, and let git do with it what it does."""
    before = contents(repository)
    size = sum(path.stat().st_size for path in repository.glob("objects/pack/*.pack"))
    done = pygitobj(repository, "repack", "-q", options, timeout=600)
    assert (done.code, done.err) == (0, b"")
    (pack,) = repository.glob("objects/pack/*.pack")
    assert pack.stat().st_size < 1.1 * size
    assert contents(repository) == before
    git(repository, "fsck", "--full")
    git(repository, "verify-pack", str(pack))
    read_by_others(repository, before[0])
    git(tmp_path, "init", "-q", "--bare", "loose")
    git(tmp_path, "clone", "-q", "--mirror", "--no-local", str(repository), "clone")
    assert len(contents(tmp_path / "clone")[0]) == len(before[0])
    git(repository, "gc", "-q")
    git(repository, "repack", "-adfq")
    assert contents(repository) == before
    if len(before[0]) < MOST_LOOSE:
        git(tmp_path / "loose", "unpack-objects", "-q", stdin=pack_bytes(repository))
        assert contents(tmp_path / "loose") == before


def pack_bytes(repository: Path) -> bytes:
    """The pack of our own that has all of it."""
    answer = pygitobj(repository, "pack-objects", "--all", "--stdout", "-q", "--delta-base-offset", timeout=600)
    assert answer.code == 0
    return answer.out
