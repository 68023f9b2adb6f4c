"""What a transaction holds of references in files: a lock for each name, packed-refs' where something is deleted.

prepare     new values go into the lock files; packed-refs is locked, and written anew beside it, where a reference
            that is deleted is packed
commit      lines are appended to the logs; lock files are renamed into place, and their names flushed if something is
            deleted, which may be what they replace; logs of what is deleted go; packed-refs is replaced; loose files of
            what is deleted go last, so that no packed value shows again
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.errors import RefError, RefLockedError
from pygitobj.files.directory import is_own_directory, remove_empty_below, sync_directory, unlink
from pygitobj.files.lock import LockFile, lock_trouble
from pygitobj.oid import ObjectId
from pygitobj.refs.files_log import LogWriter
from pygitobj.refs.files_packed import PackedLock
from pygitobj.refs.files_places import MAX_TRIES, Places, directories_above, has_link, tidy
from pygitobj.refs.names import RefName
from pygitobj.refs.steps import EXISTS
from pygitobj.refs.updates import BlockedError, Change, RefPolicy
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.files_store import FilesStore

HEAD = "HEAD"


class FilesHeld:
    """The locks of one transaction over the references of `backend`. It is a Held."""

    def __init__(self, backend: FilesStore, policy: RefPolicy) -> None:
        self.backend = backend
        self.policy = policy
        self.places = Places(policy.files)
        self.logs = LogWriter(self.places, policy.files)
        self.locks: dict[RefName, LockFile] = {}
        self.packed: PackedLock | None = None
        self.changes: Sequence[Change] = ()

    @property
    def refs(self) -> FilesStore:
        """What reads references."""
        return self.backend

    # Locks

    def lock(self, name: RefName) -> None:
        """Lock the reference `name`. Raises RefLockedError, BlockedError, RefError."""
        if name in self.locks:
            return
        git_dir, own = self.backend.place(name)
        path = f"{git_dir}/{own}"
        try:
            self.locks[name] = self.locked(git_dir, own)
            if is_own_directory(path) and self.backend.read(name) is None and not remove_empty_below(path):
                raise BlockedError(f"there is a non-empty directory '{path}' blocking reference '{name}'", name)
        except FileExistsError as error:
            raise RefLockedError(lock_trouble(path, error), name, EXISTS) from error
        except OSError as error:
            raise RefError(lock_trouble(path, error), name) from error

    def locked(self, git_dir: str, own: str) -> LockFile:
        """The lock of the file `own` of `git_dir`, with directories for it."""
        path = f"{git_dir}/{own}"
        for left in reversed(range(MAX_TRIES)):
            self.places.make_directories(git_dir, own)
            try:
                return LockFile(path, self.policy.lock_timeout, self.policy.files)
            except FileNotFoundError:
                self.places.forget()
                if not left:
                    raise
        raise AssertionError("the last try either returns or raises")

    # Prepare

    def prepare(self, changes: Sequence[Change]) -> None:
        """Write new values into the lock files; lock packed-refs for what is deleted. Raises RefError."""
        self.changes = changes
        for name, new, _, _ in changes:
            if isinstance(new, ObjectId | Symbolic):
                data = str(new) if isinstance(new, ObjectId) else f"ref: {new.target}"
                # Without HEAD there is no repository, whoever does without the value of a reference.
                files = self.policy.files
                syncs = files.sync_many if name == HEAD or self.policy.flushes else files.sync_references
                try:
                    self.locks[name].put(os.fsencode(data) + b"\n", sync=syncs)
                except OSError as error:
                    lock = self.locks[name].path
                    raise RefError(f"cannot update ref '{name}': couldn't write '{lock}'", name) from error
        deleted = [os.fsencode(change.name) for change in changes if change.new is None]
        if deleted:
            self.packed = PackedLock(self.backend, self.policy)
            packed = [name for name in deleted if self.is_packed(name)]
            if packed:
                self.packed.prepare(dict.fromkeys(packed))

    def is_packed(self, name: bytes) -> bool:
        """Whether the reference `name` is in packed-refs."""
        from pygitobj.files.looked import Unkept

        return self.backend.packed(Unkept()).search(name)[1]

    # Commit

    def commit(self) -> None:
        """Make the changes. Raises RefError; before the first reference was changed nothing is then."""
        self.write_logs()
        for name, new, _, _ in self.changes:
            if isinstance(new, ObjectId | Symbolic):
                self.put_in_place(name)
        deleted = [change.name for change in self.changes if change.new is None]
        if deleted or self.policy.flushes:
            self.flush_names()
        for name in deleted:
            self.delete_log(name)
        if self.packed is not None:
            try:
                self.packed.commit()
            except OSError as error:
                raise RefError(f"unable to write packed-refs: {error.strerror}") from error
        for name in deleted:
            self.delete_loose(name)
        self.release()
        for name in deleted:
            tidy(*self.backend.place(name))

    def write_logs(self) -> None:
        """Append a line to each log that gets one, or to none. Raises RefError."""
        try:
            for name, _, _, log in self.changes:
                if log is not None:
                    try:
                        self.logs.append(*self.backend.place(name), log, create=log.create)
                    except RefError as error:
                        raise RefError(f"cannot update the ref '{name}': {error}", name) from error
        except BaseException:
            self.logs.take_back()
            raise

    def put_in_place(self, name: RefName) -> None:
        """Give the new value of `name` its place."""
        lock = self.locks[name]
        try:
            if is_own_directory(lock.target):
                remove_empty_below(lock.target)
            lock.commit()
        except OSError as error:
            raise RefError(f"couldn't set '{name}'", name) from error

    def flush_names(self) -> None:
        """Flush the names of the references that got new values: what is deleted may be what they were made of."""
        if not self.policy.files.sync_many:
            return
        placed = [change.name for change in self.changes if isinstance(change.new, ObjectId | Symbolic)]
        directories = {above for name in placed for above in directories_above(*self.backend.place(name))}
        try:
            for directory in sorted(directories):
                sync_directory(directory)
        except OSError as error:
            raise RefError(f"unable to flush '{error.filename or placed[0]}': {error.strerror}") from error

    def delete_log(self, name: RefName) -> None:
        """Take away the log of `name`, and directories that only it was in."""
        git_dir, own = self.backend.place(name)
        path = f"logs/{own}"
        try:
            if not has_link(git_dir, path):
                unlink(f"{git_dir}/{path}")
                tidy(git_dir, path)
        except IsADirectoryError:
            pass  # logs of other references, whose names start with this one
        except OSError as error:
            raise RefError(f"unable to unlink '{git_dir}/{path}': {error.strerror}", name) from error

    def delete_loose(self, name: RefName) -> None:
        """Take away the file of the reference `name`, if it has one."""
        path = self.locks[name].target
        try:
            unlink(path)
        except IsADirectoryError:
            pass  # a packed one, where a directory stands
        except OSError as error:
            raise RefError(f"unable to unlink '{path}': {error.strerror}", name) from error

    # The end

    def release(self) -> None:
        """Give all locks back."""
        for lock in self.locks.values():
            lock.release()
        if self.packed is not None:
            self.packed.release()
            self.packed = None

    def abort(self) -> None:
        """Give all locks back, and take away the directories that were made for them."""
        self.release()
        for name in self.locks:
            tidy(*self.backend.place(name))
        self.locks.clear()
        self.changes = ()
