"""Whether objects are there, many at a time: by the indexes of packs and the names of files, without reading any."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pygitobj.id_list import IdList
from pygitobj.sources.copies import Part
from pygitobj.store.windows import positions_of_zero

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore


def absent(store: ObjectStore, ids: IdList) -> list[int]:
    """The places in `ids` whose objects are not there. Raises RepositoryError where that cannot be told."""
    there = bytearray(len(ids))
    for part in store.locate_many(ids):
        if isinstance(part, Part):
            for place in part.places:
                there[place] = 1
        else:
            there[part.position] = 1
    # The store looks again for what was not found: a repack may have moved it.
    return [place for place in positions_of_zero(array("B", there)) if not store.has(ids[place])]


def first_absent(store: ObjectStore, ids: Sequence[bytes]) -> int | None:
    """The place in `ids` of the first whose object is not there, None where all are; what is no id has no object.

    Raises RepositoryError where that cannot be told.
    """
    size = store.format.hash_size
    asked = list(dict.fromkeys(oid for oid in ids if len(oid) == size))
    found: set[bytes] = set()
    listed = IdList.frombytes(b"".join(asked), size)
    for part in store.locate_many(listed):
        if isinstance(part, Part):
            found.update(asked[place] for place in part.places)
        else:
            found.add(asked[part.position])
    if len(found) == len(asked) and len(asked) and all(len(oid) == size for oid in ids):
        return None
    for place, oid in enumerate(ids):
        # The store looks again for what was not found: a repack may have moved it.
        if oid not in found and (len(oid) != size or not store.has(oid)):
            return place
    return None
