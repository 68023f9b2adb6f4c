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

from pygitobj.errors import CorruptObject
from pygitobj.formats.headers import first_line, first_value
from pygitobj.formats.ident import Ident, parse_ident
from pygitobj.formats.stored import HeaderedObject
from pygitobj.formats.text import decode_text
from pygitobj.oid import TYPE_BY_NAME, ObjectId, ObjectType


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


def time_of(tag: Tag) -> int:
    """When `tag` was made, in seconds since 1970; 0 where it does not say."""
    tagger = tag.tagger
    return 0 if tagger is None else tagger.time
