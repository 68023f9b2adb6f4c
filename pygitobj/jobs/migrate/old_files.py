"""References in files, before and after they are stored otherwise: what there is, that nothing changes it, and its end.

packed-refs and HEAD are locked from the first look on, so that nothing is packed or deleted and nobody commits to the
branch that is checked out; all else is looked at once more before it is no longer what counts. A file that was
written even after that stays, and is told of.
"""

from __future__ import annotations

import os

from pygitobj.errors import RefError, RefLockedError
from pygitobj.files.directory import GONE, entries_in, is_link, remove_if_empty, sync_directory, unreadable
from pygitobj.files.lock import LockFile, lock_trouble
from pygitobj.files.looked import Signature, signature
from pygitobj.files.small_file import content_of
from pygitobj.jobs.create.init import NO_BRANCH, NO_FILES, write_new
from pygitobj.refs.files_packed import PackedLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.migrate.contents import Contents
    from pygitobj.refs.files import FilesBackend
    from pygitobj.refs.updates import RefPolicy

HEAD, PACKED_REFS, REFS, LOGS = "HEAD", "packed-refs", "refs", "logs"


class OldFiles:
    """The files of the references of `backend`, locked. Raises RefError, RefLockedError, RepositoryError, OSError."""

    def __init__(self, backend: FilesBackend, policy: RefPolicy) -> None:
        self.backend = backend
        self.policy = policy
        self.git_dir = backend.git_dir
        for name in (REFS, LOGS, PACKED_REFS):
            if is_link(f"{self.git_dir}/{name}"):
                raise RefError(f"'{self.git_dir}/{name}' is a symbolic link: what it leads to may be of others too")
        self.packed = PackedLock(backend, policy)
        try:
            self.head = self.locked_head()
            self.before = self.files()
        except BaseException:
            self.packed.release()
            raise

    def locked_head(self) -> LockFile:
        """HEAD's lock."""
        path = f"{self.git_dir}/{HEAD}"
        try:
            return LockFile(path, self.policy.lock_timeout, self.policy.files)
        except FileExistsError as error:
            raise RefLockedError(lock_trouble(path, error), HEAD) from error

    def files(self) -> dict[str, Signature]:
        """All files in which references and logs are, or may be, as they are now, by their paths."""
        found: dict[str, Signature] = {}
        try:
            for top in (REFS, LOGS):
                add_below(found, self.git_dir, top)
            for name in (PACKED_REFS, *self.backend.root_names()):
                path = f"{self.git_dir}/{name}"
                try:
                    found[name] = signature(os.lstat(path))
                except GONE:
                    continue
        except OSError as error:
            raise unreadable(f"unable to read '{error.filename}'", error) from error
        return found

    def require_all(self, contents: Contents, *, reflogs: bool) -> None:
        """Raises RefError where a file is no part of `contents`: it would be lost."""
        known = {PACKED_REFS, *(ref.name for ref in contents.refs), *(f"{LOGS}/{log.name}" for log in contents.logs)}
        for path in self.before:
            if path not in known and (reflogs or not path.startswith(f"{LOGS}/")):
                raise RefError(f"'{self.git_dir}/{path}' is no reference, nor its log, and would be lost")
        for log in contents.logs:
            path = f"{self.git_dir}/{LOGS}/{log.name}"
            *lines, rest = content_of(path).split(b"\n")
            if rest or len(lines) != len(log.entries):
                raise RefError(f"'{path}' has lines that are no entries of a log, and would be lost")

    def require_unchanged(self) -> None:
        """Raises RefError where another has written meanwhile."""
        now = self.files()
        for path in sorted({*now, *self.before}):
            if now.get(path) != self.before.get(path):
                raise RefError(f"'{self.git_dir}/{path}' was changed meanwhile")

    def remove(self) -> list[str]:
        """Take the files away, and leave in their places what keeps others away who know of files alone.

        Gives what stays, as it could not be removed or was written meanwhile.
        """
        left = []
        for path, was in self.before.items():
            full = f"{self.git_dir}/{path}"
            try:
                if signature(os.lstat(full)) != was:
                    left.append(full)
                elif path == HEAD:
                    self.head.put(f"ref: {NO_BRANCH}\n".encode(), sync=True)
                    self.head.commit()
                else:
                    os.unlink(full)
            except GONE:
                continue
            except OSError:
                left.append(full)
        for top in (LOGS, REFS):
            remove_directories(f"{self.git_dir}/{top}", itself=top == LOGS)
        stub = f"{self.git_dir}/{REFS}/heads"
        try:
            write_new(stub, NO_FILES, self.policy.files)
            sync_directory(self.git_dir)
        except OSError:
            left.append(stub)
        return left

    def release(self) -> None:
        """Give the locks back. Raises nothing."""
        self.head.release()
        self.packed.release()


def add_below(found: dict[str, Signature], git_dir: str, top: str) -> None:
    """Add to `found` all that is below the directory `top` of `git_dir` and no directory. Follows no link."""
    try:
        below = entries_in(f"{git_dir}/{top}")
    except GONE:
        return
    for name, is_directory in below:
        path = f"{top}/{name}"
        if is_directory:
            add_below(found, git_dir, path)
        else:
            found[path] = signature(os.lstat(f"{git_dir}/{path}"))


def remove_directories(path: str, *, itself: bool) -> None:
    """Take away the directories below `path` that have no files in them, and `path` if it is so `itself`."""
    try:
        below = entries_in(path)
    except OSError:
        return  # what stays keeps nothing from being found
    for name, is_directory in below:
        if is_directory:
            remove_directories(f"{path}/{name}", itself=True)
    if itself:
        remove_if_empty(path)
