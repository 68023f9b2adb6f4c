"""Packs with chosen objects, and a source over them, without a store."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from pygitobj import SHA1
from pygitobj.files.pack import PackFile
from pygitobj.files.pool import OpenFiles
from pygitobj.kernels import BaseCache
from pygitobj.sources.packed import PackedSource
from pygitobj.sources.trouble import Trouble
from tests.support.packs import build_idx, build_pack, object_id, whole

BLOB = 3
numbers = count(1)


def body(number: int) -> bytes:
    """The blob of this number."""
    return b"number %d\n" % number


def oid(number: int) -> bytes:
    """Its raw id."""
    return object_id("blob", body(number))


def write_pack(folder: Path, name: str, chosen: list[int]) -> Path:
    """Put a pack of these blobs into `folder`; gives its path without suffix."""
    folder.mkdir(parents=True, exist_ok=True)
    data, offsets = build_pack([whole(BLOB, body(number)) for number in chosen])
    rows = [(oid(number), offset) for number, offset in zip(chosen, offsets, strict=True)]
    (folder / f"{name}.pack").write_bytes(data)
    (folder / f"{name}.idx").write_bytes(build_idx(rows, data))
    return folder / name


def open_pack(stem: str | Path) -> PackFile:
    """The pack with this path without suffix."""
    return PackFile(str(stem), SHA1, BaseCache(1 << 20), next(numbers), OpenFiles(None))


class Watched:
    """The packs in `folder` as a source, what was told, and how often it said that packs came or went."""

    def __init__(self, folder: Path) -> None:
        self.told: list[str] = []
        self.moves = 0
        self.trouble = Trouble(self.told.append)
        self.source = PackedSource(str(folder), open_pack, OpenFiles(None), self.trouble, self.moved)

    def moved(self) -> None:
        """Packs came or went."""
        self.moves += 1
