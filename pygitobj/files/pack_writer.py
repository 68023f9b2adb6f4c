"""Writing a pack, an entry after another, into a temporary file. Read: pack.py; given its name: pack_install.py."""

from __future__ import annotations

import os
import zlib
from array import array
from typing import NamedTuple

from pygitobj.files.atomic import TempFile
from pygitobj.files.pack_install import PACK_WHAT, HowIndexed, PackIndexes, build_indexes
from pygitobj.formats.pack import HEADER_SIZE, build_pack_header
from pygitobj.oid import ObjectFormat

# Bytes that come together before they are written.
BUFFER = 1 << 20


class Finished(NamedTuple):
    """A pack that is whole: its trailer, which names it, and its indexes."""

    trailer: bytes
    indexes: PackIndexes


class PackBuilder:
    """A pack on its way, in a temporary file of `directory`. Methods raise OSError."""

    def __init__(self, directory: str, object_format: ObjectFormat) -> None:
        self.format = object_format
        self.temp = TempFile(directory, PACK_WHAT)
        self.size = HEADER_SIZE
        self.buffer = bytearray(build_pack_header(0))
        self.ids = bytearray()
        self.offsets, self.crcs = array("Q"), array("I")
        self.crc = 0

    def __len__(self) -> int:
        return len(self.offsets)

    def start(self, oid: bytes) -> int:
        """Begin the entry of the object with the raw id `oid`; gives where it starts."""
        self.ids += oid
        self.offsets.append(self.size)
        self.crcs.append(0)
        self.crc = 0
        return self.size

    def add(self, part: bytes) -> None:
        """Add some bytes to the entry that was begun last."""
        self.crc = zlib.crc32(part, self.crc)
        self.crcs[-1] = self.crc
        self.buffer += part
        self.size += len(part)
        if len(self.buffer) >= BUFFER:
            self.flush()

    def add_whole(self, data: bytes, ids: bytes, crcs: array[int], starts: array[int]) -> None:
        """Add some entries with their raw ids and CRC32s, which start at `starts`."""
        self.ids += ids
        self.offsets.extend(starts)
        self.crcs.extend(crcs)
        self.buffer += data
        self.size += len(data)
        if len(self.buffer) >= BUFFER:
            self.flush()

    def forget(self) -> None:
        """Take back the entry that was begun last."""
        self.flush()
        start = self.offsets.pop()
        self.crcs.pop()
        del self.ids[-self.format.hash_size :]
        os.ftruncate(self.temp.descriptor, start)
        os.lseek(self.temp.descriptor, start, os.SEEK_SET)
        self.size = start

    def name(self, oid: bytes) -> None:
        """The entry that was begun last is the object with the raw id `oid`, which was not known then."""
        self.ids[-self.format.hash_size :] = oid

    def flush(self) -> None:
        """Write what has come together."""
        data, self.buffer = self.buffer, bytearray()
        self.temp.write(memoryview(data))

    def finish(self, how: HowIndexed) -> Finished:
        """Write how many entries there are, and the trailer; make the indexes."""
        self.flush()
        os.lseek(self.temp.descriptor, 0, os.SEEK_SET)
        self.temp.write(build_pack_header(len(self)))
        os.lseek(self.temp.descriptor, 0, os.SEEK_SET)
        running = self.format.new_hash()
        while part := os.read(self.temp.descriptor, BUFFER):
            running.update(part)
        trailer = running.digest()
        self.temp.write(trailer)
        return Finished(trailer, build_indexes(self.format, self.ids, self.offsets, self.crcs, trailer, how))
