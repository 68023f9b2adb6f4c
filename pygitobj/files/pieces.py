"""What a caller's file gives, piece by piece, for objects that are larger than memory."""

from __future__ import annotations

from collections.abc import Iterator
from errno import EAGAIN
from io import RawIOBase

from pygitobj.buffers import bytes_of
from pygitobj.errors import GitObjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

PIECE = 1 << 20


def pieces_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The `size` bytes that `file` gives. Raises GitObjectError where it gives fewer or more, or cannot be read."""
    left = size
    while left:
        piece = next_piece(file, min(left, PIECE), size)
        if not piece:
            raise other_size(size, f"{size - left}")
        left -= len(piece)
        if left < 0:
            raise other_size(size, "more")
        yield piece
    if next_piece(file, 1, size):
        raise other_size(size, "more")


def next_piece(file: BinaryIO, most: int, size: int) -> bytes:
    """About `most` bytes more of `file`, none at its end. They are a copy where whoever gave them could change them."""
    try:
        piece = file.read(most)
    except OSError as error:
        raise GitObjectError(f"a stream of {size} bytes that cannot be read: {error.strerror or error}") from error
    if piece is None:
        raise GitObjectError(f"a stream of {size} bytes that does not wait for them: it has nothing to read now")
    return bytes_of(piece)


def some_of(file: BinaryIO, most: int) -> bytes:
    """What `file` has by now, about `most` bytes of it and at least one; none at its end.

    Raises GitObjectError where it cannot be read.
    """
    read = getattr(file, "read1", file.read)
    try:
        piece = read(most)
    except OSError as error:
        raise GitObjectError(f"a stream that cannot be read: {error.strerror or error}") from error
    if piece is None:
        raise GitObjectError("a stream that does not wait for its bytes: it has nothing to read now")
    return bytes_of(piece)


class Sink:
    """Writes to `file`, which may take only a part of what it is given at a time. Methods raise OSError."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def write(self, data: bytes | bytearray) -> int:
        """Write all of `data`."""
        left = bytes(data)
        while left:
            taken: int | None = self.file.write(left)
            if taken is None and not isinstance(self.file, RawIOBase):
                break  # it does not count, and has taken all
            if not taken:
                raise BlockingIOError(EAGAIN, "a file that does not wait for its bytes took none")
            left = left[taken:]
        return len(data)

    def flush(self) -> None:
        """Hand on what waits."""
        flush = getattr(self.file, "flush", None)
        if flush is not None:
            flush()


def other_size(size: int, found: str) -> GitObjectError:
    """That a stream has not the `size` bytes that it was said to have."""
    return GitObjectError(f"a stream of another size: expected {size} bytes, found {found}")
