"""Peeling: from an object to what it leads to, a tag to what it names and a commit to its tree.

Follows git's Documentation/gitrevisions, "<rev>^{<type>}".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.walk.peel import TAGS, Peeled, way_from

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
) -> Peeled:
    """What `oid` comes to: the first object of type `wanted` on its way, or else the last that leads no further.

    Without `wanted` the way goes through tags alone; with it also from a commit to its tree, if `commits` says so.
    With `type_of` each type is asked for first, and no body is read but where the way goes on. `at_hand` is what of
    the way was read before. Raises NotFoundError, CorruptError for what cannot be read, and for a way without an end.
    """
    through = TAGS_AND_COMMITS if commits and wanted is not None else TAGS

    def next_of(kind: ObjectType, body: bytes, at: ObjectId) -> ObjectId:
        return Tag(body, at, reader.format).object if kind is ObjectType.TAG else Commit(body, at, reader.format).tree

    for found in way_from(oid, reader.read, through, next_of, type_of=type_of, at_hand=at_hand):
        if found.type is wanted:
            break
    return found


def peel_if_there(reader: Reader, oid: ObjectId, wanted: ObjectType | None = None) -> Peeled | None:
    """As `peel`, with the body; None where something on the way is missing or damaged."""
    try:
        return peel(reader, oid, wanted)
    except MISSING_OR_BAD:
        return None
