"""`prune` where something is wrong, cut off or not there: nothing goes that may be needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.pruning import (
    FATAL,
    NOWHERE,
    build,
    commit,
    commit_file,
    copy_of,
    damage,
    files,
    loose_path,
    refused,
    same,
    write,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("prune")
    return build(directory).parent


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    return copy_of(template, tmp_path)


@pytest.mark.parametrize("what", [Path.unlink, None], ids=["missing", "damaged"])
@pytest.mark.parametrize("name", ["HEAD", "HEAD^", "HEAD^{tree}", "HEAD:d"])
def test_nothing_goes_where_something_is_wrong(
    repository: Path, what: Callable[[Path], None] | None, name: str
) -> None:
    git(repository, "reset", "-q", "--hard")
    commit_file(repository, "d/a", "first\n")
    commit_file(repository, "d/a", "second\n")
    oid = git(repository, "rev-parse", name).decode().strip()
    if what is None:
        damage(repository, oid)
    else:
        what(loose_path(repository, oid))
    refused(repository, *(["--expire=2.weeks.ago"] if name == "HEAD^" else []))


def test_a_tree_that_is_no_tree(repository: Path) -> None:
    """Git does not look at what else is wrong with it."""
    bad = git(repository, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=b"100644 f\0short")
    made = git(repository, "commit-tree", "-m", "bad", bad.decode().strip()).decode().strip()
    git(repository, "update-ref", "refs/heads/bad", made)
    refused(repository)


@pytest.mark.parametrize("name", ["index", "worktrees/linked/index", "packed-refs"])
def test_roots_that_cannot_be_read(repository: Path, name: str) -> None:
    (repository / ".git" / name).write_bytes(b"damaged\n")
    refused(repository)


def test_more_is_kept_by_programs(repository: Path) -> None:
    """What they name stays, with what it names, however old it is; several run, in the configuration's order."""
    blob, other, lost = (write(repository, text) for text in ("named by a tree", "named itself", "named by nobody"))
    tree = git(repository, "mktree", stdin=f"100644 blob {blob}\tf\n".encode()).decode().strip()
    for expire in ("--expire=now", "--expire=2.weeks.ago"):
        place = repository.parent / expire.rpartition("=")[2]
        place.mkdir()
        copy = copy_of(repository.parent, place)
        for oid in (blob, other, lost, tree):
            os.utime(loose_path(copy, oid), (0, 0))
        git(copy, "config", "gc.recentObjectsHook", f"echo {tree}")
        git(copy, "config", "--add", "gc.recentObjectsHook", f"echo {other}; echo {NOWHERE}")
        assert pygitobj(copy, "prune", expire).code == 0
        assert [loose_path(copy, oid).exists() for oid in (blob, other, lost, tree)] == [True, True, False, True]


def test_programs_run_where_git_runs_them(repository: Path) -> None:
    """At the top of the work tree, and only once something is old."""
    git(repository, "config", "gc.recentObjectsHook", "pwd >../place")
    (repository / "below").mkdir()
    assert pygitobj(repository, "prune", "--expire=never").code == 0
    assert not (repository.parent / "place").exists()
    assert pygitobj(repository / "below", "prune", "--expire=now").code == 0
    assert (repository.parent / "place").read_text() == f"{repository.resolve()}\n"


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("no-such-program", "error: cannot run no-such-program: No such file or directory\n"),
        ("exit 3", ""),
        ("echo foo; echo bar", "error: invalid extra cruft tip: 'foo'\n"),
        ("echo", "error: invalid extra cruft tip: ''\n"),
        ("echo; exit 0", "error: invalid extra cruft tip: ''\n"),
        (f"echo {NOWHERE}x", f"error: invalid extra cruft tip: '{NOWHERE}x'\n"),
        ("kill -9 $$", ""),
    ],
)
def test_programs_that_fail(repository: Path, program: str, error: str) -> None:
    """What is to be kept is not known then. The words are those of git 2.55; an endless line is not waited for."""
    git(repository, "config", "gc.recentObjectsHook", program)
    before = files(repository)
    answer = pygitobj(repository, "prune", "--expire=now")
    assert answer.code == FATAL
    assert answer.err.decode() == error + "fatal: unable to enumerate additional recent objects\n"
    assert files(repository) == before


def test_a_program_without_end(repository: Path) -> None:
    git(repository, "config", "gc.recentObjectsHook", "yes | tr -d '\\n'")
    before = files(repository)
    answer = pygitobj(repository, "prune", "--expire=now")
    assert answer.code == FATAL
    assert answer.err.startswith(b"error: invalid extra cruft tip: 'yyyy")
    assert files(repository) == before


def test_alternates_are_left_alone(repository: Path) -> None:
    git(repository.parent, "clone", "-q", "-s", f"{repository}", "borrower")
    lost = write(repository.parent / "borrower", "lost there")
    before = files(repository)
    assert same(repository.parent / "borrower", "-v").out == f"{lost} blob\n".encode()
    assert files(repository) == before


def test_damaged_and_only_in_a_reflog(repository: Path) -> None:
    """Git warns, goes on, and takes away what only that commit named."""
    before = files(repository)
    damage(repository, git(repository, "rev-parse", "HEAD@{1}").decode().strip())
    answer = pygitobj(repository, "prune")
    assert answer.code == FATAL
    assert files(repository) == before


def test_damaged_but_of_no_use(repository: Path) -> None:
    oid = write(repository, "of no use")
    damage(repository, oid)
    answer = pygitobj(repository, "prune", "-v")
    assert f"{oid} unknown\n".encode() in answer.out
    assert not loose_path(repository, oid).exists()


@pytest.mark.parametrize("storage", ["reftable", "files://elsewhere"])
def test_references_that_cannot_be_read(repository: Path, storage: str) -> None:
    """A stack whose list is missing, and references that are elsewhere: none of them counts as none."""
    before = files(repository)
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.refStorage", storage)
    assert pygitobj(repository, "prune").code == FATAL
    assert files(repository) == before


@pytest.fixture
def shallow(repository: Path) -> Path:
    """A clone that is cut off on two branches, one of which is gone."""
    git(repository, "branch", "side", "HEAD~2")
    git(repository.parent, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{repository}", "shallow")
    path = repository.parent / "shallow"
    git(path, "unpack-objects", "-q", stdin=unpacked(path))
    git(path, "update-ref", "-d", "refs/remotes/origin/side")
    return path


def unpacked(path: Path) -> bytes:
    """The only pack of the repository at `path`, taken out of it."""
    (pack,) = (path / ".git/objects/pack").glob("*.pack")
    content = pack.read_bytes()
    for file in pack.parent.iterdir():
        file.unlink()
    return content


def test_shallow_is_cut(shallow: Path) -> None:
    before = (shallow / ".git/shallow").read_bytes()
    assert before.count(b"\n") >= 2
    assert b"from .git/shallow" in same(shallow, "-n").out
    assert (shallow / ".git/shallow").read_bytes() == before
    assert same(shallow, "-v").code == 0
    assert len((shallow / ".git/shallow").read_bytes()) < len(before)
    git(shallow, "fsck")
    assert same(shallow, "-v").out == b""


def test_shallow_without_anything_left(shallow: Path) -> None:
    (shallow / ".git/shallow").write_text(NOWHERE + "\n")
    (shallow / ".git/shallow").write_text("".join(f"{oid * 40}\n" for oid in "12"))
    for name in ("refs", "logs", "packed-refs", "index"):
        run(["rm", "-rf", f".git/{name}"], shallow)
    (shallow / ".git/refs").mkdir()
    same(shallow, "-v")
    assert not (shallow / ".git/shallow").exists()


def test_shallow_that_is_locked(shallow: Path) -> None:
    (shallow / ".git/shallow.lock").touch()
    answer = pygitobj(shallow, "prune")
    assert answer.code == FATAL
    assert answer.err.startswith(b"fatal: Unable to create '")
    assert (shallow / ".git/shallow.lock").exists()


@pytest.mark.parametrize("how", ["blob:none", "tree:0"])
def test_partial_clones(repository: Path, how: str) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository.parent, "clone", "-q", "--no-checkout", f"--filter={how}", f"file://{repository}", "partial")
    partial = repository.parent / "partial"
    own = commit(partial, "own", "HEAD")
    git(partial, "update-ref", "refs/heads/own", own)
    lost = commit(partial, "lost", "HEAD")
    answer = same(partial, "-v", "--exclude-promisor-objects")
    assert lost.encode() in answer.out
    assert own.encode() not in answer.out
    assert pygitobj(partial, "prune") == Answer(b"", b"", 0)


def test_promised_is_not_all_that_is_missing(repository: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository.parent, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repository}", "partial")
    partial = repository.parent / "partial"
    own = commit(partial, "own", "HEAD")
    git(partial, "update-ref", "refs/heads/own", own)
    below = git(partial, "rev-parse", f"{own}^{{tree}}").decode().strip()
    loose_path(partial, below).unlink()
    refused(partial, "--exclude-promisor-objects")
