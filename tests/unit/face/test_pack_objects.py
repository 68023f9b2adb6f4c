"""`repo.pack_objects` writes and answers what the command writes and answers, into files and other files."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    CorruptPack,
    IdList,
    PackedObjects,
    Repository,
    RepositoryError,
)
from tests.support.command import git, pygitobj
from tests.support.unchecked import unchecked
from tests.unit.face.files import Counting, Slow

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
        ({"all": True, "filter": "blob:none"}, ["--all", "--filter=blob:none"], ""),
        ({"revs": ["main"], "filter": "tree:1"}, ["--revs", "--filter=tree:1"], "main\n"),
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


def test_any_file_takes_a_pack(repo: Repository, tmp_path: Path) -> None:
    memory, slow, counting = io.BytesIO(), Slow(), Counting()
    repo.pack_objects(memory, revs=["main"])
    repo.pack_objects(unchecked(slow), revs=["main"])
    repo.pack_objects(unchecked(counting), revs=["main"])
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
