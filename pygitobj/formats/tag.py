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

from collections.abc import Sequence

from pygitobj.errors import CorruptObject
from pygitobj.formats.headers import Header, build_headers, first_line, first_value, require_digits, require_order
from pygitobj.formats.ident import Ident, parse_ident
from pygitobj.formats.stored import HeaderedObject
from pygitobj.formats.text import decode_text
from pygitobj.oid import SHA1, TYPE_BY_NAME, ObjectFormat, ObjectId, ObjectType, shown

# How the first headers come; the last of them may be missing.
ORDER = (b"object", b"type", b"tag", b"tagger")


class Tag(HeaderedObject):
    """A tag object, parsed when first asked for a part; `data` stays the bytes that were read.

    A part that is missing or malformed raises CorruptObject when it is asked for.
    """

    type = ObjectType.TAG

    @property
    def object(self) -> ObjectId:
        """The id of what is tagged."""
        return self.id_in("object", self.required("object", 0))

    @property
    def object_type(self) -> ObjectType:
        """The type of what is tagged."""
        value = self.required("type", 1)
        kind = TYPE_BY_NAME.get(value)
        if kind is None:
            raise CorruptObject("a tag of an unknown type", oid=self.id, expected="a type", actual=value[:80])
        return kind

    @property
    def name(self) -> bytes:
        """What the tag calls itself."""
        return self.required("tag", 2)

    @property
    def tagger(self) -> Ident | None:
        """Who tagged it, and when."""
        value = first_value(self.headers, b"tagger")
        return None if value is None else parse_ident(first_line(value))

    @property
    def text(self) -> str:
        """The message decoded; what cannot be decoded is replaced."""
        return decode_text(self.message, None)


def build_tag(headers: Sequence[Header], message: bytes, object_format: ObjectFormat = SHA1) -> Tag:
    """The tag with these headers, in this order, and this message.

    Raises ValueError for what would be read as another tag, or as none: object, type and tag that are not the first
    headers, an id of another format, a type that there is not, a line too many, a NUL.
    """
    require_order(headers, ORDER)
    if tuple(key for key, _ in headers[:3]) != ORDER[:3]:
        raise ValueError("a tag starts with object, type and tag")
    require_digits("object", headers[0][1], object_format)
    if headers[1][1] not in TYPE_BY_NAME:
        raise ValueError(f"a tag of an unknown type: {shown(headers[1][1])}")
    return Tag(build_headers(headers) + message, None, object_format)
