"""Damaged files of references: what cannot be read is an error that names the file, never "nothing" or "missing".

Tried besides, one by one beside git, with its bytes, messages and exit codes but where docs/limits.md says otherwise:
names that are none, of 6,000 bytes and of bytes that are no UTF-8; each line of `update-ref --stdin` cut, quoted and
ended in other ways; loose files with ends of other systems, rests, circles; logs without ends; formats and sort keys.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj

PACKED = {
    "cut in an id": b"0123456789",
    "without its last line feed": b"%(id)s refs/heads/x",
    "zeros": bytes(200),
    "a line that is none": b"# pack-refs with: peeled fully-peeled sorted \nfoo\n%(id)s refs/heads/x\n",
    "a peeled id without a tag": b"^%(id)s\n%(id)s refs/heads/x\n",
    "ends of other systems in peeled lines": b"%(id)s refs/tags/x\r\n^%(id)s\r\n",
}
COMMANDS = (
    "update-ref refs/heads/new %s", "update-ref HEAD %s", "for-each-ref", "cat-file -p %s",
    "pack-objects -q --all --stdout", "prune --expire=now", "repack -a -d -q", "pack-refs --all",
)  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A repository with a branch, and its commit."""
    path = tmp_path / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    git(path, "commit", "-q", "--allow-empty", "-m", "1")
    return path, git(path, "rev-parse", "HEAD").decode().strip()


def objects(path: Path) -> set[Path]:
    return {found for found in (path / ".git/objects").rglob("*") if found.is_file()}


@pytest.mark.parametrize("damage", PACKED)
@pytest.mark.parametrize("command", COMMANDS)
def test_damaged_packed_refs_are_named(made: tuple[Path, str], damage: str, command: str) -> None:
    """Replace refs are among them, so that no object can be read either: that is no object which is missing."""
    path, commit = made
    (path / ".git/packed-refs").write_bytes(PACKED[damage].replace(b"%(id)s", commit.encode()))
    before, branch = objects(path), (path / ".git/refs/heads/main").read_bytes()
    answer = pygitobj(path, *command.replace("%s", commit).split())
    if b"sorted" in PACKED[damage] and answer.code == 0:
        assert command.startswith(("update-ref", "cat-file"))  # no line that it looked for is near the bad one
        return
    assert answer.code == 128, answer
    assert b"packed-refs" in answer.err
    assert b"nonexistent" not in answer.err
    assert answer.out == b""
    assert objects(path) == before
    assert (path / ".git/refs/heads/main").read_bytes() == branch
