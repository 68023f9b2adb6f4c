"""Asking what is in the file system, without taking "cannot be told" for "is not there".

Only "no such file" and "not a directory on the way" mean that something is not there. Any other error (no permission,
too many links or open files, a disk that fails) is raised: os.path.exists and its kin answer no to all of them, and
what they deny may then be removed, or counted as nothing.
"""

from __future__ import annotations

import errno
import os
import stat
import time

from pygitobj.errors import RepositoryError
from pygitobj.oid import ObjectId, shown
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from _typeshed import StrOrBytesPath

# What a file system says that has nothing to flush: it is read-only, or does not know how.
NOTHING_TO_FLUSH = (errno.EROFS, errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
# How long after a directory changed somebody may be about to make a file in it, in nanoseconds.
FRESH = 2 * 10**9


class Seen(Record):
    """Which file had a name when it was looked at, and when it had changed last, in nanoseconds since 1970."""

    device: int
    inode: int
    time: int

    def is_file_of(self, other: Seen | None) -> bool:
        """Whether it is the same file, whatever its time."""
        return other is not None and self[:2] == other[:2]


# What "not there" is, and nothing else.
GONE = (FileNotFoundError, NotADirectoryError)


def is_gone(error: OSError) -> bool:
    """Whether `error` says that there is no such file, which another process may have seen to."""
    return isinstance(error, GONE)


def unreadable(what: str, error: OSError) -> RepositoryError:
    """The error that says of a file or directory that it cannot be told what is there: `what` and the system's words.

    `error` is its cause, without where it came from, so that it holds on to nothing.
    """
    problem = RepositoryError(f"{what}: {error.strerror or error}")
    problem.__cause__ = error.with_traceback(None)
    return problem


def decoded(path: StrOrBytesPath) -> str:
    """`path` as a str. Raises TypeError for what is no path, RepositoryError where the system has no bytes for it."""
    if not isinstance(path, str | bytes | os.PathLike):
        raise TypeError(f"a path is expected, as str, bytes or PathLike, not {shown(path)}")
    text = os.fsdecode(path)
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        raise RepositoryError(f"not a path: {shown(text)}") from None
    return text


def path_given(path: StrOrBytesPath) -> str:
    """The `path` of a caller, as an absolute str, with links and ".." as they stand.

    Raises TypeError for what is no path, RepositoryError for what none can be, and without a current directory.
    """
    if isinstance(path, ObjectId):
        raise TypeError(f"a path is expected, not {shown(path)}")  # its bytes could be those of one
    text = decoded(path)
    if not text or "\0" in text:
        raise RepositoryError(f"not a path: {shown(text)}")
    if text.startswith("/"):
        return text.rstrip("/") or "/"
    try:
        here = os.getcwd()
    except OSError as error:
        raise unreadable("unable to read current working directory", error) from error
    return os.path.join(here, text).rstrip("/") if ".." in text else os.path.abspath(text)


def status(path: str, *, follow: bool = True) -> os.stat_result | None:
    """What is at `path`, at the link itself without `follow`; None where nothing is there. Raises OSError."""
    try:
        return os.stat(path, follow_symlinks=follow)
    except GONE:
        return None


def seen(path: str) -> Seen | None:
    """The file that has the name `path` now; None where there is none. Raises OSError."""
    found = status(path)
    return None if found is None else Seen(found.st_dev, found.st_ino, found.st_mtime_ns)


def is_there(path: str) -> bool:
    """Whether anything has the name `path`; a link counts by itself, wherever it leads. Raises OSError."""
    return status(path, follow=False) is not None


def is_file(path: str) -> bool:
    """Whether a regular file is at `path`, or where a link there leads. Raises OSError."""
    found = status(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def is_directory(path: str) -> bool:
    """Whether a directory is at `path`, or where a link there leads. Raises OSError."""
    found = status(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def is_own_directory(path: str) -> bool:
    """Whether a directory is at `path`; a link to one is none. Raises OSError."""
    found = status(path, follow=False)
    return found is not None and stat.S_ISDIR(found.st_mode)


def is_link(path: str) -> bool:
    """Whether a symbolic link is at `path`. Raises OSError."""
    found = status(path, follow=False)
    return found is not None and stat.S_ISLNK(found.st_mode)


def real_path(path: str) -> str:
    """`path` made absolute, with all links followed as far as something is there. Raises OSError."""
    try:
        return os.path.realpath(path, strict=True)
    except GONE:
        return os.path.realpath(path)


def names_in(path: str) -> list[str]:
    """The sorted names in the directory `path`, none where it is not there. Raises OSError."""
    try:
        return sorted(os.listdir(path))
    except GONE:
        return []


def entries_in(path: str) -> list[tuple[str, bool]]:
    """The sorted names in the directory `path`, and whether each is a directory; a link is none. Raises OSError."""
    with os.scandir(path) as entries:
        return sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)


def listed(path: str) -> list[str]:
    """As `names_in`, but raises RepositoryError for what the system says."""
    try:
        return names_in(path)
    except OSError as error:
        raise unreadable(f"unable to open {path}", error) from error


def unlink(path: str) -> bool:
    """Take the file `path` away; whether it was there. Raises OSError."""
    try:
        os.unlink(path)
    except GONE:
        return False
    return True


def remove_if_empty(path: str) -> bool:
    """Take the directory `path` away if nothing is in it; whether that was done.

    A directory that stays, for whatever reason, keeps nothing from being found.
    """
    try:
        os.rmdir(path)
    except OSError:
        return False
    return True


def remove_unused(path: str, names: frozenset[str], taken: Container[str]) -> None:
    """Take away the directories `names` in the directory `path` in which nothing is.

    Unless something was `taken` out of it just now by who asks, one in which anything changed a moment ago stays: a
    writer that has made it is about to make a file there, and git's gives up where it is gone again. What stays, for
    whatever reason, keeps nothing from being found.
    """
    latest = time.time_ns() - FRESH
    try:
        with os.scandir(path) as entries:
            found = [entry for entry in entries if entry.name in names]
            paths = [
                entry.path
                for entry in found
                if entry.name in taken or entry.stat(follow_symlinks=False).st_mtime_ns <= latest
            ]
    except OSError:
        return
    for each in paths:
        remove_if_empty(each)


def sync_directory(path: str) -> None:
    """Flush the names in the directory `path` to the disk: none that is there now is lost in a power cut.

    A file that was flushed can still lose its name, on file systems that write names in another order than they were
    made. Raises OSError.
    """
    flush(path, os.O_DIRECTORY)


def sync_file(path: str) -> None:
    """Flush the content of the file `path` to the disk. Raises OSError."""
    flush(path, 0)


def flush(path: str, flags: int) -> None:
    """Flush what is at `path` to the disk, if its file system has anything to flush."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in NOTHING_TO_FLUSH:
            raise
    finally:
        os.close(descriptor)


def remove_empty_below(path: str) -> bool:
    """Take the directory `path` away if nothing but empty directories is in it; whether it is gone. Follows no link.

    What cannot be read or removed stays.
    """
    try:
        below = entries_in(path)
    except OSError as error:
        return is_gone(error)
    for name, is_below in below:
        if is_below:
            remove_empty_below(f"{path}/{name}")
    return remove_if_empty(path)


def remove_tree(path: str) -> bool:
    """Take the directory `path` away with all that is in it, as far as that can be done; whether it is gone.

    Follows no link. For what is only this process's own.
    """
    try:
        for name, is_below in entries_in(path):
            if is_below:
                remove_tree(f"{path}/{name}")
            else:
                os.unlink(f"{path}/{name}")
    except OSError as error:
        return is_gone(error)
    return remove_if_empty(path)
