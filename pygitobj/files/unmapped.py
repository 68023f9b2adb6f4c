"""A file whose bytes are read when they are asked for, and where a mapped file comes from, which can be read so too.

Who reads is told what fails, as an error that names the file; who touches a mapped page that cannot be had is sent a
signal.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex, TypeGuard, overload

UNREADABLE = "a file that was cut short or cannot be read any more"
# Parts that are shorter come out of blocks of this size, of which so many are kept: ids are searched in steps.
BLOCK_BITS = 12
BLOCK = 1 << BLOCK_BITS
MOST_BLOCKS = (32 << 20) // BLOCK


class Origin(Record):
    """The file that `path` was when it had `size` bytes, and the error that says what is wrong with it."""

    path: str
    device: int
    inode: int
    size: int
    error: type[CorruptError]

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`. Raises the error where they cannot be had any more."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as problem:
            raise self.failure(start, problem.strerror) from None
        try:
            now = os.fstat(descriptor)
            if (now.st_dev, now.st_ino) != (self.device, self.inode):
                raise self.failure(start, "another file in its place")
            return self.read_from(descriptor, start, stop)
        finally:
            os.close(descriptor)

    def read_from(self, descriptor: int, start: int, stop: int) -> bytes:
        """As `read`, of the file that is open as `descriptor`."""
        parts: list[bytes] = []
        at = start
        while at < stop:
            try:
                part = os.pread(descriptor, stop - at, at)
            except OSError as problem:
                raise self.failure(at, problem.strerror) from None
            if not part:
                raise self.failure(at)
            parts.append(part)
            at += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def failure(self, offset: int | None = None, actual: str | None = None) -> CorruptError:
        """The error to raise; by default it says how large the file is now, if that is something else."""
        if actual is None:
            try:
                size = os.stat(self.path).st_size
            except OSError as problem:
                actual = problem.strerror
            else:
                actual = None if size == self.size else f"{size} bytes"
        return self.error(
            UNREADABLE,
            path=self.path,
            offset=offset,
            expected=f"{self.size} bytes",
            actual=actual,
        )


def is_unreadable(error: GitObjectError | OSError) -> TypeGuard[CorruptError]:
    """Whether `error` says that a part of a file could not be had; others may be sound."""
    return isinstance(error, CorruptError) and error.what == UNREADABLE


def origin_of(path: str, found: os.stat_result, error: type[CorruptError]) -> Origin:
    """Where the file `path`, which is as `found`, comes from."""
    return Origin(path, found.st_dev, found.st_ino, found.st_size, error)


class UnmappedFile:
    """The bytes of the open file `descriptor`, read when they are asked for; closed when the last reference goes.

    Slices raise the error of `origin` where the file was cut short or its disk fails.
    """

    __slots__ = ("blocks", "descriptor", "origin", "size")

    def __init__(self, descriptor: int, origin: Origin) -> None:
        self.descriptor = descriptor
        self.origin = origin
        self.size = origin.size
        self.blocks: dict[int, bytes] = {}

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        # Bound before: at the end of the interpreter modules may be gone.
        close(self.descriptor)

    def __len__(self) -> int:
        return self.size

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: SupportsIndex, /) -> int: ...

        @overload
        def __getitem__(self, key: slice, /) -> bytes: ...

    def __getitem__(self, key: SupportsIndex | slice, /) -> int | bytes:
        # Most are short slices with plain bounds that lie within a block, or in two.
        try:
            start = key.start  # type: ignore[union-attr]
            number = start >> BLOCK_BITS
            first = number << BLOCK_BITS
            stop = key.stop - first  # type: ignore[union-attr]
            start -= first
            if stop <= 2 * BLOCK and start <= stop and first >= 0:
                blocks = self.blocks
                block = blocks.get(number) or self.block(number)
                if stop <= BLOCK:
                    return block[start:stop]
                number += 1
                return block[start:] + (blocks.get(number) or self.block(number))[: stop - BLOCK]
        except (AttributeError, TypeError):
            pass
        return self.part(key)

    def block(self, number: int) -> bytes:
        """The block of this number, which is kept."""
        start = number << BLOCK_BITS
        stop = min(start + BLOCK, self.size)
        try:
            block = os.pread(self.descriptor, stop - start, start)
        except (OSError, ValueError):
            block = b""  # it is met again below, unless there was nothing to be read
        if len(block) != stop - start:
            block = self.origin.read_from(self.descriptor, start, max(start, stop))
        if len(self.blocks) >= MOST_BLOCKS:
            self.blocks = {}
        self.blocks[number] = block
        return block

    def part(self, key: SupportsIndex | slice) -> int | bytes:
        """What is at `key`, in the general case."""
        if not isinstance(key, slice):
            at = range(self.size)[key]
            return self.origin.read_from(self.descriptor, at, at + 1)[0]
        start, stop, step = key.indices(self.size)
        if step != 1:
            return self[:][key]
        return self.origin.read_from(self.descriptor, start, max(start, stop))

    def forget(self) -> None:
        """Let go of the blocks that are kept."""
        self.blocks = {}
