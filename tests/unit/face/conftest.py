"""A repository with all that jobs look at: packs, loose objects, tags, a reflog, an index, and what nothing reaches."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pygitobj import Repository
from tests.support.command import git


@pytest.fixture(scope="session", params=["sha1", "sha256"])
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It has two packs, loose objects, an annotated tag, and unreachable objects of which one is packed."""
    place = tmp_path_factory.mktemp(f"history-{request.param}") / "r"
    git(place.parent, "init", "-q", "-b", "main", f"--object-format={request.param}", "r")
    git(place, "config", "gc.auto", "0")
    lines = [f"line {number} {number * 7919}\n" for number in range(200)]
    for step in range(12):
        lines[step * 17 % 200] = f"changed in {step}\n"
        (place / f"file{step % 2}").write_text("".join(lines))
        git(place, "add", ".")
        git(place, "commit", "-qm", f"step {step}")
        if step in (5, 8):
            git(place, "repack", "-dqn")
    git(place, "tag", "-am", "a tag", "v1", "HEAD~3")
    git(place, "branch", "side", "HEAD~6")
    (place / "gone").write_text("only in the reflog\n")
    git(place, "add", ".")
    git(place, "commit", "-qm", "taken back")
    git(place, "reset", "-q", "--hard", "HEAD~1")
    git(place, "hash-object", "-w", "--stdin", stdin=b"loose, and nothing leads here\n")
    oid = git(place, "hash-object", "-w", "--stdin", stdin=b"packed, and nothing leads here\n")
    git(place, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid)
    git(place, "prune-packed")
    return place


@pytest.fixture
def place(history: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(history, tmp_path / "r", symlinks=True)
    return tmp_path / "r"


@pytest.fixture
def twin(history: Path, tmp_path: Path) -> Path:
    """Another copy, for the command to do the same."""
    shutil.copytree(history, tmp_path / "twin", symlinks=True)
    return tmp_path / "twin"


@pytest.fixture
def repo(place: Path) -> Iterator[Repository]:
    """The copy, open."""
    with Repository.open(place) as opened:
        yield opened


ReadOnly = Callable[[], AbstractContextManager[None]]
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@pytest.fixture
def read_only() -> ReadOnly:
    """A block in which nothing can be written: a read-only file system, to root too."""

    def refused(path: object, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & WRITING:
            refused(path)
        return real_open(path, flags, *rest, **named)

    real_open = os.open

    @contextmanager
    def block() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "open", opened)
            for name in ("mkdir", "rename", "replace", "link", "unlink", "rmdir", "utime"):
                patch.setattr(os, name, refused)
            yield

    return block


def files_below(folder: Path) -> list[str]:
    """The names of all files below `folder`, sorted."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def all_ids(place: Path) -> list[str]:
    """The ids of all objects that git finds at `place`, sorted."""
    out = git(place, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return sorted(out.decode().split())
