"""Transactions over references in files: each call that changes the disk fails, or is the last; writers meet others.

A reference is at its old value or at its new one, never at a third, and none that stays is lost; what is not killed
leaves no lock. Tried besides: the logs written after the references, packed-refs replaced after the loose files went,
and lock files made without the guard, each of which some test here finds.
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
from pygitobj.errors import GitObjectError, RefError
from pygitobj.refs.updates import Optimizing, Update
from pygitobj.refs.values import Symbolic
from pygitobj.repository.ref_changes import begin_transaction, load_ref_policy
from tests.support import command
from tests.support.counted_calls import patched
from tests.support.failing import in_child
from tests.support.stepping import recording


def git(path: Path, *words: str) -> str:
    """What git prints, without the line's end."""
    return command.git(path, *words).decode().strip()


CHANGING = ("open", "write", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir", "truncate", "close")
ONE, TWO = "refs/heads/one", "refs/heads/two"
PACKED, LOOSE, SYMBOLIC = "refs/tags/packed", "refs/heads/deep/down/loose", "refs/heads/sym"


def fail() -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A repository with two commits, a packed and loose references, and logs."""
    path = tmp_path / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    tree = git(path, "write-tree")
    first = git(path, "commit-tree", "-m", "1", tree)
    second = git(path, "commit-tree", "-m", "2", "-p", first, tree)
    for name in (ONE, PACKED, LOOSE, "refs/heads/main", "refs/tags/stays"):
        git(path, "update-ref", "--create-reflog", name, first)
    git(path, "pack-refs", "--all")
    git(path, "update-ref", LOOSE, second)
    git(path, "update-ref", ONE, second)
    git(path, "symbolic-ref", SYMBOLIC, ONE)
    (path / "first").write_text(first)
    (path / "second").write_text(second)
    return path


def ids_of(path: Path) -> tuple[ObjectId, ObjectId]:
    return ObjectId((path / "first").read_text()), ObjectId((path / "second").read_text())


def updates_of(path: Path) -> list[Update]:
    first, second = ids_of(path)
    return [
        Update(ONE, first, second, b"back"),
        Update(TWO, first, None, b"made"),
        Update("HEAD", second, first, b"on"),
        Update(PACKED, None, first),
        Update(LOOSE, None, second),
        Update(SYMBOLIC, Symbolic(TWO), no_deref=True),
    ]


def values(path: Path) -> dict[str, str]:
    """What git says of every reference, with what symbolic ones lead to."""
    lines = git(path, "for-each-ref", "--format=%(refname) %(symref)%(if)%(symref)%(then)%(else)%(objectname)%(end)")
    return dict(line.split(" ", 1) for line in lines.splitlines()) | {"HEAD": (path / ".git/HEAD").read_text()}


def change(path: Path) -> None:
    with Repository.open(path) as repository:
        transaction = begin_transaction(repository)
        try:
            for update in updates_of(path):
                transaction.queue(update)
            transaction.commit()
        except BaseException:
            transaction.drop()
            raise


def pack(path: Path) -> None:
    with Repository.open(path) as repository:
        options = Optimizing(lambda _name, _oid: True, lambda _name, _oid: None, lambda _line: None)
        repository.ref_store.backend.optimize(options, load_ref_policy(repository))


def locks_in(path: Path) -> list[str]:
    return [str(found) for found in sorted((path / ".git").rglob("*.lock"))] + [
        str(found) for found in (path / ".git").glob("packed-refs.new")
    ]


def mixed(path: Path, before: dict[str, str], after: dict[str, str]) -> str:
    """What is neither as it was nor as it was to be; empty for nothing."""
    now = values(path)
    for name in sorted({*before, *after, *now}):
        if now.get(name) not in (before.get(name), after.get(name)):
            return f"{name} is {now.get(name)}, not {before.get(name)} or {after.get(name)}"
    return ""


def copies(made: Path, tmp_path: Path, job: Callable[[Path], None]) -> tuple[dict[str, str], dict[str, str], int]:
    """What is before and after `job`, and how many calls it makes."""
    before = values(made)
    whole = tmp_path / "whole"
    subprocess.run(["cp", "-a", made, whole], check=True)
    with pytest.MonkeyPatch.context() as patch:
        calls = patched(patch, CHANGING, 0, fail)
        job(whole)
    assert calls.count > 10
    return before, values(whole), calls.count


@pytest.mark.slow
@pytest.mark.parametrize("job", [change, pack])
def test_each_call_fails(made: Path, tmp_path: Path, job: Callable[[Path], None]) -> None:
    before, after, count = copies(made, tmp_path, job)
    for at in range(1, count + 1):
        place = tmp_path / "one"
        subprocess.run(["rm", "-rf", place], check=True)
        subprocess.run(["cp", "-a", made, place], check=True)
        error: BaseException | None = None
        with pytest.MonkeyPatch.context() as patch:
            patched(patch, CHANGING, at, fail)
            try:
                job(place)
            except (GitObjectError, OSError) as caught:
                error = caught
        assert mixed(place, before, after) == "", at
        if error is None:
            # Nothing but a lock, an empty directory or a file that is packed besides may be left where all is well.
            assert values(place) == after, at
        # One lock may stay: the one whose removal is what failed.
        assert len(locks_in(place)) <= 1, (at, locks_in(place))


@pytest.mark.slow
@pytest.mark.parametrize("job", [change, pack])
def test_killed_before_each_call(made: Path, tmp_path: Path, job: Callable[[Path], None]) -> None:
    before, after, count = copies(made, tmp_path, job)
    for at in range(1, count + 1):
        place = tmp_path / "one"
        subprocess.run(["rm", "-rf", place], check=True)
        subprocess.run(["cp", "-a", made, place], check=True)

        def killed(place: Path = place, at: int = at) -> None:
            with pytest.MonkeyPatch.context() as patch:
                patched(patch, CHANGING, at, lambda: os.kill(os.getpid(), signal.SIGKILL))
                job(place)

        assert in_child(killed) in (0, -signal.SIGKILL), at
        assert mixed(place, before, after) == "", at
        stays = {"refs/tags/stays", "refs/heads/main"} & set(before)
        assert stays <= set(values(place)), at


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGPIPE"])
def test_a_signal_takes_our_locks_along_and_ends_the_process(made: Path, tmp_path: Path, name: str) -> None:
    before, after, count = copies(made, tmp_path, change)
    number = getattr(signal, name)
    for at in range(1, count + 1, 3):
        place = tmp_path / "one"
        subprocess.run(["rm", "-rf", place], check=True)
        subprocess.run(["cp", "-a", made, place], check=True)

        def ended(place: Path = place, at: int = at) -> None:
            signal.signal(number, signal.SIG_DFL)
            with pytest.MonkeyPatch.context() as patch:
                patched(patch, CHANGING, at, lambda: os.kill(os.getpid(), number))
                change(place)

        assert in_child(ended) in (0, -number), at
        assert locks_in(place) == [], at
        assert mixed(place, before, after) == "", at


@pytest.mark.parametrize("flushed_kinds", ["", "none"])
def test_what_is_made_is_flushed_before_what_is_deleted(made: Path, flushed_kinds: str) -> None:
    """A rename is a deletion of one and the making of another: no power cut may leave neither."""
    git(made, "config", "core.fsync", flushed_kinds)
    first, second = ids_of(made)
    where = f"{made}/.git"
    new = "refs/heads/new/name/here"
    with recording() as calls, Repository.open(made) as repository:
        transaction = begin_transaction(repository)
        transaction.queue(Update(LOOSE, None, second))  # it is packed, too
        transaction.queue(Update(new, first))
        transaction.commit()
    placed = calls.index(("replace", f"{where}/{new}"))
    gone = calls.index(("replace", f"{where}/packed-refs"))
    flushed = [call.path for call in calls[placed:gone] if call.name == "fsync"]
    assert flushed == [f"{where}/{path}" for path in ("refs", "refs/heads", "refs/heads/new", "refs/heads/new/name")]
    assert ("fsync", where) in calls[gone : calls.index(("unlink", f"{where}/{LOOSE}"))]


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
        try:
            change = begin_transaction(repository, timeout=5)
            change.queue(Update("refs/heads/one", first if now == second else second, now, b"turn"))
            change.commit()
            done += 1
        except (RefChangedError, RefLockedError):
            change.drop()
"""


def test_writers_beside_one_another_lose_no_change(made: Path) -> None:
    before = len(git(made, "reflog", "show", ONE).splitlines())
    workers = [subprocess.Popen([sys.executable, "-c", ADDING, str(made), "20"], cwd=Path.cwd()) for _ in range(3)]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    log = (made / ".git/logs" / ONE).read_text().splitlines()
    assert len(log) == before + 60
    ids = [line.split(" ")[:2] for line in log]
    assert all(one[1] == other[0] for one, other in pairwise(ids))
    assert locks_in(made) == []


def test_a_writer_beside_git_packing_and_deleting(made: Path) -> None:
    worker = subprocess.Popen([sys.executable, "-c", ADDING, str(made), "25"], cwd=Path.cwd())
    while worker.poll() is None:
        git(made, "-c", "core.filesRefLockTimeout=5000", "pack-refs", "--all")
        git(made, "update-ref", TWO, ids_of(made)[0].hex())
        git(made, "update-ref", "-d", TWO)
    assert worker.returncode == 0
    assert locks_in(made) == []
    assert git(made, "rev-parse", "--verify", ONE)
    assert git(made, "rev-parse", "--verify", "refs/tags/stays")


def random_updates(random: random.Random, ids: list[ObjectId], names: list[str]) -> list[Update]:
    found = []
    for name in random.sample(names, random.randint(1, 4)):
        new = random.choice([*ids, *ids, None] if name != "HEAD" else ids)  # without a HEAD there is no repository
        old = random.choice([*ids, None, None])
        no_deref = random.random() < 0.3
        # Newer versions of git refuse to create over a symbolic reference that leads nowhere, as we do.
        compares = random.random() < 0.4 and not (no_deref and old is None)
        update = Update(name, new, message=random.choice([b"", b"m", b" a  b\n"]), no_deref=no_deref)
        found.append(update._replace(old=old) if compares and (old is not None or new is not None) else update)
    return found


def as_commands(updates: list[Update], null: ObjectId) -> str:
    """The lines that ask git for the same."""
    lines = []
    for name, new, old, *_ in updates:
        no_deref = next(update.no_deref for update in updates if update.name == name)
        lines += ["option no-deref"] * no_deref
        value = "" if not isinstance(old, ObjectId | None) else f" {null if old is None else old}"
        lines.append(f"update {name} {null if new is None else new}{value}" if new else f"delete {name}{value}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(4))
def test_the_same_sequence_as_git(made: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "1700000000 +0000")
    other = tmp_path / "other"
    subprocess.run(["cp", "-a", made, other], check=True)
    chance = random.Random(seed)
    ids = list(ids_of(made))
    names = ["HEAD", ONE, TWO, f"{TWO}/below", LOOSE, PACKED, SYMBOLIC, "refs/heads/main", "refs/x/y", "refs/x/y/z"]
    done = 0
    with Repository.open(made) as repository:
        for _ in range(40):
            updates = random_updates(chance, ids, names)
            message = updates[0].message or b"x"
            commands = as_commands(updates, repository.format.null_id)
            result = subprocess.run(
                ["git", "update-ref", "-m", message.decode(), "--stdin"], cwd=other, input=commands.encode(),
                capture_output=True, check=False,
            )  # fmt: skip
            transaction = begin_transaction(repository)
            try:
                for update in updates:
                    transaction.queue(update._replace(message=message))
                transaction.commit()
                ours = ""
                done += 1
            except RefError as error:
                transaction.drop()
                ours = str(error)
            assert (result.returncode == 0) == (not ours), (commands, ours, result.stderr)
            assert values(made) == values(other), commands
            if chance.random() < 0.2:
                pack(made)
                git(other, "pack-refs", "--all")
    assert done > 5
    assert logs_of(made) == logs_of(other)
    assert locks_in(made) == []


def logs_of(path: Path) -> dict[str, str]:
    logs = path / ".git/logs"
    return {str(log.relative_to(logs)): log.read_text() for log in sorted(logs.rglob("*")) if log.is_file()}
