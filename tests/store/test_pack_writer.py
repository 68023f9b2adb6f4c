"""pack_writer: many objects in one pack, all of them or none, which git accepts."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import GitObjectError, ObjectStore, Repository
from tests.support.command import git

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
