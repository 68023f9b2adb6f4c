"""Take away loose objects that a pack has too.

A loose file goes only where the object came out of a pack, built and hashed: what an index says alone is not enough.
The pack is flushed to the disk with its name before that, and asked for once more before each one goes and after: a
repack that takes it away at the same time sees what is not loose any more, or is seen here, and then that is loose
again (docs/decisions/0009-order-of-removal.md).

Follows git's Documentation/git-prune-packed.
"""

from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator, Sequence
from functools import partial

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import GONE, Seen, remove_unused, seen, status, sync_directory, unlink
from pygitobj.files.held import HeldPack
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import is_passing, sync_pack_files
from pygitobj.id_list import IdList
from pygitobj.jobs.unreachable.loosened import Loosened
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.record import Record
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.object_times import NANOSECONDS, object_times
from pygitobj.store.verify import require_id
from pygitobj.store.windows import locate_column

# Ids that are looked up at once.
COLUMN = 1 << 14
# The directories of loose objects.
OBJECT_DIRECTORIES = frozenset(f"{number:02x}" for number in range(256))
# How long a repack may take, in nanoseconds, after it has made objects loose.
WHILE = 60 * 60 * NANOSECONDS


class Packed(Record):
    """A pack, and the loose objects that come out of it as they should."""

    pack: PackFile
    ids: list[bytes]


def prune_packed(store: ObjectStore, flushed: set[str] | None = None) -> int:
    """Take away the loose objects that a pack has too, and directories that are empty then; gives how many.

    `flushed` are the paths of packs that are on the disk with their names. Raises GitObjectError, OSError.
    """
    job = PackedPruning(store, flushed or set())
    taken = 0
    for parts in packed_parts(store):
        job.flush([part.pack for part in parts])
        taken += sum(job.take(part) for part in parts if job.is_flushed(part.pack))
    remove_unused(store.sources[0].path, OBJECT_DIRECTORIES, job.emptied)
    return taken


def packed_loose(store: ObjectStore) -> Iterator[str]:
    """The paths of the loose objects in the first object directory of `store` that some pack has, and soundly."""
    loose = store.sources[0].loose
    for parts in packed_parts(store):
        yield from map(loose.path, sorted(oid for part in parts for oid in part.ids))


def packed_parts(store: ObjectStore) -> Iterator[list[Packed]]:
    """The loose objects in the first object directory of `store` that packs have, some at a time.

    Raises RepositoryError where the system does not let us look at all packs.
    """
    before = store.trouble.count
    store.refresh()
    ids = list(store.sources[0].loose.ids())
    for start in range(0, len(ids), COLUMN):
        parts = list(packed_soundly(store, ids[start : start + COLUMN]))
        store.trouble.require_none(before, "unable to look for objects that are packed")
        yield parts


def packed_soundly(store: ObjectStore, ids: list[bytes]) -> Iterator[Packed]:
    """Those of `ids` that come out of a pack and hash to their id."""
    size = store.format.hash_size
    wanted = set(ids)
    for pack, offsets, _ in locate_column(store, b"".join(ids), by_index=True):
        if is_passing(pack.path):
            continue
        try:
            _, _, digests = pack.digests(offsets, store.threads)
        except RepositoryError:
            raise
        except (OSError, GitObjectError):
            continue  # gone or damaged, so that the loose ones stay
        sound = set(IdList.of(digests, size).raws())
        yield Packed(pack, sorted(sound & wanted))


class Keeper:
    """A pack that is to have objects when they are not loose any more. With `ages` they must not grow older by that."""

    def __init__(self, pack: PackFile, *, ages: bool) -> None:
        self.held = HeldPack(pack)
        self.pack = pack
        self.ages = ages
        self.index_seen, self.pack_seen = seen(pack.index_path), seen(pack.pack_path)
        self.times = object_times(pack) if ages else None

    def stands(self) -> bool:
        """Whether the pack is still part of the store. Raises OSError."""
        return is_same(self.index_seen, seen(self.pack.index_path)) and is_same(
            self.pack_seen, seen(self.pack.pack_path)
        )

    def keeps(self, oid: bytes, loose: os.stat_result) -> bool:
        """Whether the object `oid` stays as young as its file `loose` makes it; so the pack may become by this."""
        if not self.ages or self.pack_seen is None:
            return True
        if self.times is not None:
            return self.times[self.pack.find(oid)] >= loose.st_mtime_ns // NANOSECONDS
        if is_about_to_go(loose, self.pack_seen.time):
            return False
        if loose.st_mtime_ns > self.pack_seen.time:
            try:
                os.utime(self.pack.pack_path, ns=(loose.st_mtime_ns, loose.st_mtime_ns))
            except OSError:
                return False  # not ours to change, or gone
            self.pack_seen = self.pack_seen._replace(time=loose.st_mtime_ns)
        return True

    def read(self, oid: bytes) -> RawObject:
        """The object `oid`, wherever the files of the pack are now. Raises CorruptError."""
        found = self.held.read(oid)
        assert found is not None
        require_id(self.pack.object_format, oid, *found)
        return RawObject(TYPE_BY_CODE[found[0]], found[1])


def is_about_to_go(loose: os.stat_result, time: int) -> bool:
    """Whether the file `loose` looks as if git's repack -A made it a while ago from a pack of this `time`.

    It gives the file the time of the pack, but whole seconds only; then it takes the pack away without looking again.
    """
    return (
        loose.st_mtime_ns % NANOSECONDS == 0
        and time % NANOSECONDS != 0
        and time // NANOSECONDS == loose.st_mtime_ns // NANOSECONDS
        and clock.time_ns() - loose.st_ctime_ns < WHILE
    )


def is_same(before: Seen | None, now: Seen | None) -> bool:
    """Whether the same file is still there."""
    return before is not None and before.is_file_of(now)


class PackedPruning:
    """One round of taking away."""

    def __init__(self, store: ObjectStore, flushed: set[str]) -> None:
        self.store = store
        self.loose = store.sources[0].loose
        self.own = store.sources[0].packed.path
        self.flushed = flushed
        # The directories of the files that went.
        self.emptied: set[str] = set()

    def flush(self, packs: Sequence[PackFile]) -> None:
        """Flush `packs` to the disk with their names, each only once. Raises OSError."""
        fresh = [pack.path for pack in packs if not self.is_flushed(pack)]
        done = []
        for path in fresh:
            try:
                sync_pack_files(path)
                done.append(path)
            except GONE:
                continue  # a repack took it away
        for directory in sorted({os.path.dirname(path) for path in done}):
            sync_directory(directory)
        self.flushed.update(done)

    def is_flushed(self, pack: PackFile) -> bool:
        """Whether `pack` is on the disk with its name, or need not be."""
        return pack.path in self.flushed or not self.store.write_policy.sync_before_removal

    def take(self, part: Packed) -> int:
        """Take the loose files of what is in `part` away, as long as its pack is there; gives how many."""
        taken = 0
        try:
            keeper = Keeper(part.pack, ages=os.path.dirname(part.pack.path) == self.own)
        except GONE:
            return 0  # a repack took it away
        except GitObjectError as error:
            self.store.report(error)
            return 0
        stands = keeper.stands()
        for oid in part.ids:
            if not stands:
                break
            # What is asked after one went holds for the next one too.
            gone, stands = self.take_one(keeper, oid)
            taken += gone
        return taken

    def take_one(self, keeper: Keeper, oid: bytes) -> tuple[bool, bool]:
        """Take the loose file of `oid` away; whether that was done, and whether `keeper` still has the object then.

        Where it has not, the object is loose again.
        """
        path = self.loose.path(oid)
        found = status(path)
        if found is None or not keeper.keeps(oid, found):
            return False, True
        stands = False
        try:
            gone = unlink(path)
            self.emptied.add(oid[:1].hex())
            stands = keeper.stands()
        finally:
            # Also where that could not be told, or an interrupt came.
            if not stands:
                self.restore(keeper, oid)
        return gone, stands

    def restore(self, keeper: Keeper, oid: bytes) -> None:
        """Make `oid` loose again. Raises GitObjectError, OSError."""
        loosened = Loosened(self.store, self.store.write_policy)
        loosened.ensure(oid, partial(keeper.read, oid))
        loosened.flush()
