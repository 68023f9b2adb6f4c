"""References stored in the other way, where each call that changes the disk fails, or is the last: all are in one.

Tried besides: the configuration written before the new references are in their place, the old ones removed before the
configuration, and what was placed not taken back, each of which some test here finds.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import GitObjectError, RefError
from pygitobj.jobs.migrate.migrate import Migration, migrate_refs
from tests.faults.conftest import Turn
from tests.support.command import git
from tests.support.killing import CALLS, DISK_FULL, FAILED, FINISHED, KILLED, LOOKS, run_until

FORMATS = ("files", "reftable")
CHANGING = (*CALLS, "rmdir")


def migrate(path: Path, ref_format: str, *, reflogs: bool = True, dry_run: bool = False) -> str | None:
    with Repository.open(path) as repository:
        return migrate_refs(repository, ref_format, reflogs=reflogs, dry_run=dry_run, warn=lambda _: None)


def other(ref_format: str) -> str:
    return FORMATS[ref_format == "files"]


def state(path: Path) -> tuple[object, ...]:
    """All that the references and logs say, strictly read."""
    with Repository.open(path) as repository:
        backend = repository.ref_store.backend
        refs = [(ref.name, ref.value) for ref in backend.stored("", strict=True)]
        roots = [(name, backend.read(name)) for name in backend.root_names()]
        logs = [(name, list(entries)) for name, entries in backend.logs()]
        return sorted(refs, key=lambda ref: ref[0]), roots, sorted(logs, key=lambda log: log[0])


def stored_as(path: Path) -> str:
    with Repository.open(path) as repository:
        return repository.location.layout.ref_storage


def build(path: Path, ref_format: str) -> Path:
    """A repository with references and logs of every kind, stored so."""
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    tree = git(path, "write-tree").decode().strip()
    first = git(path, "commit-tree", "-m", "1", tree).decode().strip()
    second = git(path, "commit-tree", "-m", "2", "-p", first, tree).decode().strip()
    git(path, "update-ref", "-m", "m1", "refs/heads/main", first)
    git(path, "update-ref", "-m", "m2", "refs/heads/main", second)
    git(path, "tag", "-a", "-m", "t", "v1", first)
    git(path, "pack-refs", "--all")
    git(path, "symbolic-ref", "refs/heads/sym", "refs/heads/main")
    git(path, "symbolic-ref", "refs/heads/dangling", "refs/heads/none")
    git(path, "update-ref", "ORIG_HEAD", first)
    git(path, "update-ref", "refs/bisect/bad", first)
    git(path, "update-ref", "--create-reflog", "refs/heads/a/b/c", second)
    (path / ".git/logs/refs/heads/gone").write_text(f"{first} {second} C <c@x> 1700000000 -0730\tgone\n")
    if ref_format != "files":
        migrate(path, ref_format)
    return path


def calls_in(turn: Turn) -> range:
    """Which calls are the last, or fail: in a short turn every third."""
    return range(1, 1000, 1 if turn.seconds else 3)


@pytest.mark.parametrize("ref_format", FORMATS)
@pytest.mark.parametrize("fails", [0, errno.EIO, DISK_FULL])
def test_whatever_ends_it(tmp_path: Path, ref_format: str, fails: int, turn: Turn) -> None:
    made = build(tmp_path / "made", ref_format)
    before = state(made)
    seen = set()
    for n in calls_in(turn):
        path = tmp_path / "r"
        shutil.copytree(made, path, symlinks=True)
        code = run_until(n, partial(migrate, path, other(ref_format)), fail=fails, calls=CHANGING)
        assert state(path) == before, n
        seen.add((code == KILLED, stored_as(path)))
        if code == FAILED:
            assert not list((path / ".git").glob("*.lock")), n
        if fails and stored_as(path) == ref_format and not list((path / ".git").glob("ref_migration.*")):
            migrate(path, other(ref_format))  # what was placed is in nobody's way
            assert state(path) == before, n
        shutil.rmtree(path)
        if code == FINISHED:
            break
    assert n > 20
    assert {stored for _, stored in seen} == set(FORMATS)


@pytest.mark.parametrize("ref_format", FORMATS)
def test_what_cannot_be_looked_at_changes_nothing(tmp_path: Path, ref_format: str, turn: Turn) -> None:
    made = build(tmp_path / "made", ref_format)
    before = state(made)
    for n in calls_in(turn):
        path = tmp_path / "r"
        shutil.copytree(made, path, symlinks=True)
        code = run_until(n, partial(migrate, path, other(ref_format)), fail=errno.EACCES, calls=LOOKS)
        assert state(path) == before, n
        shutil.rmtree(path)
        if code == FINISHED:
            break
    assert n > 10


def files(path: Path) -> dict[str, bytes]:
    git_dir = path / ".git"
    return {str(each.relative_to(git_dir)): each.read_bytes() for each in git_dir.rglob("*") if each.is_file()}


def cut(path: Path) -> None:
    """Take the last byte of a file away."""
    os.truncate(path, path.stat().st_size - 1)


def put(path: Path) -> None:
    """Make an empty file, and the directory that it is in."""
    path.parent.mkdir()
    path.touch()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "garbage": lambda git_dir: (git_dir / "refs/heads/bad").write_text("garbage\n"),
    "zeros": lambda git_dir: (git_dir / "refs/heads/bad").write_text("0" * 40 + "\n"),
    "a name that is none": lambda git_dir: (git_dir / "refs/heads/a..b").write_text("1" * 40 + "\n"),
    "a lock": lambda git_dir: (git_dir / "refs/heads/main.lock").write_text(""),
    "a hidden file": lambda git_dir: (git_dir / "refs/heads/.hidden").write_text("1" * 40 + "\n"),
    "a lock of packed-refs": lambda git_dir: (git_dir / "packed-refs.lock").write_text(""),
    "a lock of HEAD": lambda git_dir: (git_dir / "HEAD.lock").write_text(""),
    "a lock of the configuration": lambda git_dir: (git_dir / "config.lock").write_text(""),
    "packed-refs cut": lambda git_dir: (git_dir / "packed-refs").write_bytes(
        (git_dir / "packed-refs").read_bytes()[:-1]
    ),
    "a log with a bad line": lambda git_dir: (git_dir / "logs/refs/heads/main").write_text("no entry\n"),
    "a log that is cut": lambda git_dir: cut(git_dir / "logs/HEAD"),
    "refs elsewhere": lambda git_dir: (git_dir / "refs").rename(git_dir / "x").with_name("refs").symlink_to("x"),
    "a link below refs": lambda git_dir: (git_dir / "refs/link").symlink_to("heads"),
    "tables": lambda git_dir: put(git_dir / "reftable/tables.list"),
    "no HEAD that counts": lambda git_dir: (git_dir / "HEAD").write_text("ref: refs/heads/.invalid\n"),
    "a worktree": lambda git_dir: (git_dir / "worktrees/w").mkdir(parents=True),
    "an extension of nobody": lambda git_dir: (git_dir / "config").write_text(
        (git_dir / "config").read_text() + "[extensions]\n\tnobody = 1\n"
    ),
    "a setting twice": lambda git_dir: (git_dir / "config").write_text(
        (git_dir / "config").read_text() + "[core]\n\trepositoryformatversion = 0\n"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_change_nothing(tmp_path: Path, damage: str) -> None:
    path = build(tmp_path / "r", "files")
    DAMAGE[damage](path / ".git")
    before = files(path)
    with pytest.raises(GitObjectError):
        migrate(path, "reftable")
    assert files(path) == before


TABLE_DAMAGE: dict[str, Callable[[Path], object]] = {
    "a lock": lambda git_dir: (git_dir / "reftable/tables.list.lock").write_text(""),
    "no list": lambda git_dir: (git_dir / "reftable/tables.list").unlink(),
    "no table": lambda git_dir: next((git_dir / "reftable").glob("*.ref")).unlink(),
    "a table that is cut": lambda git_dir: os.truncate(next((git_dir / "reftable").glob("*.ref")), 100),
    "a reference in a file": lambda git_dir: put(git_dir / "refs/tags/x"),
    "packed-refs": lambda git_dir: (git_dir / "packed-refs").write_text(""),
    "a log": lambda git_dir: put(git_dir / "logs/HEAD"),
    "ORIG_HEAD": lambda git_dir: (git_dir / "ORIG_HEAD").write_text("1" * 40 + "\n"),
}


@pytest.mark.parametrize("damage", TABLE_DAMAGE)
def test_damaged_tables_change_nothing(tmp_path: Path, damage: str) -> None:
    path = build(tmp_path / "r", "reftable")
    TABLE_DAMAGE[damage](path / ".git")
    before = files(path)
    with pytest.raises(GitObjectError):
        migrate(path, "files")
    assert files(path) == before


@pytest.mark.parametrize("name", ["refs/heads/main", "refs/heads/new", "logs/refs/heads/main", "ORIG_HEAD"])
def test_written_while_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = build(tmp_path / "r", "files")
    git_dir = path / ".git"
    made = Migration.made_directory

    def write(self: Migration) -> str:
        line = (git_dir / "logs/HEAD").read_text()
        (git_dir / name).write_text(line if name.startswith("logs/") else "1" * 40 + "\n")
        return made(self)

    monkeypatch.setattr(Migration, "made_directory", write)
    with pytest.raises(RefError, match="was changed meanwhile"):
        migrate(path, "reftable")
    assert stored_as(path) == "files"
    assert (git_dir / name).is_file()
    assert not (git_dir / "reftable").exists()


def test_written_when_it_is_over_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build(tmp_path / "r", "files")
    late = path / ".git/refs/heads/a/b/c"
    switch = Migration.switch

    def write(self: Migration, directory: str) -> None:
        switch(self, directory)
        late.write_text("1" * 40 + "\n")

    monkeypatch.setattr(Migration, "switch", write)
    with pytest.raises(RefError, match=r"references were migrated, but '.*/refs/heads/a/b/c' was left"):
        migrate(path, "reftable")
    assert stored_as(path) == "reftable"
    assert late.read_text() == "1" * 40 + "\n"
