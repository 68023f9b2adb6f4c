"""Changes of references in reftables: each call that changes the disk fails, or is the last; writers meet others.

All references are as they were or as they were to be, never a part of each, for git and for us; what is not killed
leaves no lock. Tried besides: the list renamed before the table has its name, merged tables that go before the list is
replaced, and a list that is not flushed, each of which some test here finds.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.errors import GitObjectError, RefError, RefLockedError
from pygitobj.refs.names import name_to_write
from pygitobj.refs.updates import Optimizing, Update
from pygitobj.refs.values import Symbolic
from pygitobj.repository.ref_changes import begin_transaction, load_ref_policy
from tests.support import command
from tests.support.counted_calls import patched
from tests.support.failing import in_child
from tests.support.reftable import require_reftable
from tests.support.stepping import recording

CHANGING = ("open", "write", "fsync", "mkdir", "rename", "replace", "unlink", "close")
ONE, TWO, GONE = "refs/heads/one", "refs/heads/two", "refs/tags/gone"
State = tuple[dict[str, str], dict[str, list[str]]]


def git(path: Path, *words: str) -> str:
    """What git prints, without the line's end."""
    return command.git(path, *words).decode().strip()


def fail() -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A repository of references in several tables, with two commits."""
    require_reftable(tmp_path)
    path = tmp_path / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main", "--ref-format=reftable")
    tree = git(path, "write-tree")
    first = git(path, "commit-tree", "-m", "1", tree)
    second = git(path, "commit-tree", "-m", "2", "-p", first, tree)
    lines = "".join(f"create refs/tags/t{number} {first}\n" for number in range(90))
    command.git(path, "update-ref", "--stdin", stdin=lines.encode())
    git(path, "config", "reftable.geometricFactor", "1")
    for name in (ONE, GONE, "refs/heads/main"):
        git(path, "update-ref", "--create-reflog", "-m", "start", name, first)
    git(path, "update-ref", "-m", "on", ONE, second)
    git(path, "config", "--unset", "reftable.geometricFactor")
    (path / "first").write_text(first)
    (path / "second").write_text(second)
    assert len(tables_of(path)) > 1
    return path


def tables_of(path: Path) -> list[str]:
    return (path / ".git/reftable/tables.list").read_text().split()


def ids_of(path: Path) -> tuple[ObjectId, ObjectId]:
    return ObjectId((path / "first").read_text()), ObjectId((path / "second").read_text())


def change(path: Path) -> None:
    first, second = ids_of(path)
    with Repository.open(path) as repository:
        transaction = begin_transaction(repository)
        try:
            transaction.queue(Update(ONE, first, second, b"back"))
            transaction.queue(Update(TWO, first, None, b"made"))
            transaction.queue(Update("HEAD", second, first, b"on"))
            transaction.queue(Update(GONE, None, first))
            transaction.queue(Update("refs/heads/sym", Symbolic(TWO), no_deref=True))
            transaction.commit()
        except BaseException:
            transaction.abort()
            raise


def compact(path: Path) -> None:
    with Repository.open(path) as repository:
        options = Optimizing(lambda _name, _oid: True, lambda _name, _oid: None, lambda _line: None)
        repository.ref_store.backend.optimize(options, load_ref_policy(repository))


def drop_entries(path: Path) -> None:
    with Repository.open(path) as repository:
        backend, policy = repository.ref_store.backend, load_ref_policy(repository)
        backend.rewrite_log(name_to_write(ONE), lambda entries, _oid: entries[1:], policy)


JOBS = [change, compact, drop_entries]


def ours(path: Path) -> State:
    """All references and logs, as we read them."""
    with Repository.open(path) as repository:
        backend = repository.ref_store.backend
        refs = {ref.name: str(ref.value) for ref in backend.stored("", strict=True)}
        logs = {name: [str(entry[:2] + entry[4:]) for entry in entries] for name, entries in backend.logs()}
        return refs | {"HEAD": str(backend.read("HEAD"))}, logs


def theirs(path: Path) -> list[str]:
    """What git lists, if it finds nothing wrong."""
    git(path, "refs", "verify")
    return git(path, "for-each-ref", "--include-root-refs", "--format=%(refname) %(objectname)").splitlines()


def rest(path: Path) -> list[str]:
    """What lies beside the list and its tables."""
    return sorted(set(os.listdir(path / ".git/reftable")) - {"tables.list", *tables_of(path)})


def copy(made: Path, place: Path) -> Path:
    subprocess.run(["rm", "-rf", place], check=True)
    subprocess.run(["cp", "-a", made, place], check=True)
    return place


def outcomes(made: Path, tmp_path: Path, job: Callable[[Path], None]) -> tuple[list[tuple[State, list[str]]], int]:
    """What is before and after `job`, for us and for git, and how many calls it makes."""
    whole = copy(made, tmp_path / "whole")
    with pytest.MonkeyPatch.context() as patch:
        calls = patched(patch, CHANGING, 0, fail)
        job(whole)
    assert calls.count > 10
    assert rest(whole) == []
    return [(ours(made), theirs(made)), (ours(whole), theirs(whole))], calls.count


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_each_call_fails(made: Path, tmp_path: Path, job: Callable[[Path], None]) -> None:
    states, count = outcomes(made, tmp_path, job)
    for at in range(1, count + 1):
        place = copy(made, tmp_path / "one")
        error: BaseException | None = None
        with pytest.MonkeyPatch.context() as patch:
            patched(patch, CHANGING, at, fail)
            try:
                job(place)
            except (GitObjectError, OSError) as caught:
                error = caught
        now = (ours(place), theirs(place))
        assert now in states, at
        assert error is not None or now == states[1], at
        # A table that no list names may stay, and what could not be taken away.
        assert len([name for name in rest(place) if not name.endswith(".ref")]) <= 1, (at, rest(place))


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_killed_before_each_call(made: Path, tmp_path: Path, job: Callable[[Path], None]) -> None:
    states, count = outcomes(made, tmp_path, job)
    for at in range(1, count + 1):
        place = copy(made, tmp_path / "one")

        def killed(place: Path = place, at: int = at) -> None:
            with pytest.MonkeyPatch.context() as patch:
                patched(patch, CHANGING, at, die)
                job(place)

        assert in_child(killed) in (0, -signal.SIGKILL), at
        assert (ours(place), theirs(place)) in states, at
        # What is left stands in nobody's way once the locks are taken away, and goes once the list is as new as it.
        for name in rest(place):
            if name.endswith(".lock"):
                os.unlink(place / ".git/reftable" / name)
        git(place, "update-ref", "refs/heads/later", ids_of(place)[0].hex())
        compact(place)
        assert not [name for name in rest(place) if ".temp." not in name], at


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_takes_our_files_along(made: Path, tmp_path: Path, name: str) -> None:
    states, count = outcomes(made, tmp_path, change)
    number = getattr(signal, name)
    for at in range(1, count + 1, 3):
        place = copy(made, tmp_path / "one")

        def ended(place: Path = place, at: int = at) -> None:
            signal.signal(number, signal.SIG_DFL)
            with pytest.MonkeyPatch.context() as patch:
                patched(patch, CHANGING, at, lambda: os.kill(os.getpid(), number))
                change(place)

        assert in_child(ended) in (0, -number), at
        assert not [left for left in rest(place) if left.endswith(".lock") or ".temp." in left], at
        assert (ours(place), theirs(place)) in states, at


@pytest.mark.parametrize("job", [change, compact])
@pytest.mark.parametrize("flushed_kinds", ["", "none"])
def test_what_is_flushed_before_what(made: Path, job: Callable[[Path], None], flushed_kinds: str) -> None:
    """A table's bytes, its name and the list's bytes before the list's name; and that before anything goes.

    Whatever core.fsync says: the list is of all references.
    """
    git(made, "config", "core.fsync", flushed_kinds)
    where = f"{made}/.git/reftable"
    with recording() as calls:
        job(made)
    lists = [number for number, call in enumerate(calls) if call == ("replace", f"{where}/tables.list")]
    assert lists
    for at in lists:
        before = calls[:at]
        [table, *_] = [n for n in reversed(range(at)) if calls[n].name == "replace" and calls[n].path.endswith(".ref")]
        flushed = [call.path for call in calls[:table] if call.name == "fsync"]
        assert any(".temp." in path for path in flushed)
        assert ("fsync", where) in before[table:]
        assert ("fsync", f"{where}/tables.list.lock") in before
    gone = [n for n, call in enumerate(calls) if call.name == "unlink" and call.path.endswith(".ref")]
    assert all(("fsync", where) in calls[lists[-1] : number] for number in gone)


def test_another_lock_is_waited_for_and_not_broken(made: Path) -> None:
    lock = made / ".git/reftable/tables.list.lock"
    lock.write_text("another's")
    before = ours(made)
    for job in JOBS:
        with pytest.raises(RefLockedError, match=r"cannot lock references|data is locked"):
            job(made)
    assert lock.read_text() == "another's"
    assert ours(made) == before
    lock.unlink()
    change(made)


ADDING = """
import sys
from pygitobj import ObjectId, Repository
from pygitobj.errors import RefChangedError, RefLockedError
from pygitobj.refs.updates import Update
from pygitobj.repository.ref_changes import begin_transaction
path, wanted = sys.argv[1], int(sys.argv[2])
with Repository.open(path) as repository:
    first, second = (ObjectId(open(path + "/" + name).read()) for name in ("first", "second"))
    done = 0
    while done < wanted:
        now = repository.ref_store.get("refs/heads/one")
        change = begin_transaction(repository, timeout=5)
        try:
            change.queue(Update("refs/heads/one", first if now == second else second, now, b"turn"))
            change.commit()
            done += 1
        except (RefChangedError, RefLockedError):
            change.abort()
"""


def test_writers_beside_one_another_and_git_lose_no_change(made: Path) -> None:
    workers = [subprocess.Popen([sys.executable, "-c", ADDING, str(made), "20"], cwd=Path.cwd()) for _ in range(2)]
    while any(worker.poll() is None for worker in workers):
        git(made, "-c", "reftable.lockTimeout=5000", "update-ref", TWO, ids_of(made)[0].hex())
        command.run(["git", "-c", "reftable.lockTimeout=5000", "pack-refs", "--all"], made)
    assert [worker.wait(120) for worker in workers] == [0, 0]
    log = git(made, "reflog", "show", "--format=%H", ONE).splitlines()
    assert len(log) == 2 + 40
    assert all(one != other for one, other in pairwise(log))
    assert theirs(made)
    assert not [name for name in rest(made) if name.endswith(".lock")]


def random_updates(chance: random.Random, ids: list[ObjectId], names: list[str]) -> list[Update]:
    found = []
    for name in chance.sample(names, chance.randint(1, 4)):
        new = chance.choice([*ids, *ids, None] if name != "HEAD" else ids)
        update = Update(name, new)
        old = chance.choice([*ids, None])
        compares = chance.random() < 0.4 and (old is not None or new is not None)
        found.append(update._replace(old=old) if compares else update)
    return found


def as_commands(updates: list[Update], null: ObjectId) -> str:
    """The lines that ask git for the same."""
    lines = []
    for update in updates:
        old = "" if not isinstance(update.old, ObjectId | None) else f" {null if update.old is None else update.old}"
        lines.append(f"update {update.name} {update.new}{old}" if update.new else f"delete {update.name}{old}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(4))
def test_the_same_sequence_as_git(made: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """References and logs are the same after each step, and so are the sizes of all tables: also what is merged."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "1700000000 +0530")
    other = copy(made, tmp_path / "other")
    chance = random.Random(seed)
    ids = list(ids_of(made))
    names = ["HEAD", ONE, TWO, f"{TWO}/below", GONE, "refs/heads/main", "refs/x/y", "refs/x/y/z", "refs/bisect/bad"]
    done = 0
    with Repository.open(made) as repository:
        for _ in range(40):
            updates = random_updates(chance, ids, names)
            commands = as_commands(updates, repository.format.null_id)
            result = command.run(["git", "update-ref", "-m", "why", "--stdin"], other, commands.encode())
            transaction = begin_transaction(repository)
            said = ""
            try:
                for update in updates:
                    transaction.queue(update._replace(message=b"why"))
                transaction.commit()
                done += 1
            except RefError as error:
                transaction.abort()
                said = str(error)
            assert (result.code == 0) == (not said), (commands, said, result.err)
            assert ours(made) == ours(other), commands
            if chance.random() < 0.1:
                compact(made)
                git(other, "pack-refs", "--all")
            assert sizes(made) == sizes(other), commands
    assert done > 5
    assert theirs(made) == theirs(other)


def sizes(path: Path) -> list[int]:
    return [(path / ".git/reftable" / name).stat().st_size for name in tables_of(path)]
