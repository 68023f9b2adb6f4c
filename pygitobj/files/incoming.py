"""A pack that has no index yet: a file, or a stream that becomes one as it is read.

Both are bytes that can be looked at from any place: `data`, of which those before `end` are there. A stream's `more`
reads on; it never reads on by itself, since whoever sends may wait for an answer after the last byte of the pack.
"""

from __future__ import annotations

import os
import stat

from pygitobj.errors import CorruptPack, GitObjectError
from pygitobj.files.atomic import TempFile
from pygitobj.files.mapped import failure_of, has_failed, map_descriptor, map_file
from pygitobj.files.pieces import some_of
from pygitobj.files.unmapped import origin_of
from pygitobj.formats.human_size import human_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.kernels.buffers import ByteSource


# A read from a pipe gives what is there, at most so much.
READ_SIZE = 1 << 20
# Written in pieces of this size: a system may keep a file in pages as large as what was written, and map them whole.
WRITE_SIZE = 1 << 16


def too_large(most: int, *, tells_limit: bool = True) -> GitObjectError:
    """The error for a pack of more than `most` bytes."""
    limit = f" ({human_size(most)})" if tells_limit else ""
    return GitObjectError(f"pack exceeds maximum allowed size{limit}")


class PackInFile:
    """The pack in the file `path`, of at most `most` bytes (0: of any size). Raises OSError."""

    def __init__(self, path: str, most: int = 0) -> None:
        self.path = path
        self.most = most
        self.data: ByteSource = map_file(path, CorruptPack)
        self.end = len(self.data)

    def more(self) -> bool:
        """False: all is there."""
        return False

    def require_within(self, end: int) -> None:
        """Raises GitObjectError where a pack that goes on up to `end` is too large."""
        if self.most and end > self.most:
            raise too_large(self.most)

    def require_readable(self) -> None:
        """Raises CorruptPack where the file was cut short meanwhile, or a part of it could not be read."""
        if has_failed(self.data):
            raise failure_of(self.data)


class PackInStream:
    """The pack that `source` gives, a descriptor or a file, kept in `temp` as it comes.

    It may have at most `most` bytes (0: any number).

    `start` was read of it before. `path` is what messages call it, and with `tells_limit` they say how large a pack
    may be.
    """

    def __init__(
        self, source: int | BinaryIO, temp: TempFile, most: int, start: bytes = b"", *, tells_limit: bool = True
    ) -> None:
        self.source = source
        self.temp = temp
        self.most = most
        self.tells_limit = tells_limit
        self.path = "the pack on standard input" if isinstance(source, int) else "the pack that comes in"
        self.data: ByteSource = b""
        self.end = 0
        if start:
            temp.write(start)
            self.look_again(len(start))

    def more(self) -> bool:
        """Whether the stream had more, which is there now. Raises GitObjectError where it is too much, OSError."""
        part = self.read(READ_SIZE)
        if not part:
            return False
        # Whoever asks for more needs it: what was read ahead may belong to what comes after the pack.
        self.require_within(self.end + 1)
        for at in range(0, len(part), WRITE_SIZE):
            self.temp.write(part[at : at + WRITE_SIZE])
        self.look_again(self.end + len(part))
        return True

    def require_within(self, end: int) -> None:
        """Raises GitObjectError where a pack that goes on up to `end` is too large."""
        if self.most and end > self.most:
            raise too_large(self.most, tells_limit=self.tells_limit)

    def look_again(self, size: int) -> None:
        """The kept file has `size` bytes now. Raises OSError."""
        self.require_readable()
        self.end = size
        found = os.fstat(self.temp.descriptor)
        origin = origin_of(self.temp.path, found, CorruptPack)._replace(size=size)
        try:
            self.data = map_descriptor(self.temp.descriptor, origin)
        except (OSError, ValueError):
            self.data = origin.read_from(self.temp.descriptor, 0, size)

    def require_readable(self) -> None:
        """Raises CorruptPack where a part of the kept file could not be read. Nobody else cuts it short."""
        if getattr(self.data, "faults", 0):
            raise failure_of(self.data)

    def take_rest(self, size: int) -> bytes:
        """Let go of what was read after the first `size` bytes, which are the pack, and give it. Raises OSError."""
        rest = bytes(self.data[size : self.end])
        if rest:
            os.ftruncate(self.temp.descriptor, size)
            os.lseek(self.temp.descriptor, size, os.SEEK_SET)
            self.look_again(size)
        return rest

    def is_file_with_more(self, rest: bytes) -> bool:
        """Whether the stream is a file that goes on after the pack, of which `rest` was read."""
        if isinstance(self.source, int):
            is_file = stat.S_ISREG(os.fstat(self.source).st_mode)
        else:
            seekable = getattr(self.source, "seekable", None)
            is_file = seekable is not None and seekable()
        return is_file and bool(rest or self.read(1))

    def read(self, most: int) -> bytes:
        """What the stream has by now, about `most` bytes of it; none at its end. Raises GitObjectError, OSError."""
        return os.read(self.source, most) if isinstance(self.source, int) else some_of(self.source, most)
