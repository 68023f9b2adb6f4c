"""A stack of tables: what its list may say, what happens when it changes, what the tables say together, and merging.

Tried besides: stacks of up to forty tables of random records, merged by ours and by git, and read in between.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import CorruptError, GitObjectError, RepositoryError
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.formats.reftable_records import LogChange, LogRecord, RefRecord
from pygitobj.formats.reftable_writer import written_table
from pygitobj.oid import SHA1, SHA256, ObjectId
from pygitobj.refs.reftable_compaction import compact, merge, segment_of
from pygitobj.refs.reftable_stack import Stack, Table, merged_two
from pygitobj.refs.reftable_store import ReftableStore
from pygitobj.refs.updates import RefPolicy, TablePolicy
from pygitobj.refs.values import Symbolic
from tests.support.command import git, pygitobj
from tests.support.reftable import require_reftable
from tests.support.unchecked import unchecked

ONE, TWO = bytes([1]) * 20, bytes([2]) * 20
Ref = tuple[str, bytes | str | None]


def log_of(name: str, index: int, message: bytes = b"m\n") -> LogRecord:
    return LogRecord(name.encode(), index, LogChange(ONE, TWO, b"A", b"a@x", 5, 530, message))


def add(
    directory: Path, number: int, refs: list[Ref], logs: list[LogRecord] | None = None, block_size: int = 4096
) -> str:
    """A further table in the list, with the records `refs`: an id, the target of a symbolic reference, or deleted."""
    records = []
    for name, value in sorted(refs):
        target = value.encode() if isinstance(value, str) else None
        records.append(RefRecord(name.encode(), number, value if isinstance(value, bytes) else None, None, target))
    sorted_logs = sorted(logs or [], key=lambda log: log.key)
    data = written_table((number, number), records, sorted_logs, SHA1, TableOptions(block_size))
    name = f"0x{number:012x}-0x{number:012x}-{number:08x}.ref"
    directory.mkdir(exist_ok=True)
    (directory / name).write_bytes(data)
    with (directory / "tables.list").open("a") as listed:
        listed.write(f"{name}\n")
    return name


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A stack of three tables."""
    directory = tmp_path / "reftable"
    add(directory, 1, [("HEAD", "refs/heads/a"), *((f"refs/heads/{letter}", ONE) for letter in "abcxyz")],
        [log_of("refs/heads/a", 1), log_of("refs/heads/b", 1)])  # fmt: skip
    add(directory, 2, [("refs/heads/b", TWO), ("refs/heads/c", None)], [log_of("refs/heads/a", 2)])
    add(directory, 3, [("refs/heads/c/d", ONE), ("refs/heads/x", None)], [LogRecord(b"refs/heads/b", 1)])
    return directory


def backend_at(place: Path) -> ReftableStore:
    return ReftableStore(str(place.parent), str(place.parent), SHA1)


def test_the_newest_table_counts(place: Path) -> None:
    backend = backend_at(place)
    names = [ref.name.removeprefix("refs/heads/") for ref in backend.stored("refs/", strict=True)]
    assert names == ["a", "b", "c/d", "y", "z"]
    assert backend.read("refs/heads/a") == ObjectId(ONE)
    assert backend.read("refs/heads/b") == ObjectId(TWO)
    assert backend.read("refs/heads/c") is backend.read("refs/heads/x") is None
    assert backend.read("HEAD") == Symbolic("refs/heads/a")
    log = backend.log("refs/heads/a")
    assert log is not None
    assert [entry.who for entry in log] == [b"A <a@x> 5 +0530"] * 2
    assert backend.log("refs/heads/b") is None
    assert [name for name, _ in backend.logs()] == ["refs/heads/a"]


def test_tables_of_logs_alone_and_odd_shapes(tmp_path: Path) -> None:
    directory = tmp_path / "reftable"
    add(directory, 1, [(f"refs/tags/{number:04}", ONE) for number in range(3000)], block_size=512)
    add(directory, 2, [], [log_of("refs/tags/0007", 2)])
    add(directory, 3, [(f"refs/tags/{number:04}", None) for number in range(0, 3000, 2)], block_size=65536)
    names = [ref.name for ref in backend_at(directory).stored("refs/", strict=False)]
    assert names == [f"refs/tags/{number:04}" for number in range(1, 3000, 2)]
    names = [ref.name for ref in backend_at(directory).stored("refs/tags/29", strict=False)]
    assert names == [f"refs/tags/{number:04}" for number in range(2901, 3000, 2)]
    assert backend_at(directory).log("refs/tags/0007")


def test_merged() -> None:
    older = [[1, 2, 3], [5, 7], [9, 11], [20]]
    newer = [[2], [6, 8], [11, 12], [30, 31]]

    def runs(numbers: list[list[int]], value: bytes) -> list[list[RefRecord]]:
        return [[RefRecord(b"%02d" % number, 1, value) for number in run] for run in numbers]

    for one, other in ((older, newer), (newer, older), (older, []), ([], newer), (older, older)):
        values = {n: ONE for run in one for n in run} | {n: TWO for run in other for n in run}
        found = merged_two(iter(runs(one, ONE)), iter(runs(other, TWO)), lambda record: record.name)
        assert [(int(ref.name), ref.value) for run in found for ref in run] == sorted(values.items())


def make_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


# What is done to a stack that was good, and the error of whoever asks for anything.
DAMAGE: dict[str, Callable[[Path], object]] = {
    "no line feed": lambda place: (place / "tables.list").write_text("a"),
    "a slash": lambda place: (place / "tables.list").write_text("../../x.ref\n"),
    "a name that leads up": lambda place: (place / "tables.list").write_text("..\n"),
    "NUL": lambda place: (place / "tables.list").write_bytes(b"a\0b\n"),
    "a table that is missing": lambda place: (place / "tables.list").write_text("missing.ref\n"),
    "no list beside tables": lambda place: (place / "tables.list").unlink(),
    "no directory": lambda place: shutil.rmtree(place),
    "a list that is a directory": lambda place: make_directory(place / "tables.list"),
    "an empty table": lambda place: next(place.glob("0x000000000001*")).write_bytes(b""),
    "a table that is a directory": lambda place: make_directory(next(place.glob("0x000000000002*"))),
    "a table that is cut short": lambda place: cut_short(next(place.glob("0x000000000003*"))),
    "another hash": lambda place: next(place.glob("0x000000000001*")).write_bytes(
        written_table((1, 1), [RefRecord(b"refs/heads/a", 1, bytes(32))], [], SHA256, TableOptions())
    ),
}
QUESTIONS: dict[str, Callable[[ReftableStore], object]] = {
    "read": lambda backend: backend.read("refs/heads/none"),
    "stored": lambda backend: list(backend.stored("refs/", strict=False)),
    "strictly": lambda backend: list(backend.stored("", strict=True)),
    "own": lambda backend: list(backend.own()),
    "root_names": lambda backend: backend.root_names(),
    "logs": lambda backend: list(backend.logs()),
    "log": lambda backend: backend.log("refs/heads/none"),
    "is_taken": lambda backend: backend.is_taken("refs/heads/none"),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_what_cannot_be_read_is_never_absent(place: Path, damage: str, question: str) -> None:
    ask = QUESTIONS[question]
    ask(backend_at(place))
    DAMAGE[damage](place)
    with pytest.raises((CorruptError, RepositoryError)) as caught:
        ask(backend_at(place))
    assert str(place) in str(caught.value)


def test_an_empty_stack(tmp_path: Path) -> None:
    """As long as nothing was written there is a directory without a list; and a list may be empty."""
    directory = tmp_path / "reftable"
    directory.mkdir()
    for _ in range(2):
        assert list(backend_at(directory).stored("", strict=True)) == []
        assert backend_at(directory).read("HEAD") is None
        (directory / "tables.list").write_bytes(b"")


def test_tables_that_are_not_listed_do_not_count(place: Path) -> None:
    before = list(backend_at(place).stored("", strict=True))
    (place / "0x000000000009-0x000000000009-00000009.ref").write_bytes(b"no table")
    (place / "other.lock").touch()
    assert list(backend_at(place).stored("", strict=True)) == before


def test_each_change_is_seen_at_the_next_question(place: Path) -> None:
    backend = backend_at(place)
    for number in range(4, 30):
        value = ONE if number % 2 else TWO
        add(place, number, [("refs/heads/moved", value)])
        assert backend.read("refs/heads/moved") == ObjectId(value)


def test_tables_that_go_while_they_are_opened(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another list is there then, and is read; where it is the same, the table is missing."""
    backend = backend_at(place)
    policy = RefPolicy()
    whole = Stack.table
    merging = threading.Event()

    def table(stack: Stack, name: str) -> Table:
        if not merging.is_set():
            merging.set()
            compact(Stack(str(place), SHA1), policy, auto=False)
        return whole(stack, name)

    monkeypatch.setattr(Stack, "table", table)
    assert backend.read("refs/heads/b") == ObjectId(TWO)
    assert len((place / "tables.list").read_text().split()) == 1


class Sized:
    """A table of which only its size is looked at."""

    def __init__(self, size: int) -> None:
        self.content = self
        self.limit = size
        self.header = self
        self.size = 1


# Sizes from the oldest to the newest, and from which to before which one is made of them.
SEGMENTS = {
    (): (0, 0), (64,): (0, 0), (64, 32, 16, 8, 4, 2, 1): (0, 0), (64, 32, 16, 8, 4, 3, 1): (0, 6),
    (128, 32, 16, 8, 4, 3, 1): (1, 6), (100, 10, 10): (1, 3), (10, 10): (0, 2), (20, 10): (0, 0), (19, 10): (0, 2),
    (512, 64, 17, 16, 9, 9, 9, 16, 2, 16): (1, 10),
}  # fmt: skip


@pytest.mark.parametrize("sizes", SEGMENTS)
def test_what_is_merged(sizes: tuple[int, ...]) -> None:
    tables: tuple[Table, ...] = tuple(map(unchecked(Sized), sizes))
    assert segment_of(tables, 2) == SEGMENTS[sizes]


def test_deletions_go_with_the_oldest_table_and_stay_above_it(place: Path) -> None:
    before = list(backend_at(place).stored("", strict=True))
    add(place, 4, [("refs/heads/y", None), ("refs/heads/never", None)])
    stack = Stack(str(place), SHA1)
    merge(stack, stack.tables(), 1, 4, RefPolicy(), best_effort=False)
    assert [ref.name for ref in backend_at(place).stored("", strict=True)] == [
        ref.name for ref in before if ref.name != "refs/heads/y"
    ]
    compact(stack, RefPolicy(), auto=False)
    [table] = stack.tables()
    assert all(record.value or record.target for run in table.content.refs() for record in run)
    assert all(record.change for run in table.content.logs() for record in run)
    assert sorted(os.listdir(place)) == sorted(["tables.list", table.name])


def test_nothing_is_left_of_what_was_deleted(tmp_path: Path) -> None:
    directory = tmp_path / "reftable"
    add(directory, 1, [("refs/heads/a", ONE)])
    add(directory, 2, [("refs/heads/a", None)])
    compact(Stack(str(directory), SHA1), RefPolicy(), auto=False)
    assert (directory / "tables.list").read_bytes() == b""
    assert backend_at(directory).read("refs/heads/a") is None


def test_tables_that_another_has_locked(place: Path) -> None:
    """Newer ones are merged where that is enough, and nothing is broken."""
    add(place, 4, [("refs/heads/b", ONE)])
    names = (place / "tables.list").read_text().split()
    lock = place / f"{names[1]}.lock"
    lock.touch()
    policy = RefPolicy(tables=TablePolicy(geometric_factor=100))
    with pytest.raises(GitObjectError, match="cannot lock"):
        compact(Stack(str(place), SHA1), policy, auto=False)
    assert (place / "tables.list").read_text().split() == names
    compact(Stack(str(place), SHA1), policy, auto=True)
    now = (place / "tables.list").read_text().split()
    assert now[:2] == names[:2]
    assert len(now) == 3
    assert lock.exists()


def test_prune_keeps_all_where_a_table_is_damaged(tmp_path: Path) -> None:
    """Whichever table, and whatever of it that shows: git removes every object then."""
    require_reftable(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main", "--ref-format=reftable", "r")
    repository = tmp_path / "r"
    git(repository, "config", "reftable.geometricFactor", "1")
    for text in ("one", "two", "three"):
        git(repository, "commit", "-q", "--allow-empty", "-m", text)
    git(repository, "commit", "-q", "--allow-empty", "--amend", "-m", "four")
    tables = sorted((repository / ".git/reftable").glob("*.ref"))
    assert len(tables) > 1
    before = sorted(path for path in (repository / ".git/objects").rglob("*") if path.is_file())
    for path in tables:
        content = path.read_bytes()
        for damaged in (b"", content[:-1], content[:24] + b"g" + content[25:], content[:-3] + b"xxx"):
            path.write_bytes(damaged)
            for words in (("prune", "--expire=now"), ("repack", "-adq"), ("rev-parse",)):
                if words == ("rev-parse",):
                    with Repository.open(repository) as opened, pytest.raises(GitObjectError):
                        list(opened.ref_store.every())
                else:
                    assert pygitobj(repository, *words).code == 128
            now = sorted(path for path in (repository / ".git/objects").rglob("*") if path.is_file())
            assert now == before
        path.write_bytes(content)
    assert pygitobj(repository, "prune", "--expire=now").code == 0
