"""Whatever is in the place of a small file: it is read as git reads it, or the error names it, and nothing waits.

The rest of the repository serves where git has it serve: an object that is there is read, unless what cannot be read
says how to read it. Tried besides: each of these as a link's target, and in a linked worktree.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import GitObjectError, ObjectId, Repository

BLOB = ObjectId("78981922613b2afb6025042ff6bd878ac1994e85")  # "a\n"
pytestmark = pytest.mark.usefixtures("no_waiting")
# Each file, and what asks for it besides opening the repository and reading an object.
FILES: dict[str, Callable[[Repository], object]] = {
    ".git/HEAD": lambda repo: repo.lookup("HEAD"),
    ".git/config": lambda repo: repo.config.all("core.bare"),
    ".git/commondir": lambda repo: repo.location,
    ".git/packed-refs": lambda repo: list(repo.ref_store),
    ".git/refs/heads/main": lambda repo: list(repo.ref_store),
    ".git/shallow": lambda repo: repo.shallow,
    ".git/objects/info/alternates": lambda repo: ObjectId("1" * 40) in repo.objects,
    ".git/info/grafts": lambda repo: repo.lookup("HEAD~1"),
    ".mailmap": lambda repo: repo.mailmap(),
}
CONTENTS = {
    "empty": b"",
    "a newline": b"\n",
    "a NUL": b"\0",
    "NULs in text": b"x\0y\n\0\0z\n",
    "CR": b"x\ry\r",
    "CRLF": b"[core]\r\n\tbare = false\r\n",
    "a mark of UTF-8": b"\xef\xbb\xbf[core]\n\tbare = false\n",
    "half a mark of UTF-8": b"\xef\xbb[core]\n",
    "a long line": b"a" * 70000,
    "a long line in pieces": b"/".join([b"a" * 200] * 400) + b"\n",
    "no UTF-8": b"\xff\xfe\x80\x9b31m\n",
    "escapes": b"\x1b[31m\x07\x7f\n",
    "many lines": b"x\n" * 5000,
    "a quote": b'"\n"a\\',
    "a colon": b"ref:\n",
    "itself": b"ref: HEAD\n",
    "up and up": b"ref: refs/../../../etc/passwd\n",
}


def make_link(path: Path, target: str) -> None:
    path.symlink_to(target)


PLACES: dict[str, Callable[[Path], object]] = {
    "a directory": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "a link to nothing": lambda path: make_link(path, "nowhere"),
    "a link in a circle": lambda path: make_link(path, path.name),
    "a link to the null device": lambda path: make_link(path, "/dev/null"),
    "a link to a device without end": lambda path: make_link(path, "/dev/zero"),
}


def writer(content: bytes) -> Callable[[Path], object]:
    """What writes a file that holds `content`."""
    return lambda path: path.write_bytes(content)


ODD = {**{name: writer(content) for name, content in CONTENTS.items()}, **PLACES}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one commit."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    root = tmp_path / "r"
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    (root / "a").write_text("a\n")
    identity = ["-c", "user.name=A", "-c", "user.email=a@b"]
    subprocess.run(["git", "add", "a"], cwd=root, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "a"], cwd=root, check=True)
    return root


def problem(call: Callable[[], object]) -> str:
    """The error that `call` ends with; nothing where it does not."""
    try:
        call()
    except GitObjectError as error:
        return f"{error} {getattr(error, 'detail', '')}"
    return ""


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("odd", ODD)
def test_it_is_read_or_named(place: Path, name: str, odd: str) -> None:
    path = place / name
    path.unlink(missing_ok=True)
    ODD[odd](path)
    told: list[str] = []

    def look() -> None:
        with Repository.open(place, warn=told.append) as repo:
            assert repo.objects.read(BLOB).data == b"a\n"
            FILES[name](repo)

    said = problem(look)
    # What is no HEAD is no repository, as git has it; a line of what is there is as good a place as its name.
    named = (path.name, "not a git repository", "bad shallow line", "unable to look for object", "refs/heads/main")
    assert not said or any(word in said for word in named), said


@pytest.mark.parametrize("odd", ODD)
def test_a_gitfile(place: Path, odd: str) -> None:
    beside = place.parent / "w"
    beside.mkdir()
    path = beside / ".git"
    ODD[odd](path)
    said = problem(lambda: Repository.open(beside))
    assert "a git repository" in said or str(path) in said


@pytest.mark.parametrize("odd", ODD)
def test_an_attributes_file_and_a_list_of_packs(place: Path, odd: str) -> None:
    # What no object needs is not asked.
    for name in (".git/info/attributes", ".git/objects/info/packs", ".git/gc.pid", ".git/description"):
        path = place / name
        path.unlink(missing_ok=True)
        ODD[odd](path)
    with Repository.open(place) as repo:
        assert repo.objects.read(BLOB).data == b"a\n"
