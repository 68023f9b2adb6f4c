"""index-pack and unpack-objects as git's fetch and receive-pack call them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, git, pygitobj, run
from tests.support.packs import build_pack, object_id, whole

EMPTY_TREE = object_id("tree", b"").hex()
PARENT = "1" * 40
COMMIT = f"tree {EMPTY_TREE}\nparent {PARENT}\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nm".encode()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    git(tmp_path, "init", "-q", "--bare", "r")
    return tmp_path / "r"


def test_a_header_that_was_read_before(repository: Path) -> None:
    data, _ = build_pack([whole(3, b"one")])
    answer = pygitobj(repository, "index-pack", "--stdin", "--pack_header=2,1", stdin=data[12:])
    assert answer == (b"pack\t%b\n" % data[-20:].hex().encode(), b"", 0)
    other, _ = build_pack([whole(3, b"two")])
    assert pygitobj(repository, "unpack-objects", "-q", "--pack_header=2,1", stdin=other[12:]).code == 0
    assert git(repository, "cat-file", "blob", object_id("blob", b"two").hex()) == b"two"
    for text in ("2", "2,x", "2,1,", "x,1"):
        answer = pygitobj(repository, "index-pack", "--stdin", f"--pack_header={text}", stdin=data[12:])
        assert answer == (b"", f"fatal: bad --pack_header: {text}\n".encode(), 128)


def test_the_end_is_told(repository: Path) -> None:
    data, _ = build_pack([whole(3, b"one")])
    assert pygitobj(repository, "index-pack", "--stdin", "--report-end-of-input", stdin=data).err == b"\0"


def test_what_else_is_needed(repository: Path) -> None:
    """1 where what is named is not in the pack; where it is not here either, an error."""
    words = ["index-pack", "--stdin", "--check-self-contained-and-connected"]
    tree = b"100644 a\0" + object_id("blob", b"one")
    whole_pack, _ = build_pack([whole(2, tree), whole(3, b"one")])
    part, _ = build_pack([whole(2, tree)])
    assert pygitobj(repository, *words, stdin=part).code == 128
    assert pygitobj(repository, *words, stdin=whole_pack).code == 0
    assert pygitobj(repository, *words, stdin=part).code == 1


def test_parents_of_shallow_commits_are_not_needed(repository: Path) -> None:
    data, _ = build_pack([whole(1, COMMIT), whole(2, b"")])
    (repository / "list").write_text(object_id("commit", COMMIT).hex() + "\n")
    words = ["index-pack", "--stdin", "--strict"]
    assert pygitobj(repository, *words, stdin=data).code == 128
    assert pygitobj(repository, "--shallow-file", "list", *words, stdin=data).code == 0
    (repository / "list").rename(repository / "shallow")
    assert pygitobj(repository, "--shallow-file", "", *words, stdin=data).code == 128
    assert pygitobj(repository, *words, stdin=data).code == 0


def test_a_quarantine(repository: Path) -> None:
    git(repository, "hash-object", "-w", "--stdin", stdin=b"one")
    data, _ = build_pack([whole(2, b"100644 a\0" + object_id("blob", b"one"))])
    (repository / "objects/tmp_objdir-incoming-x").mkdir()
    place = f"{repository}/objects/tmp_objdir-incoming-x"
    variables = [
        f"GIT_QUARANTINE_PATH={place}", f"GIT_OBJECT_DIRECTORY={place}",
        f"GIT_ALTERNATE_OBJECT_DIRECTORIES={repository}/objects",
    ]  # fmt: skip
    answer = run(["env", *variables, *PYGITOBJ, "index-pack", "--stdin", "--strict", "--keep"], repository, data)
    assert answer == (b"keep\t%b\n" % data[-20:].hex().encode(), b"", 0)
    assert len(os.listdir(f"{place}/pack")) == 4
    assert os.listdir(repository / "objects/pack") == []


@pytest.mark.parametrize("size", ["30", "x"])
def test_too_large_a_file(tmp_path: Path, size: str) -> None:
    data, _ = build_pack([whole(3, b"one")])
    (tmp_path / "p.pack").write_bytes(data)
    answer = pygitobj(tmp_path, "index-pack", f"--max-input-size={size}", "p.pack")
    assert answer.code == (0 if size == "x" else 128)
    assert size == "x" or answer.err == b"fatal: pack exceeds maximum allowed size (30 bytes)\n"
    assert pygitobj(tmp_path, "index-pack", f"--max-input-size={len(data)}", "p.pack").code == 0


def test_titles_and_statistics(repository: Path) -> None:
    data, _ = build_pack([whole(3, b"one")])
    words = ["index-pack", "--stdin", "-v", "--progress-title", "Fetching"]
    assert b"Fetching: 100% (1/1)" in pygitobj(repository, *words, stdin=data).err
    (pack,) = (repository / "objects/pack").glob("*.pack")
    shown = pygitobj(repository, "index-pack", "--verify-stat-only", str(pack))
    assert shown == (b"non delta: 1 object\n", b"", 0)
    assert pygitobj(repository, "index-pack", "--verify-stat", str(pack)).out.count(b"\n") == 2


def test_what_is_promised_here_already(repository: Path) -> None:
    """A local commit's tree that a promised commit names goes into a promisor pack of its own."""
    tree = git(repository, "mktree").decode().strip()
    root = git(repository, "commit-tree", "-m", "local", tree).decode().strip()
    body = f"tree {tree}\nparent {root}\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nm".encode()
    assert pygitobj(repository, "index-pack", "--stdin", "--promisor", stdin=build_pack([whole(1, body)])[0]).code == 0
    marks = list((repository / "objects/pack").glob("*.promisor"))
    assert len(marks) == 2
    listed = b"".join(git(repository, "verify-pack", "-v", str(mark.with_suffix(".idx"))) for mark in marks)
    assert root.encode() in listed
