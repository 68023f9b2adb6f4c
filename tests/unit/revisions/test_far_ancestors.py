"""Ancestors so far away that a walk finds them: the same as one by one, with all that changes history."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.repository.repository import Repository
from pygitobj.revisions.ancestors import FAR
from tests.support.command import git

COUNT = FAR + 40


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A line of commits, from the oldest on, each of its own time."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    stream = b"".join(
        b"commit refs/heads/main\ncommitter A <a@x> %d +0000\ndata 1\nc\n" % (10**9 + number) for number in range(COUNT)
    )
    git(tmp_path, "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", stdin=stream)
    return tmp_path


def line_of(root: Path) -> list[str]:
    """The commits, from the youngest on."""
    return git(root, "rev-list", "main").decode().split()


def found(root: Path, number: int) -> str | None:
    """What the commit is that many generations before the branch."""
    with Repository.open(root) as repository:
        oid = repository.lookup(f"main~{number}").id
        return None if oid is None else oid.hex()


@pytest.mark.parametrize("has_graph", [False, True])
def test_each_is_found(history: Path, has_graph: bool) -> None:
    ids = line_of(history)
    if has_graph:
        git(history, "commit-graph", "write", "--reachable")
    for number in (1, FAR - 1, FAR, FAR + 1, FAR + 20, COUNT - 1):
        assert found(history, number) == ids[number]
    assert found(history, COUNT) is None
    assert found(history, COUNT + FAR) is None


def test_what_changes_history(history: Path) -> None:
    """A graft, a replace ref and a shallow line on the way, each after the other."""
    ids = line_of(history)
    info = history / ".git/info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{ids[5]} {ids[15]}\n")
    assert found(history, FAR + 1) == ids[FAR + 10]
    (info / "grafts").unlink()
    git(history, "replace", ids[5], ids[25])
    assert found(history, FAR + 1) == ids[FAR + 21]
    git(history, "replace", "-d", ids[5])
    (history / ".git/shallow").write_text(f"{ids[FAR]}\n")
    assert found(history, FAR) == ids[FAR]
    assert found(history, FAR + 1) is None


@pytest.mark.parametrize("body", [b"", b"no zlib stream", None])
def test_one_on_the_way_cannot_be_read(history: Path, body: bytes | None) -> None:
    ids = line_of(history)
    pack = next((history / ".git/objects/pack").glob("*.pack"))
    packed = pack.read_bytes()
    for path in pack.parent.iterdir():
        path.unlink()
    git(history, "unpack-objects", "-q", stdin=packed)
    path = history / ".git/objects" / ids[10][:2] / ids[10][2:]
    path.chmod(0o644)
    path.unlink() if body is None else path.write_bytes(body)
    assert found(history, 10) == ids[10]
    assert found(history, FAR + 1) is None
