"""What a tag names, and all tags on the way to what is none."""

from __future__ import annotations

from pygitobj.errors import CorruptObject, NotFoundError
from pygitobj.formats.links import TAG, Link, links_of
from pygitobj.oid import ObjectFormat, ObjectId, ObjectType
from pygitobj.sources.copies import read_copy
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.peel import TAGS, way_from


def link_of_tag(body: bytes, oid: bytes, object_format: ObjectFormat) -> Link:
    """What the tag `oid` with this `body` names, and the type that it says this has. Raises CorruptObject."""
    try:
        return links_of(TAG, body, object_format)[0]
    except CorruptObject as error:
        raise error.located(oid=ObjectId(oid)) from None


def tags_from(store: ObjectStore, oid: bytes, *, as_said: bool = False) -> list[bytes]:
    """The tag `oid`, what it tags if that is a tag too, and so on; last what is no tag. Replace refs do not count.

    Empty where one of them is damaged or missing, with `as_said` also where one is not of the type that its tag says.
    """
    said: dict[ObjectId, int] = {}

    def read(at: ObjectId) -> RawObject:
        return store.first_good(at, read_copy)

    def next_of(_kind: ObjectType, body: bytes, at: ObjectId) -> ObjectId:
        link = link_of_tag(body, at, store.format)
        found = ObjectId(link.oid)
        said[found] = link.code
        return found

    try:
        way = list(way_from(ObjectId(oid), read, TAGS, next_of))
    except (NotFoundError, CorruptObject):
        return []
    if as_said and any(said.get(found.id, found.type.code) != found.type.code for found in way):
        return []
    return [bytes(found.id) for found in way]
