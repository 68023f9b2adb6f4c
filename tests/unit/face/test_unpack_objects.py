"""`repo.unpack_objects` writes what the command writes, and refuses what it refuses.

Tried besides: files of each kind, packs that are cut short at many places, thin ones, ones that are too large, and
arguments that cannot be.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pygitobj import CorruptError, CorruptPack, GitObjectError, Repository, RepositoryError, Unpacked
from tests.support.command import git, pygitobj
from tests.unit.face.conftest import ReadOnly, files_below
from tests.unit.face.files import Failing, Given


@pytest.fixture
def data(repo: Repository) -> bytes:
    """A pack with deltas."""
    file = io.BytesIO()
    repo.pack_objects(file, all=True, delta_base_offset=True)
    return file.getvalue()


@pytest.fixture
def new(repo: Repository, tmp_path: Path) -> Iterator[Repository]:
    """A repository with nothing in it, with another beside it."""
    for name in ("library", "command"):
        git(tmp_path, "init", "-q", "--bare", f"--object-format={repo.format.name}", name)
    with Repository.open(tmp_path / "library") as opened:
        yield opened


def objects(place: Path, name: str = "library") -> list[str]:
    return files_below(place / name / "objects")


@pytest.mark.parametrize("way", ["memory", "file", "raw", "pipe", "slow", "bare"])
def test_as_the_command(new: Repository, data: bytes, tmp_path: Path, way: str) -> None:
    assert pygitobj(tmp_path / "command", "unpack-objects", "-q", "--strict", stdin=data).code == 0
    (tmp_path / "pack").write_bytes(data)
    with Given(way, data, tmp_path / "pack") as file:
        unpacked = new.unpack_objects(file, strict=True)
    assert unpacked == Unpacked(len(new.objects), True, b"")
    assert objects(tmp_path) == objects(tmp_path, "command")
    assert new.count_objects().loose == unpacked.objects > 30
    assert pickle.loads(pickle.dumps(unpacked)) == unpacked
    # Once more: nothing is written again, and it counts all the same.
    assert new.unpack_objects(io.BytesIO(data)) == unpacked


def test_what_comes_after_the_pack(new: Repository, data: bytes) -> None:
    assert new.unpack_objects(io.BytesIO(data + b"what comes next")).rest == b"what comes next"


def test_a_look_alone(new: Repository, data: bytes, tmp_path: Path) -> None:
    unpacked = new.unpack_objects(io.BytesIO(data), dry_run=True)
    assert (unpacked.objects, unpacked.is_whole) == (int.from_bytes(data[8:12]), True)
    with pytest.raises(CorruptPack):
        new.unpack_objects(io.BytesIO(data[:-1]), dry_run=True)
    assert objects(tmp_path) == []


def test_nothing_of_a_damaged_pack_unless_it_is_to_be_recovered(
    new: Repository, data: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for cut in (0, 5, 13, len(data) // 3, len(data) - 1):
        with pytest.raises(GitObjectError):
            new.unpack_objects(io.BytesIO(data[:cut]))
        assert objects(tmp_path) == []
    for cut in (len(data) // 3, len(data) - 1):
        caplog.clear()
        unpacked = new.unpack_objects(io.BytesIO(data[:cut]), recover=True)
        pygitobj(tmp_path / "command", "unpack-objects", "-q", "-r", stdin=data[:cut])
        assert not unpacked.is_whole
        assert unpacked.rest == b""
        assert 0 < unpacked.objects == new.count_objects().loose
        assert objects(tmp_path) == objects(tmp_path, "command")
        assert caplog.messages


def test_a_thin_pack(repo: Repository, new: Repository, data: bytes) -> None:
    thin = io.BytesIO()
    repo.pack_objects(thin, revs=["main"], hide=["main~1"], thin=True)
    with pytest.raises(CorruptError):
        new.unpack_objects(io.BytesIO(thin.getvalue()))
    new.unpack_objects(io.BytesIO(data))
    assert new.unpack_objects(io.BytesIO(thin.getvalue())).is_whole


def test_objects_that_name_what_is_missing(repo: Repository, new: Repository, tmp_path: Path) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, objects=[repo.resolve("HEAD")])
    with pytest.raises(CorruptError):
        new.unpack_objects(io.BytesIO(file.getvalue()), strict=True)
    assert objects(tmp_path) == []
    assert new.unpack_objects(io.BytesIO(file.getvalue())).objects == 1


def test_what_is_too_large_or_fails(new: Repository, data: bytes, tmp_path: Path, read_only: ReadOnly) -> None:
    with pytest.raises(GitObjectError, match="maximum allowed size"):
        new.unpack_objects(io.BytesIO(data), max_input_size=100)
    failing: Any = Failing(data)
    with pytest.raises(GitObjectError, match="reset by peer"):
        new.unpack_objects(failing)
    with read_only(), pytest.raises(RepositoryError, match=r"unable to unpack objects.*Read-only"):
        new.unpack_objects(io.BytesIO(data))
    assert objects(tmp_path) == []


def test_told_of(new: Repository, data: bytes) -> None:
    told: list[str] = []
    new.unpack_objects(io.BytesIO(data), report=lambda progress: told.append(progress.title))
    assert "Unpacking objects" in told

    def stop(_progress: object) -> None:
        raise InterruptedError("that is enough")

    with pytest.raises(InterruptedError, match="that is enough"):
        new.unpack_objects(io.BytesIO(data), report=stop)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"strict": 1}, TypeError, "strict"),
        ({"recover": "yes"}, TypeError, "recover"),
        ({"dry_run": None}, TypeError, "dry_run"),
        ({"max_input_size": -1}, ValueError, "max_input_size"),
        ({"threads": "2"}, TypeError, "threads"),
        ({"report": 5}, TypeError, "report"),
    ],
)
def test_arguments_that_cannot_be(new: Repository, data: bytes, arguments: Any, error: Any, words: str) -> None:
    file = io.BytesIO(data)
    with pytest.raises(error, match=words):
        new.unpack_objects(file, **arguments)
    assert file.tell() == 0


def test_what_gives_no_pack(new: Repository, data: bytes) -> None:
    packs: list[Any] = [None, "a path", b"bytes", io.StringIO("PACK"), object()]
    for pack in packs:
        with pytest.raises(TypeError):
            new.unpack_objects(pack)
    assert len(new.objects) == 0
    new.close()
    with pytest.raises(ValueError, match="closed"):
        new.unpack_objects(io.BytesIO(data))
