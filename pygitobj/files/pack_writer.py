"""Writing a pack, an entry after another, into a temporary file. Read: pack.py; given its name: pack_install.py."""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Iterable, Iterator
from errno import EIO

from pygitobj.errors import CorruptPack
from pygitobj.files.atomic import TempFile
from pygitobj.files.mapped import map_descriptor
from pygitobj.files.pack_install import PACK_WHAT, HowIndexed, PackIndexes, build_indexes
from pygitobj.files.unmapped import origin_of
from pygitobj.formats.pack import HEADER_SIZE, build_pack_header
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from pygitobj.kernels.buffers import ByteSource

# Bytes that come together before they are written.
BUFFER = 1 << 20


class Finished(Record):
    """A pack that is whole: its trailer, which names it, and its indexes."""

    trailer: bytes
    indexes: PackIndexes


class PackBuilder:
    """A pack on its way, in a temporary file of `directory`. Methods raise OSError.

    An entry is part of it from `end` on. One that was begun and did not come to its end, whatever stopped it, is taken
    back by the next call, out of memory and file: `whole` and `waiting` each change in one step, so that an interrupt
    between two lines finds the pack as it was after the last entry that ended.
    """

    def __init__(self, directory: str, object_format: ObjectFormat) -> None:
        self.format = object_format
        self.temp = TempFile(directory, PACK_WHAT)
        # How many entries there are, and where the last one ends.
        self.whole = (0, HEADER_SIZE)
        # What is not written yet: where it begins, and the bytes.
        self.waiting = (0, bytearray(build_pack_header(0)))
        # Of the entries, and of one that has begun.
        self.ids = bytearray()
        self.offsets, self.crcs = array("Q"), array("I")

    def __len__(self) -> int:
        return self.whole[0]

    @property
    def size(self) -> int:
        """How many bytes the pack has so far, with those of an entry that has begun."""
        start, data = self.waiting
        return start + len(data)

    def oid(self, at: int) -> bytes:
        """The raw id of the entry at the position `at`, nothing where there is none yet."""
        size = self.format.hash_size
        return bytes(self.ids[at * size : (at + 1) * size]) if at < self.whole[0] else b""

    def start(self, oid: bytes) -> int:
        """Begin the entry of the object with the raw id `oid`; gives where it starts."""
        self.forget()
        start = self.size
        self.ids += oid
        self.offsets.append(start)
        self.crcs.append(0)
        return start

    def add(self, part: bytes) -> None:
        """Add some bytes to the entry that was begun last."""
        self.crcs[-1] = zlib.crc32(part, self.crcs[-1])
        self.put(part)

    def end(self) -> None:
        """The entry that was begun last is whole."""
        self.whole = (len(self.offsets), self.size)

    def append(self, oid: bytes, parts: Iterable[bytes]) -> None:
        """Add the entry of the object with the raw id `oid`, which are `parts` together."""
        self.start(oid)
        for part in parts:
            self.add(part)
        self.end()

    def add_whole(self, data: bytes, ids: bytes, crcs: array[int], starts: array[int]) -> None:
        """Add some entries with their raw ids and CRC32s, which start at `starts`."""
        self.forget()
        self.ids += ids
        self.offsets.extend(starts)
        self.crcs.extend(crcs)
        self.put(data)
        self.end()

    def forget(self) -> None:
        """Take back what was begun and did not end. What of it is in the file is written over, or cut off at last."""
        count, end = self.whole
        start, data = self.waiting
        if start > end:
            self.waiting = (end, bytearray())
        elif start + len(data) > end:
            self.waiting = (start, data[: end - start])
        if len(self.ids) > count * self.format.hash_size:
            del self.ids[count * self.format.hash_size :]
        del self.offsets[count:]
        del self.crcs[count:]

    def put(self, part: bytes) -> None:
        """Add some bytes."""
        data = self.waiting[1]
        data += part
        if len(data) >= BUFFER:
            self.flush()

    def flush(self) -> None:
        """Write what has come together; where that fails it waits on, to be written at the same place."""
        start, data = self.waiting
        try:
            os.lseek(self.temp.descriptor, start, os.SEEK_SET)
            self.temp.write(data)
        except BaseException:
            # A copy: an error may hold on to a view of it, with which it could not grow.
            self.waiting = (start, bytearray(data))
            raise
        self.waiting = (start + len(data), bytearray())

    def finish(self, how: HowIndexed) -> Finished:
        """Write how many entries there are, and the trailer; make the indexes."""
        self.forget()
        self.flush()
        count, end = self.whole
        descriptor = self.temp.descriptor
        os.ftruncate(descriptor, end)
        os.lseek(descriptor, 0, os.SEEK_SET)
        self.temp.write(build_pack_header(count))
        os.lseek(descriptor, 0, os.SEEK_SET)
        running = self.format.new_hash()
        while part := os.read(descriptor, BUFFER):
            running.update(part)
        trailer = running.digest()
        self.temp.write(trailer)
        return Finished(trailer, build_indexes(self.format, self.ids, self.offsets, self.crcs, trailer, how))


class EntryInFile:
    """An entry that is made apart from its pack, until all of it is there: in memory, or in a file where it is large.

    It begins with `header`. `directory` is where the file is. Methods raise OSError.
    """

    def __init__(self, directory: str, header: bytes, level: int) -> None:
        self.directory = directory
        self.deflater = zlib.compressobj(level)
        self.data = bytearray(header)
        self.temp: TempFile | None = None
        self.size = len(header)

    def add(self, body: bytes) -> None:
        """Add some bytes of the object's body."""
        self.put(self.deflater.compress(body))

    def end(self) -> None:
        """The body is whole."""
        self.put(self.deflater.flush())
        if self.temp is not None:
            self.temp.write(self.data)
            self.data.clear()

    def put(self, part: bytes) -> None:
        """Add some bytes."""
        self.data += part
        self.size += len(part)
        if len(self.data) >= BUFFER:
            if self.temp is None:
                self.temp = TempFile(self.directory, PACK_WHAT)
            self.temp.write(self.data)
            self.data.clear()

    def parts(self) -> Iterator[bytes]:
        """Its bytes, once it is whole."""
        if self.temp is None:
            yield bytes(self.data)
            return
        at = 0
        while part := os.pread(self.temp.descriptor, BUFFER, at):
            at += len(part)
            yield part
        if at != self.size:
            raise OSError(EIO, f"{self.temp.path} became shorter")

    def source(self) -> ByteSource:
        """Its bytes, to be looked at from any place."""
        if self.temp is None:
            return bytes(self.data)
        descriptor = self.temp.descriptor
        return map_descriptor(descriptor, origin_of(self.temp.path, os.fstat(descriptor), CorruptPack))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Let go of its file."""
        if self.temp is not None:
            self.temp.drop()
