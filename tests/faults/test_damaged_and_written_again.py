"""Writing an object whose copy in the store is damaged: the id is given only once that object can be read.

Tried: files that a power cut leaves (empty, zeroed, short), bytes that changed, another object's file, files with more
at their end, of another size or type, that may not be read, a directory or a link in their place; the same in an
alternate; in packs whole entries and deltas, their bases, short packs, an index that went meanwhile; several at once.
"""

from __future__ import annotations

import io
import os
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import CorruptError, ObjectStore, Repository, RepositoryError
from pygitobj.files import atomic
from pygitobj.oid import ObjectId
from tests.support.command import git, pygitobj
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ofs_delta, whole
from tests.support.stores import write_loose, write_pack

BODY = b"what is written again\n" * 40
LARGE = random.Random(1).randbytes(3_000_000)
Damage = Callable[[bytes], bytes]


def loose(kind: str, body: bytes, size: int | None = None) -> bytes:
    """The file of a loose object, which may claim another size."""
    return zlib.compress(b"%s %d\0" % (kind.encode(), len(body) if size is None else size) + body)


def flipped(data: bytes, at: int) -> bytes:
    """`data` with another byte at `at`."""
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


DAMAGE: dict[str, Damage] = {
    "empty": lambda _: b"",
    "one byte": lambda good: good[:1],
    "short": lambda good: good[: len(good) // 2],
    "without its sum": lambda good: good[:-4],
    "zeroed": lambda good: bytes(len(good)),
    "zeroed from 10 on": lambda good: good[:10] + bytes(len(good) - 10),
    "first byte": lambda good: flipped(good, 0),
    "middle byte": lambda good: flipped(good, len(good) // 2),
    "last byte": lambda good: flipped(good, len(good) - 1),
    "garbage after it": lambda good: good + b"\0",
    "another object": lambda _: loose("blob", b"another\n"),
    "another of its size": lambda good: loose("blob", bytes(len(zlib.decompress(good)) - 9)),
    "another type": lambda good: loose("tree", zlib.decompress(good).partition(b"\0")[2]),
    "another size": lambda good: loose("blob", zlib.decompress(good).partition(b"\0")[2], 7),
    "a huge size": lambda good: loose("blob", b"x", 1 << 40),
    "not zlib": lambda _: b"blob 3\0abc",
    "no header": lambda _: zlib.compress(bytes(100)),
}


def write(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Written as it is."""
    with ObjectStore(str(objects), warn=told.append) as store:
        return store.write("blob", body)


def stream(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Written from a stream."""
    with ObjectStore(str(objects), warn=told.append) as store:
        return store.write_stream("blob", len(body), io.BytesIO(body))


def pack_add(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Written into a pack."""
    with ObjectStore(str(objects), warn=told.append) as store, store.pack_writer() as pack:
        return pack.add("blob", body)


def pack_stream(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Written into a pack from a stream."""
    with ObjectStore(str(objects), warn=told.append) as store, store.pack_writer() as pack:
        return pack.add_stream("blob", len(body), io.BytesIO(body))


def hash_object(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Written by a command."""
    answer = pygitobj(objects.parent.parent, "hash-object", "-w", "--stdin", stdin=body)
    assert answer.code == 0, answer
    told.extend(answer.err.decode().splitlines())
    return ObjectId(answer.out.strip())


def unpack(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Unpacked from a pack."""
    answer = pygitobj(objects.parent.parent, "unpack-objects", "-q", stdin=build_pack([whole(3, body)])[0])
    assert (answer.code, answer.out) == (0, b""), answer
    told.extend(answer.err.decode().splitlines())
    return ObjectId(object_id("blob", body))


def index_pack(objects: Path, body: bytes, told: list[str]) -> ObjectId:
    """Taken in as a pack."""
    answer = pygitobj(objects.parent.parent, "index-pack", "--stdin", stdin=build_pack([whole(3, body)])[0])
    assert answer.code == 0, answer
    told.extend(answer.err.decode().splitlines())
    return ObjectId(object_id("blob", body))


WRITERS = [write, stream, pack_add, pack_stream, hash_object, unpack, index_pack]
Writer = Callable[[Path, bytes, list[str]], ObjectId]


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    """The object directory of a new repository."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    return tmp_path / "r/.git/objects"


def place(objects: Path, oid: bytes) -> Path:
    """The file of a loose object."""
    return objects / oid.hex()[:2] / oid.hex()[2:]


def check(objects: Path, oid: bytes, body: bytes) -> None:
    """That the object can be read, by git too, and nothing is left over."""
    with ObjectStore(str(objects), warn=lambda _: None) as store:
        assert store.read(oid) == ("blob", body)
    assert git(objects, "cat-file", "blob", oid.hex()) == body
    assert not list(objects.rglob("tmp_*"))


# Large ones in processes of their own take long, and ask the library the same.
LOOSE = [(writer, BODY, damage) for writer in WRITERS for damage in DAMAGE]
LOOSE += [(writer, LARGE, damage) for writer in WRITERS[:4] for damage in DAMAGE]
LOOSE += [(writer, LARGE, damage) for writer in WRITERS[4:] for damage in ("empty", "last byte")]


@pytest.mark.parametrize(("writer", "body", "damage"), LOOSE)
def test_loose(objects: Path, writer: Writer, body: bytes, damage: str) -> None:
    good = loose("blob", body)
    oid = write_loose(objects, "blob", body, raw=DAMAGE[damage](good))
    told: list[str] = []
    assert writer(objects, body, told) == oid
    assert len(told) == 1, told
    assert place(objects, oid).name in told[0]
    if writer not in (pack_add, pack_stream, index_pack):
        git(objects, "fsck", "--full", "--strict")
    check(objects, oid, body)


@pytest.mark.parametrize("writer", WRITERS)
def test_loose_in_an_alternate(objects: Path, tmp_path: Path, writer: Writer) -> None:
    """Of an alternate nothing is changed but times, and these only where it has the object."""
    other = tmp_path / "other"
    good = loose("blob", BODY)
    (objects / "info/alternates").write_text(f"{other}\n")
    for number, raw in enumerate((good[:-1], good)):
        oid = write_loose(other, "blob", BODY, raw=raw)
        os.utime(place(other, oid), (1, 1))
        told: list[str] = []
        assert writer(objects, BODY, told) == oid
        assert len(told) == 1 - number
        assert place(other, oid).read_bytes() == raw
        if not number:
            check(objects, oid, BODY)
            for path in [place(objects, oid), *(objects / "pack").iterdir()]:
                path.unlink(missing_ok=True)
        elif writer is not index_pack:
            assert place(other, oid).stat().st_mtime > 1
            assert not place(objects, oid).exists()
            assert not list((objects / "pack").iterdir())


@pytest.mark.parametrize("writer", WRITERS[:4])
def test_an_alternate_that_cannot_be_made_young(
    objects: Path, tmp_path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be pruned by its owner: the object is written here too."""
    other = tmp_path / "other"
    oid = write_loose(other, "blob", BODY)
    (objects / "info/alternates").write_text(f"{other}\n")

    def refuse(path: str, *_: object, **_more: object) -> None:
        if str(path).startswith(str(other)):
            raise PermissionError(13, "not yours")
        real(path)

    real = os.utime
    monkeypatch.setattr(os, "utime", refuse)
    assert writer(objects, BODY, []) == oid
    monkeypatch.undo()
    (objects / "info/alternates").unlink()
    check(objects, oid, BODY)


GROWN = BODY + b"x"
DELTA = delta(len(BODY), len(GROWN), copy(0, len(BODY)) + insert(b"x"))


def packed(objects: Path, name: str = "1" * 40) -> tuple[Path, list[int]]:
    """A pack of BODY, of GROWN as a delta of it, and of LARGE; gives its file and the offsets."""
    entries = [whole(3, BODY), ofs_delta(len(whole(3, BODY)), DELTA), whole(3, LARGE)]
    ids = [object_id("blob", body) for body in (BODY, GROWN, LARGE)]
    offsets = write_pack(objects, name, entries, ids)
    return objects / f"pack/pack-{name}.pack", offsets


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(("body", "entry"), [(BODY, 0), (GROWN, 1), (GROWN, 0), (LARGE, 2)])
def test_packed(objects: Path, writer: Writer, body: bytes, entry: int) -> None:
    path, offsets = packed(objects)
    ends = [*offsets[1:], path.stat().st_size - 20]
    path.write_bytes(flipped(path.read_bytes(), (offsets[entry] + 3 * ends[entry]) // 4))
    told: list[str] = []
    oid = writer(objects, body, told)
    assert len(told) == 1, told
    assert path.name in told[0]
    check(objects, oid, body)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("size", [0, 11, 12, 500])
def test_a_short_pack(objects: Path, writer: Writer, size: int) -> None:
    path, _ = packed(objects)
    path.write_bytes(path.read_bytes()[:size])
    check(objects, writer(objects, BODY, []), BODY)


@pytest.mark.parametrize("writer", WRITERS)
def test_packed_and_loose(objects: Path, writer: Writer) -> None:
    """Both are damaged, and told of; or one of them is good, and kept."""
    oid = write_loose(objects, "blob", BODY, raw=b"")
    path, offsets = packed(objects)
    good = path.read_bytes()
    path.write_bytes(flipped(good, offsets[0] + 10))
    told: list[str] = []
    assert writer(objects, BODY, told) == oid
    assert len(told) == 2, told
    check(objects, oid, BODY)
    before = {path.name for path in objects.rglob("*")}
    assert writer(objects, BODY, []) == oid
    assert writer is index_pack or {path.name for path in objects.rglob("*")} == before


@pytest.mark.parametrize("writer", WRITERS[:4])
def test_a_pack_that_went_meanwhile(objects: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repack takes the index away first: from then on the pack does not count, although it can be read."""
    path, _ = packed(objects)

    def freshen(name: str) -> bool:
        path.with_suffix(".idx").unlink(missing_ok=True)
        return real(name)

    real = atomic.freshen
    monkeypatch.setattr("pygitobj.store.existing.freshen", freshen)
    oid = writer(objects, BODY, [])
    monkeypatch.undo()
    path.unlink()
    check(objects, oid, BODY)


def test_a_pack_that_became_shorter_under_its_name(objects: Path) -> None:
    """What was opened long ago says nothing of the file that has the name now."""
    path, _ = packed(objects)
    with ObjectStore(str(objects)) as store:
        assert store.read(object_id("blob", BODY)).data == BODY
        (objects / "new").write_bytes(path.read_bytes()[:100])
        (objects / "new").replace(path)
        oid = store.write("blob", BODY)
    check(objects, oid, BODY)


def test_what_was_just_written_cannot_be_read_back(objects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no damage of the copy that it is compared with, and no reason to put it there."""
    oid = write_loose(objects, "blob", LARGE)
    before = place(objects, oid).read_bytes()

    def spoils(self: atomic.NewFile, policy: atomic.WritePolicy, *, sync: bool) -> None:
        os.lseek(self.descriptor, 1000, os.SEEK_SET)
        os.write(self.descriptor, b"other bytes")
        real(self, policy, sync=sync)

    real = atomic.NewFile.finish
    monkeypatch.setattr(atomic.NewFile, "finish", spoils)
    told: list[str] = []
    with pytest.raises(CorruptError, match="tmp_obj_"):
        stream(objects, LARGE, told)
    assert told == []
    assert place(objects, oid).read_bytes() == before


def test_a_base_that_another_pack_replaces(objects: Path) -> None:
    """A delta that is read with the help of a copy elsewhere is not relied on."""
    path, offsets = packed(objects)
    path.write_bytes(flipped(path.read_bytes(), offsets[0] + 10))
    other = write_loose(objects, "blob", BODY)
    with ObjectStore(str(objects)) as store:
        assert store.read(object_id("blob", GROWN)).data == GROWN
        oid = store.write("blob", GROWN)
    place(objects, other).unlink()
    check(objects, oid, GROWN)


@pytest.mark.parametrize("writer", [write, stream])
@pytest.mark.parametrize("what", ["directory", "link"])
def test_no_file(objects: Path, writer: Writer, what: str) -> None:
    path = place(objects, object_id("blob", BODY))
    path.parent.mkdir()
    if what == "directory":
        path.mkdir()
        with pytest.raises(RepositoryError, match="unable to write an object"):
            writer(objects, BODY, [])
    else:
        path.symlink_to("nowhere")
        check(objects, writer(objects, BODY, []), BODY)
    assert not list(objects.rglob("tmp_*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("writer", WRITERS)
def test_may_not_be_read(objects: Path, writer: Writer) -> None:
    oid = write_loose(objects, "blob", BODY)
    place(objects, oid).chmod(0)
    assert writer(objects, BODY, []) == oid
    check(objects, oid, BODY)


@pytest.mark.parametrize("writer", WRITERS[:4])
def test_cannot_be_read(objects: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails where the old file is: it is told, and replaced."""
    oid = write_loose(objects, "blob", BODY)
    path = str(place(objects, oid))

    def fails(name: str, *rest: int, **more: int) -> int:
        if name == path:
            raise OSError(5, "Input/output error")
        return real(name, *rest, **more)

    real = os.open
    told: list[str] = []
    monkeypatch.setattr(os, "open", fails)
    assert writer(objects, BODY, told) == oid
    monkeypatch.undo()
    assert told == [f"error: unable to read {path}: Input/output error"]
    check(objects, oid, BODY)


def test_a_pack_of_the_same_name(objects: Path) -> None:
    """pack_writer, pack-objects and repack: what has the name of what they make is replaced unless it is the same."""
    for damaged in (b"", b"PACK", bytes(300)):
        with ObjectStore(str(objects)) as store:
            with store.pack_writer() as pack:
                oid = pack.add("blob", BODY)
            stem = objects / f"pack/{pack.name}"
        good = {suffix: stem.with_suffix(suffix).read_bytes() for suffix in (".pack", ".idx", ".rev")}
        stem.with_suffix(".pack").unlink()
        stem.with_suffix(".pack").write_bytes(damaged)
        stem.with_suffix(".rev").unlink()
        stem.with_suffix(".rev").write_bytes(damaged)
        with ObjectStore(str(objects)) as store, store.pack_writer() as pack:
            pack.add("blob", BODY)
        assert {suffix: stem.with_suffix(suffix).read_bytes() for suffix in good} == good
        check(objects, oid, BODY)
        for path in stem.parent.iterdir():
            path.unlink()


def test_pack_objects_over_a_damaged_pack(objects: Path) -> None:
    repository = objects.parent.parent
    oid = git(repository, "hash-object", "-w", "--stdin", stdin=BODY).strip()
    for suffix in (".pack", ".rev", ".idx"):
        name = pygitobj(repository, "pack-objects", "-q", "here", stdin=oid + b"\n").out.decode().strip()
        path = repository / f"here-{name}{suffix}"
        good = path.read_bytes()
        path.unlink()
        path.write_bytes(good[:20])
        assert pygitobj(repository, "pack-objects", "-q", "here", stdin=oid + b"\n").code == 0
        assert path.read_bytes() == good


@pytest.mark.parametrize("damage", ["empty", "middle byte", "another object"])
def test_made_loose_over_a_damaged_file(objects: Path, damage: str) -> None:
    """With -A a repack makes unreachable objects loose and removes their pack: a damaged file is not enough."""
    repository = objects.parent.parent
    oid = git(repository, "hash-object", "-w", "--stdin", stdin=BODY).decode().strip()
    git(repository, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid.encode())
    path = place(objects, bytes.fromhex(oid))
    path.chmod(0o644)
    path.write_bytes(DAMAGE[damage](loose("blob", BODY)))
    assert pygitobj(repository, "repack", "-A", "-d", "-q").code == 0
    with Repository.open(repository) as opened:
        assert opened.objects.read(ObjectId(oid)).data == BODY
