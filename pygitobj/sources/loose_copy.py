"""A copy of an object that is a loose file."""

from __future__ import annotations

from pygitobj.files.loose import open_loose, read_loose, read_loose_header
from pygitobj.record import Record
from pygitobj.sources.copies import buffered
from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


class LooseCopy(Record):
    """The loose object in the file `place`. Methods raise OSError where it is gone, CorruptLoose."""

    place: str

    def read(self) -> RawObject:
        """The object."""
        return RawObject(*read_loose(self.place))

    def header(self) -> ObjectHeader:
        """Type and size, nothing built."""
        kind, size, _ = read_loose_header(self.place)
        return ObjectHeader(kind, size)

    def info(self) -> ObjectInfo:
        """How it is stored, nothing built."""
        kind, size, disk_size = read_loose_header(self.place)
        return ObjectInfo(kind, size, disk_size, None)

    def is_whole(self) -> bool:
        """True: loose objects are no deltas."""
        return True

    def open(self) -> BinaryIO:
        """The body as a stream, without holding it."""
        return buffered(open_loose(self.place))
