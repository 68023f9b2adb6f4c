"""Objects that the store writes are git's: same ids, same places, same modes, and git reads them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import GitObjectError, RepositoryError


def git(repository: Path, *words: str, data: bytes = b"") -> bytes:
    """What git prints."""
    return subprocess.run(["git", *words], cwd=repository, input=data, check=True, capture_output=True).stdout


@pytest.fixture(params=["sha1", "sha256"])
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An empty repository."""
    git(tmp_path, "init", "-q", f"--object-format={request.param}", ".")
    return tmp_path


def files(repository: Path) -> list[str]:
    """All files among the objects."""
    objects = repository / ".git" / "objects"
    return sorted(str(path.relative_to(objects)) for path in objects.rglob("*") if path.is_file())


@pytest.mark.parametrize("body", [b"", b"x", b"words and words\n" * 1000, os.urandom(3_000_000)])
def test_what_is_written_is_gits(empty: Path, body: bytes) -> None:
    with Repository.open(empty) as repo:
        oid = repo.objects.write("blob", body)
        assert repo.objects.read(oid) == ("blob", body)
        assert repo.objects.write("blob", body) == oid
    assert files(empty) == [f"{str(oid)[:2]}/{str(oid)[2:]}"]
    assert str(oid).encode() == git(empty, "hash-object", "--stdin", data=body).strip()
    assert git(empty, "cat-file", "blob", str(oid)) == body
    git(empty, "fsck", "--strict", "--full")


def test_trees_commits_and_tags(empty: Path) -> None:
    with Repository.open(empty) as repo:
        write = repo.objects.write
        blob = write("blob", b"hello\n")
        tree = write("tree", b"100644 hello\0" + bytes(blob))
        who = b"A U Thor <author@example.com> 1700000000 +0100"
        commit = write("commit", b"tree %b\nauthor %b\ncommitter %b\n\nfirst\n" % (str(tree).encode(), who, who))
        tag = write("tag", b"object %b\ntype commit\ntag v1\ntagger %b\n\none\n" % (str(commit).encode(), who))
    git(empty, "update-ref", "refs/tags/v1", str(tag))
    git(empty, "fsck", "--strict", "--full")
    assert git(empty, "show", "v1:hello") == b"hello\n"


def test_a_stream_takes_little_memory(empty: Path) -> None:
    script = (
        "import io, sys\n"
        "from pygitobj import Repository\n"
        "class Zeros(io.RawIOBase):\n"
        "    def read(self, size=-1): return bytes(size)\n"
        "class Some(Zeros):\n"
        "    left = 300 << 20\n"
        "    def read(self, size=-1):\n"
        "        size = min(size, self.left); self.left -= size; return bytes(size)\n"
        "print(Repository.open(sys.argv[1]).objects.write_stream('blob', 300 << 20, Some()))\n"
        "print(next(line for line in open('/proc/self/status') if 'VmHWM' in line).split()[1])\n"
    )
    out = subprocess.run([sys.executable, "-c", script, str(empty)], check=True, capture_output=True, text=True).stdout
    oid, peak = out.split()
    assert int(peak) < 64 << 10
    assert git(empty, "cat-file", "-s", oid).strip() == str(300 << 20).encode()
    git(empty, "fsck", "--strict", "--full")


@pytest.mark.parametrize(("size", "found"), [(3, "more"), (5, "found 4")])
def test_a_stream_of_another_size_leaves_nothing(empty: Path, size: int, found: str) -> None:
    with Repository.open(empty) as repo, pytest.raises(GitObjectError, match=found):
        repo.objects.write_stream("blob", size, io.BytesIO(b"four"))
    assert files(empty) == []


def test_an_object_that_is_there_is_made_young(empty: Path) -> None:
    with Repository.open(empty) as repo:
        oid = repo.objects.write("blob", b"old")
        path = empty / ".git" / "objects" / str(oid)[:2] / str(oid)[2:]
        os.utime(path, (1, 1))
        repo.objects.write("blob", b"old")
        assert path.stat().st_mtime > 1
    (empty / "f").write_bytes(b"old")
    git(empty, "add", "f")
    git(empty, "commit", "-qm", "x")
    git(empty, "repack", "-adq")
    packs = list((empty / ".git" / "objects" / "pack").glob("*.pack"))
    os.utime(packs[0], (1, 1))
    with Repository.open(empty) as repo:
        repo.objects.write("blob", b"old")
    assert packs[0].stat().st_mtime > 1
    assert not path.exists()


@pytest.mark.parametrize(
    "shared", ["umask", "group", "all", "0600", "0660", "0640", "0604", "0666", "1", "true", "2", ""]
)
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_modes_are_gits(tmp_path: Path, shared: str, mask: int) -> None:
    before = os.umask(mask)
    try:
        modes = []
        for who in ("git", "pygitobj"):
            repository = tmp_path / who
            repository.mkdir()
            git(repository, "init", "-q", ".")
            git(repository, "config", "core.sharedRepository", shared)
            if who == "git":
                git(repository, "hash-object", "-w", "--stdin", data=b"mode\n")
            else:
                with Repository.open(repository) as repo:
                    repo.objects.write("blob", b"mode\n")
            objects = repository / ".git" / "objects"
            modes.append(
                [oct((objects / name).stat().st_mode) for name in [*files(repository), files(repository)[0][:2]]]
            )
        assert modes[0] == modes[1]
    finally:
        os.umask(before)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_directory_that_cannot_be_written(empty: Path) -> None:
    objects = empty / ".git" / "objects"
    objects.chmod(0o555)
    try:
        with Repository.open(empty) as repo, pytest.raises(RepositoryError, match="insufficient permission"):
            repo.objects.write("blob", b"x")
    finally:
        objects.chmod(0o755)


def test_a_file_that_may_not_grow(empty: Path) -> None:
    script = (
        "import resource, signal, sys\n"
        "from pygitobj import Repository\n"
        "from pygitobj.errors import RepositoryError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "import os\n"
        "try: Repository.open(sys.argv[1]).objects.write('blob', os.urandom(5000))\n"
        "except RepositoryError as error: print(error)\n"
    )
    out = subprocess.run([sys.executable, "-c", script, str(empty)], check=True, capture_output=True, text=True).stdout
    assert out.startswith("unable to write an object to ")
    assert files(empty) == []


def test_other_types_are_refused(empty: Path) -> None:
    with Repository.open(empty) as repo, pytest.raises(ValueError, match="not an object type"):
        repo.objects.write("blog", b"")
