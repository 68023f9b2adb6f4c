"""`repo.index_pack` and `.verify_pack` write and answer what the commands write and answer."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    CorruptError,
    CorruptIndex,
    CorruptPack,
    GitObjectError,
    IndexedPack,
    ObjectId,
    Repository,
)
from tests.support.command import git, pygitobj
from tests.support.unchecked import unchecked
from tests.unit.face.conftest import files_below
from tests.unit.face.files import Failing, Given


def pack_of(repo: Repository, name: str) -> io.BytesIO:
    """A pack of what a revision reaches, to be read."""
    file = io.BytesIO()
    repo.pack_objects(file, revs=[name])
    file.seek(0)
    return file


@pytest.mark.parametrize("way", ["memory", "file", "raw", "pipe", "slow", "bare"])
def test_taking_in_as_the_command(repo: Repository, place: Path, tmp_path: Path, way: str) -> None:
    memory = io.BytesIO()
    repo.pack_objects(memory, all=True)
    data = memory.getvalue()
    for name in ("library", "command"):
        git(tmp_path, "init", "-q", "--bare", f"--object-format={repo.format.name}", name)
    answer = pygitobj(tmp_path / "command", "index-pack", "--stdin", "--keep=why", stdin=data)
    (tmp_path / "pack").write_bytes(data)
    rest = b"what comes next" if way in ("pipe", "slow", "bare") else b""
    with Repository.open(tmp_path / "library") as library, Given(way, data + rest, tmp_path / "pack") as file:
        indexed = library.index_pack(file, keep="why")
        read_on = b"" if way != "slow" else bytes(file.data)
        assert f"keep\t{indexed.checksum}\n" == answer.out.decode()
        assert indexed == IndexedPack(
            f"{library.objects.path}/pack/pack-{indexed.checksum}.pack", indexed.checksum, len(library.objects), True,
            indexed.rest,
        )  # fmt: skip
        assert indexed.rest + read_on == rest
        folders = [tmp_path / name / "objects" for name in ("library", "command")]
        assert files_below(folders[0]) == files_below(folders[1])
        for path in files_below(folders[0]):
            assert (folders[0] / path).read_bytes() == (folders[1] / path).read_bytes()
        assert pickle.loads(pickle.dumps(indexed)) == indexed
        # Once more: the file that keeps it was there.
        assert not library.index_pack(io.BytesIO(data), keep=True).is_kept


def test_a_sender_that_waits_for_an_answer(repo: Repository) -> None:
    # Nothing is asked for beyond the end of the pack.
    memory = io.BytesIO()
    repo.pack_objects(memory, revs=["side"])
    reader, writer = os.pipe()
    os.write(writer, memory.getvalue())
    with os.fdopen(reader, "rb") as file, os.fdopen(writer, "wb"):
        assert repo.index_pack(file).rest == b""


def test_junk_after_a_file(repo: Repository, place: Path, tmp_path: Path) -> None:
    memory = io.BytesIO()
    repo.pack_objects(memory, revs=["side"])
    before = files_below(place / ".git/objects")
    (tmp_path / "junk").write_bytes(memory.getvalue() + b"junk")
    with open(tmp_path / "junk", "rb") as file, pytest.raises(CorruptPack, match="junk"):
        repo.index_pack(file)
    with pytest.raises(CorruptPack, match="junk"):
        repo.index_pack(io.BytesIO(memory.getvalue() + b"junk"))
    assert files_below(place / ".git/objects") == before


def test_indexing_in_place_as_the_command(repo: Repository, place: Path, tmp_path: Path) -> None:
    name = repo.pack_objects(tmp_path, all=True).packs[0]
    pack, index = tmp_path / f"{name}.pack", tmp_path / f"{name}.idx"
    for arguments, words in (
        ({}, []),
        ({"index_version": 1}, ["--index-version=1"]),
        ({"rev_index": False}, ["--no-rev-index"]),
        ({"strict": True, "threads": 1}, ["--strict", "--threads=1"]),
    ):
        results: list[tuple[bytes, bool]] = []
        for _ in range(2):
            for suffix in (".idx", ".rev"):
                pack.with_suffix(suffix).unlink(missing_ok=True)
            if not results:
                assert pygitobj(place, "index-pack", *words, str(pack)).code == 0
            else:
                indexed = repo.index_pack(pack, **arguments)
                assert indexed.path == str(pack)
                assert f"pack-{indexed.checksum}" == name
            results.append((index.read_bytes(), pack.with_suffix(".rev").exists()))
        assert results[0] == results[1]
    repo.index_pack(pack, index=tmp_path / "elsewhere.idx", keep="why")
    assert (tmp_path / "elsewhere.idx").read_bytes() == index.read_bytes()
    assert pack.with_suffix(".keep").read_bytes() == b"why\n"
    with pytest.raises(GitObjectError, match=r"does not end with '\.pack'"):
        repo.index_pack(index)
    with pytest.raises(GitObjectError, match="could not open"):
        repo.index_pack(tmp_path / "none.pack")


def test_packs_of_a_promisor(repo: Repository, place: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", f"--object-format={repo.format.name}", "partial.git")
    git(tmp_path / "partial.git", "config", "remote.origin.promisor", "true")
    file = io.BytesIO()
    repo.pack_objects(file, objects=[repo.resolve("HEAD")])
    with Repository.open(tmp_path / "partial.git") as partial:
        file.seek(0)
        with pytest.raises(CorruptError):
            partial.index_pack(file, strict=True)
        file.seek(0)
        indexed = partial.index_pack(file, fsck_objects=True, promisor="from there")
        assert Path(indexed.path).with_suffix(".promisor").read_bytes() == b"from there\n"
        git(tmp_path / "partial.git", "update-ref", "refs/heads/main", str(repo.resolve("HEAD")))
        before = len(partial.objects)
        assert partial.pack_objects(io.BytesIO(), all=True, exclude_promisor_objects=True).objects == 0
        partial.repack(all=True, delete=True)
        assert len(partial.objects) == before == 1


def test_a_pack_that_is_too_large(repo: Repository, place: Path) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    before = files_below(place / ".git/objects")
    file.seek(0)
    with pytest.raises(GitObjectError, match="maximum allowed size"):
        repo.index_pack(file, max_input_size=100)
    assert files_below(place / ".git/objects") == before


@pytest.mark.parametrize("at", [0, 5, 11, 30, -30, -1])
def test_damaged_on_the_way(repo: Repository, place: Path, at: int) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    before = files_below(place / ".git/objects")
    data = bytearray(file.getvalue())
    data[at] ^= 0x55
    with pytest.raises(GitObjectError):
        repo.index_pack(io.BytesIO(data))
    for cut in (0, 4, 11, 40, len(data) // 2, len(data) - 1):
        with pytest.raises(GitObjectError):
            repo.index_pack(io.BytesIO(file.getvalue()[:cut]))
    assert files_below(place / ".git/objects") == before


def test_a_file_that_fails(repo: Repository, place: Path) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    before = files_below(place / ".git/objects")
    for job in (
        lambda: repo.pack_objects(unchecked(Failing()), all=True),
        lambda: repo.index_pack(unchecked(Failing(file.getvalue()))),
    ):
        with pytest.raises(GitObjectError, match="reset by peer") as caught:
            job()
        assert isinstance(caught.value.__cause__, ConnectionResetError)
    assert files_below(place / ".git/objects") == before


def test_nothing_to_read_now(repo: Repository) -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    file: Any = os.fdopen(reader, "rb", buffering=0)
    with file, os.fdopen(writer, "wb"), pytest.raises(GitObjectError, match="nothing to read now"):
        repo.index_pack(file)


def test_verifying_as_the_command(repo: Repository, place: Path, tmp_path: Path) -> None:
    name = repo.pack_objects(tmp_path / "x", all=True, delta_base_offset=True).packs[0]
    stem = tmp_path / name
    lines = pygitobj(place, "verify-pack", "-v", f"{stem}.idx").out.decode().splitlines()
    for path in (f"{stem}.pack", f"{stem}.idx", stem, os.fsencode(stem)):
        contents = repo.verify_pack(path)
        assert (contents.path, f"x-{contents.checksum}") == (f"{stem}.pack", name)
        shown = []
        for entry in contents:
            assert isinstance(entry.id, ObjectId)
            text = f"{entry.id} {entry.type:<6} {entry.stored} {entry.disk_size} {entry.offset}"
            shown.append(text if entry.base is None else f"{text} {entry.depth} {entry.base}")
            assert repo.objects.header(entry.id).type is entry.type
        assert shown == lines[: len(contents)]
        chains = {depth: count for depth, count in contents.chain_lengths.items() if depth}
        assert [f"chain length = {depth}" for depth in chains] == [
            line.partition(":")[0] for line in lines if line.startswith("chain")
        ]
        assert sum(contents.chain_lengths.values()) == len(contents) == len(list(contents))
    # What was found stays when the files go.
    for suffix in (".pack", ".idx", ".rev"):
        (tmp_path / f"{name}{suffix}").unlink(missing_ok=True)
    assert len(list(contents)) == len(contents)
    again = pickle.loads(pickle.dumps(contents))
    assert list(again) == list(contents)
    assert (again, hash(again), again.chain_lengths) == (contents, hash(contents), contents.chain_lengths)
    assert again != repo.verify_pack(repo.index_pack(pack_of(repo, "side")).path)
    with pytest.raises(GitObjectError, match="Cannot open existing pack file"):
        repo.verify_pack(stem)


def test_damage_that_is_found(repo: Repository, tmp_path: Path) -> None:
    name = repo.pack_objects(tmp_path / "x", all=True).packs[0]
    for suffix, error in ((".pack", CorruptError), (".idx", CorruptIndex)):
        path = tmp_path / f"{name}{suffix}"
        data = path.read_bytes()
        path.chmod(0o600)
        for at in (40, len(data) // 2, len(data) - 3):
            path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
            with pytest.raises(error):
                repo.verify_pack(path)
        path.write_bytes(data)
    assert repo.verify_pack(tmp_path / name)


def test_objects_that_are_missing(repo: Repository, place: Path) -> None:
    nothing = ObjectId("ab" * repo.format.hash_size)
    for arguments in ({"objects": [nothing]}, {"revs": [nothing]}):
        with pytest.raises(GitObjectError, match=str(nothing)):
            repo.pack_objects(io.BytesIO(), **unchecked(arguments))
    oid = repo.resolve("HEAD:file1")
    (place / f".git/objects/{str(oid)[:2]}/{str(oid)[2:]}").unlink()
    with pytest.raises(GitObjectError, match=str(oid)):
        repo.pack_objects(io.BytesIO(), revs=["main"])
    assert repo.pack_objects(io.BytesIO(), revs=["main"], missing="allow-any").objects > 1
