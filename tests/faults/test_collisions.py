"""Two sound bodies under one id: the second is refused, and nothing of it is written.

Tried: a copy that is loose, packed, in an alternate; bodies that are held and streamed; a pack that comes in; and a
damaged copy, which is no collision.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest

from pygitobj import CorruptObject, ObjectStore
from pygitobj.jobs.receive.index_pack import Stream, index_stream
from pygitobj.oid import ObjectFormat
from tests.support.unchecked import unchecked


class Broken:
    """SHA-1 for which somebody found a second body: EVIL has the hash of GOOD."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)

    def update(self, data: bytes) -> None:
        self.data += data

    def digest(self) -> bytes:
        return hashlib.sha1(self.data.replace(EVIL, GOOD)).digest()

    def hexdigest(self) -> str:
        return self.digest().hex()


GOOD, EVIL = b"a good body", b"an evil one"


@pytest.fixture
def broken() -> ObjectFormat:
    """An object format with that hash."""
    made = ObjectFormat("sha1", 20, 1)
    made.constructor = unchecked(Broken)
    return made


@pytest.mark.parametrize("size", [10, 2_000_000])
@pytest.mark.parametrize("where", ["loose", "packed", "alternate"])
def test_two_sound_bodies_are_a_collision(tmp_path: Path, broken: ObjectFormat, size: int, where: str) -> None:
    first, second = GOOD + bytes(size), EVIL + bytes(size)
    place = tmp_path / ("other" if where == "alternate" else "objects")
    place.mkdir()
    (tmp_path / "objects/info").mkdir(parents=True)
    (tmp_path / "objects/info/alternates").write_text(f"{tmp_path / 'other'}\n" if where == "alternate" else "")
    with ObjectStore(str(place), broken) as store:
        if where == "packed":
            with store.pack_writer() as pack:
                oid = pack.add("blob", first)
        else:
            oid = store.write("blob", first)
    with ObjectStore(str(tmp_path / "objects"), broken) as store:
        before = sorted((tmp_path / "objects").rglob("*"))
        with pytest.raises(CorruptObject, match="COLLISION FOUND"):
            store.write("blob", second)
        with pytest.raises(CorruptObject, match="COLLISION FOUND"):
            store.write_stream("blob", len(second), io.BytesIO(second))
        with store.pack_writer() as pack:
            with pytest.raises(CorruptObject, match="COLLISION FOUND"):
                pack.add("blob", second)
            with pytest.raises(CorruptObject, match="COLLISION FOUND"):
                pack.add_stream("blob", len(second), io.BytesIO(second))
        assert pack.name is None
        files = [path for path in sorted((tmp_path / "objects").rglob("*")) if path.name != "pack"]
        assert files == [path for path in before if path.name != "pack"]
        assert store.read(oid).data == first


def test_a_collision_in_a_pack_that_comes_in(tmp_path: Path, broken: ObjectFormat) -> None:
    """Only where both are sound: a damaged copy is told of, and the pack's counts."""
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    with ObjectStore(str(tmp_path / "there"), broken) as store, store.pack_writer() as pack:
        pack.add("blob", GOOD)
    (new,) = (tmp_path / "there/pack").glob("*.pack")
    told: list[str] = []
    with ObjectStore(str(tmp_path / "here"), broken, warn=told.append) as store:
        oid = store.write("blob", EVIL)

        def take() -> None:
            descriptor = os.open(new, os.O_RDONLY)
            try:
                index_stream(Stream(descriptor), store, store.write_policy)
            finally:
                os.close(descriptor)

        with pytest.raises(CorruptObject, match="COLLISION FOUND"):
            take()
        assert not list((tmp_path / "here/pack").iterdir())
        assert told == []
        path = tmp_path / "here" / str(oid)[:2] / str(oid)[2:]
        path.chmod(0o644)
        data = bytearray(path.read_bytes())
        data[15] ^= 0xFF
        path.write_bytes(data)
        take()
        assert len(told) == 1
        assert store.read(oid).data == GOOD
