"""`pack-refs` and `refs optimize` over reftables: what is said, and how it ends, where tables cannot be made one.

The words and exit codes are recorded from git 2.55.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj

COMMANDS = (("pack-refs",), ("refs", "optimize"))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A repository of references in two tables."""
    path = tmp_path / "r"
    words = ("init", "-q", "-b", "main", "--ref-format=reftable", "r")
    assert pygitobj(tmp_path, "-c", "core.logAllRefUpdates=false", *words).code == 0
    blob = pygitobj(path, "hash-object", "-w", "--stdin", stdin=b"x").out.decode().strip()
    for number in range(2):
        change = f"create refs/tags/{number:060} {blob}\n".encode()
        assert pygitobj(path, "-c", "reftable.geometricFactor=1", "update-ref", "--stdin", stdin=change).code == 0
    return path


def tables(path: Path) -> list[str]:
    return (path / ".git/reftable/tables.list").read_text().split()


@pytest.mark.parametrize("command", COMMANDS)
def test_one_table(made: Path, command: tuple[str, ...]) -> None:
    before = pygitobj(made, "show-ref").out
    assert len(tables(made)) > 1
    assert pygitobj(made, *command) == (b"", b"", 0)
    assert len(tables(made)) == 1
    assert pygitobj(made, "show-ref").out == before
    assert before.count(b"\n") == 2


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("setting", "said"),
    [("reftable.blockSize=50", b"entry too large"), ("reftable.lockTimeout=0", b"data is locked")],
)
def test_not_made_one(made: Path, command: tuple[str, ...], setting: str, said: bytes) -> None:
    if "lockTimeout" in setting:
        (made / ".git/reftable/tables.list.lock").touch()
    before = tables(made), pygitobj(made, "show-ref").out
    answer = pygitobj(made, "-c", setting, *command)
    assert answer == (b"", b"error: unable to compact stack: " + said + b"\n", 255)
    assert (tables(made), pygitobj(made, "show-ref").out) == before


def test_a_lock_of_files_ends_it_otherwise(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".git/packed-refs.lock").touch()
    out, err, code = pygitobj(tmp_path, "-c", "core.packedRefsTimeout=0", "pack-refs")
    assert (out, code) == (b"", 128)
    assert err.startswith(b"fatal: Unable to create '")
