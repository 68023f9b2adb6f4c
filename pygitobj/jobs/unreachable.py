"""What a new pack of all that is reachable leaves behind: kept in the pack all the same, or made loose.

Follows git's Documentation/git-pack-objects, "--keep-unreachable" and "--unpack-unreachable".
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import NamedTuple

from pygitobj.files.directory import GONE, status
from pygitobj.files.loose_writer import write_loose
from pygitobj.files.pack import PackFile
from pygitobj.jobs.column import Column, fresh_of, joined, unnamed
from pygitobj.jobs.left_out import LeftOut
from pygitobj.jobs.object_list import objects_of_packs
from pygitobj.jobs.recent import NANOSECONDS, reached_by_recent, refuse_hook
from pygitobj.kernels import Reach
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.store.bulk import header_many
from pygitobj.store.copies import LooseCopy
from pygitobj.store.existing import New, is_equal
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.verify import read_verified


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
        parts.append(unnamed(known.add(readable_loose(store)), size))
    return joined(parts) if len(parts) > 1 else wanted


def readable_loose(store: ObjectStore) -> bytes:
    """The raw ids of the loose objects of the store's own directory; of those that are damaged `warn` is told."""
    ids = list(store.sources[0].loose.ids())
    good = []
    for oid, header in zip(ids, header_many(store, ids), strict=True):
        if header is not None:
            good.append(oid)
        else:
            store.warn(f"warning: loose object {oid.hex()} cannot be read, and stays as it is")
    return b"".join(good)


class Left(NamedTuple):
    """A raw id of an object that would be gone with its pack, and the time of that pack's file in nanoseconds."""

    oid: bytes
    time: int


def left_behind(repository: Repository, wanted: Column, left_out: LeftOut, oldest: int | None) -> Iterator[Left]:
    """What packs that are not kept have besides `wanted`.

    Of packs from `oldest` or before it, in seconds since 1970, only what younger objects reach.
    """
    store = repository.objects
    size = store.format.hash_size
    needed = Reach(size)
    if oldest is not None:
        refuse_hook(repository)
        needed.add(bytes(reached_by_recent(repository, oldest, bytes(wanted.ids)).all().ids))
    known = Reach(size)
    known.add(bytes(wanted.ids))
    elsewhere = left_out._replace(local=True, honor_keep=True)
    for pack in own_packs(store, left_out):
        when = time_of(pack)
        is_old = oldest is not None and when // NANOSECONDS <= oldest
        ids = pack.index.oid_column(0, pack.index.count)
        if is_old:
            ids = b"".join([ids[at : at + size] for at in range(0, len(ids), size) if ids[at : at + size] in needed])
        left = elsewhere.drop(store, unnamed(known.add(ids), size))
        for at in range(0, len(left.ids), size):
            yield Left(bytes(left.ids[at : at + size]), when)


def time_of(pack: PackFile) -> int:
    """When the file of `pack` changed, in nanoseconds since 1970; now where another repack took it away."""
    found = status(pack.pack_path)
    return time.time_ns() if found is None else found.st_mtime_ns


def make_loose(repository: Repository, wanted: Column, left_out: LeftOut, oldest: int | None) -> None:
    """Write what packs have besides `wanted` as loose objects as old as their packs.

    Of packs from `oldest` or before it only what younger objects reach. Raises GitObjectError where one cannot be
    read, OSError.
    """
    store, policy = repository.objects, repository.write_policy()
    loose = store.sources[0].loose
    for oid, when in left_behind(repository, wanted, left_out, oldest):
        kind, body = read_verified(store, oid)
        path = loose.path(oid)
        new = New(ObjectId(oid), kind, len(body), body)
        if loose.has(oid) and is_equal(store, LooseCopy(path), new):
            continue
        write_loose(path, kind, body, policy)
        try:
            os.utime(path, ns=(when, when))
        except GONE:
            continue  # somebody pruned it already
