"""Objects in memory: what is built in, and what was never written."""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.id_list import IdList
from pygitobj.oid import ObjectFormat, ObjectId, ObjectType
from pygitobj.sources.copies import MemoryCopy, Single, open_first
from pygitobj.sources.values import RawObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import ReadableBuffer


class MemorySource:
    """The objects that were added; messages say that they are in `place`."""

    def __init__(self, object_format: ObjectFormat, place: str = "memory") -> None:
        self.format = object_format
        self.place = place
        self.objects: dict[bytes, RawObject] = {}

    def add(self, kind: str, data: ReadableBuffer) -> ObjectId:
        """Have the object of type `kind` with the body `data` from now on; gives its id."""
        body = bytes(data)
        oid = self.format.hash_object(kind, body)
        self.objects[oid] = RawObject(ObjectType(kind), body)
        return oid

    def has(self, oid: bytes) -> bool:
        """Whether `oid` is here."""
        return oid in self.objects

    def locate(self, oid: bytes) -> Iterator[MemoryCopy]:
        """Its copy, if it is here."""
        raw = self.objects.get(oid)
        if raw is not None:
            yield MemoryCopy(raw, self.place)

    def locate_many(self, ids: IdList) -> Iterator[Single]:
        """The copies of those of `ids` that are here."""
        for position, oid in enumerate(ids.raws()):
            for copy in self.locate(oid):
                yield Single(position, copy)

    def ids(self) -> Iterator[bytes]:
        """All ids, ascending."""
        return iter(sorted(self.objects))

    def find_prefix(self, digits: str) -> list[bytes]:
        """The ids that begin with the hex `digits`, ascending."""
        return [oid for oid in self.ids() if oid.hex().startswith(digits)]

    def open(self, oid: bytes) -> BinaryIO:
        """The body of `oid` as a file. Raises NotFoundError."""
        return open_first(self.locate(oid), oid)

    def refresh(self) -> None:
        """Nothing comes but by `add`."""

    def close(self) -> None:
        """Nothing is open."""
