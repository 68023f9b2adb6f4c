"""A disk that is full, or that may not be written: one clear line, nothing half there, no temporary file left."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj

SIZE = 2 << 20


def mount(*words: str) -> None:
    """Mount something, or skip the test where this is not allowed."""
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place))
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def repo(disk: Path) -> Path:
    """A repository on it, three fifths of it taken by two packs."""
    git(disk, "init", "-q", "-b", "main", "--template=", "r")
    repo = disk / "r"
    for name in ("one", "two"):
        body = random.Random(name).randbytes(SIZE * 3 // 10)
        oid = git(repo, "hash-object", "-w", "--stdin", stdin=body).decode().strip()
        git(repo, "update-index", "--add", "--cacheinfo", f"100644,{oid},{name}")
        git(repo, "commit", "-qm", name)
        git(repo, "repack", "-dqn")
    return repo


def objects(repo: Path) -> bytes:
    """All objects, which must be sound."""
    git(repo, "fsck", "--full")
    return git(repo, "cat-file", "--batch-all-objects", "--batch-check")


def files(repo: Path) -> set[str]:
    """The names of all files in the object directory."""
    return {str(path.relative_to(repo)) for path in (repo / ".git/objects").rglob("*") if path.is_file()}


JOBS = [
    ("repack", "-ad"),
    ("repack", "-adF"),
    ("repack", "-Ad"),
    ("repack", "-d", "--geometric=3"),
    ("pack-objects", "--all", "-q", "here"),
]


@pytest.mark.parametrize("words", JOBS, ids=" ".join)
def test_full(repo: Path, words: tuple[str, ...]) -> None:
    before = objects(repo), files(repo)
    answer = pygitobj(repo, *words)
    assert answer.code == 128
    assert answer.err.startswith(b"fatal: ")
    assert answer.err.count(b"\n") == 1
    assert b"No space left on device" in answer.err
    assert (objects(repo), files(repo)) == before
    assert not list(repo.glob("here*"))
    assert not list(repo.rglob("tmp_*"))


def test_full_while_a_pack_comes_in(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "other")
    oid = git(tmp_path / "other", "hash-object", "-w", "--stdin", stdin=random.Random(5).randbytes(SIZE))
    pack = git(tmp_path / "other", "pack-objects", "-q", "--stdout", stdin=oid)
    before = objects(repo), files(repo)
    for words in (("index-pack", "--stdin"), ("unpack-objects", "-q"), ("hash-object", "-w", "--stdin")):
        answer = pygitobj(repo, *words, stdin=pack)
        assert answer.code == 128, words
        assert answer.err.count(b"\n") == 1
        assert (objects(repo), files(repo)) == before


@pytest.mark.parametrize("words", [*JOBS[:4], ("index-pack", "--stdin"), ("hash-object", "-w", "--stdin"), ("prune",)],
                         ids=" ".join)  # fmt: skip
def test_read_only(repo: Path, words: tuple[str, ...]) -> None:
    pack = git(repo, "pack-objects", "--stdout", "-q", stdin=git(repo, "rev-parse", "HEAD"))
    (repo / "other").write_text("not there yet\n")
    stdin = pack if "index-pack" in words else b"new\n"
    before = objects(repo), files(repo)
    mount("-o", "remount,ro", str(repo.parent))
    answer = pygitobj(repo, *words, stdin=stdin)
    mount("-o", "remount,rw", str(repo.parent))
    if words != ("prune",):
        assert answer.code == 128
        assert answer.err.startswith(b"fatal: ")
        assert answer.err.count(b"\n") == 1
    assert b"Traceback" not in answer.err
    assert (objects(repo), files(repo)) == before
