"""Writing, mostly to standard output, in large pieces, and never too late for a reader that waits."""

from __future__ import annotations

import os
import sys
from functools import partial

from pygitobj.errors import GitObjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

STDOUT = 1
FLUSH_SIZE = 1 << 18
COPY_SIZE = 1 << 20


class Output:
    """Bytes on their way to standard output, or to the file `descriptor`; `flush` sends what has come together.

    Who sets `send` has them sent in another way. Raises OSError.
    """

    def __init__(self, descriptor: int = STDOUT) -> None:
        self.send: Callable[[bytes | memoryview], None] = partial(write_all, descriptor=descriptor)
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, part: bytes) -> None:
        """Take in `part`, and send all once it is much."""
        self.parts.append(part)
        self.size += len(part)
        if self.size >= FLUSH_SIZE:
            self.flush()

    def write_through(self, data: memoryview) -> None:
        """Send `data`, after what there is: much of it without a copy."""
        if len(data) < FLUSH_SIZE:
            self.write(bytes(data))
            return
        self.flush()
        self.send(data)

    def copy(self, file: BinaryIO) -> None:
        """Send all that `file` has left, piece by piece."""
        while piece := file.read(COPY_SIZE):
            self.write(piece)

    def flush(self) -> None:
        """Send what there is."""
        if not self.parts:
            return
        parts = self.parts
        self.parts, self.size = [], 0
        self.send(b"".join(parts))


def opened(name: str) -> int:
    """The file `name`, made or emptied, to be written to. Raises GitObjectError."""
    try:
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise GitObjectError(f"could not open '{name}' for writing: {error.strerror}") from None


def write_all(data: bytes | memoryview, descriptor: int = STDOUT) -> None:
    """Write all of `data` to standard output, or to the file `descriptor`. Raises OSError."""
    try:
        written = os.write(descriptor, data)
        if written == len(data):
            return
        view = memoryview(data)
        while written < len(data):
            written += os.write(descriptor, view[written:])
    except OSError as error:
        if descriptor == STDOUT:
            raise failure_to_write(error) from error
        raise


def send_text(text: str) -> None:
    """Send `text`, after what was written to sys.stdout before. Raises OSError."""
    sys.stdout.write(text)
    sys.stdout.flush()


def failure_to_write(error: OSError) -> OSError:
    """What tells, in git's words, that standard output took nothing for `error`; a pipe that nobody reads stays one."""
    return OSError(error.errno, f"write failure on standard output: {error.strerror}")
