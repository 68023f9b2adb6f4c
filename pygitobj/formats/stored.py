"""What all typed objects have: the bytes that were read, the id, and for commits and tags headers and a message."""

from __future__ import annotations

from functools import cached_property

from pygitobj.buffers import bytes_of
from pygitobj.errors import CorruptObject
from pygitobj.formats.headers import Header, first_line, first_value, parse_headers
from pygitobj.oid import SHA1, ObjectFormat, ObjectId, ObjectType, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self

    from _typeshed import ReadableBuffer


class StoredObject:
    """An object whose body is the bytes of `data`; without an `oid`, its own is worked out.

    A value: two of one type, with one id and the same bytes, are equal, and so is what comes out of a pickle. Raises
    TypeError for what is no buffer or no ObjectId, ValueError for a buffer whose bytes do not lie one after another and
    for an `oid` of the other format.
    """

    type: ClassVar[ObjectType]

    def __init__(self, data: ReadableBuffer, oid: ObjectId | None = None, object_format: ObjectFormat = SHA1) -> None:
        self.data = bytes_of(data)
        if not isinstance(object_format, ObjectFormat):
            raise TypeError(f"an object format is expected, SHA1 or SHA256, not {shown(object_format)}")
        if oid is None:
            oid = object_format.hash_object(self.type, self.data)
        elif not isinstance(oid, ObjectId) or len(oid) != object_format.hash_size:
            raise object_format.misfit(oid)
        self.format = object_format
        self.id = oid

    @classmethod
    def of(cls, data: bytes, oid: ObjectId, object_format: ObjectFormat) -> Self:
        """The same, of what is known to fit: for who makes many."""
        made = object.__new__(cls)
        made.data, made.format, made.id = data, object_format, oid
        return made

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StoredObject):
            return NotImplemented
        # Under one id other bytes can stand: a replace ref puts them there.
        return self.type is other.type and self.id == other.id and self.data == other.data

    def __hash__(self) -> int:
        return hash((self.type, self.id))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.data, self.id, self.format)

    def __bytes__(self) -> bytes:
        """The body."""
        return self.data


class HeaderedObject(StoredObject):
    """An object of headers and a message, parsed when first asked for a part."""

    @cached_property
    def parsed(self) -> tuple[list[Header], int]:
        """The headers in order, and where the message starts."""
        return parse_headers(self.data)

    @property
    def headers(self) -> list[Header]:
        """All headers as (key, value) in order."""
        return self.parsed[0]

    @property
    def message(self) -> bytes:
        """Everything after the headers, as it is."""
        return self.data[self.parsed[1] :]

    def required(self, key: str, place: int | None = None) -> bytes:
        """The line of the header `key`, which stands at `place` if one is given. Raises CorruptObject."""
        headers = self.headers if place is None else self.headers[place : place + 1]
        value = first_value(headers, key.encode())
        if value is None:
            raise CorruptObject(f"a {self.type} without a header", oid=self.id, expected=key)
        return first_line(value)

    def id_in(self, key: str, value: bytes) -> ObjectId:
        """The id that the header `key` holds. Raises CorruptObject where it holds none."""
        if len(value) == self.format.hex_size:
            try:
                return ObjectId(value)
            except ValueError:
                pass
        raise self.malformed(key, value)

    def malformed(self, key: str, value: bytes) -> CorruptObject:
        """What is wrong with the header `key` that has the value `value` and no id."""
        return CorruptObject(
            f"a {self.type} with a malformed {key}", oid=self.id, expected="an object id", actual=value[:80]
        )
