"""A zlib stream in a file, read piece by piece: for objects larger than memory."""

from __future__ import annotations

import io
import zlib

from pygitobj.buffers import view_of
from pygitobj.errors import CorruptError, CorruptObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

    from pygitobj.kernels.buffers import ByteSource
    from pygitobj.oid import ObjectId

INPUT_STEP = 1 << 16


class InflatingReader(io.RawIOBase):
    """The `size` bytes of the zlib stream at `start` of `data`, after the first `skip` bytes of it.

    `size` does not count the skipped bytes. A read raises `error`, naming `path`, where the stream is damaged, and at
    its end where it was longer or shorter than that; with `alone` also where something follows before `end`.
    """

    def __init__(
        self,
        data: ByteSource,
        start: int,
        end: int,
        size: int,
        *,
        skip: int = 0,
        path: str,
        offset: int | None = None,
        alone: bool = False,
        error: type[CorruptError],
    ) -> None:
        super().__init__()
        self.size = size
        self.data = data
        self.at = start
        self.end = end
        self.left = size
        self.path = path
        self.offset = offset
        self.alone = alone
        self.error = error
        self.stream = zlib.decompressobj()
        self.tail = b""
        while skip:
            skip -= len(self.inflate(skip))

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` as far as one step goes, and give how many bytes that were; 0 at the end."""
        view = view_of(buffer)
        if not len(view):
            return 0
        if not self.left:
            self.require_end()
            return 0
        part = self.inflate(min(len(view), self.left))
        view[: len(part)] = part
        self.left -= len(part)
        return len(part)

    def inflate(self, most: int) -> bytes:
        """The next bytes of the stream, from 1 to `most`."""
        while not self.stream.eof:
            if not self.tail:
                self.tail = self.data[self.at : min(self.at + INPUT_STEP, self.end)]
                self.at += len(self.tail)
                if not self.tail:
                    break
            try:
                part = self.stream.decompress(self.tail, most)
            except zlib.error as problem:
                raise self.failure("a damaged zlib stream", str(problem)) from None
            self.tail = self.stream.unconsumed_tail
            if part:
                return part
        raise self.failure("a zlib stream of the wrong size", f"{self.left} bytes fewer")

    def require_end(self) -> None:
        """Raises unless the stream ends here."""
        while not self.stream.eof and (self.tail or self.at < self.end):
            if not self.tail:
                self.tail = self.data[self.at : min(self.at + INPUT_STEP, self.end)]
                self.at += len(self.tail)
            try:
                part = self.stream.decompress(self.tail, 1)
            except zlib.error as problem:
                raise self.failure("a damaged zlib stream", str(problem)) from None
            self.tail = self.stream.unconsumed_tail
            if part:
                raise self.failure("a zlib stream of the wrong size", "more")
        if not self.stream.eof:
            raise self.failure("a zlib stream that does not end", "the end of the file")
        if self.alone and (self.stream.unused_data or self.at < self.end):
            raise self.failure("garbage after the zlib stream", "more")

    def failure(self, what: str, actual: str) -> CorruptError:
        """The error to raise."""
        return self.error(what, path=self.path, offset=self.offset, expected=f"{self.size} bytes", actual=actual)


class HashingReader(io.RawIOBase):
    """What `body` gives, hashed into `running` on the way; at the end CorruptObject unless the hash is `oid`.

    `place` names the file that it comes from, for the error.
    """

    def __init__(self, body: BinaryIO, running: _Hash, oid: ObjectId, place: str) -> None:
        super().__init__()
        self.body = body
        self.running = running
        self.oid = oid
        self.place = place

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` as far as one step goes, and give how many bytes that were; 0 at the end."""
        view = view_of(buffer)
        part = self.body.read(len(view))
        view[: len(part)] = part
        self.running.update(part)
        if not part and len(view) and self.running.digest() != self.oid:
            actual = self.running.hexdigest()
            raise CorruptObject("hash mismatch", path=self.place, oid=self.oid, expected="its own id", actual=actual)
        return len(part)

    def close(self) -> None:
        """Close `body` too."""
        self.body.close()
        super().close()
