"""An annotated tag.

    object <id>
    type <type>
    tag <name>
    tagger <ident>          missing in the oldest
                            an empty line
    message                 to the end, any bytes; a signature stands at its end

Follows git's Documentation/git-mktag.
"""

from __future__ import annotations

from functools import cached_property

from pygitobj.errors import CorruptObject
from pygitobj.formats.headers import Header, build_headers, first_value, parse_headers
from pygitobj.formats.ident import Ident, parse_ident
from pygitobj.formats.text import decode_text
from pygitobj.oid import SHA1, TYPE_BY_NAME, ObjectFormat, ObjectId, ObjectType


class Tag:
    """A tag object, parsed when first asked for a part; `data` stays the bytes that were read.

    A part that is missing or malformed raises CorruptObject when it is asked for.
    """

    type = ObjectType.TAG

    def __init__(self, data: bytes, id: ObjectId | None = None, object_format: ObjectFormat = SHA1) -> None:  # noqa: A002
        self.data = data
        self.format = object_format
        self.id = object_format.hash_object("tag", data) if id is None else id

    def __repr__(self) -> str:
        return f"<Tag {self.id}>"

    def __bytes__(self) -> bytes:
        """The body."""
        return self.data

    @cached_property
    def parsed(self) -> tuple[list[Header], int]:
        """The headers in order, and where the message starts."""
        return parse_headers(self.data)

    @property
    def headers(self) -> list[Header]:
        """All headers as (key, value) in order."""
        return self.parsed[0]

    @property
    def object(self) -> ObjectId:
        """The id of what is tagged."""
        value = self.required(b"object")
        if len(value) == self.format.hex_size:
            try:
                return ObjectId(value)
            except ValueError:
                pass
        raise CorruptObject("a tag with a malformed object", oid=self.id, expected="an object id", actual=value[:80])

    @property
    def object_type(self) -> ObjectType:
        """The type of what is tagged."""
        value = self.required(b"type")
        kind = TYPE_BY_NAME.get(value)
        if kind is None:
            raise CorruptObject("a tag of an unknown type", oid=self.id, expected="a type", actual=value[:80])
        return kind

    @property
    def name(self) -> bytes:
        """What the tag calls itself."""
        return self.required(b"tag")

    @property
    def tagger(self) -> Ident | None:
        """Who tagged it, and when."""
        value = first_value(self.headers, b"tagger")
        return None if value is None else parse_ident(value)

    @property
    def message(self) -> bytes:
        """Everything after the headers, as it is, a signature included."""
        return self.data[self.parsed[1] :]

    @property
    def text(self) -> str:
        """The message decoded; what cannot be decoded is replaced."""
        return decode_text(self.message, None)

    def required(self, key: bytes) -> bytes:
        """The value of the header `key`."""
        value = first_value(self.headers, key)
        if value is None:
            raise CorruptObject("a tag without a header", oid=self.id, expected=key.decode())
        return value


def build_tag(headers: list[Header], message: bytes, object_format: ObjectFormat = SHA1) -> Tag:
    """The tag with these headers, in this order, and this message."""
    return Tag(build_headers(headers) + message, None, object_format)
