"""One copy of an object, wherever it lies: an entry of a pack or a loose file. The same object may have several."""

from __future__ import annotations

import io
from typing import BinaryIO, NamedTuple, cast

from pygitobj.errors import CorruptObject, CorruptPack, GitObjectError
from pygitobj.files.loose import open_loose, read_loose, read_loose_header
from pygitobj.files.pack import PackFile
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject


class PackedCopy(NamedTuple):
    """The entry at `offset` of `pack`. Methods raise OSError where the pack is gone, CorruptError."""

    pack: PackFile
    offset: int

    @property
    def place(self) -> str:
        """The file that has it."""
        return self.pack.pack_path

    def read(self) -> RawObject:
        """The object."""
        code, body = self.pack.read(self.offset)
        return RawObject(TYPE_BY_CODE[code], body)

    def header(self) -> ObjectHeader:
        """Type and size, nothing built."""
        code, size = self.pack.header(self.offset)
        return ObjectHeader(TYPE_BY_CODE[code], size)

    def info(self) -> ObjectInfo:
        """How it is stored, nothing built."""
        code, size, disk_size, base = self.pack.info(self.offset)
        return ObjectInfo(TYPE_BY_CODE[code], size, disk_size, None if base is None else ObjectId(base))

    def is_whole(self) -> bool:
        """Whether it is stored as itself, not as a delta, and its stream could have the size that it claims."""
        return self.pack.is_whole(self.offset)

    def open(self) -> BinaryIO:
        """The body as a stream, without holding it unless it is a delta's result."""
        _, size, base, start = self.pack.entry(self.offset)
        if base is not None or self.offset in self.pack.substitutes:
            return io.BytesIO(self.pack.read(self.offset)[1])
        from pygitobj.files.stream import InflatingReader  # most reads are not of streams

        path, data, end = self.place, self.pack.data, self.pack.end
        return buffered(InflatingReader(data, start, end, size, path=path, offset=self.offset, error=CorruptPack))


class LooseCopy(NamedTuple):
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


class BuiltInCopy(NamedTuple):
    """An object that exists without a file: the empty tree."""

    raw: RawObject
    place: str = "built in"

    def read(self) -> RawObject:
        """The object."""
        return self.raw

    def header(self) -> ObjectHeader:
        """Type and size."""
        return ObjectHeader(self.raw.type, len(self.raw.data))

    def info(self) -> ObjectInfo:
        """It takes no space."""
        return ObjectInfo(self.raw.type, len(self.raw.data), 0, None)

    def is_whole(self) -> bool:
        """True."""
        return True

    def open(self) -> BinaryIO:
        """The body as a stream."""
        return io.BytesIO(self.raw.data)


class BadCopy(NamedTuple):
    """A copy in the pack `place`, whose index says that it is there but not where. Methods raise `problem`."""

    place: str
    problem: GitObjectError

    def read(self) -> RawObject:
        """Raises."""
        raise self.problem

    def header(self) -> ObjectHeader:
        """Raises."""
        raise self.problem

    def info(self) -> ObjectInfo:
        """Raises."""
        raise self.problem

    def is_whole(self) -> bool:
        """Raises."""
        raise self.problem

    def open(self) -> BinaryIO:
        """Raises."""
        raise self.problem


Copy = PackedCopy | LooseCopy | BuiltInCopy | BadCopy


def buffered(reader: io.RawIOBase) -> BinaryIO:
    """`reader` with a buffer, as a binary file."""
    return cast(BinaryIO, io.BufferedReader(reader, 1 << 16))


def read_copy(copy: Copy) -> RawObject:
    """The copy's object."""
    return copy.read()


def header_of_copy(copy: Copy) -> ObjectHeader:
    """The copy's header."""
    return copy.header()


def large_header_of_copy(copy: Copy) -> tuple[ObjectHeader, bool]:
    """The copy's header, and whether its body can be had as a stream without building it."""
    return copy.header(), copy.is_whole()


def info_of_copy(copy: Copy) -> ObjectInfo:
    """The copy's info."""
    return copy.info()


def require_hash(copy: Copy, oid: bytes, actual: bytes) -> None:
    """Raises CorruptObject unless `actual`, the hash of what `copy` holds, is `oid`."""
    if actual != oid:
        found = ObjectId(actual)
        raise CorruptObject(
            "the bytes of another object", path=copy.place, oid=ObjectId(oid), expected="its own id", actual=found
        )
