"""Writing packed-refs: under its lock, as a file beside it that takes its place.

The file may be a link: what it leads to is locked and written then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from pygitobj.errors import RefError, RefLockedError
from pygitobj.files.directory import real_path, sync_directory, unlink
from pygitobj.files.lock import LockFile, lock_trouble
from pygitobj.files.looked import Unkept
from pygitobj.formats.packed_refs import HEADER_LINE, PackedRef, record_of
from pygitobj.refs.updates import RefPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.files_store import FilesStore

NEW = ".new"
# For what nobody keeps the answer of.
NOT_KEPT = Unkept()


class PackedLock:
    """packed-refs, locked; nobody else packs, or deletes a packed reference, until `release`."""

    def __init__(self, backend: FilesStore, policy: RefPolicy) -> None:
        self.backend = backend
        self.policy = policy
        try:
            self.path = real_path(backend.packed_path)
            self.lock = LockFile(self.path, policy.packed_timeout, policy.files)
        except OSError as error:
            kind = RefLockedError if isinstance(error, FileExistsError) else RefError
            raise kind(lock_trouble(backend.packed_path, error)) from error
        self.syncs = policy.files.sync_many
        self.new: LockFile | None = None
        # What it holds now, and not what was read before the lock.
        backend.last_packed = None

    def prepare(self, values: Mapping[bytes, PackedRef | None]) -> None:
        """Write it anew, with `values` put in or, where they are None, left out. Raises RefError, CorruptError."""
        path = self.path + NEW
        try:
            unlink(path)  # of one that died with the lock
            self.new = LockFile(self.path, 0, self.policy.files, suffix=NEW)
            self.new.put(HEADER_LINE, *self.records(values), sync=self.syncs)
        except OSError as error:
            raise RefError(f"error writing to {path}: {error.strerror}") from error

    def records(self, values: Mapping[bytes, PackedRef | None]) -> list[bytes | memoryview]:
        """All records with `values`, in pieces. Raises CorruptError for one that is malformed and so not written."""
        in_order = sorted(values.items(), key=itemgetter(0))
        changed = [(name, b"" if ref is None else record_of(ref)) for name, ref in in_order]
        found = self.backend.packed(NOT_KEPT, whole=True).with_records(changed)
        return [b"".join(map(record_of, merged(self.backend.packed_list(b""), values)))] if found is None else found

    def commit(self) -> None:
        """Let what was prepared take its place, for good: loose files may be removed then. Raises OSError."""
        if self.new is not None:
            self.new.commit()
            self.new = None
            self.backend.last_packed = None
            if self.syncs:
                sync_directory(os.path.dirname(self.path))

    def release(self) -> None:
        """Give the lock back; what was prepared and not committed goes. Raises nothing."""
        if self.new is not None:
            self.new.release()
        self.lock.release()


def merged(packed: Iterable[PackedRef], values: Mapping[bytes, PackedRef | None]) -> Iterator[PackedRef]:
    """`packed`, which is in order, with `values` over it."""
    waiting = sorted(values.items(), reverse=True)
    for ref in packed:
        while waiting and waiting[-1][0] < ref.name:
            value = waiting.pop()[1]
            if value is not None:
                yield value
        if waiting and waiting[-1][0] == ref.name:
            value = waiting.pop()[1]
            if value is not None:
                yield value
        elif ref.name not in values:
            yield ref
    for _, value in reversed(waiting):
        if value is not None:
            yield value
