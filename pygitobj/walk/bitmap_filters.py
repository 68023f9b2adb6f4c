"""What filters leave of objects that bitmaps gave.

Filters that leave out whole types, or blobs by their size, need to know of no object where it was found. What was asked
for by its name stays, unless that is to be filtered too.

Follows git's Documentation/git-rev-list, "--filter".
"""

from __future__ import annotations

from array import array

from pygitobj.formats.bitmap import CODES
from pygitobj.formats.ewah import bits_at, set_bits
from pygitobj.formats.links import BLOB
from pygitobj.record import Record
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.bitmaps import Reached


class LeftOut(Record):
    """The codes of types of which everything is left out, and from which size on blobs are."""

    codes: frozenset[int] = frozenset()
    size: int | None = None

    def together(self, other: LeftOut) -> LeftOut:
        """What this or the `other` leaves out."""
        sizes = [size for size in (self.size, other.size) if size is not None]
        return LeftOut(self.codes | other.codes, min(sizes, default=None))


def filtered(reached: Reached, store: ObjectStore, left_out: LeftOut, *, provided: bool = False) -> Reached:
    """`reached` without what is `left_out`; of what was asked for only with `provided`. Raises GitObjectError."""
    kept = 0 if provided else set_of(reached)
    bits = reached.bits
    for code in CODES:
        if code in left_out.codes:
            bits &= ~reached.of_type(code) | kept
    reached = reached._replace(bits=bits)
    if left_out.size is None or BLOB in left_out.codes:
        return reached
    blobs = set_bits(reached.of_type(BLOB) & ~kept)
    large = [at for at, size in zip(blobs, sizes(reached, store, blobs), strict=True) if size >= left_out.size]
    return reached._replace(bits=bits & ~bits_at(large, bits.bit_length()))


def set_of(reached: Reached) -> int:
    """What was asked for, as a set of positions."""
    total = reached.bitmaps.total
    places = reached.bitmaps.positions(b"".join([tip.oid for tip in reached.tips]))
    numbers = reached.extended.numbers
    found = [
        at if at >= 0 else total + numbers[tip.oid]
        for at, tip in zip(places, reached.tips, strict=True)
        if at >= 0 or tip.oid in numbers
    ]
    return bits_at(found, total + len(numbers))


def sizes(reached: Reached, store: ObjectStore, positions: array[int]) -> array[int]:
    """The sizes of the objects at `positions`, which ascend. Raises GitObjectError where one cannot be told."""
    total = reached.bitmaps.total
    inner = array("I", [at for at in positions if at < total])
    found = array("Q", bytes(8 * len(positions)))
    for pack, offsets, places in reached.bitmaps.order.parts(inner):
        codes, some, _ = pack.info_many(offsets, store.threads)
        for place, code, size in zip(places, codes, some, strict=True):
            # Where this copy is damaged another one may be good.
            found[place] = size if code else store.header(reached.bitmaps.order.ids(inner[place : place + 1])).size
    oids = reached.extended.oids
    for place in range(len(inner), len(positions)):
        found[place] = store.header(oids[positions[place] - total]).size
    return found


def unpacked(reached: Reached, store: ObjectStore) -> Reached:
    """What of `reached` is in no pack."""
    total = reached.bitmaps.total
    oids = reached.extended.oids
    loose = [number for number in set_bits(reached.bits >> total) if not store.is_packed(oids[number])]
    return reached._replace(bits=bits_at(loose, len(oids)) << total)
