"""`refs verify`: what it says of references as they are stored, compared with git 2.55.

Tried besides: some ninety contents of files and packed-refs beside git, with and without --strict.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.jobs.check.messages import STRICT
from pygitobj.jobs.check.refs import verify_refs
from pygitobj.jobs.check.tables_of_refs import is_table_name
from tests.faults.test_ref_migration import build, files
from tests.support.command import git, pygitobj

HEADER = "# pack-refs with: peeled fully-peeled sorted \n"
ID = "1" * 40
INVALID_NAME = "error: {0}: badRefName: invalid refname format\n"
# The file, its content, what is said, and whether that is an error.
CASES = [
    ("refs/heads/z", "garbage \n\n", "error: {0}: badRefContent: garbage\n"),
    ("refs/heads/z", "", "error: {0}: badRefContent: \n"),
    ("refs/heads/z", ID, "warning: {0}: refMissingNewline: misses LF at the end\n"),
    ("refs/heads/z", f"{ID} x\n", "warning: {0}: trailingRefContent: has trailing garbage: ' x\n'\n"),
    ("refs/heads/z", f"{ID}x\n", f"error: {{0}}: badRefContent: {ID}x\n"),
    ("refs/heads/z", f"{'0' * 40}\n", f"error: {{0}}: badRefOid: points to invalid object ID '{'0' * 40}'\n"),
    ("refs/heads/z", "ref: refs/heads/main", "warning: {0}: refMissingNewline: misses LF at the end\n"),
    ("refs/heads/z", "ref: refs/heads/main \n",
     "warning: {0}: trailingRefContent: has trailing whitespaces or newlines\n"),
    ("refs/heads/z", "ref: refs/heads/a..b\n",
     "error: {0}: badReferentName: points to invalid refname 'refs/heads/a..b'\n"),
    ("refs/heads/z", "ref: logs/x\n",
     "warning: {0}: symrefTargetIsNotARef: points to non-ref target 'logs/x'\n"),
    ("refs/heads/z", "ref: HEAD\n", ""),
    ("refs/heads/a..b", f"{ID}\n", INVALID_NAME),
    ("refs/heads/.lock", f"{ID}\n", INVALID_NAME),
    ("refs/heads/x.lock", "", ""),
    ("FOO_HEAD", "bad\n", "error: {0}: badRefContent: bad\n"),
    ("FETCH_HEAD", "bad\n", ""),
    ("HEAD", "ref: refs/tags/x\n", "error: {0}: badHeadTarget: HEAD points to non-branch 'refs/tags/x'\n"),
    ("packed-refs", "", "warning: {0}: emptyPackedRefsFile: file is empty\n"),
    ("packed-refs", "# x\n", "error: {0}.header: badPackedRefHeader: '# x' does not start with '# pack-refs with: '\n"),
    ("packed-refs", f"{ID} refs/heads/a",
     f"error: {{0}} line 1: packedRefEntryNotTerminated: '{ID} refs/heads/a' is not terminated with a newline\n" * 2),
    ("packed-refs", f"{HEADER}{ID} refs/heads/b\n{ID} refs/heads/a\n",
     "error: {0} line 3: packedRefUnsorted: refname 'refs/heads/a' is less than previous refname 'refs/heads/b'\n"),
    ("packed-refs", f"{ID} refs/heads/b\n{ID} refs/heads/a\n", ""),
    ("packed-refs", f"{HEADER}{ID} refs/tags/a\n^x\n",
     "error: {0} line 3: badPackedRefEntry: 'x' has invalid peeled oid\n"),
    ("packed-refs", f"{HEADER}{ID} refs/tags/a\n^{ID}x\n",
     "error: {0} line 3: badPackedRefEntry: has trailing garbage after peeled oid 'x'\n"),
    ("packed-refs", f"{HEADER}{ID}x refs/heads/a\n",
     f"error: {{0}} line 2: badPackedRefEntry: has no space after oid '{ID}' but with 'x refs/heads/a'\n"),
    ("packed-refs", f"{HEADER}x\n", "error: {0} line 2: badPackedRefEntry: 'x' has invalid oid\n"),
    ("packed-refs", f"{HEADER}{ID} refs/heads/a\0b\n",
     "error: {0} line 2: badPackedRefEntry: refname 'refs/heads/a' contains NULL binaries\n"),
    ("packed-refs", f"{HEADER}{ID} a..b\n", "error: {0} line 2: badRefName: has bad refname 'a..b'\n"),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    return path


@pytest.mark.parametrize(("name", "content", "said"), CASES)
def test_found(made: Path, name: str, content: str, said: str) -> None:
    file = made / ".git" / name
    before = file.read_text() if file.exists() else None
    file.write_text(content)
    try:
        with Repository.open(made) as repository:
            lines: list[str] = []
            is_good = verify_refs(repository, STRICT._replace(strict=False), lines.append)
        assert "".join(f"{line}\n" for line in lines) == said.format(name)
        assert is_good == (not said.startswith("error"))
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)


def test_severities_and_codes(tmp_path: Path) -> None:
    path = build(tmp_path / "r", "files")
    assert pygitobj(path, "refs", "verify", "--strict") == (b"", b"", 0)
    (path / ".git/refs/heads/z").write_text("bad\n")
    os.symlink("main", path / ".git/refs/heads/link")
    link = b"refs/heads/link: symlinkRef: use deprecated symbolic link for symref\n"
    bad = b"refs/heads/z: badRefContent: bad\n"
    assert pygitobj(path, "refs", "verify") == (b"", b"warning: " + link + b"error: " + bad, 255)
    for value, said, code in (("warn", b"warning: " + bad, 0), ("ignore", b"", 0), ("error", b"error: " + bad, 255)):
        git(path, "config", "fsck.badRefContent", value)
        assert pygitobj(path, "refs", "verify") == (b"", b"warning: " + link + said, code)
    git(path, "config", "fsck.symlinkRef", "error")
    assert pygitobj(path, "refs", "verify") == (b"", b"error: " + link + b"error: " + bad, 255)
    git(path, "config", "fsck.badRefContent", "x")
    assert pygitobj(path, "refs", "verify") == (b"", b"fatal: Unknown fsck message type: 'x'\n", 128)


def test_verbose_and_worktrees(tmp_path: Path) -> None:
    path = tmp_path / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    git(path, "commit", "-q", "--allow-empty", "-m", "1")
    git(path, "worktree", "add", "-q", "../w", "HEAD")
    (path / ".git/worktrees/w/refs/bisect").mkdir(parents=True)
    (path / ".git/worktrees/w/refs/bisect/bad").write_text("bad\n")
    out, err, code = pygitobj(path, "refs", "verify", "--verbose")
    lines = err.decode().splitlines()
    assert (out, code) == (b"", 255)
    assert lines[:2] == ["Checking references consistency", "Checking refs/heads/main"]
    assert "Checking packed-refs file .git/packed-refs" in lines
    assert lines.index("Checking worktrees/w/HEAD") > lines.index("Checking HEAD")
    assert "error: worktrees/w/refs/bisect/bad: badRefContent: bad" in lines


def test_tables(tmp_path: Path) -> None:
    path = build(tmp_path / "r", "reftable")
    assert pygitobj(path, "refs", "verify", "--strict") == (b"", b"", 0)
    (table,) = (path / ".git/reftable").glob("*.ref")
    message = f"Checking references consistency\nChecking table: {table.name}\n".encode()
    assert pygitobj(path, "refs", "verify", "--verbose") == (b"", message, 0)
    assert pygitobj(path, "symbolic-ref", "refs/heads/q", "refs/foo/../x")[2] != 0
    table.rename(table.with_name("x.ref"))
    (path / ".git/reftable/tables.list").write_text("x.ref\n")
    said = b"x.ref: badReftableTableName: invalid reftable table name\n"
    assert pygitobj(path, "refs", "verify") == (b"", b"warning: " + said, 0)
    assert pygitobj(path, "refs", "verify", "--strict") == (b"", b"error: " + said, 255)
    before = files(path)
    os.truncate(path / ".git/reftable/x.ref", len(before["reftable/x.ref"]) - 1)
    lines: list[str] = []
    with Repository.open(path) as repository:
        assert not verify_refs(repository, STRICT, lines.append)
    assert lines[0].startswith("error: ")
    assert "reftable/x.ref, offset " in lines[-1]
    out, err, code = pygitobj(path, "refs", "verify")
    assert (out, code) == (b"", 255)
    assert b"reftable/x.ref, offset " in err


@pytest.mark.parametrize("damage", ["garbage\n", "no line feed", "a/b\n"])
def test_tables_of_a_worktree_that_cannot_be_read(tmp_path: Path, damage: str) -> None:
    """One line, git's, says whose they are; what is wrong with them is told where more was asked for."""
    path = build(tmp_path / "r", "reftable")
    other = path / ".git/worktrees/w"
    other.mkdir(parents=True)
    (other / "gitdir").write_text(f"{tmp_path / 'w' / '.git'}\n")
    (other / "commondir").write_text("../..\n")
    (other / "HEAD").write_text("ref: refs/heads/.invalid\n")
    (other / "reftable").mkdir()
    (other / "reftable/tables.list").write_text("")
    assert pygitobj(path, "refs", "verify") == (b"", b"", 0)
    (other / "reftable/tables.list").write_text(damage)
    said = b"error: reftable stack for worktree 'w' is broken\n"
    assert pygitobj(path, "refs", "verify") == (b"", said, 255)
    out, err, code = pygitobj(path, "refs", "verify", "--verbose")
    assert (out, code) == (b"", 255)
    assert said in err
    assert b"worktrees/w/reftable/" in err


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        (b"0x000000000001-0x000000000002-a5fb8e89.ref", True),
        (b"1-2-3.log", True),
        (b"--.ref", True),
        (b" 1-+2- -3.ref", True),
        (b"1-2-ffffffffffffffff.ref", True),
        (b"1-2-fffffffffffffffff.ref", False),
        (b"0x1-0x2.ref", False),
        (b"0x1-0x2-3.ref\n", False),
        (b"x.ref", False),
    ],
)
def test_table_names(name: bytes, is_one: bool) -> None:
    assert is_table_name(name) == is_one
