"""A pack that is held can be read when its files have lost their names, and when others made room among open files.

Tried besides: a pack whose files are small enough to be read rather than mapped.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import SHA1, CorruptIndex
from pygitobj.files.held import HeldPack
from pygitobj.files.pack import PackFile
from pygitobj.files.pool import OpenFiles
from pygitobj.kernels import BaseCache
from tests.support.packs import build_idx, build_pack, object_id, whole

BLOB = 3


def pack_of(folder: Path, bodies: list[bytes]) -> PackFile:
    data, offsets = build_pack([whole(BLOB, body) for body in bodies])
    rows = [(object_id("blob", body), offset) for body, offset in zip(bodies, offsets, strict=True)]
    (folder / "pack-x.pack").write_bytes(data)
    (folder / "pack-x.idx").write_bytes(build_idx(rows, data))
    return PackFile(str(folder / "pack-x"), SHA1, BaseCache(0), 1, OpenFiles(None))


@pytest.fixture(params=[100, 200_000], ids=["read", "mapped"])
def bodies(request: pytest.FixtureRequest) -> list[bytes]:
    size: int = request.param
    return [random.Random(seed).randbytes(size) for seed in range(3)]


def test_it_outlives_its_files(tmp_path: Path, bodies: list[bytes]) -> None:
    held = HeldPack(pack_of(tmp_path, bodies))
    for path in tmp_path.iterdir():
        path.unlink()
    for body in bodies:
        # As it is where many files are open, and the pack is one of those that are let go.
        held.pack.release()
        assert held.read(object_id("blob", body)) == (BLOB, body)
    assert held.read(object_id("blob", b"absent")) is None


def test_one_that_is_not_held_does_not(tmp_path: Path, bodies: list[bytes]) -> None:
    pack = pack_of(tmp_path, bodies)
    pack.open_decoder()
    for path in tmp_path.iterdir():
        path.unlink()
    pack.release()
    with pytest.raises(FileNotFoundError):
        pack.find_offset(object_id("blob", bodies[0]))


@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_what_is_gone_already_is_an_error_at_once(tmp_path: Path, suffix: str, bodies: list[bytes]) -> None:
    pack = pack_of(tmp_path, bodies)
    (tmp_path / f"pack-x{suffix}").unlink()
    with pytest.raises(FileNotFoundError):
        HeldPack(pack)


def test_a_damaged_index_is_an_error_at_once(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, [b"a", b"b"])
    (tmp_path / "pack-x.idx").write_bytes(b"no index")
    with pytest.raises(CorruptIndex, match=r"pack-x.idx"):
        HeldPack(pack)
