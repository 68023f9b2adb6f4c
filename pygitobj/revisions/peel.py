"""Peeling: from an object to what it leads to, a tag to what it names and a commit to its tree.

Follows git's Documentation/gitrevisions, "<rev>^{<type>}".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectFormat, ObjectId, ObjectType
from pygitobj.walk.peel import TAGS, Next, Peeled, way_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.replace import Reader

TAGS_AND_COMMITS = (*TAGS, ObjectType.COMMIT)


def peel(
    reader: Reader,
    oid: ObjectId,
    wanted: ObjectType | None = None,
    *,
    commits: bool = True,
    type_of: Callable[[ObjectId], ObjectType] | None = None,
    at_hand: Peeled | None = None,
    compares: bool = True,
) -> Peeled:
    """What `oid` comes to: the first object of type `wanted` on its way, or else the last that leads no further.

    Without `wanted` the way goes through tags alone; with it also from a commit to its tree, if `commits` says so.
    With `type_of` each type is asked for first, and no body is read but where the way goes on. `at_hand` is what of
    the way was read before. Raises NotFoundError, CorruptError for what cannot be read, for a way without an
    end, and for what is of another type than the tag before it says, unless `compares` is off.
    """
    through = TAGS_AND_COMMITS if commits and wanted is not None else TAGS
    next_of = next_by(reader.format, compares=compares)
    for found in way_from(oid, reader.read, through, next_of, type_of=type_of, at_hand=at_hand):
        if found.type is wanted:
            break
    return found


def next_by(object_format: ObjectFormat, *, compares: bool = True) -> Callable[[ObjectType, bytes, ObjectId], Next]:
    """What tells where the way goes on from a tag or a commit; with `compares` also the type that the tag says."""

    def next_of(kind: ObjectType, body: bytes, at: ObjectId) -> Next:
        if kind is not ObjectType.TAG:
            return Commit(body, at, object_format).tree, None
        tag = Tag(body, at, object_format)
        return tag.object, tag.object_type if compares else None

    return next_of


def through_tags(reader: Reader, oid: ObjectId) -> Iterator[Peeled]:
    """`oid`, what it tags if it is a tag, and so on; last what is no tag, if nothing is raised, as `peel` does."""
    return way_from(oid, reader.read, TAGS, next_by(reader.format))


def peel_if_there(
    reader: Reader, oid: ObjectId, wanted: ObjectType | None = None, *, compares: bool = True
) -> Peeled | None:
    """As `peel`, with the body; None where something on the way is missing or damaged."""
    try:
        return peel(reader, oid, wanted, compares=compares)
    except MISSING_OR_BAD:
        return None
