"""Every source of objects answers alike: packs, loose objects, an object directory, memory, alternates, a whole store.

Tried besides: sources of SHA-256 objects, objects of every type, two that begin with the same digits, and ids of
which half are there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from pygitobj import (
    SHA1,
    SHA256,
    IdList,
    NotFoundError,
    ObjectFormat,
    ObjectId,
    ObjectStore,
    RawObject,
    RepositoryError,
)
from pygitobj.files.multi_pack_index import CoveredPacks
from pygitobj.files.pack import PackFile
from pygitobj.files.pool import OpenFiles
from pygitobj.kernels import BaseCache
from pygitobj.sources.copies import PackedCopy, Part
from pygitobj.sources.covered import Covered
from pygitobj.sources.loose import LooseSource
from pygitobj.sources.memory import MemorySource
from pygitobj.sources.object_directory import ObjectDirectory
from pygitobj.sources.packed import PackedSource
from pygitobj.sources.source import Source
from pygitobj.sources.trouble import Trouble
from tests.support.multi import indexed_packs, write_alone, write_chain
from tests.support.refusing import ERRNOS, refusing
from tests.support.unchecked import unchecked

TREE = b"100644 name\0"


def objects(object_format: ObjectFormat) -> dict[ObjectId, RawObject]:
    """Objects of three types, among them two blobs whose ids begin with the same four digits."""
    bodies = [("blob", b"number %d\n" % number) for number in range(300)]
    blob = object_format.hash_object(*bodies[0])
    bodies += [("tree", TREE + blob), ("tag", b"object %s\ntype blob\ntag t\n\nm\n" % str(blob).encode())]
    start = blob.hex()[:4]
    twin = next(
        b"twin %d" % at for at in count() if object_format.hash_object("blob", b"twin %d" % at).hex()[:4] == start
    )
    bodies.append(("blob", twin))
    return {object_format.hash_object(kind, body): RawObject(unchecked(kind), body) for kind, body in bodies}


OBJECTS = {found.name: objects(found) for found in (SHA1, SHA256)}
Builder = Callable[[Path, ObjectFormat], Source]
told: list[str] = []


def filled(path: Path, object_format: ObjectFormat, share: slice, *, packed: bool) -> str:
    """An object directory with a share of the objects."""
    path.mkdir(parents=True, exist_ok=True)
    wanted = list(OBJECTS[object_format.name].values())[share]
    with ObjectStore(path, object_format) as store:
        if packed:
            with store.pack_writer() as writer:
                for kind, body in wanted:
                    writer.add(kind, body)
        else:
            for kind, body in wanted:
                store.write(kind, body)
    return str(path)


def packs_again(path: str, object_format: ObjectFormat) -> PackedSource:
    files, cache, numbers = OpenFiles(None), BaseCache(1 << 20), count()

    def open_pack(stem: str) -> PackFile:
        return PackFile(stem, object_format, cache, next(numbers), files)

    def open_covered(directory: str, packs: dict[str, PackFile]) -> Covered:
        return Covered(
            CoveredPacks(directory, object_format, files, lambda problem, _: told.append(str(problem))), packs
        )

    trouble = Trouble(told.append)
    return PackedSource(f"{path}/pack", open_pack, files, trouble, lambda: None, open_covered)


def loose_again(path: str, object_format: ObjectFormat) -> LooseSource:
    return LooseSource(path, object_format, Trouble(told.append))


def directory_again(path: str, object_format: ObjectFormat) -> ObjectDirectory:
    return ObjectDirectory(path, object_format, packs_again(path, object_format), Trouble(told.append))


def in_one_pack(path: Path, object_format: ObjectFormat) -> Source:
    return packs_again(filled(path, object_format, slice(None), packed=True), object_format)


def in_three_packs(path: Path, object_format: ObjectFormat) -> Source:
    for share in (slice(0, 200), slice(100, 250), slice(200, None)):
        one = path / f"{share.start}"
        filled(one, object_format, share, packed=True)
        shutil.copytree(one / "pack", path / "all" / "pack", dirs_exist_ok=True)
    return packs_again(f"{path}/all", object_format)


def covered(path: Path, object_format: ObjectFormat) -> Source:
    in_three_packs(path, object_format)
    write_alone(path / "all/pack", object_format=object_format)
    return packs_again(f"{path}/all", object_format)


def covered_in_part(path: Path, object_format: ObjectFormat) -> Source:
    in_three_packs(path, object_format)
    found = indexed_packs(path / "all/pack", object_format)
    write_chain(path / "all/pack", [found[:1], found[1:2]], object_format)
    return packs_again(f"{path}/all", object_format)


def loose(path: Path, object_format: ObjectFormat) -> Source:
    return loose_again(filled(path, object_format, slice(None), packed=False), object_format)


def directory(path: Path, object_format: ObjectFormat) -> Source:
    filled(path, object_format, slice(0, 250), packed=True)
    filled(path, object_format, slice(200, None), packed=False)
    return directory_again(str(path), object_format)


def memory(_: Path, object_format: ObjectFormat) -> Source:
    source = MemorySource(object_format)
    for kind, body in OBJECTS[object_format.name].values():
        source.add(kind, body)
    return source


def store(path: Path, object_format: ObjectFormat) -> Source:
    directory(path, object_format)
    return ObjectStore(path, object_format)


def alternates(path: Path, object_format: ObjectFormat) -> Source:
    first = filled(path / "first", object_format, slice(0, 200), packed=True)
    second = filled(path / "second", object_format, slice(150, None), packed=True)
    (path / "own" / "info").mkdir(parents=True)
    (path / "own" / "info" / "alternates").write_text(f"{first}\n{second}\n")
    return ObjectStore(path / "own", object_format)


BUILDERS: list[Builder] = [
    in_one_pack,
    in_three_packs,
    covered,
    covered_in_part,
    loose,
    directory,
    memory,
    alternates,
    store,
]


@pytest.fixture(params=[SHA1, SHA256], ids=lambda found: found.name)
def object_format(request: pytest.FixtureRequest) -> ObjectFormat:
    found: ObjectFormat = request.param
    return found


@pytest.fixture(params=BUILDERS, ids=lambda builder: builder.__name__)
def source(request: pytest.FixtureRequest, tmp_path: Path, object_format: ObjectFormat) -> Iterator[Source]:
    build: Builder = request.param
    with closing(build(tmp_path / "objects", object_format)) as opened:
        yield opened


def absent_ids(object_format: ObjectFormat) -> list[ObjectId]:
    return [object_format.hash_object("blob", b"nowhere %d" % number) for number in range(300)]


def test_has(source: Source, object_format: ObjectFormat) -> None:
    assert all(source.has(oid) for oid in OBJECTS[object_format.name])
    assert not any(source.has(oid) for oid in [*absent_ids(object_format), object_format.null_id])


def test_locate_gives_copies_that_are_the_object(source: Source, object_format: ObjectFormat) -> None:
    for oid, raw in OBJECTS[object_format.name].items():
        copies = list(source.locate(oid))
        assert copies
        for copy in copies:
            assert copy.read() == raw
            assert copy.header() == copy.info()[:2] == (raw.type, len(raw.data))
            assert copy.is_whole()
            assert copy.open().read() == raw.data
            assert copy.place
    assert [copy for oid in absent_ids(object_format) for copy in source.locate(oid)] == []


def test_copies_are_at_an_offset_of_a_pack_or_elsewhere(source: Source, object_format: ObjectFormat) -> None:
    for oid in OBJECTS[object_format.name]:
        for copy in source.locate(oid):
            assert not hasattr(copy, "row")
            if isinstance(copy, PackedCopy):
                assert copy.pack.oid_at(copy.offset) == oid


@pytest.mark.parametrize("ascending", [False, True])
def test_locate_many(source: Source, object_format: ObjectFormat, ascending: bool) -> None:
    present, absent = list(OBJECTS[object_format.name]), absent_ids(object_format)
    asked = [oid for pair in zip(present, absent, strict=False) for oid in pair] + [*present, present[0]]
    ids = IdList(sorted(asked) if ascending else asked)
    positions: list[int] = []
    for found in source.locate_many(ids):
        if isinstance(found, Part):
            assert len(found.places) == len(found.offsets)
            for position, offset in zip(found.places, found.offsets, strict=True):
                assert found.pack.oid_at(offset) == ids[position]
            positions += found.places
        else:
            assert found.copy.read() == OBJECTS[object_format.name][ids[found.position]]
            positions.append(found.position)
    assert sorted(positions) == [at for at, oid in enumerate(ids) if oid in OBJECTS[object_format.name]]
    assert list(source.locate_many(IdList.of(b"", object_format.hash_size))) == []


def test_ids(source: Source, object_format: ObjectFormat) -> None:
    assert list(source.ids()) == sorted(OBJECTS[object_format.name])


def test_find_prefix(source: Source, object_format: ObjectFormat) -> None:
    ids = list(OBJECTS[object_format.name])
    assert list(source.find_prefix(ids[0].hex()[:4])) == sorted([ids[0], ids[-1]])
    for oid in ids:
        for digits in (4, 7, object_format.hex_size - 1, object_format.hex_size):
            start = oid.hex()[:digits]
            assert list(source.find_prefix(start)) == sorted(other for other in ids if other.hex().startswith(start))
    assert not list(source.find_prefix(absent_ids(object_format)[0].hex()))


def test_open(source: Source, object_format: ObjectFormat) -> None:
    for oid, raw in OBJECTS[object_format.name].items():
        with source.open(oid) as body:
            assert body.read() == raw.data
    for oid in absent_ids(object_format):
        with pytest.raises(NotFoundError):
            source.open(oid)


def test_goes_on_after_a_look_again(source: Source, object_format: ObjectFormat) -> None:
    source.refresh()
    test_has(source, object_format)
    source.refresh()
    test_ids(source, object_format)


@pytest.mark.parametrize("build", [in_one_pack, directory, store, loose, alternates])
def test_what_comes_later_is_found_after_a_look(build: Builder, tmp_path: Path) -> None:
    path = tmp_path / "objects"
    with closing(build(path, SHA1)) as source:
        assert source.has(next(iter(OBJECTS["sha1"])))
        own = path / "own" if build is alternates else path
        with ObjectStore(own, SHA1) as writer:
            if build is loose:
                oid = writer.write("blob", b"later")
            else:
                with writer.pack_writer() as pack:
                    oid = pack.add("blob", b"later")
        os.utime(own / "pack", ns=(1, 1)) if (own / "pack").exists() else None
        source.refresh()
        assert source.has(oid)
        assert [copy.read().data for copy in source.locate(oid)] == [b"later"]
        assert oid in list(source.ids())


def found_or_told(lists: Callable[[Source], Iterable[bytes]], opens: Callable[[], Source]) -> list[bytes] | None:
    """What is listed; None where it is said that not all can be."""
    try:
        with closing(opens()) as opened:
            return list(lists(opened))
    except RepositoryError:
        return None


@pytest.mark.parametrize("again", [packs_again, loose_again, directory_again, ObjectStore])
def test_part_of_a_list_is_not_the_whole(again: Callable[[str, ObjectFormat], Source], tmp_path: Path) -> None:
    path = filled(tmp_path / "objects", SHA1, slice(0, 250), packed=again is not loose_again)
    filled(tmp_path / "objects", SHA1, slice(200, None), packed=again is packs_again)
    digits = next(iter(OBJECTS["sha1"])).hex()[:4]
    told_of = 0
    for lists in (lambda source: source.ids(), lambda source: source.find_prefix(digits)):
        whole = found_or_told(lists, lambda: again(path, SHA1))
        assert whole
        for at in count(1):
            with refusing(Path(path), at, ERRNOS[at % len(ERRNOS)], lasting=True) as system:
                found = found_or_told(lists, lambda: again(path, SHA1))
            assert found in (None, whole), (at, system.place)
            told_of += found is None
            if system.count < at:
                break
    assert told_of


@pytest.mark.parametrize("build", [in_one_pack, directory, store])
def test_an_index_that_does_not_tell_where_hides_no_other_object(build: Builder, tmp_path: Path) -> None:
    path = tmp_path / "objects"
    source = build(path, SHA1)
    (index,) = (path / "pack").glob("*.idx")
    data = bytearray(index.read_bytes())
    entries = int.from_bytes(data[8 + 4 * 255 : 8 + 4 * 256])
    row = entries // 2
    oid = ObjectId(bytes(data[8 + 1024 + 20 * row :][:20]))
    at = 8 + 1024 + 24 * entries + 4 * row
    data[at : at + 4] = b"\xff" * 4  # a row of a table of long offsets, which is not there
    index.chmod(0o644)
    index.write_bytes(data)
    with closing(source):
        assert source.has(oid)
        assert all(source.has(other) for other in OBJECTS["sha1"])
        readable = [other for other in OBJECTS["sha1"] if any(is_read(copy.read) for copy in source.locate(other))]
        kept_loose = os.path.exists(path / oid.hex()[:2] / oid.hex()[2:])
        assert len(readable) >= entries - 1
        assert (oid in readable) is kept_loose


def is_read(read: Callable[[], RawObject]) -> bool:
    """Whether what is read is there; an index that does not tell where is met as damage."""
    from pygitobj import CorruptIndex

    try:
        read()
    except CorruptIndex:
        return False
    return True
