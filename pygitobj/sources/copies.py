"""One copy of an object, wherever it lies: an entry of a pack, a loose file, memory. An object may have several."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Sequence

from pygitobj.errors import CorruptObject, CorruptPack, GitObjectError, NotFoundError
from pygitobj.files.pack import PackFile
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.record import Record
from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.sources.copy import Copy


class PackedCopy(Record):
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


class MemoryCopy(Record):
    """An object that is in no file."""

    raw: RawObject
    place: str

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


class BadCopy(Record):
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


class Part(Record):
    """Those of many ids that one pack has: their offsets, and their positions among them (None: all).

    The positions ascend, so that a window that is cut short has the first ones of each part.
    """

    pack: PackFile
    offsets: array[int]
    positions: list[int] | None

    @property
    def places(self) -> Sequence[int]:
        """Their positions."""
        return range(len(self.offsets)) if self.positions is None else self.positions


class Single(Record):
    """One of many ids, by its position, that no pack has, and its copy."""

    position: int
    copy: Copy


def without(positions: Sequence[int], parts: list[Part]) -> Sequence[int]:
    """Those of `positions` that none of `parts` has."""
    if any(part.positions is None for part in parts):
        return ()
    if not parts:
        return positions
    taken = {position for part in parts for position in part.places}
    return [position for position in positions if position not in taken]


def moved_to(positions: Sequence[int], parts: list[Part]) -> list[Part]:
    """`parts` of the ids at `positions` among others, as parts of all of these."""
    if isinstance(positions, range):
        return parts
    return [part._replace(positions=[positions[at] for at in part.places]) for part in parts]


def open_first(copies: Iterator[Copy], oid: bytes) -> BinaryIO:
    """The body of the first of `copies`, which are of `oid`. Raises NotFoundError, and what opening it raises."""
    copy = next(copies, None)
    if copy is None:
        raise NotFoundError(ObjectId(oid))
    return copy.open()


def buffered(reader: io.RawIOBase) -> BinaryIO:
    """`reader` with a buffer, as a binary file."""
    made: BinaryIO = io.BufferedReader(reader, 1 << 16)
    return made


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
        raise CorruptObject("hash mismatch", path=copy.place, oid=ObjectId(oid), expected="its own id", actual=found)
