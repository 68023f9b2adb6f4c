"""What a tag names, and all tags on the way to what is none."""

from __future__ import annotations

from pygitobj.errors import CorruptObject, NotFoundError
from pygitobj.formats.links import TAG, Link, links_of
from pygitobj.oid import HEX_BYTES, TYPE_BY_CODE, TYPE_BY_NAME, ObjectFormat, ObjectId, ObjectType
from pygitobj.sources.copies import read_copy
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.peel import TAGS, Next, way_from

OBJECT, TYPE = b"object ", b"\ntype "


def link_of_tag(body: bytes, oid: bytes, object_format: ObjectFormat) -> Link:
    """What the tag `oid` with this `body` names, and the type that it says this has. Raises CorruptObject."""
    found = usual_link(body, object_format)
    if found is not None:
        return found
    try:
        return links_of(TAG, body, object_format)[0]
    except CorruptObject as error:
        raise error.located(oid=ObjectId(oid)) from None


def usual_link(body: bytes, object_format: ObjectFormat) -> Link | None:
    """What a tag with this `body` names, where it begins as nearly all do; None where it is to be parsed."""
    end = len(OBJECT) + object_format.hex_size
    digits = body[len(OBJECT) : end]
    if not body.startswith(OBJECT) or body[end : end + len(TYPE)] != TYPE or not HEX_BYTES.issuperset(digits):
        return None
    name, newline, rest = body[end + len(TYPE) :].partition(b"\n")
    kind = TYPE_BY_NAME.get(name)
    if kind is None or not newline or rest[:1] == b" ":
        return None
    return Link(kind.code, bytes.fromhex(digits.decode()))


def tags_from(store: ObjectStore, oid: bytes) -> list[bytes]:
    """The tag `oid`, what it tags if that is a tag too, and so on; last what is no tag. Replace refs do not count.

    Empty where one of them is damaged or missing, or not of the type that its tag says.
    """

    def read(at: ObjectId) -> RawObject:
        return store.first_good(at, read_copy)

    def next_of(_kind: ObjectType, body: bytes, at: ObjectId) -> Next:
        link = link_of_tag(body, at, store.format)
        return ObjectId(link.oid), TYPE_BY_CODE[link.code]

    try:
        return [bytes(found.id) for found in way_from(ObjectId(oid), read, TAGS, next_of)]
    except (NotFoundError, CorruptObject):
        return []
