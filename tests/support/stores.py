"""Object directories filled by hand."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pygitobj import GitObjectError, ObjectId
from tests.support.packs import build_idx, build_pack, object_id

if TYPE_CHECKING:
    from collections.abc import Iterable

CODES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}

Answer = TypeVar("Answer")


def unless_bad(pairs: Iterable[tuple[ObjectId, Answer | GitObjectError]]) -> list[Answer | None]:
    """The answers, None where the object is missing or damaged."""
    return [None if isinstance(found, GitObjectError) else found for _, found in pairs]


def write_loose(objects: Path, kind: str, body: bytes, *, raw: bytes | None = None) -> bytes:
    """Write a loose object, or the bytes `raw` in its place; gives its raw id."""
    oid = object_id(kind, body)
    path = objects / oid.hex()[:2] / oid.hex()[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(b"%s %d\0" % (kind.encode(), len(body)) + body) if raw is None else raw)
    return oid


def write_pack(objects: Path, name: str, entries: list[bytes], ids: list[bytes], *, version: int = 2) -> list[int]:
    """Write a pack of `entries` whose ids are `ids`, with its index; gives the offsets."""
    data, offsets = build_pack(entries)
    folder = objects / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"pack-{name}.pack").write_bytes(data)
    (folder / f"pack-{name}.idx").write_bytes(build_idx(list(zip(ids, offsets, strict=True)), data, version))
    # A directory that changed long ago is not read again: tests that want that say so themselves.
    os.utime(folder)
    return offsets
