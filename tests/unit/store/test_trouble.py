"""What a store passed over is told once, in the right place; what nobody else has is an error that names it."""

from __future__ import annotations

import errno
import logging
import os
import pickle
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from pygitobj import ObjectStore, Repository
from pygitobj.errors import CorruptIndex, NotFoundError, RepositoryError
from pygitobj.files.pool import OpenFiles
from tests.support.command import git, pygitobj
from tests.support.packs import object_id, whole
from tests.support.stores import unless_bad, write_loose, write_pack
from tests.support.unchecked import unchecked

BODIES = (b"first\n", b"second\n")
IDS = [object_id("blob", body) for body in BODIES]
ABSENT = object_id("blob", b"absent")


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    """A pack and a loose object."""
    folder = tmp_path / "objects"
    (folder / "pack").mkdir(parents=True)
    write_pack(folder, "a", [whole(3, BODIES[0])], [IDS[0]])
    write_loose(folder, "blob", BODIES[1])
    return folder


def spoil(objects: Path) -> Path:
    """Cut the index short; gives it."""
    index = objects / "pack/pack-a.idx"
    index.chmod(0o644)
    index.write_bytes(index.read_bytes()[:-30])
    return index


def failing(name: str, path: Path, number: int) -> mock._patch[object]:
    """Let the function `name` of os fail with the error `number` at `path`."""
    original = getattr(os, name)

    def call(asked: object, *arguments: object, **named: object) -> object:
        if asked == str(path):
            raise OSError(number, os.strerror(number), asked)
        return original(asked, *arguments, **named)

    return mock.patch.object(os, name, call)


def test_a_damaged_index_is_told_once(objects: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = spoil(objects)
    told: list[str] = []
    with ObjectStore(str(objects), warn=told.append) as store:
        for _ in range(3):
            assert IDS[0] not in store
            assert list(store) == [IDS[1]]
            assert [oid for oid, _ in store.scan()] == [IDS[1]]
            assert unless_bad(store.header_many(IDS[:1])) == [None]
            assert store.read(IDS[1]).data == BODIES[1]
    assert len(told) == 1
    assert told[0].startswith(f"error: wrong index v2 file size in {index}: expected")
    (record,) = caplog.records
    assert (record.name, record.levelno, record.getMessage()) == ("pygitobj", logging.ERROR, told[0][len("error: ") :])


def test_without_warn_it_is_logged_and_without_log_not(objects: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(objects)
    with ObjectStore(str(objects), log=False) as store:
        assert len(store) == 1
    assert not caplog.records
    with ObjectStore(str(objects)) as store:
        assert len(store) == 1
    assert len(caplog.records) == 1


@pytest.mark.parametrize("prefix", [False, True])
def test_what_is_not_found_says_what_was_not_asked(objects: Path, prefix: bool) -> None:
    index = spoil(objects)
    with ObjectStore(str(objects), log=False) as store, pytest.raises(NotFoundError) as caught:
        _ = store.expand(IDS[0].hex()[:8]) if prefix else store.read(IDS[0])
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        (problem,) = error.passed_over
        assert isinstance(problem, CorruptIndex)
        assert problem.path == str(index)
        assert str(index) in str(error)
    assert NotFoundError(IDS[0]).passed_over == ()


def test_a_damaged_index_that_went(objects: Path) -> None:
    spoil(objects)
    with ObjectStore(str(objects), log=False) as store:
        assert IDS[0] not in store
        for path in (objects / "pack").iterdir():
            path.unlink()
        with pytest.raises(NotFoundError) as caught:
            store.read(IDS[0])
        assert caught.value.passed_over == ()
        write_pack(objects, "a", [whole(3, BODIES[0])], [IDS[0]])
        assert store.read(IDS[0]).data == BODIES[0]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE, errno.EIO, errno.ELOOP, errno.ENAMETOOLONG])
@pytest.mark.parametrize("name", ["stat", "listdir"])
def test_a_directory_that_cannot_be_listed(
    objects: Path, name: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    with ObjectStore(str(objects), warn=told.append) as store:
        with failing(name, objects / "pack", number):
            assert store.read(IDS[1]).data == BODIES[1]
            assert IDS[1] in store
            for uncertain in (
                lambda: store.read(IDS[0]),
                lambda: store.header(ABSENT),
                lambda: ABSENT in store,
                lambda: list(store),
                lambda: len(store),
                lambda: list(store.scan()),
                lambda: list(store.scan(ordered=True)),
                lambda: list(store.read_many(IDS)),
                lambda: list(store.header_many(IDS)),
                lambda: list(store.info_many(IDS)),
                lambda: store.find_prefix(IDS[1].hex()[:6]),
                lambda: store.expand(IDS[1].hex()[:6]),
            ):
                with pytest.raises(RepositoryError, match="objects/pack") as caught:
                    uncertain()
                assert os.strerror(number) in str(caught.value)
                assert isinstance(caught.value.__cause__, OSError)
                assert caught.value.__cause__.errno == number
        # It was not for good.
        assert store.read(IDS[0]).data == BODIES[0]
        assert ABSENT not in store
        assert len(store) == 2
    assert told == [f"error: unable to open object pack directory: {objects}/pack: {os.strerror(number)}"]
    assert len(caplog.records) == 1


@pytest.mark.parametrize("suffix", ["idx", "pack"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_pack_that_cannot_be_opened(objects: Path, suffix: str, number: int) -> None:
    told: list[str] = []
    with ObjectStore(str(objects), warn=told.append) as store:
        with failing("open", objects / f"pack/pack-a.{suffix}", number):
            for _ in range(3):
                with pytest.raises(RepositoryError, match=f"pack-a.{suffix}"):
                    store.read(IDS[0])
                with pytest.raises(RepositoryError, match=f"pack-a.{suffix}"):
                    list(store.read_many(IDS))
            write_loose(objects, "blob", BODIES[0])
            assert [found and found.data for found in unless_bad(store.read_many(IDS))] == list(BODIES)
            (objects / IDS[0].hex()[:2] / IDS[0].hex()[2:]).unlink()
        assert store.read(IDS[0]).data == BODIES[0]
    assert len(told) == 1


def test_a_loose_object_that_cannot_be_asked_for(objects: Path) -> None:
    path = objects / IDS[1].hex()[:2] / IDS[1].hex()[2:]
    with ObjectStore(str(objects), log=False) as store:
        for name in ("stat", "open"):
            with failing(name, path, errno.EIO), pytest.raises(RepositoryError, match="Input/output error"):
                store.read(IDS[1])
        with failing("stat", path, errno.EIO), pytest.raises(RepositoryError, match="Input/output error"):
            assert IDS[1] in store
        with failing("listdir", path.parent, errno.EIO), pytest.raises(RepositoryError, match="Input/output error"):
            list(store)
        assert IDS[1] in store


def test_alternates_that_cannot_be_read(objects: Path, tmp_path: Path) -> None:
    """They are read again, and what stands in them is served then."""
    borrowing = tmp_path / "borrowing"
    (borrowing / "info").mkdir(parents=True)
    alternates = borrowing / "info/alternates"
    alternates.symlink_to("alternates")
    told: list[str] = []
    own = write_loose(borrowing, "blob", b"own")
    with ObjectStore(str(borrowing), warn=told.append, log=False) as store:
        assert store.read(own).data == b"own"
        for oid in IDS:
            with pytest.raises(RepositoryError, match="info/alternates"):
                store.read(oid)
            with pytest.raises(RepositoryError, match="info/alternates"):
                assert oid in store
        with pytest.raises(RepositoryError, match="info/alternates"):
            list(store)
        alternates.unlink()
        alternates.write_text(f"{objects}\n{tmp_path}/nowhere\n")
        assert [store.read(oid).data for oid in IDS] == list(BODIES)
        assert len(store) == 3
    assert len(told) == 1
    assert told[0].startswith(f"warning: unable to access '{alternates}'")


def test_too_many_open_files(tmp_path: Path) -> None:
    """What is open is let go of, and the file opened then."""
    folder = tmp_path / "objects"
    (folder / "pack").mkdir(parents=True)
    bodies = [os.urandom(70_000) for _ in range(3)]
    ids = [object_id("blob", body) for body in bodies]
    for number, (oid, body) in enumerate(zip(ids, bodies, strict=True)):
        write_pack(folder, f"{number}", [whole(3, body)], [oid])
    loose = write_loose(folder, "blob", b"loose")
    original = os.open
    with ObjectStore(str(folder), log=False) as store:

        def few(path: str, *arguments: object, **named: object) -> object:
            if store.open_files.opened and str(path).startswith(str(folder)):
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)
            return original(path, *unchecked(arguments), **unchecked(named))

        with mock.patch.object(os, "open", few):
            for _ in range(2):
                assert [store.read(oid).data for oid in ids] == bodies
            assert store.read(loose).data == b"loose"


def test_attempts_end() -> None:
    calls: list[str] = []

    def call(asked: str) -> None:
        calls.append(asked)
        raise OSError(errno.EMFILE, "too many")

    files = OpenFiles()
    with pytest.raises(OSError, match="too many"):
        files.attempt(call, "a")
    assert calls == ["a"]
    files.add(mock.Mock())
    with pytest.raises(OSError, match="too many"):
        files.attempt(call, "a")
    assert calls == ["a", "a", "a"]


def test_the_command_line_says_it_once(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    oid = git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    git(tmp_path, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid.encode() + b"\n")
    other = git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"y").decode().strip()
    git(tmp_path, "prune-packed")
    (index,) = (tmp_path / ".git/objects/pack").glob("*.idx")
    index.chmod(0o644)
    index.write_bytes(index.read_bytes()[:-30])
    answer = pygitobj(tmp_path, "cat-file", "--batch-check", stdin=f"{oid}\n{other}\n{oid}\n".encode())
    assert answer.out == f"{oid} missing\n{other} blob 1\n{oid} missing\n".encode()
    assert answer.err.count(b"\n") == 1
    assert answer.err.startswith(b"error: ")
    answer = pygitobj(tmp_path, "explain", other)
    assert f"{index.with_suffix('.pack')}: cannot say: ".encode() in answer.out


def test_nothing_is_told_and_logging_not_loaded(objects: Path) -> None:
    program = (
        "import sys; from pygitobj import ObjectStore\n"
        f"with ObjectStore({str(objects)!r}) as store: assert len(store) == 2 and bytes(20) not in store\n"
        "assert 'logging' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_repository_tells_the_logger(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "tag", "main")
    with Repository.open(tmp_path) as repository:
        repository.resolve("main")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "refname 'main' is ambiguous."
