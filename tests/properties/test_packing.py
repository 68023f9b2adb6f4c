"""Whatever is packed, however it was stored before: the packs hold these objects and no others, as we and git read."""

from __future__ import annotations

import io
import random
import tempfile
from array import array
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID as DulwichId
from hypothesis import given, settings
from hypothesis import strategies as st

from pygitobj import SHA1, SHA256, ObjectStore
from pygitobj.files.pack_install import HowIndexed
from pygitobj.jobs.packing.choose_deltas import DeltaOptions
from pygitobj.jobs.packing.pack_objects import PackOptions, prepare, stream_pack
from pygitobj.jobs.receive.index_pack import Stream, index_stream
from pygitobj.kernels import create_delta
from pygitobj.oid import ObjectFormat, ObjectType
from pygitobj.store.write_entries import EntryOptions
from pygitobj.walk.column import Column
from tests.support.command import git
from tests.support.packing import POLICY, Body, Packed, checked_pack, column_of, pack_into, temp_files, write_prepared
from tests.support.packs import ofs_delta, whole
from tests.support.stores import write_pack

pytestmark = pytest.mark.property

PATHS = [b"", b"README.md", b"src/main.py"]
EVERYTHING = PackOptions(DeltaOptions(), EntryOptions(distances=True))
# Bytes of the object that is larger than any piece that is written at once.
LARGE = 3 << 20


class Stored(NamedTuple):
    """Objects, and in which packs each is stored; also loose where there is none."""

    format: ObjectFormat
    bodies: list[Body]
    packs: list[frozenset[int]]


def version(family: int, number: int, size: int) -> bytes:
    """A version of a text that compresses badly; those of a family differ in few bytes."""
    chance = random.Random(family)
    text = bytearray(chance.randbytes(size))
    for at in range(number):
        text[chance.randrange(size)] = at
    return bytes(text)


BLOBS = st.one_of(
    st.builds(version, st.integers(0, 2), st.integers(0, 30), st.sampled_from([49, 120, 400, 401, 1500])),
    st.binary(max_size=80),
    st.integers(1, 3000).map(bytes),
)


@st.composite
def stored(draw: st.DrawFn, formats: tuple[ObjectFormat, ...] = (SHA1, SHA256)) -> Stored:
    """Blobs alike and unlike, and trees of them."""
    object_format = draw(st.sampled_from(formats))
    bodies = [Body("blob", data, draw(st.sampled_from(PATHS))) for data in draw(st.lists(BLOBS, max_size=14))]
    blobs = [object_format.digest("blob", body.data) for body in bodies]
    for _ in range(draw(st.integers(0, 3)) if blobs else 0):
        rows = draw(st.lists(st.sampled_from(blobs), max_size=8))
        tree = b"".join(b"100644 file%03d\0%s" % row for row in enumerate(rows))
        bodies.append(Body("tree", tree))
    packs = draw(st.lists(st.frozensets(st.integers(0, 2)), min_size=len(bodies), max_size=len(bodies)))
    return Stored(object_format, bodies, packs)


@st.composite
def options(draw: st.DrawFn) -> PackOptions:
    """Any way to pack."""
    one_of = st.sampled_from
    deltas = DeltaOptions(
        window=draw(one_of([0, 1, 3, 10])), depth=draw(one_of([0, 1, 2, 5, 50])), memory=draw(one_of([0, 1000])),
        largest=draw(one_of([500, 1 << 29])), cache=draw(one_of([0, 200, 1 << 28])), level=draw(one_of([-1, 0, 9])),
        threads=draw(one_of([1, 2, 4])), reuse=draw(st.booleans()),
    )  # fmt: skip
    entries = EntryOptions(
        distances=draw(st.booleans()), copy=draw(st.booleans()), largest=draw(one_of([0, 300, 1 << 29])),
        limit=draw(one_of([0, 0, 1, 500, 1000, 3000])),
    )  # fmt: skip
    return PackOptions(deltas, entries, HowIndexed(draw(one_of([1, 2])), draw(one_of([100, 1 << 31])), True))


def fill(objects: Path, given_: Stored, how: PackOptions) -> None:
    """Store the objects below `objects`: as `given_` says, each pack made with other chains than those before."""
    object_format, bodies, packs = given_
    with ObjectStore(str(objects / "plain"), object_format) as plain:
        (objects / "plain").mkdir()
        for body, numbers in zip(bodies, packs, strict=True):
            plain.write(body.kind, body.data)
            if not numbers:
                with ObjectStore(str(objects), object_format) as store:
                    store.write(body.kind, body.data)
        for number in range(3):
            wanted = [body for body, numbers in zip(bodies, packs, strict=True) if number in numbers]
            random.Random(number).shuffle(wanted)
            if wanted:
                pack_into(objects / "pack", plain, column_of(wanted, object_format), how)


def refuse_wrong(packed: Packed, given_: Stored, how: PackOptions) -> None:
    """Fails where the packs are not what was asked for."""
    object_format, bodies, _ = given_
    expected = {object_format.digest(body.kind, body.data): body for body in bodies}
    found: list[bytes] = []
    for path in packed.packs:
        ids, depth = checked_pack(path, object_format)
        found.extend(ids)
        assert depth <= max(how.deltas.depth, 0)
        assert len(packed.packs) == 1 or (ids and how.entries.limit)
        assert not how.entries.limit or path.stat().st_size <= how.entries.limit or len(ids) <= 1
    assert sorted(found) == sorted(expected)
    assert packed.written.total == len(found)
    if packed.packs:
        with ObjectStore(str(packed.packs[0].parent.parent), object_format) as fresh:
            for oid, body in expected.items():
                assert fresh.read(oid) == (body.kind, body.data)


@settings(max_examples=120)
@given(given_=stored(), how=options(), before=options(), verify=st.booleans())
def test_any_objects(given_: Stored, how: PackOptions, before: PackOptions, verify: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "objects").mkdir()
        fill(directory / "objects", given_, before)
        wanted = column_of(given_.bodies, given_.format)
        with ObjectStore(str(directory / "objects"), given_.format, verify=verify) as store:
            prepared = prepare(store, wanted, how)
            packed = write_prepared(prepared, store, directory / "new" / "pack", how)
            refuse_wrong(packed, given_, how)
            file = io.BytesIO()
            written = stream_pack(prepare(store, wanted, how), store, file, how)
        (directory / "streamed.pack").write_bytes(file.getvalue())
        ids, depth = checked_pack(directory / "streamed.pack", given_.format, installed=False)
        assert sorted(ids) == sorted({given_.format.digest(body.kind, body.data) for body in given_.bodies})
        assert written.total == len(ids)
        assert depth <= how.deltas.depth
        assert temp_files(directory) == []


@settings(max_examples=60)
@given(given_=stored(), how=options(), before=options(), data=st.data())
def test_any_thin_pack(given_: Stored, how: PackOptions, before: PackOptions, data: st.DataObject) -> None:
    """Whoever has the objects at the edge can build those of the pack, which has none of the edge."""
    wanted = [body for body in given_.bodies if data.draw(st.booleans())]
    ids = {given_.format.digest(body.kind, body.data) for body in wanted}
    edge = [body for body in given_.bodies if given_.format.digest(body.kind, body.data) not in ids]
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "objects").mkdir()
        fill(directory / "objects", given_, before)
        columns = column_of(wanted, given_.format), column_of(edge, given_.format)
        with (directory / "thin").open("wb") as file, ObjectStore(str(directory / "objects"), given_.format) as store:
            written = stream_pack(prepare(store, columns[0], how, columns[1]), store, file, how)
        assert written.total == len(ids)
        (directory / "other").mkdir()
        with ObjectStore(str(directory / "other"), given_.format) as store, (directory / "thin").open("rb") as file:
            for body in edge:
                store.write(body.kind, body.data)
            indexed, _ = index_stream(Stream(file.fileno(), thin=True), store, POLICY)
            assert {indexed.entries.oid(at) for at in range(written.total)} == ids
            for kind, body_data, _ in wanted:
                assert store.read(given_.format.hash_object(kind, body_data)) == (kind, body_data)


@settings(max_examples=8)
@given(given_=stored((SHA1,)), how=options())
def test_git_and_dulwich_read_it(given_: Stored, how: PackOptions) -> None:
    """Once packed by us with every sort of chain, and packed again from there."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        git(directory, "init", "-q", "--bare", ".")
        fill(directory / "objects", given_, EVERYTHING)
        with ObjectStore(str(directory / "objects")) as store:
            packed = pack_into(directory / "new" / "pack", store, column_of(given_.bodies), how)
        git(directory, "init", "-q", "--bare", "other")
        for path in packed.packs:
            copy = directory / "other" / "objects" / "pack" / path.name
            for suffix in (".pack", ".idx", ".rev"):
                copy.with_suffix(suffix).write_bytes(path.with_suffix(suffix).read_bytes())
            git(directory, "verify-pack", str(copy))
        read_by_dulwich(directory / "other" / "objects", given_)
        for path in packed.packs:
            git(directory / "other", "index-pack", "--strict", "-o", "checked.idx", str(path))
        git(directory / "other", "fsck", "--full", "--no-dangling")


def read_by_dulwich(objects: Path, given_: Stored) -> None:
    """Fails where dulwich reads anything else from the object directory than was packed."""
    with closing(DiskObjectStore(str(objects))) as store:
        for kind, data, _ in given_.bodies:
            number, body = store.get_raw(DulwichId(SHA1.hash_object(kind, data).hex().encode()))
            assert (number, body) == (ObjectType(kind).code, data)


@pytest.fixture
def texts() -> list[Body]:
    """Forty versions of one file, the newest first."""
    chance = random.Random(9)
    lines = [b"%d\n" % chance.getrandbits(200) for _ in range(40)]
    found = []
    for _ in range(40):
        lines[chance.randrange(40)] = b"%d\n" % chance.getrandbits(200)
        found.append(Body("blob", b"".join(lines), b"file"))
    return found[::-1]


def with_deltas(objects: Path, texts: list[Body], *, chained: bool = True) -> None:
    """Store the versions in a pack, each a delta of the one before it, or all of the first."""
    entries = [whole(3, texts[0].data)]
    for number, body in enumerate(texts[1:], 1):
        base = number - 1 if chained else 0
        change = create_delta(texts[base].data, body.data)
        assert change is not None
        entries.append(ofs_delta(sum(map(len, entries[base:])), change))
    write_pack(objects, "deltas", entries, [SHA1.digest("blob", body.data) for body in texts])


@pytest.mark.parametrize("distances", [True, False])
@pytest.mark.parametrize("chained", [True, False])
@pytest.mark.parametrize("limit", [1, 1200, 3000, 5000])
def test_packs_that_end_within_families(
    tmp_path: Path, texts: list[Body], limit: int, chained: bool, distances: bool
) -> None:
    """No pack may rest on an earlier one, and what becomes whole for it may not fit any more."""
    with_deltas(tmp_path / "objects", texts, chained=chained)
    given_ = Stored(SHA1, texts, [])
    for reuse in (True, False):
        how = PackOptions(DeltaOptions(reuse=reuse), EntryOptions(distances=distances, limit=limit))
        with ObjectStore(str(tmp_path / "objects")) as store:
            packed = pack_into(tmp_path / f"new{reuse}" / "pack", store, column_of(texts), how)
        refuse_wrong(packed, given_, how)
        if limit == 5000:
            assert packed.written.deltas > 10


@pytest.mark.parametrize("depth", [0, 1, 5, 38, 39])
def test_chains_that_stay_are_cut(tmp_path: Path, texts: list[Body], depth: int) -> None:
    with_deltas(tmp_path / "objects", texts)
    others = [Body("blob", body.data + b"more\n", b"file") for body in texts[:20]]
    with ObjectStore(str(tmp_path / "objects")) as store:
        for body in others:
            store.write(body.kind, body.data)
        how = PackOptions(DeltaOptions(depth=depth))
        packed = pack_into(tmp_path / "new" / "pack", store, column_of(texts + others), how)
    refuse_wrong(packed, Stored(SHA1, texts + others, []), how)
    if depth >= 38:
        assert packed.written.reused_deltas >= 38


def test_all_that_is_there_is_copied(tmp_path: Path, texts: list[Body]) -> None:
    with_deltas(tmp_path / "objects", texts)
    with ObjectStore(str(tmp_path / "objects")) as store:
        packed = pack_into(tmp_path / "new" / "pack", store, column_of(texts), PackOptions())
    assert packed.written == (40, 39, 40, 39)


@pytest.mark.parametrize("held", [True, False])
def test_large_objects(tmp_path: Path, held: bool) -> None:
    """From a loose file as a stream or as a whole, then copied from the pack piece by piece."""
    chance = random.Random(2)
    large = [Body("blob", chance.randbytes(LARGE)), Body("blob", bytes(LARGE)), Body("blob", b"small")]
    how = PackOptions(DeltaOptions(window=0), EntryOptions(largest=1 << 29 if held else 1 << 16))
    with ObjectStore(str(tmp_path / "objects")) as store:
        (tmp_path / "objects").mkdir()
        for body in large:
            store.write(body.kind, body.data)
        refuse_wrong(
            pack_into(tmp_path / "objects" / "pack", store, column_of(large), how), Stored(SHA1, large, []), how
        )
        store.refresh()
        for limit in (0, LARGE // 2):
            again = how._replace(entries=how.entries._replace(limit=limit))
            packed = pack_into(tmp_path / f"new{limit}" / "pack", store, column_of(large), again)
            refuse_wrong(packed, Stored(SHA1, large, []), again)
            assert len(packed.packs) == (2 if limit else 1)
            assert packed.written.reused == 3


def test_thin_packs(tmp_path: Path, texts: list[Body]) -> None:
    """Bases at the edge are not packed; git completes the pack from where it has them."""
    git(tmp_path, "init", "-q", "--bare", ".")
    with ObjectStore(str(tmp_path / "objects")) as store:
        for body in texts:
            store.write(body.kind, body.data)
        wanted, edge = column_of(texts[:20]), column_of(texts[20:])
        for distances in (True, False):
            how = PackOptions(DeltaOptions(), EntryOptions(distances=distances))
            file = io.BytesIO()
            written = stream_pack(prepare(store, wanted, how, edge), store, file, how)
            assert written.total == written.deltas == 20
            receive(tmp_path / f"other{distances}", file.getvalue(), texts)


def receive(directory: Path, data: bytes, texts: list[Body]) -> None:
    """Have git take a thin pack into a repository that has the older half of the versions."""
    directory.mkdir()
    git(directory, "init", "-q", "--bare", ".")
    for body in texts[20:]:
        git(directory, "hash-object", "-w", "--stdin", stdin=body.data)
    git(directory, "index-pack", "--fix-thin", "--stdin", "--strict", stdin=data)
    for body in texts[:20]:
        assert git(directory, "cat-file", "blob", SHA1.hash_object("blob", body.data).hex()) == body.data


def test_no_objects(tmp_path: Path) -> None:
    nothing = Column(bytearray(), array("I"))
    (tmp_path / "objects").mkdir()
    with ObjectStore(str(tmp_path / "objects")) as store:
        packed = pack_into(tmp_path / "new" / "pack", store, nothing, PackOptions())
        assert [checked_pack(path) for path in packed.packs] == [([], 0)]
        file = io.BytesIO()
        stream_pack(prepare(store, nothing, PackOptions()), store, file, PackOptions())
    assert file.getvalue() == packed.packs[0].read_bytes()
