"""What a new pack of all that is reachable leaves behind: kept in the pack all the same, or made loose.

Follows git's Documentation/git-pack-objects, "--keep-unreachable" and "--unpack-unreachable".
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import partial
from operator import itemgetter

from pygitobj.files.directory import seen
from pygitobj.files.pack import PackFile
from pygitobj.id_list import IdList
from pygitobj.jobs.packing.left_out import LeftOut
from pygitobj.jobs.packing.object_list import objects_of_packs
from pygitobj.jobs.unreachable.loosened import Left, Loosened
from pygitobj.jobs.unreachable.recent import reached_by_recent
from pygitobj.kernels import Reach
from pygitobj.repository.repository import Repository
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.object_times import NANOSECONDS
from pygitobj.store.verify import read_verified
from pygitobj.walk.column import Column, fresh_of, joined, unnamed


def own_packs(store: ObjectStore, left_out: LeftOut) -> list[PackFile]:
    """The packs of the store's own directory that are not kept as they are."""
    return [pack for pack in store.sources[0].packed.all_packs() if not left_out.keeps(pack.path)]


def with_unreachable(store: ObjectStore, wanted: Column, packs: Iterable[PackFile], *, loose: bool) -> Column:
    """`wanted`, then what `packs` have besides, and what is loose."""
    size = store.format.hash_size
    known = Reach(size)
    known.add(bytes(wanted.ids))
    parts = [wanted, fresh_of(objects_of_packs(store, packs), known, size)]
    if loose:
        parts.append(unnamed(known.add(readable_loose(store)), size))
    return joined(parts)


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


def left_behind(
    repository: Repository, wanted: Column, left_out: LeftOut, oldest: int | None, packs: Iterable[PackFile]
) -> Iterator[Left]:
    """What `packs` have besides `wanted`, and no pack has that is kept.

    Of packs from `oldest` or before it, in seconds since 1970, only what younger objects reach.
    """
    store = repository.objects
    size = store.format.hash_size
    needed = Reach(size)
    if oldest is not None:
        needed.add(bytes(reached_by_recent(repository, oldest, bytes(wanted.ids)).all().ids))
    known = Reach(size)
    known.add(bytes(wanted.ids))
    elsewhere = left_out._replace(local=True, honor_keep=True)
    # The youngest first: what is in several packs is as old as that.
    for when, pack in sorted(((time_of(pack), pack) for pack in packs), key=itemgetter(0), reverse=True):
        is_old = oldest is not None and when // NANOSECONDS <= oldest
        ids = pack.index.oid_column(0, pack.index.count)
        if is_old:
            ids = b"".join([oid for oid in IdList.of(ids, size).raws() if oid in needed])
        left = elsewhere.drop(store, unnamed(known.add(ids), size))
        yield Left(pack, bytes(left.ids), when)


def time_of(pack: PackFile) -> int:
    """When the file of `pack` changed, in nanoseconds since 1970; now where another repack took it away."""
    found = seen(pack.pack_path)
    return time.time_ns() if found is None else found.time


def make_loose(
    repository: Repository, wanted: Column, left_out: LeftOut, oldest: int | None, packs: Iterable[PackFile]
) -> Loosened:
    """Make what `packs` have besides `wanted` loose, as old as the packs, and flush it to the disk.

    Of packs from `oldest` or before it only what younger objects reach. Raises GitObjectError where one cannot be
    read, OSError.
    """
    store = repository.objects
    loosened = Loosened(store, repository.write_policy())
    loosened.left.extend(left_behind(repository, wanted, left_out, oldest, packs))
    for left, oid in loosened.ids():
        loosened.ensure(oid, partial(read_verified, store, oid), left.time)
    loosened.flush()
    return loosened
