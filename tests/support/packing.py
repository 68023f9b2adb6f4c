"""Packing objects as the jobs do, into object directories made for a test."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pygitobj import SHA1, ObjectStore
from pygitobj.files.atomic import WritePolicy
from pygitobj.jobs.packing.pack_objects import PackOptions, Prepared, prepare, write_packs
from pygitobj.jobs.receive.index_pack import index_file
from pygitobj.jobs.receive.verify_pack import depths_of, verify_indexed
from pygitobj.kernels import name_hash
from pygitobj.oid import ObjectFormat
from pygitobj.store.write_entries import Written
from pygitobj.walk.column import Column

POLICY = WritePolicy(sync_pack=False, sync_metadata=False)


class Body(NamedTuple):
    """An object, and the path where it was found."""

    kind: str
    data: bytes
    path: bytes = b""


class Packed(NamedTuple):
    """What came of packing: where the packs are, and how many entries were written."""

    packs: list[Path]
    written: Written


def column_of(bodies: Iterable[Body], object_format: ObjectFormat = SHA1) -> Column:
    """The ids of some objects, each once, with the hashes of their paths."""
    found: dict[bytes, int] = {}
    for kind, data, path in bodies:
        found.setdefault(object_format.digest(kind, data), name_hash(path))
    return Column(bytearray(b"".join(found)), array("I", found.values()))


def write_prepared(prepared: Prepared, store: ObjectStore, directory: Path, options: PackOptions) -> Packed:
    """Write packs into `directory`, which is made where there is none."""
    directory.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    written = write_packs(prepared, store, f"{directory}/pack", options, POLICY, {}, told.append)
    return Packed([directory / f"pack-{trailer}.pack" for trailer in told], written)


def pack_into(directory: Path, store: ObjectStore, wanted: Column, options: PackOptions) -> Packed:
    """Pack the objects `wanted` of `store` into `directory`."""
    return write_prepared(prepare(store, wanted, options), store, directory, options)


def checked_pack(path: Path, object_format: ObjectFormat = SHA1, *, installed: bool = True) -> tuple[list[bytes], int]:
    """The raw ids of a pack's objects, and how long its longest chain is; fails where anything is wrong with it."""
    if installed:
        entries = verify_indexed(str(path), str(path.with_suffix(".idx")), object_format).entries
    else:
        entries = index_file(str(path), object_format).entries
    return [entries.oid(at) for at in range(len(entries))], max(depths_of(entries.base_positions()), default=0)


def temp_files(directory: Path) -> list[Path]:
    """What unfinished work left below `directory`."""
    return [path for path in directory.rglob("*") if path.name.startswith("tmp_")]
