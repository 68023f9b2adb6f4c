"""Objects that changed not long ago: what they name is kept too, since they may be about to be used.

    loose objects       the time of the file
    packs               the time of the pack, for all objects in it
    cruft packs         a time for each object (formats/mtimes.py)

Follows git's Documentation/git-prune, "--expire", and git-gc, "NOTES".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pygitobj.errors import RepositoryError, UnsupportedError
from pygitobj.files.directory import status, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX
from pygitobj.jobs.object_times import NANOSECONDS, object_times
from pygitobj.jobs.reachable import Listed, Scope, reachable
from pygitobj.jobs.report import Report, silent
from pygitobj.jobs.roots import present
from pygitobj.kernels import Reach
from pygitobj.repository.roots import entries_of
from pygitobj.store.object_store import ObjectStore

if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

# A program that newer git (since 2.42) asks for more objects to keep.
HOOK = "gc.recentObjectsHook"
SHARDS = 256
# How often the packs are looked at again while they come and go.
MAX_LOOKS = 8


def refuse_hook(repository: Repository) -> None:
    """Raises UnsupportedError where a program would have to be asked for more objects to keep."""
    if repository.config.last(HOOK) is not None:
        raise UnsupportedError(f"{HOOK} cannot be run yet: what it would keep is not known")


def reached_by_recent(repository: Repository, expiry: int, apart: bytes, report: Report = silent) -> Listed:
    """What objects that changed after the second `expiry` reach, they among it, but not the raw ids in `apart`.

    What a young object names need not be there, but if it is there it must be sound: raises CorruptError,
    RepositoryError.
    """
    store = repository.objects
    known = Reach(store.format.hash_size)
    known.add(apart)
    young = [oid for oid in recent_ids(store, expiry) if oid not in known]
    lenient = Scope(repository.shallow, lambda oid: oid not in store, apart=apart)
    return reachable(store, list(present(store, young)), scope=lenient, report=report)


def recent_ids(store: ObjectStore, expiry: int) -> Iterator[bytes]:
    """The raw ids of objects in the store's own directory that changed after the second `expiry`.

    Some may be given twice. Raises RepositoryError, CorruptError for times that cannot be read.
    """
    loose = store.sources[0].loose
    for oid in loose_ids(store):
        if changed_after(loose.path(oid), expiry):
            yield oid
    for pack in all_packs(store):
        yield from recent_in(pack, expiry)


def loose_ids(store: ObjectStore) -> list[bytes]:
    """The raw ids of the loose objects of the store's own directory, ascending. Raises RepositoryError."""
    found: list[bytes] = []
    loose = store.sources[0].loose
    for number in range(SHARDS):
        found.extend(loose.shard(f"{number:02x}"))
    return found


def all_packs(store: ObjectStore) -> list[PackFile]:
    """The packs of the store's own directory. Raises RepositoryError unless all of them can be used."""
    packed = store.sources[0].packed
    for _ in range(MAX_LOOKS):
        packed.refresh()
        packs = packed.all_packs()
        known = {os.path.basename(pack.path) for pack in packs}
        names = set(entries_of(packed.path))
        stems = {name.removesuffix(INDEX_SUFFIX) for name in names if name.endswith(INDEX_SUFFIX)}
        unusable = sorted(stem for stem in stems - known if stem + PACK_SUFFIX in names)
        # Another repack may put packs there and take them away while this looks: only what stays so is bad.
        if not unusable:
            return packs
    raise RepositoryError(f"unable to mark recent objects: {packed.path}/{unusable[0]}{PACK_SUFFIX} cannot be used")


def recent_in(pack: PackFile, expiry: int) -> Iterator[bytes]:
    """The raw ids of the objects in `pack` that changed after `expiry`."""
    times = object_times(pack)
    if times is not None:
        yield from (oid for oid, seconds in zip(pack.index.oids(), times, strict=True) if seconds > expiry)
    elif changed_after(pack.pack_path, expiry):
        yield from pack.index.oids()


def changed_after(path: str, expiry: int) -> bool:
    """Whether the file `path` is there and changed after the second `expiry`. Raises RepositoryError."""
    try:
        found = status(path)
    except OSError as error:
        raise unreadable(f"unable to stat {path}", error) from error
    return found is not None and seconds_of(found) > expiry


def seconds_of(found: os.stat_result) -> int:
    """The second in which a file changed last."""
    return found.st_mtime_ns // NANOSECONDS
