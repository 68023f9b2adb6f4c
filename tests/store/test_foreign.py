"""Stores and objects of the other hash: none is taken for an empty one, and nothing foreign is written.

Tried besides what stands here: a whole directory listed for each of the two formats in turn (the first name of its own
is enough), and a store of which a pack is open already (its index could not have been opened as one of another hash).
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pygitobj import SHA1, SHA256, Blob, Commit, ObjectFormat, ObjectId, ObjectStore, Repository, Tag, Tree
from pygitobj.errors import RepositoryError
from pygitobj.oid import FORMATS
from tests.support.command import git, pygitobj
from tests.support.unchecked import unchecked

OTHER = {SHA1.name: SHA256, SHA256.name: SHA1}


@pytest.fixture(params=[(name, layout) for name in sorted(FORMATS) for layout in ("loose", "packed")], ids="-".join)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, ObjectFormat]:
    """A bare repository with two blobs, and its format."""
    name, layout = request.param
    git(tmp_path, "init", "-q", "--bare", f"--object-format={name}", "r.git")
    place = tmp_path / "r.git"
    ids = b"".join(git(place, "hash-object", "-w", "--stdin", stdin=body) for body in (b"x", b"y"))
    if layout == "packed":
        git(place, "pack-objects", "-q", "objects/pack/pack", stdin=ids)
        git(place, "prune-packed")
    return place, FORMATS[name]


def alone(place: Path) -> Path:
    """The objects of the repository `place`, away from its configuration."""
    return (place / "objects").rename(place.parent / "alone")


def state(directory: Path) -> list[str]:
    """All files below `directory`."""
    return sorted(str(path) for path in directory.rglob("*"))


def answers(store: ObjectStore) -> list[Callable[[], object]]:
    """All ways to hear that something is not there, or that nothing is."""
    absent = ObjectId("12" * store.format.hash_size)
    return [
        lambda: list(store),
        lambda: len(store),
        lambda: absent in store,
        lambda: store.read(absent),
        lambda: store.header(absent),
        lambda: store.info(absent),
        lambda: store.open(absent),
        lambda: list(store.locate(absent)),
        lambda: list(store.read_many([absent])),
        lambda: list(store.header_many([absent])),
        lambda: list(store.info_many([absent])),
        lambda: list(store.sizes([absent])),
        lambda: list(store.verify([absent])),
        lambda: list(store.verify()),
        lambda: list(store.scan()),
        lambda: list(store.scan(ordered=True)),
        lambda: store.find_prefix("1212"),
        lambda: store.expand("1212"),
        store.refresh,
    ]


def writes(store: ObjectStore) -> list[Callable[[], object]]:
    """All ways to write."""
    return [
        lambda: store.write("blob", b"z"),
        lambda: store.write(Blob(b"z", object_format=store.format)),
        lambda: store.write_stream("blob", 1, io.BytesIO(b"z")),
        store.pack_writer,
    ]


@pytest.mark.parametrize("in_repository", [True, False])
def test_the_format_is_found_out(made: tuple[Path, ObjectFormat], in_repository: bool) -> None:
    place, object_format = made
    objects = place / "objects" if in_repository else alone(place)
    for path in (str(objects), objects, os.fsencode(objects), f"{objects}/", os.path.relpath(objects)):
        with ObjectStore(path) as store:
            assert store.format is object_format
            assert sorted(store.read(oid).data for oid in store) == [b"x", b"y"]


def test_what_was_found_out_is_not_written_to(made: tuple[Path, ObjectFormat]) -> None:
    place, object_format = made
    before = state(place / "objects")
    with ObjectStore(place / "objects") as store:
        for write in writes(store):
            if object_format is SHA1:
                write()
                continue
            with pytest.raises(RepositoryError, match="SHA256"):
                write()
            assert state(place / "objects") == before
    with ObjectStore(place / "objects", object_format) as store:
        assert git(place, "cat-file", "blob", str(store.write("blob", b"zz"))) == b"zz"


@pytest.mark.parametrize("in_repository", [True, False])
def test_the_other_format_is_refused(made: tuple[Path, ObjectFormat], in_repository: bool) -> None:
    place, object_format = made
    objects = place / "objects" if in_repository else alone(place)
    before = state(objects)
    for at in range(len(answers(ObjectStore(objects, OTHER[object_format.name])))):
        with ObjectStore(objects, OTHER[object_format.name]) as store:
            for _ in range(2):
                with pytest.raises(RepositoryError, match=f"holds {object_format.name} objects"):
                    answers(store)[at]()
    for write in writes(ObjectStore(objects, OTHER[object_format.name])):
        with pytest.raises(RepositoryError, match=f"holds {object_format.name} objects"):
            write()
    assert state(objects) == before


def test_a_configuration_that_says_the_other(made: tuple[Path, ObjectFormat]) -> None:
    """For git each object is missing then, and it writes more of the wrong kind."""
    place, object_format = made
    oid = str(next(iter(ObjectStore(place / "objects", object_format))))
    if object_format is SHA1:
        git(place, "config", "core.repositoryFormatVersion", "1")
        git(place, "config", "extensions.objectFormat", "sha256")
    else:
        text = (place / "config").read_text().replace("objectformat = sha256", "")
        (place / "config").write_text(text)
    before = state(place / "objects")
    with Repository.open(place) as repository:
        assert repository.format is OTHER[object_format.name]
        for call in (*answers(repository.objects), *writes(repository.objects)):
            with pytest.raises(RepositoryError, match=f"holds {object_format.name} objects"):
                call()
    with ObjectStore(place / "objects") as store, pytest.raises(RepositoryError, match="holds"):
        len(store)
    for words, stdin in (
        (["cat-file", "-t", (oid * 2)[: 104 - len(oid)]], b""),
        (["cat-file", "--batch-all-objects", "--batch-check"], b""),
        (["cat-file", "--batch-check"], (oid * 2)[: 104 - len(oid)].encode() + b"\n"),
        (["hash-object", "-w", "--stdin"], b"z"),
        (["mktree"], b""),
        (["index-pack", "--stdin"], b""),
        (["unpack-objects"], b""),
    ):
        answer = pygitobj(place, *words, stdin=stdin)
        assert answer.code == 128, words
        assert b"fatal: object directory " in answer.err or words[:2] == ["cat-file", "-t"], words
        assert answer.out == b""
    assert state(place / "objects") == before


def test_objects_of_the_own_format_beside_others(made: tuple[Path, ObjectFormat]) -> None:
    """Names of the other format are then what they were: files that are no objects."""
    place, object_format = made
    objects = alone(place)
    other = OTHER[object_format.name]
    (objects / "ab").mkdir(exist_ok=True)
    stray = objects / "ab" / ("c" * (other.hex_size - 2))
    stray.write_bytes(b"")
    with ObjectStore(objects, object_format) as store:
        assert len(store) == 2
        assert git(place, "version")
        assert store.read(store.write("blob", b"z")).data == b"z"
    with ObjectStore(objects, other) as store:
        assert list(store) == [ObjectId("ab" + "c" * (other.hex_size - 2))] or object_format is SHA1
        assert store.read(store.write("blob", b"z")).data == b"z"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_directory_is_of_any_format(tmp_path: Path, name: str) -> None:
    for folder in ("pack", "info", "ab", "zz"):
        (tmp_path / folder).mkdir()
    for stray in ("pack/pack-1.idx", "pack/other.pack", "ab/tmp_obj_x", "zz/" + "a" * 62, f"pack/pack-{'a' * 64}.keep"):
        (tmp_path / stray).write_bytes(b"")
    assert ObjectStore(tmp_path).format is SHA1
    with ObjectStore(tmp_path, FORMATS[name]) as store:
        assert list(store) == []
        oid = store.write("blob", b"z")
        assert list(store) == [oid]
    assert ObjectStore(tmp_path).format is FORMATS[name]


def test_what_a_configuration_may_say(tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    objects.mkdir()
    for text, expected in (
        (b"", SHA1),
        (b"[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n", SHA256),
        (b"[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha1\n", SHA1),
        (b"[core]\nrepositoryformatversion = 1\n", SHA1),
        (b"[core]\nrepositoryformatversion = 0\n[extensions]\nobjectformat = sha256\n", SHA1),
        (b"[extensions]\nobjectformat = sha256\n", SHA1),
        (b"[broken\n", SHA1),
    ):
        (tmp_path / "config").write_bytes(text)
        assert ObjectStore(objects).format is expected, text
    for value in (b"= md5", b"", b"= SHA256"):
        (tmp_path / "config").write_bytes(
            b"[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat " + value + b"\n"
        )
        with pytest.raises(RepositoryError, match="objectformat"):
            ObjectStore(objects)


def test_borrowed_objects_of_the_other_format(tmp_path: Path) -> None:
    """As git: they are passed over, which is told, and nothing is written there."""
    for name in FORMATS:
        git(tmp_path, "init", "-q", "--bare", f"--object-format={name}", name)
        git(tmp_path / name, "hash-object", "-w", "--stdin", stdin=name.encode())
    for name, other in (("sha1", "sha256"), ("sha256", "sha1")):
        alternates = tmp_path / name / "objects" / "info" / "alternates"
        alternates.write_text(f"{tmp_path / other / 'objects'}\n")
        before = state(tmp_path / other)
        told: list[str] = []
        with Repository.open(tmp_path / name, warn=told.append) as repository:
            assert [repository.objects.read(oid).data for oid in repository.objects] == [name.encode()]
            repository.objects.write("blob", b"z")
        assert told == [
            f"error: object directory {tmp_path / other / 'objects'} holds {other} objects: expected {name} objects"
        ]
        assert state(tmp_path / other) == before
        alternates.unlink()


def objects_of(object_format: ObjectFormat, ids_of: ObjectFormat) -> list[Any]:
    """A tree, a commit and a tag that say they are of one format, and name ids of another."""
    digits = b"1" * ids_of.hex_size
    who = b"A <a> 1 +0000"
    raw = bytes(range(1, ids_of.hash_size + 1))
    return [
        Tree(b"100644 a\0" + raw + b"40000 b\0" + raw, None, object_format),
        Commit(b"tree %b\nauthor %b\ncommitter %b\n\nx" % (digits, who, who), None, object_format),
        Commit(
            b"tree %b\nparent %b\nauthor %b\n\nx" % (b"2" * object_format.hex_size, digits, who), None, object_format
        ),
        Tag(b"object %b\ntype blob\ntag x\n\nx" % digits, None, object_format),
    ]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_objects_made_for_the_other_format(tmp_path: Path, name: str) -> None:
    own, other = FORMATS[name], OTHER[name]
    with ObjectStore(tmp_path, own) as store:
        for foreign in (Blob(b"x", None, other), *objects_of(other, other), *objects_of(other, own)):
            with pytest.raises(ValueError, match=rf"made for {other.name} .* {name} objects: .*{name.upper()}"):
                store.write(foreign)
        for foreign in objects_of(own, other):
            with pytest.raises(ValueError, match=f"names {other.name} objects .* {name} objects"):
                store.write(foreign)
        assert len(store) == 0
        for good in (Blob(b"x", None, own), *objects_of(own, own)):
            assert store.write(good) == good.id
            assert good.id in store
        # What is no tree, commit or tag of either format is as it is: the body is not looked at.
        for odd in (Tree(b"x", None, own), Commit(b"tree 1\n\n", None, own), Tag(b"", None, own)):
            assert store.write(odd) == odd.id


def test_an_id_that_the_object_cannot_have() -> None:
    for kind in (Blob, Tree, Commit, Tag):
        with pytest.raises(ValueError, match="expected 20"):
            kind(b"x", SHA256.null_id)
        with pytest.raises(TypeError, match="an object id is expected"):
            kind(b"x", unchecked("1" * 40))
        assert kind(b"", SHA1.null_id).id == SHA1.null_id


def test_arguments_of_write(tmp_path: Path) -> None:
    wrong: list[tuple[Any, ...]] = [
        ("blob",),
        ("blob", None),
        ("blob", "text"),
        ("blob", 5),
        (b"blob", b"x"),
        (None, b"x"),
        (5,),
        (Blob(b"x"), b"x"),
        ([], b"x"),
    ]
    with ObjectStore(tmp_path) as store:
        for words in wrong:
            with pytest.raises(TypeError, match="write"):
                store.write(*words)
        with pytest.raises(ValueError, match="not an object type"):
            store.write("blop", b"x")
        with pytest.raises(ValueError, match="number of bytes"):
            store.write_stream("blob", -1, io.BytesIO(b""))
        assert len(store) == 0


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="No such file"):
        Repository.open(tmp_path / "nope")
