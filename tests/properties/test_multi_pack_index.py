"""A multi-pack-index says what the packs' own indexes say, and whatever is wrong with it, no wrong object comes of it.

In random shapes: written by git, and built here where the git on the machine could not. Changed: every byte of one of each
kind, of a chain too. Tried besides, by hand: each change under `multi-pack-index verify` beside git 2.55.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pygitobj import GitObjectError, NotFoundError, ObjectId, ObjectStore
from pygitobj.files.idx import open_index
from pygitobj.files.multi_pack_index import CoveredPacks
from pygitobj.files.pool import OpenFiles
from pygitobj.formats.chunks import Chunk
from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.formats.multi_pack_index_writer import IndexedPack, build_multi_pack_index
from pygitobj.oid import SHA1
from tests.support.command import git, pygitobj, run
from tests.support.multi import indexed_packs, write_chain
from tests.support.packs import object_id, whole
from tests.support.stores import unless_bad, write_pack

pytestmark = pytest.mark.property

FLIPS = (0x01, 0x80)


def untold(problem: GitObjectError, _: str) -> None:
    raise problem


@contextmanager
def covering(packs: Path) -> Iterator[CoveredPacks]:
    """What covers the directory `packs`, of which nothing may be told."""
    covered = CoveredPacks(str(packs), SHA1, OpenFiles(None), untold)
    yield covered
    covered.release()


def check_against_indexes(packs: Path, column: bytes) -> None:
    """All ways of asking for the ids in `column` agree with the packs' own indexes."""
    own = {str(path.with_suffix("")): open_index(str(path), SHA1) for path in packs.glob("*.idx")}
    with covering(packs) as covered:
        many = {
            at: (part.stem, offset)
            for part in covered.locate_many(column)
            for at, offset in zip(part.positions, part.offsets, strict=True)
        }
        for at in range(len(column) // 20):
            oid = column[20 * at : 20 * at + 20]
            found = covered.locate(oid)
            assert many.get(at) == found
            places = [(stem, index.offset(row)) for stem, index in own.items() if (row := index.find(oid)) >= 0]
            assert found in places if places else found is None
        everything = {oid for index in own.values() for oid in index.oids()}
        assert sorted(covered.oids()) == sorted(everything)
        low, high = sorted((column[:20], column[-20:]))
        assert covered.between(low, high) == {oid for oid in everything if low <= oid <= high}


@settings(max_examples=15)
@given(seed=st.integers(0, 1 << 32), shapes=st.lists(st.integers(1, 12), min_size=1, max_size=5), chained=st.booleans())
def test_in_random_shapes(seed: int, shapes: list[int], chained: bool) -> None:
    """Git is asked too, and what it has written is what is built here of the same packs."""
    chance = random.Random(seed)
    with TemporaryDirectory() as place:
        top = Path(place)
        git(top, "init", "-q", "--bare", ".")
        packs = top / "objects/pack"
        bodies = [chance.randbytes(chance.randrange(1, 60)) for _ in range(sum(shapes))]
        for number, count in enumerate(shapes):
            group = chance.sample(bodies, count)
            entries, ids = [whole(3, body) for body in group], [object_id("blob", body) for body in group]
            order = sorted(range(count), key=ids.__getitem__)
            write_pack(top / "objects", f"{number}", [entries[at] for at in order], [ids[at] for at in order])
        column = b"".join(object_id("blob", body) for body in bodies) + chance.randbytes(20)
        if chained:
            write_chain(packs)
        else:
            preferred = chance.randrange(len(shapes))
            git(top, "multi-pack-index", "write", f"--preferred-pack=pack-{preferred}.pack")
            data = (packs / "multi-pack-index").read_bytes()
            found = indexed_packs(packs)
            # In whichever order git found them; of packs of one time that decides.
            found = [pack._replace(time=0) for pack in found]
            built = build_multi_pack_index(SHA1, found, version=data[4], preferred=preferred)
            index = MultiPackIndex(data, SHA1)
            assert built[: index.offset_start] == data[: index.offset_start]
            if len(shapes) == 1:
                assert built == data
            asked = b"".join(column[at : at + 20].hex().encode() + b"\n" for at in range(0, len(column), 20))
            words = ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize) %(objectsize:disk)"]
            assert pygitobj(top, *words, stdin=asked) == run(["git", *words], top, asked)
        check_against_indexes(packs, column)
        # A layer need not have anything that is not below it; git says so too.
        assert pygitobj(top, "multi-pack-index", "verify").err in (b"", b"the midx contains no oid\n")


BODIES = [b"body %d\n" % number * 5 for number in range(8)]
IDS = [object_id("blob", body) for body in BODIES]


def chunk_at(index: MultiPackIndex, at: int) -> bytes | None:
    """The chunk that the byte at `at` lies in."""

    def holds(chunk: Chunk) -> bool:
        return chunk.start <= at < chunk.end

    return next((name for name, chunk in index.chunks.items() if holds(chunk)), None)


def large(packs: list[IndexedPack]) -> list[IndexedPack]:
    """`packs`, and one that has nothing that is asked for, at a large offset."""
    return [*packs, IndexedPack(b"pack-z.idx", b"\xfe" * 20, [1 << 40])]


@pytest.mark.parametrize("kind", ["version 1", "version 2", "bitmapped", "large", "base layer", "last layer"])
def test_every_byte_changed(tmp_path: Path, kind: str) -> None:
    """All is found, and whole; only what its table of ids hides may be missing, as it is for git."""
    for name, group in (("a", range(5)), ("b", range(3, 8))):
        write_pack(tmp_path, name, [whole(3, BODIES[at]) for at in group], [IDS[at] for at in group])
    found = indexed_packs(tmp_path / "pack")
    if "layer" in kind:
        path = write_chain(tmp_path / "pack")[0 if kind == "base layer" else -1]
        data = path.read_bytes()
    else:
        path = tmp_path / "pack/multi-pack-index"
        data = build_multi_pack_index(
            SHA1, large(found) if kind == "large" else found, version=1 if kind == "version 1" else 2,
            preferred=0 if kind == "bitmapped" else None, bitmapped=kind == "bitmapped",
        )  # fmt: skip
    index = MultiPackIndex(data, SHA1)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= FLIPS[at % 2]
        path.write_bytes(changed)
        told = check_damaged(tmp_path, chunk_at(index, at) in (b"OIDL", b"OIDF"))
        assert len(told) <= 2
    for length in range(0, len(data), 17):
        path.write_bytes(data[:length])
        assert check_damaged(tmp_path, False)


def check_damaged(objects: Path, may_miss: bool) -> list[str]:
    """Each object reads as it should, or is missing where it `may_miss`; gives what was told of multi-pack-indexes."""
    told: list[str] = []
    with ObjectStore(objects, warn=told.append, log=False) as store:
        many = [raw and raw.data for raw in unless_bad(store.read_many(IDS))]
        for oid, body, among in zip(IDS, BODIES, many, strict=True):
            try:
                assert store.read(oid).data == body
            except NotFoundError:
                assert may_miss
            assert among == body or (may_miss and among is None)
        assert may_miss or all(ObjectId(oid) in store for oid in IDS)
        store.find_prefix(IDS[0].hex()[:8])
        # Lists are made of the packs' own indexes.
        assert set(store) == {ObjectId(oid) for oid in IDS}
    return [line for line in told if "multi-pack-index" in line]
