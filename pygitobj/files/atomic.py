"""Files that are there whole or not at all: written under a temporary name, flushed to the disk, then given their name.

    temp file       tmp_<what>_xxxxxxxx in the directory where the file will be, mode 0444 less the umask
    flush           as core.fsync and core.fsyncMethod say
    mode            widened as core.sharedRepository says
    name            a rename, over whatever has it: what was there already and is good is not written again at all

Killed at any instant, this leaves a temp file at most, which `git prune` and `git gc` take away.
"""

from __future__ import annotations

import os
from errno import EEXIST, EMLINK, ENOSYS, ENOTSUP, EOPNOTSUPP, EPERM
from functools import partial
from io import FileIO
from weakref import finalize

from pygitobj.files.directory import is_there
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

# git calls its temporary files so too, and takes old ones away.
RANDOM_BYTES = 4
READ_ONLY = 0o444
SET_GROUP = 0o2000
GROUP_ACCESS = 0o060
ALL_BITS = 0o7777
# What a file system without hard links answers.
NO_LINKS = frozenset({EPERM, ENOSYS, ENOTSUP, EOPNOTSUPP, EMLINK})


class WritePolicy(Record):
    """How files are written: what the configuration says of durability, permissions and compression.

    `sync_loose`, `sync_pack`, `sync_metadata` and `sync_references` say whether loose objects, packs, their indexes and
    references are flushed to the disk before they get their names, and `sync_before_removal` whether what takes the
    place of others is, with its names, before these are removed; `shared` has the permission bits that
    core.sharedRepository adds, or with `exact` sets. `level` and `pack_level` are zlib's compression levels for loose
    objects and for packs, which get a reverse index with `reverse_index`.
    """

    sync_loose: bool = False
    sync_pack: bool = True
    sync_metadata: bool = True
    sync_before_removal: bool = True
    sync_references: bool = True
    shared: int = 0
    exact: bool = False
    level: int = 1
    pack_level: int = -1
    reverse_index: bool = True

    @property
    def sync_many(self) -> bool:
        """Whether a file is flushed that has many references, or a log: it takes the place of all that do not change.

        So it is whatever core.fsync says of what changes.
        """
        return self.sync_references or self.sync_before_removal


class NewFile:
    """A file on its way, at `path`, which nothing may have yet: written through `descriptor`, then kept or dropped.

    It belongs to this object from before it is there until it has its last name. Whatever comes between, an interrupt
    too, takes it away, at the latest when the object goes; but not in a process that was forked meanwhile. Methods
    raise OSError, FileExistsError where something has the name.
    """

    file: FileIO | None = None

    def __init__(self, path: str, mode: int = 0o666) -> None:
        self.maker = os.getpid()
        self.owned = [path]
        # Let go of where the file comes to its end as it should: __del__ would swallow an interrupt there.
        self.last_resort = finalize(self, take_away, self.owned, self.maker)
        try:
            # One call, with no line of Python between open(2) and the object that closes what it opened.
            self.file = FileIO(path, "xb+", opener=partial(os.open, mode=mode))
        except FileExistsError:
            self.owned[0] = ""  # it is another's; nothing is called before this, so no interrupt comes before it
            self.last_resort.detach()
            raise
        except BaseException:
            self.drop()
            raise

    @property
    def path(self) -> str:
        """Where it is; nothing once it has its last name."""
        return self.owned[0]

    @property
    def descriptor(self) -> int:
        """The open file, -1 once it is closed."""
        return -1 if self.file is None or self.file.closed else self.file.fileno()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write all of `data`."""
        size = len(data)
        descriptor = self.descriptor
        at = os.write(descriptor, data) if size else 0
        while at < size:
            at += os.write(descriptor, memoryview(data)[at:])

    def finish(self, policy: WritePolicy, *, sync: bool) -> None:
        """Flush it to the disk if asked, share it, and close it."""
        if sync:
            os.fsync(self.descriptor)
        if policy.shared:
            before = os.fstat(self.descriptor).st_mode & ALL_BITS
            after = widened(before, policy)
            if after != before:
                os.fchmod(self.descriptor, after)
        self.close()

    def close(self) -> None:
        """Close it."""
        if self.file is not None:
            self.file.close()

    def keep(self) -> None:
        """Leave the finished file where it is."""
        if self.owned[0]:
            self.owned[0] = ""
            self.last_resort.detach()

    def replace(self, path: str) -> None:
        """Give the finished file its name `path`, whatever has it."""
        os.replace(self.path, path)
        self.keep()

    def link(self, path: str) -> None:
        """Give the finished file its name `path`, which nothing may have yet."""
        try:
            os.link(self.path, path)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            if is_there(path):
                raise FileExistsError(EEXIST, os.strerror(EEXIST), path) from None
            self.replace(path)
        else:
            self.drop()

    def drop(self) -> None:
        """Close the file and take it away, unless it has its last name, or was made before a fork. Raises nothing."""
        try:
            self.close()
        except OSError:
            pass  # what it holds is not wanted
        take_away(self.owned, self.maker)
        self.keep()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Drop it unless it has its last name."""
        if self.owned[0]:
            self.drop()
        else:
            self.close()


def take_away(owned: list[str], maker: int) -> None:
    """Remove the file of the name in `owned`, if there is one and this is the process `maker`."""
    if owned[0] and maker == os.getpid():
        try:
            os.unlink(owned[0])
        except OSError:
            pass  # gone already, or left for prune


class TempFile(NewFile):
    """A new file in `directory` with a temporary name: `tmp_<what>_` or `prefix`, and random digits."""

    def __init__(self, directory: str, what: str, *, prefix: str = "", mode: int = READ_ONLY) -> None:
        start = f"{directory}/{prefix or f'tmp_{what}_'}"
        while True:
            try:
                super().__init__(start + os.urandom(RANDOM_BYTES).hex(), mode)
            except FileExistsError:
                continue
            return


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


def widened_directory(mode: int, policy: WritePolicy) -> int:
    """`mode` with the bits that core.sharedRepository adds to a directory.

    What is made in it later belongs to its group too, where the group has any access at all.
    """
    if not policy.shared:
        return mode
    mode = widened(mode, policy)
    mode |= (mode & 0o444) >> 2
    return mode | SET_GROUP if mode & GROUP_ACCESS else mode


def make_directory(path: str, policy: WritePolicy) -> None:
    """Make the directory `path` unless it is there, shared as core.sharedRepository says. Raises OSError."""
    try:
        os.mkdir(path, 0o777)
    except FileExistsError:
        return
    if policy.shared:
        before = os.stat(path).st_mode & ALL_BITS
        after = widened_directory(before, policy)
        if after != before:
            os.chmod(path, after)


def freshen(path: str) -> bool:
    """Whether the file `path` could be given the present time, so that it is not pruned soon.

    No, for whatever reason, only means that the object is written once more.
    """
    try:
        os.utime(path)
    except OSError:
        return False  # gone, or not ours: whoever asks writes a file of its own
    return True
