"""pack_writer: many objects in one pack, all of them or none, which git accepts."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import GitObjectError, ObjectId, ObjectStore, Repository, RepositoryError
from pygitobj.store.pack_writer import PackWriter
from tests.support.command import git
from tests.support.unchecked import unchecked

KINDS = ("blob", "tree", "commit", "tag")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A new repository."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    return tmp_path


def pack_files(repository: Path) -> list[str]:
    """The suffixes in the pack directory."""
    return sorted(path.suffix for path in (repository / ".git/objects/pack").iterdir())


@pytest.mark.parametrize("words", [[], ["--object-format=sha256"]])
def test_what_goes_in_comes_out(tmp_path: Path, words: list[str]) -> None:
    git(tmp_path, "init", "-q", *words, ".")
    chance = random.Random(1)
    bodies = [chance.randbytes(chance.choice((0, 1, 100, 5000, 300_000))) for _ in range(60)]
    with Repository.open(tmp_path) as opened:
        store = opened.objects
        with store.pack_writer() as pack:
            ids = [pack.add("blob", body) for body in bodies]
            ids.append(pack.add_stream("blob", 3_000_000, io.BytesIO(bytes(3_000_000))))
            with pytest.raises(KeyError):
                store.read(ids[0])
        assert pack.name is not None
        assert [store.read(oid).data for oid in ids] == [*bodies, bytes(3_000_000)]
    assert pack_files(tmp_path) == [".idx", ".pack", ".rev"]
    stem = tmp_path / f".git/objects/pack/{pack.name}"
    git(tmp_path, "fsck", "--full", "--strict")
    git(tmp_path, "index-pack", "--rev-index", "-o", "again.idx", str(stem) + ".pack")
    assert (tmp_path / "again.idx").read_bytes() == stem.with_suffix(".idx").read_bytes()
    assert (tmp_path / "again.rev").read_bytes() == stem.with_suffix(".rev").read_bytes()
    git(tmp_path, "repack", "-adfq")


def test_only_what_is_new(repository: Path) -> None:
    old = git(repository, "hash-object", "-w", "--stdin", stdin=b"old").decode().strip()
    with Repository.open(repository) as opened:
        with opened.objects.pack_writer() as pack:
            assert str(pack.add("blob", b"old")) == old
            assert str(pack.add_stream("blob", 3, io.BytesIO(b"old"))) == old
        assert pack.name is None
        assert pack_files(repository) == []
        with opened.objects.pack_writer() as pack:
            assert pack.add("blob", b"new") == pack.add("blob", b"new")
            assert pack.add_stream("blob", 3, io.BytesIO(b"new")) == pack.add("blob", b"new")
        assert pack.name is not None
    assert git(repository, "count-objects", "-v").splitlines()[2] == b"in-pack: 1"


def test_an_error_leaves_nothing(repository: Path) -> None:
    with Repository.open(repository) as opened:
        with pytest.raises(ZeroDivisionError), opened.objects.pack_writer() as pack:
            assert pack.add("blob", b"never").hex() == str(1 / 0)
        with pytest.raises(ValueError, match="type"), opened.objects.pack_writer() as pack:
            pack.add("file", b"")
    assert pack_files(repository) == []


@pytest.mark.parametrize("given_bytes", [b"", b"ab", b"abcd"])
def test_a_stream_of_another_size(repository: Path, given_bytes: bytes) -> None:
    """The error may be caught: the other objects are good."""
    with Repository.open(repository) as opened:
        with opened.objects.pack_writer() as pack:
            first = pack.add("blob", b"first")
            with pytest.raises(GitObjectError, match="another size"):
                pack.add_stream("blob", 3, io.BytesIO(given_bytes))
            last = pack.add("blob", b"last")
        assert (opened.objects.read(first).data, opened.objects.read(last).data) == (b"first", b"last")
    git(repository, "fsck", "--full")
    git(repository, "verify-pack", f".git/objects/pack/{pack.name}.idx")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.binary(max_size=200)), max_size=20))
def test_any_objects(tmp_path_factory: pytest.TempPathFactory, objects: list[tuple[str, bytes]]) -> None:
    path = tmp_path_factory.mktemp("any")
    with ObjectStore(str(path)) as store:
        with store.pack_writer() as pack:
            ids = [pack.add(kind, body) for kind, body in objects]
        assert [store.read(oid) for oid in ids] == objects
        assert len(store) == len(set(ids))
        assert not objects or pack.name is not None


# Failing in the middle, and going on


class Failing(io.RawIOBase):
    """A file that gives some bytes and then fails with `error`."""

    def __init__(self, size: int, error: BaseException) -> None:
        super().__init__()
        self.left = size
        self.error = error

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            raise self.error
        part = os.urandom(min(size, self.left))
        self.left -= len(part)
        return part


def check(repository: Path, expected: dict[ObjectId, bytes]) -> None:
    """That all of `expected` can be read and nothing else is there, nothing twice, and git agrees."""
    git(repository, "fsck", "--full", "--strict")
    with Repository.open(repository) as opened:
        assert {oid: opened.objects.read(oid).data for oid in opened.objects} == expected
    for index in (repository / ".git/objects/pack").glob("*.idx"):
        git(repository, "index-pack", "--strict", "-o", "again.idx", str(index.with_suffix(".pack")))
        assert (repository / "again.idx").read_bytes() == index.read_bytes()
    assert not list((repository / ".git/objects").rglob("tmp_*"))


@pytest.mark.parametrize(
    "error", [OSError(5, "I/O error"), ValueError("closed"), KeyboardInterrupt(), SystemExit(), MemoryError()], ids=repr
)
@pytest.mark.parametrize("size", [0, 10, 3_000_000], ids=["at once", "early", "late"])
def test_a_stream_that_fails_leaves_the_others(repository: Path, error: BaseException, size: int) -> None:
    bodies = [os.urandom(600_000), b"small", os.urandom(700_000)]
    expected = {}
    with Repository.open(repository) as opened, opened.objects.pack_writer() as pack:
        for body in bodies:
            expected[pack.add("blob", body)] = body
            with pytest.raises(GitObjectError if isinstance(error, OSError) else type(error)):
                pack.add_stream("blob", 4_000_000, unchecked(Failing(size, error)))
    check(repository, expected)


@pytest.mark.parametrize("short", [False, True], ids=["nothing", "half"])
def test_a_disk_that_fails_once(repository: Path, monkeypatch: pytest.MonkeyPatch, short: bool) -> None:
    """Any one write fails, or is cut short and then fails: what was confirmed is there, or the block raised."""
    monkeypatch.setattr("pygitobj.files.pack_writer.BUFFER", 1000)
    chance = random.Random(3)
    bodies = [chance.randbytes(chance.choice((10, 400, 2500))) for _ in range(12)]
    real = os.write
    for turn in range(100):
        left = [turn]

        def failing(descriptor: int, data: memoryview, left: list[int] = left) -> int:
            left[0] -= 1
            if left[0] == -1 and short:
                return real(descriptor, data[: len(data) // 2])
            if left[0] == (-2 if short else -1):
                raise OSError(28, "No space left on device")
            return real(descriptor, data)

        expected, refused = {}, 0
        monkeypatch.setattr(os, "write", failing)
        try:
            with Repository.open(repository) as opened, opened.objects.pack_writer() as pack:
                for number, body in enumerate(bodies):
                    try:
                        if number % 2:
                            oid = pack.add_stream("blob", len(body), io.BytesIO(body))
                        else:
                            oid = pack.add("blob", body)
                        expected[oid] = body
                    except RepositoryError:
                        refused += 1
        except RepositoryError:
            expected = {}
        monkeypatch.setattr(os, "write", real)
        assert refused <= 1
        check(repository, expected)
        for path in (repository / ".git/objects/pack").iterdir():
            path.unlink()
        if left[0] >= 0:
            break
    assert 10 < turn < 99


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_at_any_line(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two lines of what `add` does in the package: the other objects are there, and nothing else."""
    monkeypatch.setattr("pygitobj.files.pack_writer.BUFFER", 1000)
    large = os.urandom(1200)
    done = False
    at = 0
    while not done:
        at += 1
        left = at
        expected = {}

        def trace(frame: FrameType, event: str, argument: object) -> object:
            nonlocal left
            if "pygitobj" not in frame.f_code.co_filename or "/tests/" in frame.f_code.co_filename:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return trace

        with Repository.open(repository) as opened, opened.objects.pack_writer() as pack:
            for turn, body in enumerate((b"first", b"second", large, b"last")):
                if turn in (1, 2):
                    sys.settrace(unchecked(trace))
                try:
                    oid = pack.add_stream("blob", len(body), io.BytesIO(body)) if turn == 2 else pack.add("blob", body)
                    expected[oid] = body
                except KeyboardInterrupt:
                    # It may be there, if it was whole already; with its second `add` it is, once.
                    sys.settrace(None)
                    expected[pack.add("blob", body)] = body
                finally:
                    sys.settrace(None)
        done = left > 0
        del pack
        if at % 20 == 0 or done:
            check(repository, expected)
        else:
            with Repository.open(repository) as opened:
                assert {oid: opened.objects.read(oid).data for oid in opened.objects} == expected
            assert not list((repository / ".git/objects").rglob("tmp_*"))
        for path in (repository / ".git/objects/pack").iterdir():
            path.unlink()
    assert at > 60


# Several threads, and adding while a stream is read


@pytest.mark.parametrize("same", [False, True], ids=["of their own", "the same"])
def test_threads(repository: Path, same: bool) -> None:
    """Small and large ones, whole and from streams, of their own and the same; some are in the store already."""
    chance = random.Random(4)
    bodies = [chance.randbytes(chance.choice((5, 5000, 1_500_000))) for _ in range(60)]
    with Repository.open(repository) as opened:
        store = opened.objects
        there = {store.write("blob", body) for body in bodies[:5]}

        def add(number: int) -> dict[ObjectId, bytes]:
            found = {}
            for at, body in enumerate(bodies if same else bodies[number::8]):
                if (at + number) % 2:
                    found[pack.add("blob", body)] = body
                else:
                    found[pack.add_stream("blob", len(body), io.BytesIO(body))] = body
            return found

        with store.pack_writer() as pack, ThreadPoolExecutor(8) as pool:
            results = list(pool.map(add, range(8)))
    expected = {oid: body for result in results for oid, body in result.items()}
    assert len(expected) == len(bodies)
    check(repository, expected)
    count = int(git(repository, "count-objects", "-v").split(b"in-pack: ")[1].split()[0])
    assert count == len(bodies) - len(there)


def test_adding_from_a_stream(repository: Path) -> None:
    """The file of `add_stream` adds objects itself, the very one that is being read too."""

    class Nested(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            number = len(expected)
            body = b"nested %d" % number if number % 3 else self.getvalue()
            expected[pack.add("blob", body)] = body
            if number == 2:
                inner = Nested(b"inner " * 300_000)
                expected[pack.add_stream("blob", len(inner.getvalue()), inner)] = inner.getvalue()
            return super().read(size)

    expected: dict[ObjectId, bytes] = {}
    with Repository.open(repository) as opened, opened.objects.pack_writer() as pack:
        outer = Nested(os.urandom(3_000_000))
        expected[pack.add_stream("blob", 3_000_000, outer)] = outer.getvalue()
    check(repository, expected)


# Outside of the block


def test_outside_of_the_block(repository: Path) -> None:
    with Repository.open(repository) as opened:
        pack = opened.objects.pack_writer()

        def refused() -> None:
            with pytest.raises(ValueError, match="block"):
                pack.add("blob", b"x")
            with pytest.raises(ValueError, match="block"):
                pack.add_stream("blob", 1, io.BytesIO(b"x"))

        refused()
        with pack:
            oid = pack.add("blob", b"inside")
        refused()
        with pytest.raises(ValueError, match="block"), pack:
            pass
        pack = opened.objects.pack_writer()
        with pytest.raises(ZeroDivisionError), pack:
            raise ZeroDivisionError
        refused()
    check(repository, {oid: b"inside"})


def test_after_a_pack_that_failed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with Repository.open(repository) as opened:
        pack = opened.objects.pack_writer()
        pack.__enter__()
        pack.add("blob", b"never")
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", fails)
            with pytest.raises(RepositoryError, match="Input/output"):
                pack.__exit__(None, None, None)
        with pytest.raises(ValueError, match="block"):
            pack.add("blob", b"later")
        assert pack.name is None
    check(repository, {})


def test_a_thread_that_adds_after_the_end(repository: Path) -> None:
    """It is refused, or its object is in the pack: no id is given for nothing."""
    for _ in range(20):
        given: dict[ObjectId, bytes] = {}
        started = threading.Event()
        with Repository.open(repository) as opened:
            with opened.objects.pack_writer() as pack:

                def add(
                    pack: PackWriter = pack,
                    given: dict[ObjectId, bytes] = given,
                    started: threading.Event = started,
                ) -> None:
                    with contextlib.suppress(ValueError):
                        while True:
                            body = os.urandom(50_000)
                            given[pack.add("blob", body)] = body
                            started.set()

                threads = [threading.Thread(target=add) for _ in range(3)]
                for thread in threads:
                    thread.start()
                started.wait(30)
            for thread in threads:
                thread.join()
            assert all(opened.objects.read(oid).data == body for oid, body in given.items())


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("end", ["end", "error", "add"])
def test_a_child_has_no_part_in_it(repository: Path, end: str) -> None:
    with Repository.open(repository) as opened:
        pack = opened.objects.pack_writer()
        with pack:
            oid = pack.add("blob", b"the parent's")
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    if end == "add":
                        pack.add("blob", b"the child's")
                    pack.__exit__(*([SystemExit, None, None] if end == "error" else [None, None, None]))
                    code = 0 if end == "error" else 1
                except ValueError:
                    code = 0
                finally:
                    del pack
                    gc.collect()
                    os._exit(code)
            assert os.waitpid(child, 0)[1] == 0
    check(repository, {oid: b"the parent's"})
