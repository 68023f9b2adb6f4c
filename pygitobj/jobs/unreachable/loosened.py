"""Objects that are to be loose: each whole, on the disk, and looked for once more when their pack is out of the store.

An object that is loose already counts only if its file was read and hashed, and is flushed as if it was new. What was
seen once is told by its file and time, so that looking again costs little.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.directory import GONE, Seen, seen, sync_directory, sync_file, unlink
from pygitobj.files.loose import read_loose
from pygitobj.files.loose_writer import write_loose
from pygitobj.files.pack import PackFile
from pygitobj.record import Record
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore

MAX_TRIES = 20


class Left(Record):
    """The raw ids, one after another, of what would be gone with a pack; the time of its file in nanoseconds."""

    pack: PackFile
    ids: bytes
    time: int


class Loosened:
    """Objects that are to be loose in the first object directory of `store`, and from which packs they are."""

    def __init__(self, store: ObjectStore, policy: WritePolicy) -> None:
        self.store = store
        self.loose = store.sources[0].loose
        self.flushes = policy.sync_before_removal
        self.policy = policy._replace(sync_loose=policy.sync_loose or self.flushes)
        self.left: list[Left] = []
        self.known: dict[bytes, Seen] = {}
        self.shards: set[str] = set()

    def ids(self) -> Iterator[tuple[Left, bytes]]:
        """Each object with the pack that it is from."""
        size = self.store.format.hash_size
        for left in self.left:
            for at in range(0, len(left.ids), size):
                yield left, left.ids[at : at + size]

    def ensure(self, oid: bytes, read: Callable[[], RawObject], time: int | None = None) -> None:
        """Make sure that the object `oid` is loose, no older than `time`; `read` gives it where it is not.

        It is on the disk for good only after `flush`. Raises GitObjectError, OSError.
        """
        for _ in range(MAX_TRIES):
            try:
                self.try_to_ensure(self.loose.path(oid), oid, read, time)
            except (*GONE, FileExistsError):
                continue  # a prune-packed took it away under our hands, or a writer was faster
            return
        self.try_to_ensure(self.loose.path(oid), oid, read, time)

    def try_to_ensure(self, path: str, oid: bytes, read: Callable[[], RawObject], time: int | None) -> None:
        """As `ensure`, for the file `path`. Raises FileNotFoundError where another took it away meanwhile."""
        found = seen(path)
        if found is not None and found == self.known.get(oid):
            return
        if found is None or not self.is_whole(path, oid):
            raw = read()
            if found is not None:
                # It is damaged, and would stay.
                unlink(path)
            write_loose(path, raw.type, raw.data, self.policy, time)
        else:
            if time is not None and found.time < time:
                # Now rather than then: another may have given it a new time meanwhile.
                os.utime(path)
            if self.flushes:
                sync_file(path)
        self.shards.add(os.path.dirname(path))
        found = seen(path)
        if found is not None:
            self.known[oid] = found

    def is_whole(self, path: str, oid: bytes) -> bool:
        """Whether the file `path` is there and holds the object `oid`. Raises OSError."""
        try:
            kind, data = read_loose(path)
        except (*GONE, *MISSING_OR_BAD):
            return False
        return self.store.format.digest(kind, data) == oid

    def flush(self) -> None:
        """Flush the names of what was made loose to the disk, each directory once. Raises OSError."""
        if self.shards and self.flushes:
            for shard in sorted(self.shards):
                try:
                    sync_directory(shard)
                except GONE:
                    continue  # all in it was taken away, and is looked for once more
            sync_directory(self.loose.directory)
        self.shards.clear()
