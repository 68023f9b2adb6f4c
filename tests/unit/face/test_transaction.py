"""`refs.transaction`: what a block asks for is done together or not at all.

What a transaction does to references is tested below it (tests/unit/refs); here, what library users see of it. Tried
besides: each call with each wrong kind of argument, blocks within blocks, and two processes that change one branch.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    ANY,
    Ident,
    ObjectId,
    RefChangedError,
    Reference,
    RefError,
    RefLockedError,
    RefNameError,
    Repository,
)
from pygitobj.formats.ident import build_ident
from tests.support.command import git

ME = build_ident(b"Robot", b"robot@example.org", 1700000000, 90)
MAIN, SIDE = "refs/heads/main", "refs/heads/side"


def all_refs(place: Path) -> bytes:
    return git(place, "for-each-ref") + (place / ".git" / "HEAD").read_bytes()


def test_together(repo: Repository, place: Path) -> None:
    head, before = repo.resolve("HEAD"), repo.resolve("HEAD~1")
    with repo.refs.transaction("all of it", who=ME) as change:
        change.update(MAIN, before, old=head)
        change.create("refs/heads/new", head)
        change.delete("refs/tags/v1")
        change.symbolic("refs/remotes/o/HEAD", "refs/remotes/o/main")
        change.verify(SIDE, repo.refs[SIDE].id)
        change.verify("refs/heads/none", None)
        assert repo.refs[MAIN].id == head
        assert "refs/heads/new" not in repo.refs
    assert git(place, "rev-parse", MAIN, "refs/heads/new").decode().split() == [str(before), str(head)]
    assert repo.refs.head.id == before
    assert "refs/tags/v1" not in repo.refs
    assert repo.refs["refs/remotes/o/HEAD"] == Reference("refs/remotes/o/HEAD", "refs/remotes/o/main", None)
    for name in ("HEAD", MAIN):
        entry = repo.refs.reflog(name)[0]
        assert (entry.old, entry.new, entry.who.raw, entry.message) == (head, before, ME.raw, b"all of it")


def test_an_error_in_the_block_leaves_everything(repo: Repository, place: Path) -> None:
    before = all_refs(place)

    def interrupted(prepared: bool) -> None:
        with repo.refs.transaction() as change:
            change.update(MAIN, repo.resolve("HEAD~1"))
            change.delete(SIDE)
            if prepared:
                change.prepare()
            raise KeyError

    for prepared in (False, True):
        with pytest.raises(KeyError):
            interrupted(prepared)
        assert all_refs(place) == before
        assert not list((place / ".git").rglob("*.lock"))


def test_prepared_is_locked(repo: Repository, place: Path) -> None:
    with repo.refs.transaction() as change:
        change.update(SIDE, repo.resolve("HEAD"))
        change.prepare()
        assert repo.refs[SIDE].id != repo.resolve("HEAD")
        with pytest.raises(RefLockedError) as found, repo.refs.transaction(timeout=0) as other:
            other.delete(SIDE)
        assert found.value.name == SIDE
    assert repo.refs[SIDE].id == repo.resolve("HEAD")


@pytest.mark.parametrize(
    ("call", "name", "expected", "actual"),
    [
        (lambda change, one, two: change.update(MAIN, two, old=two), MAIN, 2, 1),
        (lambda change, one, two: change.update(MAIN, two, old=None), MAIN, None, 1),
        (lambda change, one, two: change.create(MAIN, two), MAIN, None, 1),
        (lambda change, one, two: change.delete(MAIN, old=two), MAIN, 2, 1),
        (lambda change, one, two: change.verify(MAIN, two), MAIN, 2, 1),
        (lambda change, one, two: change.verify(MAIN, None), MAIN, None, 1),
        (lambda change, one, two: change.verify("refs/heads/none", two), "refs/heads/none", 2, None),
        (lambda change, one, two: change.update("refs/heads/none", one, old=two), "refs/heads/none", 2, None),
    ],
)
def test_changed(
    repo: Repository, place: Path, call: Callable[..., None], name: str, expected: int | None, actual: int | None
) -> None:
    ids = {1: repo.resolve("HEAD"), 2: repo.resolve("HEAD~1"), None: None}
    before = all_refs(place)

    def both() -> None:
        with repo.refs.transaction() as change:
            change.create("refs/heads/other", repo.resolve("HEAD"))
            call(change, ids[1], ids[2])

    with pytest.raises(RefChangedError) as found:
        both()
    assert (found.value.name, found.value.expected, found.value.actual) == (name, ids[expected], ids[actual])
    assert all_refs(place) == before
    assert pickle.loads(pickle.dumps(found.value)) == found.value


@pytest.mark.parametrize(
    "name", ["main", "../x", "refs/heads/a..b", "refs/heads/", "config", "FETCH_HEAD", "refs/heads/x.lock", ""]
)
def test_names_that_none_may_have(repo: Repository, place: Path, name: str) -> None:
    before = all_refs(place)
    head = repo.resolve("HEAD")
    calls: list[Callable[[Any], None]] = [
        lambda change: change.update(name, head), lambda change: change.create(name, head),
        lambda change: change.symbolic(name, MAIN), lambda change: change.symbolic("refs/heads/y", "a..b"),
        lambda change: change.symbolic("HEAD", "ORIG_HEAD"),
    ]  # fmt: skip
    for call in calls[2:] if name == "main" else calls:
        with pytest.raises(RefNameError) as found, repo.refs.transaction() as change:
            call(change)
        assert isinstance(found.value, ValueError)
    assert all_refs(place) == before


def test_values_that_none_may_have(repo: Repository, place: Path) -> None:
    before = all_refs(place)
    for oid in (ObjectId("12" * repo.format.hash_size), repo.commit().tree):
        with pytest.raises(RefError), repo.refs.transaction() as change:
            change.update(MAIN, oid)
    assert all_refs(place) == before


def test_arguments(repo: Repository) -> None:
    head: Any = repo.resolve("HEAD")
    null = ObjectId(repo.format.null_id)
    other = ObjectId("12" * (52 - repo.format.hash_size))
    wrong: list[tuple[type[Exception], Callable[[Any], object]]] = [
        (TypeError, lambda change: change.update(MAIN, str(head))),
        (TypeError, lambda change: change.update(MAIN, None)),
        (TypeError, lambda change: change.update(b"refs/heads/main", head)),
        (TypeError, lambda change: change.update(MAIN, head, old=str(head))),
        (TypeError, lambda change: change.update(MAIN, head, no_deref=1)),
        (TypeError, lambda change: change.delete(MAIN, old=None)),
        (TypeError, lambda change: change.delete(None)),
        (TypeError, lambda change: change.symbolic("HEAD", head)),
        (TypeError, lambda change: change.verify(MAIN, ANY)),
        (ValueError, lambda change: change.update(MAIN, null)),
        (ValueError, lambda change: change.update(MAIN, head, old=null)),
        (ValueError, lambda change: change.verify(MAIN, other)),
        (ValueError, lambda change: change.create("refs/heads/x", other)),
    ]
    for error, call in wrong:
        with pytest.raises(error), repo.refs.transaction() as change:
            call(change)
    calls: list[tuple[type[Exception], dict[str, Any]]] = [
        (TypeError, {"message": None}), (TypeError, {"who": "me"}), (TypeError, {"hooks": 1}),
        (TypeError, {"timeout": "1"}), (TypeError, {"timeout": True}), (ValueError, {"timeout": -1}),
        (ValueError, {"timeout": float("nan")}), (ValueError, {"message": "\ud800"}),
        (ValueError, {"who": Ident(b"a\nb", b"x", 1, b"+0000", b"")}),
    ]  # fmt: skip
    for error, named in calls:
        with pytest.raises(error):
            repo.refs.transaction(**named)
    assert repo.refs[MAIN].id == head


def test_symbolic_ones(repo: Repository, place: Path) -> None:
    head, before = repo.resolve("HEAD"), repo.resolve("HEAD~1")
    with repo.refs.transaction() as change:
        change.symbolic("refs/remotes/o/HEAD", SIDE, old=None)
    with repo.refs.transaction() as change:
        change.update("refs/remotes/o/HEAD", before)  # what it leads to
    assert repo.refs[SIDE].id == before
    with pytest.raises(RefError), repo.refs.transaction() as change:
        change.symbolic("refs/remotes/o/HEAD", MAIN, old=MAIN)
    with repo.refs.transaction() as change:
        change.symbolic("refs/remotes/o/HEAD", MAIN, old=SIDE)
    assert repo.refs["refs/remotes/o/HEAD"].target == MAIN
    with repo.refs.transaction() as change:
        change.delete("refs/remotes/o/HEAD")  # itself
    assert "refs/remotes/o/HEAD" not in repo.refs
    assert repo.refs[MAIN].id == head
    with repo.refs.transaction("off") as change:
        change.update("HEAD", before, no_deref=True)
    assert repo.refs.head == Reference("HEAD", None, before)
    assert repo.refs[MAIN].id == head


def test_messages_are_one_line(repo: Repository) -> None:
    with repo.refs.transaction("two\nlines  and\tmore\n", who=ME) as change:
        change.update(MAIN, repo.resolve("HEAD~1"))
    assert repo.refs.reflog(MAIN)[0].message == b"two lines and more"
    with repo.refs.transaction(b"caf\xe9") as change:
        change.update(MAIN, repo.resolve("HEAD~1"))
    assert repo.refs.reflog(MAIN)[0].message == b"caf\xe9"


def test_hooks_only_when_asked_for(repo: Repository, place: Path) -> None:
    hook = place / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncat >> told\necho "$1" >> told\n[ "$1" != prepared ]\n')
    hook.chmod(0o755)
    before = repo.resolve("HEAD~1")
    with repo.refs.transaction() as change:
        change.update(SIDE, before)
    assert repo.refs[SIDE].id == before
    assert not (place / "told").exists()
    refused = "aborted by the reference-transaction hook"
    with pytest.raises(RefError, match=refused), repo.refs.transaction(hooks=True) as change:
        change.delete(SIDE)
    assert SIDE in repo.refs
    assert "prepared\n" in (place / "told").read_text()


def test_it_cannot_be_pickled(repo: Repository) -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(repo.refs.transaction())
    assert pickle.loads(pickle.dumps(ANY)) is ANY


def count_up(place: Path, times: int) -> None:
    """Change a file of the branch so many times, each on top of what is there."""
    with Repository.open(place) as repo:
        for _ in range(times):
            while True:
                tip = repo.commit(MAIN)
                files = repo.edit(tip)
                number = int(repo.blob(repo.tree(tip)["number"].id).data) + 1
                files["number"] = b"%d" % number
                new = repo.write_commit(files.write(), [tip.id], "up\n", author=ME)
                try:
                    with repo.refs.transaction("up", who=ME, timeout=5) as change:
                        change.update(MAIN, new, old=tip.id)
                    break
                except RefChangedError:
                    pass


def test_no_change_is_lost_between_processes(repo: Repository, place: Path) -> None:
    files = repo.edit()
    files["number"] = b"0"
    first = repo.write_commit(files.write(), [], "start\n", author=ME)
    with repo.refs.transaction() as change:
        change.update(MAIN, first)
    context = get_context("spawn")
    workers = [context.Process(target=count_up, args=(place, 8)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert repo.blob(f"{MAIN}:number").data == b"24"
    assert git(place, "rev-list", "--count", MAIN) == b"25\n"


PROGRAM = """
import sys
from pygitobj import Ident, RefChangedError, Repository

with Repository.open(sys.argv[1], search=False) as repo:
    while True:
        tip = repo.commit("refs/heads/main")
        files = repo.edit(tip)
        files["docs/version.txt"] = b"2.1\\n"
        me = Ident.now("Robot", "robot@example.org")
        new = repo.write_commit(files.write(), [tip.id], "Say 2.1\\n", author=me)
        try:
            with repo.refs.transaction("robot: say 2.1", who=me) as change:
                change.update("refs/heads/main", new, old=tip.id)
            break
        except RefChangedError as error:
            print(f"{error.name} is {error.actual}, once more")
"""


def test_a_file_of_a_bare_repository_in_six_lines(place: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(place), "one.git")
    git(tmp_path / "one.git", "config", "core.logAllRefUpdates", "true")
    before = git(tmp_path / "one.git", "rev-parse", "main").decode().strip()
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / "one.git")], check=True)
    bare = tmp_path / "one.git"
    assert git(bare, "log", "-2", "--format=%H %s %an", "main").decode().splitlines()[1].startswith(before)
    assert (
        git(bare, "log", "-1", "--format=%s|%an|%ae|%ce", "main")
        == b"Say 2.1|Robot|robot@example.org|robot@example.org\n"
    )
    assert git(bare, "diff", "--name-status", "main~1", "main") == b"A\tdocs/version.txt\n"
    assert git(bare, "show", "main:docs/version.txt") == b"2.1\n"
    assert git(bare, "log", "-g", "-1", "--format=%gs", "main") == b"robot: say 2.1\n"
    git(bare, "fsck", "--strict")
