"""Writing a pack to a stream, which cannot be gone back in: how many entries it has is said first."""

from __future__ import annotations

from array import array

from pygitobj.files.pieces import Sink
from pygitobj.formats.pack import build_pack_header
from pygitobj.oid import ObjectFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

# Bytes that come together before they are written.
BUFFER = 1 << 16


class PackStream:
    """A pack of `count` entries on its way to `file`. Methods are those of PackBuilder, and raise OSError."""

    def __init__(self, file: BinaryIO, object_format: ObjectFormat, count: int) -> None:
        self.file = Sink(file)
        self.running = object_format.new_hash()
        self.buffer = bytearray(build_pack_header(count))
        self.size = len(self.buffer)
        self.count = 0

    def __len__(self) -> int:
        return self.count

    def start(self, _oid: bytes) -> int:
        """Begin an entry; gives where it starts."""
        self.count += 1
        return self.size

    def add(self, part: bytes) -> None:
        """Add some bytes to the entry that was begun last."""
        self.buffer += part
        self.size += len(part)
        if len(self.buffer) >= BUFFER:
            self.flush()

    def add_whole(self, data: bytes, _ids: bytes, crcs: array[int], _starts: array[int]) -> None:
        """Add some entries, one for each of `crcs`."""
        self.count += len(crcs)
        self.add(data)

    def end(self) -> None:
        """The entry that was begun last is whole."""

    def forget(self) -> None:
        """Nothing is taken back from a stream: raises ValueError."""
        raise ValueError("a stream takes nothing back")

    def flush(self) -> None:
        """Write what has come together."""
        data, self.buffer = self.buffer, bytearray()
        self.running.update(data)
        self.file.write(data)

    def finish(self) -> None:
        """Write the trailer."""
        self.flush()
        self.file.write(self.running.digest())
        self.file.flush()
