"""`repo.pack_objects`, `.index_pack` and `.verify_pack` write and answer what the commands write and answer."""

from __future__ import annotations

import io
import os
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    SHA1,
    SHA256,
    CorruptError,
    CorruptIndex,
    CorruptPack,
    GitObjectError,
    IdList,
    IndexedPack,
    ObjectId,
    PackedObjects,
    Progress,
    Repository,
    RepositoryError,
    RevisionError,
)
from tests.support.command import git, pygitobj
from tests.unit.face.conftest import ReadOnly, all_ids, files_below

EVERYTHING: dict[str, Any] = {"all": True, "reflog": True, "indexed_objects": True}


@pytest.mark.parametrize(
    ("arguments", "words", "lines"),
    [
        ({"all": True}, ["--all"], ""),
        ({**EVERYTHING}, ["--all", "--reflog", "--indexed-objects"], ""),
        ({"revs": ["main", "^side"]}, ["--revs"], "main\n^side\n"),
        ({"revs": ["side..main"]}, ["--revs"], "side..main\n"),
        ({"revs": ["main"], "hide": ["side"]}, ["--revs"], "main\n--not\nside\n"),
        ({"revs": ["main^!"]}, ["--revs"], "main^!\n"),
        ({"revs": ["v1"], "include_tag": True}, ["--revs", "--include-tag"], "v1\n"),
        ({"revs": ["v1^{}"], "include_tag": True}, ["--revs", "--include-tag"], "v1^{}\n"),
        ({"revs": ["HEAD:file0"]}, ["--revs"], "HEAD:file0\n"),
        ({"all": True, "unpacked": True}, ["--all", "--unpacked"], ""),
        ({"all": True, "incremental": True}, ["--all", "--incremental"], ""),
        ({"all": True, "window": 0, "compression": 1}, ["--all", "--window=0", "--compression=1"], ""),
        ({"all": True, "depth": 2, "reuse_delta": False}, ["--all", "--depth=2", "--no-reuse-delta"], ""),
        ({"all": True, "reuse_object": False, "threads": 1}, ["--all", "--no-reuse-object", "--threads=1"], ""),
        ({"all": True, "delta_base_offset": True}, ["--all", "--delta-base-offset"], ""),
        ({"all": True, "name_hash_version": 2, "sparse": False}, ["--all", "--name-hash-version=2", "--no-sparse"], ""),
    ],
)  # fmt: skip
def test_packing_as_the_command(
    repo: Repository, place: Path, tmp_path: Path, arguments: Any, words: list[str], lines: str
) -> None:
    answer = pygitobj(place, "pack-objects", "-q", *words, f"{tmp_path}/command", stdin=lines.encode())
    assert answer.code == 0, answer
    done = repo.pack_objects(tmp_path / "library", **arguments)
    assert done.packs == (f"library-{answer.out.decode().strip()}",)
    for suffix in ("pack", "idx"):
        files = [tmp_path / f"{name}-{answer.out.decode().strip()}.{suffix}" for name in ("command", "library")]
        assert files[0].read_bytes() == files[1].read_bytes()
    assert done.objects == len(repo.verify_pack(tmp_path / done.packs[0]))
    # The same as one stream.
    file = io.BytesIO()
    streamed = repo.pack_objects(file, **arguments)
    assert file.getvalue() == (tmp_path / f"{done.packs[0]}.pack").read_bytes()
    assert streamed == done._replace(packs=())


def test_what_is_named_as_values(repo: Repository, place: Path) -> None:
    def packed(**arguments: Any) -> bytes:
        file = io.BytesIO()
        repo.pack_objects(file, **arguments)
        return file.getvalue()

    main, tag = repo.commit("main"), repo.tag("v1")
    assert packed(revs=[main]) == packed(revs=[main.id]) == packed(revs=["main"]) == packed(revs=iter(["main"]))
    assert packed(revs=[tag], hide=[main.id]) == packed(revs=["v1", "^main"])
    assert packed(revs=["main"], hide=iter([repo.commit("side")])) == packed(revs=["side..main"])
    # Ids are packed as they are, each once.
    ids = [main.id, main.tree, main.id]
    lines = "".join(f"{oid}\n" for oid in ids).encode()
    assert packed(objects=ids) == pygitobj(place, "pack-objects", "-q", "--stdout", stdin=lines).out
    assert packed(objects=IdList([main.id, main.tree])) == packed(objects=iter(ids)) == packed(objects=ids)
    # Nothing at all is a pack too, unless it is not wanted.
    empty = packed(objects=[])
    assert empty == packed(revs=[]) == pygitobj(place, "pack-objects", "-q", "--stdout").out
    assert packed(objects=[], non_empty=True) == b""
    assert repo.pack_objects(io.BytesIO(), objects=[], non_empty=True) == PackedObjects((), 0, 0, 0, 0)


def test_where_packs_go(repo: Repository, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    for target in (tmp_path / "out", f"{tmp_path}/out/", os.fsencode(tmp_path / "out"), f"{tmp_path}/out/pack"):
        done = repo.pack_objects(target, revs=["side"])
        assert sorted(path.stem for path in (tmp_path / "out").glob("*.pack")) == list(done.packs)
        assert done.packs[0].startswith("pack-")
    monkeypatch.chdir(tmp_path / "out")
    assert repo.pack_objects("x", revs=["side"]).packs == (done.packs[0].replace("pack-", "x-"),)
    assert (tmp_path / "out" / done.packs[0].replace("pack-", "x-")).with_suffix(".pack").exists()
    for wrong in (tmp_path / "none" / "x", f"{tmp_path}/none/", tmp_path / "out" / f"{done.packs[0]}.pack" / "x"):
        with pytest.raises(RepositoryError):
            repo.pack_objects(wrong, revs=["side"])
    # Into the repository itself: it sees the new pack at once.
    before = repo.count_objects().packs
    name = repo.pack_objects(repo.objects.path + "/pack", revs=["side"]).packs[0]
    assert repo.count_objects().packs == before + 1
    assert any(pack.path.endswith(name) for pack in repo.objects.sources[0].packed.all_packs())
    # In parts of a size.
    repo.objects.write("blob", os.urandom(3 << 20))
    parts = repo.pack_objects(tmp_path / "part", objects=repo.objects.ids(), max_pack_size=1 << 20)
    assert len(parts.packs) == len(list(tmp_path.glob("part-*.pack"))) == len(list(tmp_path.glob("part-*.idx"))) > 1


class Slow(io.RawIOBase):
    """A file that takes, and gives, a few bytes at a time."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()
        self.data = bytearray(data)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)[:7]
        return min(7, len(data))

    def read(self, size: int = -1) -> bytes:
        piece = bytes(self.data[: min(7, size)])
        del self.data[: len(piece)]
        return piece


class Counting:
    """An object that has no more than `write` or `read`, and tells nothing of how much it took."""

    def __init__(self, data: bytes = b"") -> None:
        self.parts: list[bytes] = []
        self.left = io.BytesIO(data)

    def write(self, data: bytes) -> None:
        self.parts.append(data)

    def read(self, size: int) -> bytes:
        return self.left.read(size)


def test_any_file_takes_a_pack(repo: Repository, tmp_path: Path) -> None:
    memory, slow, counting = io.BytesIO(), Slow(), Counting()
    repo.pack_objects(memory, revs=["main"])
    repo.pack_objects(slow, revs=["main"])  # type: ignore[arg-type]  # raw files are files all the same
    repo.pack_objects(counting, revs=["main"])  # type: ignore[arg-type]
    with open(tmp_path / "raw", "wb", buffering=0) as raw:
        repo.pack_objects(raw, revs=["main"])
    assert memory.getvalue() == bytes(slow.data) == b"".join(counting.parts) == (tmp_path / "raw").read_bytes()


def test_a_thin_pack_goes_over(repo: Repository, place: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", f"--object-format={repo.format.name}", "other.git")
    with Repository.open(tmp_path / "other.git") as other:
        first, second = io.BytesIO(), io.BytesIO()
        repo.pack_objects(first, revs=["main~2"])
        thin = repo.pack_objects(second, revs=["main~2..main"], thin=True)
        whole = repo.pack_objects(io.BytesIO(), revs=["main~2..main"])
        assert thin.objects == whole.objects
        for file in (first, second):
            file.seek(0)
        other.index_pack(first)
        with pytest.raises(CorruptPack, match="unresolved delta"):
            other.index_pack(second)
        assert len(other.objects) == len(repo.verify_pack(other.objects.sources[0].packed.all_packs()[0].pack_path))
        second.seek(0)
        indexed = other.index_pack(second, fix_thin=True, strict=True)
        assert indexed.objects > thin.objects
        git(tmp_path / "other.git", "update-ref", "refs/heads/main", str(repo.resolve("main")))
        git(tmp_path / "other.git", "fsck", "--full", "--strict")
        # It was there at once, by any name.
        assert other.commit("main") == repo.commit("main")


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
    with Repository.open(tmp_path / "library") as library, given(way, data + rest, tmp_path / "pack") as file:
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


class given:  # noqa: N801 - read as a word
    """A file of each kind that gives `data`."""

    def __init__(self, way: str, data: bytes, path: Path) -> None:
        self.way, self.data, self.path = way, data, path

    def __enter__(self) -> Any:
        if self.way == "memory":
            return io.BytesIO(self.data)
        if self.way == "file":
            self.file: Any = open(self.path, "rb")
        elif self.way == "raw":
            self.file = open(self.path, "rb", buffering=0)
        elif self.way == "pipe":
            reader, writer = os.pipe()
            self.file = os.fdopen(reader, "rb")
            self.thread = threading.Thread(target=self.fill, args=(writer,))
            self.thread.start()
        else:
            self.file = Slow(self.data) if self.way == "slow" else Counting(self.data)
        return self.file

    def fill(self, writer: int) -> None:
        with os.fdopen(writer, "wb") as file:
            file.write(self.data)

    def __exit__(self, *_: object) -> None:
        if self.way in ("file", "raw", "pipe"):
            self.file.close()
        if self.way == "pipe":
            self.thread.join()


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


class Failing(Slow):
    """A file that fails after a while."""

    def write(self, data: Any) -> int:
        if len(self.data) > 60:
            raise ConnectionResetError(104, "reset by peer")
        return super().write(data)

    def read(self, size: int = -1) -> bytes:
        if len(self.data) < 100:
            raise ConnectionResetError(104, "reset by peer")
        return super().read(size)


def test_a_file_that_fails(repo: Repository, place: Path) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    before = files_below(place / ".git/objects")
    for job in (
        lambda: repo.pack_objects(Failing(), all=True),  # type: ignore[arg-type]
        lambda: repo.index_pack(Failing(file.getvalue())),  # type: ignore[arg-type]
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
            repo.pack_objects(io.BytesIO(), **arguments)  # type: ignore[arg-type]
    oid = repo.resolve("HEAD:file1")
    (place / f".git/objects/{str(oid)[:2]}/{str(oid)[2:]}").unlink()
    with pytest.raises(GitObjectError, match=str(oid)):
        repo.pack_objects(io.BytesIO(), revs=["main"])
    assert repo.pack_objects(io.BytesIO(), revs=["main"], missing="allow-any").objects > 1


def test_progress(repo: Repository) -> None:
    told: list[Progress] = []
    file = io.BytesIO()
    repo.pack_objects(file, all=True, report=told.append)
    titles = ["Enumerating objects", "Counting objects", "Compressing objects", "Writing objects"]
    assert list(dict.fromkeys(progress.title for progress in told)) == titles
    told.clear()
    file.seek(0)
    repo.index_pack(file, report=told.append)
    assert list(dict.fromkeys(progress.title for progress in told)) == ["Receiving objects", "Resolving deltas"]
    assert told[-1].is_over


def test_a_repository_that_cannot_be_written_to(repo: Repository, place: Path, read_only: ReadOnly) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    before = files_below(place / ".git/objects")
    with read_only():
        again = io.BytesIO()
        repo.pack_objects(again, all=True)
        assert again.getvalue() == file.getvalue()
        file.seek(0)
        with pytest.raises(RepositoryError, match=r"unable to index a pack.*Read-only"):
            repo.index_pack(file)
        with pytest.raises(RepositoryError, match=r"unable to pack objects.*Read-only"):
            repo.pack_objects(place, all=True)
    assert files_below(place / ".git/objects") == before


def test_a_path_that_was_relative(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.parent)
    repo = Repository.open("r")
    monkeypatch.chdir("/")
    with repo:
        file = io.BytesIO()
        repo.pack_objects(file, all=True)
        file.seek(0)
        assert Path(repo.index_pack(file).path).parent == place / ".git/objects/pack"
        monkeypatch.chdir(tmp_path)
        name = repo.pack_objects("x", all=True).packs[0]
        assert len(repo.verify_pack(name)) == len(repo.verify_pack(tmp_path / name))


def test_nothing_is_printed(repo: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    file.seek(0)
    repo.verify_pack(repo.index_pack(file, keep=True).path)
    assert capfd.readouterr() == ("", "")


PACKING: list[tuple[dict[str, Any], Any, str]] = [
    ({}, ValueError, "nothing to pack was named"),
    ({"hide": ["side"]}, ValueError, "nothing to pack was named"),
    ({"revs": "main"}, TypeError, "several"),
    ({"revs": b"main"}, TypeError, "several"),
    ({"revs": SHA1.empty_tree}, TypeError, "several"),
    ({"revs": [b"main"]}, TypeError, "revisions"),
    ({"revs": [1]}, TypeError, "revisions"),
    ({"revs": [None]}, TypeError, "revisions"),
    ({"revs": ["--all"]}, RevisionError, "not a rev '--all'"),
    ({"revs": ["--not"]}, RevisionError, "not a rev '--not'"),
    ({"revs": ["-"]}, RevisionError, "not a rev"),
    ({"revs": [""]}, RevisionError, "bad revision ''"),
    ({"revs": ["nothing"]}, RevisionError, "bad revision 'nothing'"),
    ({"revs": ["main\nside"]}, RevisionError, "bad revision"),
    ({"revs": ["main\0"]}, RevisionError, "bad revision"),
    ({"revs": ["main..nothing"]}, RevisionError, "bad revision"),
    ({"revs": ["main"], "hide": "side"}, TypeError, "several"),
    ({"revs": ["main"], "hide": ["--all"]}, RevisionError, "not a rev"),
    ({"objects": "main"}, TypeError, "many ids"),
    ({"objects": ["main"]}, TypeError, "object id"),
    ({"objects": [b"main"]}, ValueError, "bytes"),
    ({"objects": [], "revs": []}, ValueError, "as they are named"),
    ({"objects": [], "all": True}, ValueError, "as they are named"),
    ({"objects": [], "hide": ["main"]}, ValueError, "as they are named"),
    ({"objects": [], "unpacked": True}, ValueError, "as they are named"),
    ({"all": "yes"}, TypeError, "all is True or False"),
    ({"all": True, "reflog": 1}, TypeError, "reflog"),
    ({"all": True, "thin": None}, TypeError, "thin"),
    ({"all": True, "sparse": "no"}, TypeError, "sparse"),
    ({"all": True, "shallow": True}, ValueError, "thin"),
    ({"all": True, "missing": "print"}, ValueError, "missing"),
    ({"all": True, "missing": None}, ValueError, "missing"),
    ({"all": True, "window": -1}, ValueError, "window"),
    ({"all": True, "depth": "5"}, TypeError, "depth"),
    ({"all": True, "compression": 10}, ValueError, "compression"),
    ({"all": True, "compression": "9"}, ValueError, "compression"),
    ({"all": True, "index_version": 3}, ValueError, "index_version"),
    ({"all": True, "name_hash_version": 0}, ValueError, "name_hash_version"),
    ({"all": True, "max_pack_size": 1 << 20}, ValueError, "max_pack_size"),
    ({"all": True, "keep_packs": "x"}, TypeError, "several"),
    ({"all": True, "keep_packs": ["a/b"]}, ValueError, "directory"),
    ({"all": True, "report": "x"}, TypeError, "report"),
    ({"all": True, "stdout": True}, TypeError, "unexpected keyword"),
]


@pytest.mark.parametrize(("arguments", "error", "words"), PACKING)
def test_arguments_of_packing_that_cannot_be(repo: Repository, arguments: Any, error: Any, words: str) -> None:
    file = io.BytesIO()
    with pytest.raises(error, match=words):
        repo.pack_objects(file, **arguments)
    assert file.getvalue() == b""


def test_targets_that_cannot_be(repo: Repository, tmp_path: Path) -> None:
    loose: Any = repo
    other = (SHA256 if repo.format is SHA1 else SHA1).empty_tree
    with pytest.raises(TypeError):
        loose.pack_objects(all=True)
    for target in (None, 1, ["x"], object()):
        with pytest.raises(TypeError, match="a path or a binary file"):
            loose.pack_objects(target, all=True)
    with pytest.raises(TypeError, match="text"):
        loose.pack_objects(io.StringIO(), all=True)
    for target in ("", "a\0b"):
        with pytest.raises(RepositoryError):
            loose.pack_objects(target, all=True)
    with pytest.raises(ValueError, match="thin"):
        loose.pack_objects(tmp_path / "x", all=True, thin=True)
    for arguments in ({"objects": [other]}, {"revs": [other]}):
        with pytest.raises(ValueError, match="not an id of a"):
            loose.pack_objects(io.BytesIO(), **arguments)
    assert files_below(tmp_path) == [name for name in files_below(tmp_path) if name.startswith("r/")]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"fix_thin": 1}, TypeError, "fix_thin"),
        ({"strict": "yes"}, TypeError, "strict"),
        ({"fsck_objects": None}, TypeError, "fsck_objects"),
        ({"keep": None}, TypeError, "keep"),
        ({"keep": b"why"}, TypeError, "keep"),
        ({"promisor": 1}, TypeError, "promisor"),
        ({"max_input_size": "1m"}, TypeError, "max_input_size"),
        ({"max_input_size": -1}, ValueError, "max_input_size"),
        ({"index_version": 3}, ValueError, "index_version"),
        ({"rev_index": 1}, TypeError, "rev_index"),
        ({"threads": "2"}, TypeError, "threads"),
        ({"report": 7}, TypeError, "report"),
        ({"index": "x.idx"}, ValueError, "index"),
        ({"stdin": True}, TypeError, "unexpected keyword"),
    ],
)
def test_arguments_of_indexing_that_cannot_be(repo: Repository, arguments: Any, error: Any, words: str) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, revs=["side"])
    file.seek(0)
    before = repo.count_objects()
    with pytest.raises(error, match=words):
        repo.index_pack(file, **arguments)
    assert file.tell() == 0
    assert repo.count_objects() == before


def test_packs_that_cannot_be(repo: Repository, place: Path) -> None:
    loose: Any = repo
    with pytest.raises(TypeError):
        loose.index_pack()
    with pytest.raises(TypeError):
        loose.verify_pack()
    for pack in (None, 1, ["x"], object()):
        with pytest.raises(TypeError, match="binary file"):
            loose.index_pack(pack)
        with pytest.raises(TypeError, match="a path is expected"):
            loose.verify_pack(pack)
    with pytest.raises(TypeError, match="text"):
        loose.index_pack(io.StringIO("PACK"))
    for arguments in ({"fix_thin": True}, {"promisor": True}):
        with pytest.raises(ValueError, match="comes in"):
            loose.index_pack("x.pack", **arguments)
    with pytest.raises(TypeError, match="threads"):
        loose.verify_pack("x.pack", threads="1")
    with pytest.raises(TypeError, match="report"):
        loose.verify_pack("x.pack", report=1)
    assert sorted(map(str, repo.objects)) == all_ids(place)
