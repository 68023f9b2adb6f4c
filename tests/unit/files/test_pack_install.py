"""A pack gets its names in an order in which no reader sees one file without those it needs, or it gets none.

Tried besides: names that are taken by the same and by something else, a system that refuses each call in turn, and
every choice of how an index is written.
"""

from __future__ import annotations

import errno
import os
import stat
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pygitobj import SHA1, SHA256, ObjectFormat
from pygitobj.files.atomic import TempFile, WritePolicy
from pygitobj.files.pack_install import (
    HowIndexed,
    PackIndexes,
    build_indexes,
    install_indexes,
    install_pack,
    write_note,
)
from tests.support.command import git
from tests.support.packs import build_pack, object_id, whole

POLICY = WritePolicy(sync_pack=False, sync_metadata=False)
INDEXES = PackIndexes(b"forward", b"reverse")
ALL = {"pack-x.pack": b"pack", "pack-x.idx": b"forward", "pack-x.rev": b"reverse"}


def temp_of(folder: Path) -> TempFile:
    temp = TempFile(str(folder), "pack")
    temp.write(b"pack")
    return temp


def install(folder: Path, *, notes: dict[str, bytes] | None = None, named_by_hash: bool = True) -> frozenset[str]:
    with temp_of(folder) as temp:
        return install_pack(temp, f"{folder}/pack-x", INDEXES, POLICY, notes or {}, named_by_hash=named_by_hash)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_names_and_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    for name in ("link", "replace"):
        real: Callable[..., None] = getattr(os, name)

        def noted(source: str, target: str, real: Callable[..., None] = real) -> None:
            real(source, target)
            order.append(target.rpartition(".")[2])

        monkeypatch.setattr(os, name, noted)
    notes = {".keep": b"why\n", ".promisor": b""}
    assert install(tmp_path, notes=notes) == {".keep", ".promisor"}
    assert order == ["keep", "promisor", "pack", "rev", "idx"]
    assert content(tmp_path) == {**ALL, "pack-x.keep": b"why\n", "pack-x.promisor": b""}
    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {".pack": 0o444, ".rev": 0o444, ".idx": 0o444, ".keep": 0o600, ".promisor": 0o600}


def test_notes_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "pack-x.keep").write_bytes(b"another's")
    assert install(tmp_path, notes={".keep": b"mine", ".promisor": b""}) == {".promisor"}
    assert (tmp_path / "pack-x.keep").read_bytes() == b"another's"


def test_what_is_named_by_its_hash_is_replaced(tmp_path: Path) -> None:
    for name in ALL:
        (tmp_path / name).write_bytes(b"damaged")
    install(tmp_path)
    assert content(tmp_path) == ALL


def test_what_is_named_otherwise_may_be_anything(tmp_path: Path) -> None:
    (tmp_path / "pack-x.pack").write_bytes(b"another's")
    with pytest.raises(FileExistsError):
        install(tmp_path, named_by_hash=False)
    assert content(tmp_path) == {"pack-x.pack": b"another's"}
    (tmp_path / "pack-x.pack").unlink()
    install(tmp_path, named_by_hash=False)
    assert content(tmp_path) == ALL


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Each write but those before it fails; nothing has its name before all is written."""
    for at in range(4):
        with monkeypatch.context() as patch:
            left = at
            real = os.write

            def write(descriptor: int, data: Any, real: Callable[..., int] = real) -> int:
                nonlocal left
                if left == 0:
                    raise OSError(number, os.strerror(number))
                left -= 1
                return real(descriptor, data)

            temp = temp_of(tmp_path)
            patch.setattr(os, "write", write)
            with temp:
                if at < 3:
                    with pytest.raises(OSError, match=os.strerror(number)):
                        install_pack(temp, f"{tmp_path}/pack-x", INDEXES, POLICY, {".keep": b"k"})
                    assert content(tmp_path) == {os.path.basename(temp.path): b"pack"}
                else:
                    install_pack(temp, f"{tmp_path}/pack-x", INDEXES, POLICY, {".keep": b"k"})
    assert content(tmp_path) == {**ALL, "pack-x.keep": b"k"}


def test_without_the_index_there_is_no_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a name cannot be given, the files that have theirs stay, and what waits goes."""
    real = os.replace

    def refuse(source: str, target: str) -> None:
        if target.endswith(".idx"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        install(tmp_path)
    assert sorted(content(tmp_path)) == ["pack-x.pack", "pack-x.rev"]


def test_indexes_of_a_pack_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "pack-x.idx").write_bytes(b"old")
    install_indexes(f"{tmp_path}/pack-x.idx", INDEXES, POLICY)
    assert content(tmp_path) == {"pack-x.idx": b"forward", "pack-x.rev": b"reverse"}
    (tmp_path / "pack-x.rev").unlink()
    install_indexes(f"{tmp_path}/pack-x.idx", PackIndexes(b"again", None), POLICY)
    assert content(tmp_path) == {"pack-x.idx": b"again"}


def test_notes(tmp_path: Path) -> None:
    path = str(tmp_path / "pack-x.keep")
    assert write_note(path, b"first", POLICY)
    assert not write_note(path, b"second", POLICY)
    assert content(tmp_path) == {"pack-x.keep": b"first"}
    # Who keeps a pack from being removed is no matter of core.sharedRepository.
    assert write_note(str(tmp_path / "other"), b"", WritePolicy(shared=0o660))
    assert stat.S_IMODE(os.stat(tmp_path / "other").st_mode) == 0o600


@pytest.mark.parametrize("wanted", [False, True])
def test_flushed_as_the_policy_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    policy = WritePolicy(sync_pack=wanted, sync_metadata=False)
    with temp_of(tmp_path) as temp:
        install_pack(temp, f"{tmp_path}/pack-x", INDEXES, policy, {".keep": b""})
    assert len(flushed) == wanted
    with temp_of(tmp_path) as temp:
        install_pack(temp, f"{tmp_path}/pack-x", INDEXES, WritePolicy(sync_pack=False), {".keep": b""})
    assert len(flushed) == wanted + 3


@pytest.mark.parametrize(
    "how", [HowIndexed(), HowIndexed(version=1), HowIndexed(first_large=13), HowIndexed(reverse=False)]
)
def test_git_takes_the_indexes(tmp_path: Path, how: HowIndexed) -> None:
    bodies = [b"number %d\n" % number for number in range(50)]
    data, offsets = build_pack([whole(3, body) for body in bodies])
    ids = b"".join(object_id("blob", body) for body in bodies)
    ends = [*offsets[1:], len(data) - 20]
    crcs = array("I", [zlib.crc32(data[start:end]) for start, end in zip(offsets, ends, strict=True)])
    indexes = build_indexes(SHA1, ids, offsets, crcs, data[-20:], how)
    assert (indexes.reverse is not None) is how.reverse
    git(tmp_path, "init", "-q", ".")
    folder = tmp_path / ".git/objects/pack"
    (folder / "pack-x.pack").write_bytes(data)
    install_indexes(f"{folder}/pack-x.idx", indexes, POLICY)
    git(tmp_path, "verify-pack", str(folder / "pack-x.idx"))
    assert git(tmp_path, "cat-file", "blob", object_id("blob", bodies[7]).hex()) == bodies[7]


@pytest.mark.parametrize("object_format", [SHA1, SHA256], ids=lambda found: found.name)
def test_the_index_of_nothing(object_format: ObjectFormat) -> None:
    trailer = b"t" * object_format.hash_size
    found = build_indexes(object_format, b"", array("Q"), array("I"), trailer, HowIndexed())
    assert found.reverse is not None
    assert trailer in found.forward
    assert trailer in found.reverse
