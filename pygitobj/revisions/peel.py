"""Peeling: from an object to what it leads to, a tag to what it names and a commit to its tree.

Follows git's Documentation/gitrevisions, "<rev>^{<type>}".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import MISSING_OR_BAD, CorruptObject
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.replace import Reader

# Longer chains are not followed; replace refs can make a circle of tags.
MAX_PEELS = 1 << 12


class Peeled(Record):
    """An object on the way: its type, id and body; the body is empty where only the type was asked for."""

    type: ObjectType
    id: ObjectId
    data: bytes


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
    start = oid
    through_commits = commits and wanted is not None
    for _ in range(MAX_PEELS):
        if at_hand is not None and at_hand.id == oid:
            kind, data = at_hand.type, at_hand.data
        elif type_of is None:
            kind, data = reader.read(oid)
        else:
            kind, data = type_of(oid), b""
        if kind is wanted or not (kind is ObjectType.TAG or (through_commits and kind is ObjectType.COMMIT)):
            return Peeled(kind, oid, data)
        body = data if type_of is None else reader.read(oid).data
        oid = Tag(body, oid, reader.format).object if kind is ObjectType.TAG else Commit(body, oid, reader.format).tree
    raise CorruptObject(f"more than {MAX_PEELS} tags lead to each other", oid=start)


def peel_if_there(reader: Reader, oid: ObjectId, wanted: ObjectType | None = None) -> Peeled | None:
    """As `peel`, with the body; None where something on the way is missing or damaged."""
    try:
        return peel(reader, oid, wanted)
    except MISSING_OR_BAD:
        return None
