"""Where many objects are: which of them each pack has, and where the others are."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import compress

from pygitobj.id_list import IdList
from pygitobj.sources.copies import Part, Single, moved_to, without

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.database import ObjectDatabase


def parts_of(database: ObjectDatabase, ids: IdList, *, by_index: bool = False) -> list[Part]:
    """Which of `ids` each pack of any source has; of the others `locate` tells whether they are here.

    With `by_index` each pack is asked by its own index, never by that of many packs.
    """
    parts: list[Part] = []
    left: Sequence[int] = range(len(ids))
    for source in database.sources:
        if not left:
            break
        asked = ids if len(left) == len(ids) else ids.at(left)
        found = moved_to(left, source.packed.locate_many(asked, by_index=by_index))
        parts += found
        left = without(left, found)
    if left:
        # These are going to be missed, unless they are loose.
        database.require_format()
    return without_id(parts, ids, database.null_id)


def locate_many(database: ObjectDatabase, ids: IdList) -> Iterator[Part | Single]:
    """A copy of each of `ids` that is here: what one pack has together, anything else by itself."""
    parts = parts_of(database, ids)
    yield from parts
    for position in without(range(len(ids)), parts):
        copy = next(database.locate(ids[position]), None)
        if copy is not None:
            yield Single(position, copy)


def without_id(parts: list[Part], ids: IdList, oid: bytes) -> list[Part]:
    """`parts` without `oid`, which no object has whatever an index says."""
    if oid not in ids.raw:
        return parts
    kept = []
    for part in parts:
        good = [wanted != oid for wanted in ids.at(part.places).raws()]
        kept.append(Part(part.pack, array("q", compress(part.offsets, good)), list(compress(part.places, good))))
    return kept
