"""Files that are there whole or not at all: written under a temporary name, flushed to the disk, then given their name.

    temp file       tmp_<what>_xxxxxxxx in the directory where the file will be, mode 0444 less the umask
    flush           as core.fsync and core.fsyncMethod say
    mode            widened as core.sharedRepository says
    name            a hard link and the temp name taken away, or a rename where links cannot be made

Killed at any instant, this leaves a temp file at most, which `git prune` and `git gc` take away.
"""

from __future__ import annotations

import os
from typing import NamedTuple, Self

# git calls its temporary files so too, and takes old ones away.
RANDOM_BYTES = 4
READ_ONLY = 0o444
SET_GROUP = 0o2000


class WritePolicy(NamedTuple):
    """How files are written: what the configuration says of durability, permissions and compression.

    `sync_loose`, `sync_pack` and `sync_metadata` say whether loose objects, packs and their indexes are flushed to the
    disk before they get their names; `shared` has the permission bits that core.sharedRepository adds, or with `exact`
    sets. `rename` is core.createObject=rename. `level` and `pack_level` are zlib's compression levels for loose
    objects and for packs, which get a reverse index with `reverse_index`.
    """

    sync_loose: bool = False
    sync_pack: bool = True
    sync_metadata: bool = True
    shared: int = 0
    exact: bool = False
    rename: bool = False
    level: int = 1
    pack_level: int = -1
    reverse_index: bool = True


class TempFile:
    """A file on its way: written through `descriptor`, then published under its name or dropped. Raises OSError."""

    def __init__(self, directory: str, what: str) -> None:
        self.descriptor = -1
        while self.descriptor < 0:
            name = f"tmp_{what}_{os.urandom(RANDOM_BYTES).hex()}"
            self.path = f"{directory}/{name}"
            try:
                self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, READ_ONLY)
            except FileExistsError:
                continue

    def write(self, data: bytes | memoryview) -> None:
        """Write all of `data`. Raises OSError."""
        view = memoryview(data)
        while len(view):
            view = view[os.write(self.descriptor, view) :]

    def finish(self, policy: WritePolicy, *, sync: bool) -> None:
        """Flush it to the disk if asked, share it, and close it. Raises OSError."""
        if sync:
            os.fsync(self.descriptor)
        if policy.shared:
            os.fchmod(self.descriptor, widened(os.fstat(self.descriptor).st_mode & 0o7777, policy))
        self.close()

    def close(self) -> None:
        """Close the descriptor. Raises OSError."""
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def replace(self, path: str) -> None:
        """Give the finished file its name `path`, whatever has it. Raises OSError."""
        os.replace(self.path, path)

    def publish(self, path: str, *, rename: bool = False) -> None:
        """Give the finished file its name `path`; where that is taken, the file that has it stays. Raises OSError."""
        if not rename:
            try:
                os.link(self.path, path)
            except FileExistsError:
                self.drop()
                return
            except OSError:
                pass  # a file system without hard links
            else:
                self.drop()
                return
        if os.path.exists(path):
            self.drop()
            return
        os.rename(self.path, path)

    def drop(self) -> None:
        """Close the file and take the temporary name away."""
        try:
            self.close()
        finally:
            try:
                os.unlink(self.path)
            except FileNotFoundError:
                pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Drop the file unless it was published."""
        if exception[0] is not None:
            self.drop()


def widened(mode: int, policy: WritePolicy) -> int:
    """`mode` with the bits that core.sharedRepository adds to a file."""
    if not policy.shared:
        return mode
    shared = policy.shared
    if not mode & 0o200:
        shared &= ~0o222
    if mode & 0o100:
        shared |= (shared & 0o444) >> 2
    return (mode & ~0o777) | shared if policy.exact else mode | shared


def make_directory(path: str, policy: WritePolicy) -> None:
    """Make the directory `path` unless it is there, shared as core.sharedRepository says. Raises OSError."""
    try:
        os.mkdir(path, 0o777)
    except FileExistsError:
        return
    if policy.shared:
        mode = widened(os.stat(path).st_mode & 0o7777, policy)
        os.chmod(path, mode | (mode & 0o444) >> 2 | SET_GROUP)


def write_new(path: str, content: bytes, policy: WritePolicy, *, sync: bool) -> None:
    """Make the file `path` with `content`, to be read and written by whom umask and `policy` say.

    Raises FileExistsError where it is there; any OSError leaves nothing behind.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            if policy.shared:
                os.fchmod(descriptor, widened(os.fstat(descriptor).st_mode & 0o7777, policy))
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        os.unlink(path)
        raise


def freshen(path: str) -> bool:
    """Whether the file `path` is there and could be given the present time, so that it is not pruned soon.

    No, for whatever reason, only means that the object is written once more.
    """
    # Most are not there when objects are added, and an answer costs less than an exception.
    if not os.access(path, os.F_OK):
        return False
    try:
        os.utime(path)
    except OSError:
        return False
    return True
