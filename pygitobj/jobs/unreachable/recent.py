"""Objects that changed not long ago: what they name is kept too, since they may be about to be used.

    loose objects       the time of the file
    packs               the time of the pack, for all objects in it
    cruft packs         a time for each object (formats/mtimes.py)

Follows git's Documentation/git-prune, "--expire", and git-gc, "NOTES".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache, partial

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import status, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX
from pygitobj.jobs.report import enumerating, silent
from pygitobj.jobs.roots import present
from pygitobj.jobs.unreachable.recent_hook import hooked_ids
from pygitobj.kernels import Reach
from pygitobj.repository.roots import entries_of
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.object_times import NANOSECONDS, object_times
from pygitobj.walk.problems import missing
from pygitobj.walk.reachable import Listed, Scope, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report
    from pygitobj.repository.repository import Repository

Ids = Callable[[], AbstractSet[bytes]]
SHARDS = 256
# How often the packs are looked at again while they come and go.
MAX_LOOKS = 8


def reached_by_recent(repository: Repository, expiry: int, ignored: bytes, report: Report = silent) -> Listed:
    """What objects that changed after the second `expiry` reach, they among it, but not the raw ids in `ignored`.

    So does what programs of the configuration name, whatever its time, if it is there (recent_hook.py).

    What a young object names need not be there, but if it is there it must be sound: raises CorruptError,
    RepositoryError.
    """
    store = repository.objects
    known = Reach(store.format.hash_size)
    known.add(ignored)
    # The programs run once something is old.
    young = [oid for oid in recent_ids(store, expiry, cache(partial(hooked_ids, repository))) if oid not in known]
    lenient = Scope(repository.shallow, missing(lambda oid: oid not in store), ignored=ignored)
    return reachable(store, list(present(store, young)), scope=lenient, tell=enumerating(report))


def recent_ids(store: ObjectStore, expiry: int, besides: Ids = frozenset) -> Iterator[bytes]:
    """The raw ids of objects in the store's own directory that changed after the second `expiry`, or are `besides`.

    Some may be given twice. Raises RepositoryError, CorruptError for times that cannot be read.
    """
    loose = store.sources[0].loose
    for oid in loose_ids(store):
        if changed_after(loose.path(oid), expiry) or oid in besides():
            yield oid
    for pack in all_packs(store):
        yield from recent_in(pack, expiry, besides)


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


def recent_in(pack: PackFile, expiry: int, besides: Ids = frozenset) -> Iterator[bytes]:
    """The raw ids of the objects in `pack` that changed after `expiry`, or are `besides`."""
    times = object_times(pack)
    if times is not None:
        pairs = zip(pack.index.oids(), times, strict=True)
        yield from (oid for oid, seconds in pairs if seconds > expiry or oid in besides())
    elif changed_after(pack.pack_path, expiry):
        yield from pack.index.oids()
    elif besides():
        yield from (oid for oid in pack.index.oids() if oid in besides())


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
