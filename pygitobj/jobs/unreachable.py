"""What a new pack of all that is reachable leaves behind: kept in the pack all the same, or made loose.

Follows git's Documentation/git-pack-objects, "--keep-unreachable" and "--unpack-unreachable".
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import NamedTuple

from pygitobj.files.atomic import WritePolicy
from pygitobj.files.loose_writer import write_loose
from pygitobj.files.pack import PackFile
from pygitobj.jobs.column import Column, fresh_of, joined, unnamed
from pygitobj.jobs.left_out import LeftOut
from pygitobj.jobs.object_list import objects_of_packs
from pygitobj.kernels import Reach
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.verify import read_verified

NANOSECONDS = 1_000_000_000


def own_packs(store: ObjectStore, left_out: LeftOut) -> list[PackFile]:
    """The packs of the store's own directory that are not kept as they are."""
    return [pack for pack in store.sources[0].packed.all_packs() if not left_out.keeps(pack.path)]


def with_unreachable(store: ObjectStore, wanted: Column, left_out: LeftOut, *, packed: bool, loose: bool) -> Column:
    """`wanted`, then what packs that are not kept have besides, or what is loose."""
    size = store.format.hash_size
    known = Reach(size)
    known.add(bytes(wanted.ids))
    parts = [wanted]
    if packed:
        parts.append(fresh_of(objects_of_packs(store, own_packs(store, left_out)), known, size))
    if loose:
        parts.append(unnamed(known.add(b"".join(store.sources[0].loose.ids())), size))
    return joined(parts) if len(parts) > 1 else wanted


class Left(NamedTuple):
    """A raw id of an object that would be gone with its pack, and the time of that pack's file in nanoseconds."""

    oid: bytes
    time: int


def left_behind(store: ObjectStore, wanted: Column, left_out: LeftOut, oldest: int | None) -> Iterator[Left]:
    """What packs that are not kept have besides `wanted`.

    Packs from `oldest` or before it, in seconds since 1970, are passed over.
    """
    known = Reach(store.format.hash_size)
    known.add(bytes(wanted.ids))
    elsewhere = left_out._replace(local=True, honor_keep=True)
    size = store.format.hash_size
    for pack in own_packs(store, left_out):
        when = time_of(pack)
        if oldest is not None and when // NANOSECONDS <= oldest:
            continue
        fresh = known.add(pack.index.oid_column(0, pack.index.count))
        left = elsewhere.drop(store, unnamed(fresh, size))
        for at in range(0, len(left.ids), size):
            yield Left(bytes(left.ids[at : at + size]), when)


def time_of(pack: PackFile) -> int:
    """When the file of `pack` changed, in nanoseconds since 1970; now where another repack took it away."""
    try:
        return os.stat(pack.pack_path).st_mtime_ns
    except FileNotFoundError:
        return time.time_ns()


def make_loose(store: ObjectStore, wanted: Column, left_out: LeftOut, oldest: int | None, policy: WritePolicy) -> None:
    """Write what packs have besides `wanted` as loose objects as old as their packs.

    Packs from `oldest` or before it are passed over. Raises GitObjectError where one cannot be read, OSError.
    """
    loose = store.sources[0].loose
    for oid, when in left_behind(store, wanted, left_out, oldest):
        if loose.has(oid):
            continue
        kind, body = read_verified(store, oid)
        path = loose.path(oid)
        write_loose(path, kind, body, policy)
        try:
            os.utime(path, ns=(when, when))
        except FileNotFoundError:
            continue  # somebody pruned it already
