"""The way from an object to what it leads to: a tag to what it names, and that, if it is a tag too, to what that names.

Whoever peels says what else leads on, and where the way ends for it (revisions/peel.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from pygitobj.errors import CorruptObject
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.values import RawObject

# Longer ways are not followed; replace refs can make a circle of tags.
MAX_PEELS = 1 << 12
# What is next on the way, and the type that it is said to have, None where nothing says it.
Next = tuple[ObjectId, ObjectType | None]
TAGS = (ObjectType.TAG,)


class Peeled(Record):
    """An object on the way: its type, id and body; the body is empty where only the type was asked for."""

    type: ObjectType
    id: ObjectId
    data: bytes


def way_from(
    oid: ObjectId,
    read: Callable[[ObjectId], RawObject],
    through: Collection[ObjectType],
    next_of: Callable[[ObjectType, bytes, ObjectId], Next],
    *,
    type_of: Callable[[ObjectId], ObjectType] | None = None,
    at_hand: Peeled | None = None,
) -> Iterator[Peeled]:
    """`oid`, and what is next, as long as that is of a type that the way leads `through`; `next_of` (type, body, id).

    With `type_of` each type is asked for first, and no body is read but where the way goes on. `at_hand` is what of
    the way was read before. Raises CorruptObject for a way without an end, and where something is not of the type that
    it is said to have, and what `read` and `next_of` raise.
    """
    start, said = oid, None
    for _ in range(MAX_PEELS):
        if at_hand is not None and at_hand.id == oid:
            found = at_hand
        elif type_of is None:
            kind, data = read(oid)
            found = Peeled(kind, oid, data)
        else:
            found = Peeled(type_of(oid), oid, b"")
        if said is not None and found.type is not said:
            raise CorruptObject(f"object {oid} is a {found.type}, not a {said}", oid=start)
        yield found
        if found.type not in through:
            return
        oid, said = next_of(found.type, found.data if type_of is None else read(oid).data, oid)
    raise CorruptObject(f"more than {MAX_PEELS} tags lead to each other", oid=start)
