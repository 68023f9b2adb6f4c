"""Which objects can be reached, from the bitmaps that a store has, and by walking where these know nothing.

    tips          what a commit with a set of its own reaches is known; of any other commit, and of trees and blobs, a
                  walk finds what no set has, and ends wherever it comes to a commit with one
    hidden        the same, and taken away: exactly, where a walk without bitmaps hides only what is at the border
    extended      objects that the walk finds and that are not among those with bits have positions after these

Follows git's Documentation/git-rev-list, "--use-bitmap-index", and technical/bitmap-format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.errors import NotFoundError
from pygitobj.files.bitmap import Bitmaps
from pygitobj.formats.bitmap import CODES
from pygitobj.formats.ewah import set_bits
from pygitobj.formats.links import TAG, require_type
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import bodies_of
from pygitobj.walk.bitmap_fill import BitmapFill, Tip
from pygitobj.walk.history import History
from pygitobj.walk.position_set import Extended
from pygitobj.walk.read_ahead import ReadAhead
from pygitobj.walk.tags import link_of_tag

WINDOW = 1 << 20
# Commits that are read alone at first: most often there are few to walk, and what is around them would be most of the
# work.
ALONE = 512


class Reached(Record):
    """What was reached: a set of positions; `extended` has the objects after those of the `bitmaps`.

    `tips` are what was asked for, tags followed.
    """

    bitmaps: Bitmaps
    bits: int
    extended: Extended
    tips: Sequence[Tip]

    def of_type(self, code: int) -> int:
        """Those of the type `code`, as a set."""
        return self.bits & (self.bitmaps.types[CODES.index(code)] | self.extended.of_type(code) << self.bitmaps.total)

    def count(self, code: int) -> int:
        """How many are of the type `code`."""
        return self.of_type(code).bit_count()

    @property
    def inner(self) -> int:
        """Those that have bits."""
        return self.bits & (1 << self.bitmaps.total) - 1

    def ids(self, codes: Sequence[int]) -> Iterator[bytes]:
        """The raw ids of those of the types `codes`, many in one, as git lists them: by type, then those extended."""
        for code, bits in zip(CODES, self.bitmaps.types, strict=True):
            if code in codes:
                yield self.bitmaps.order.ids(set_bits(self.bits & bits))
        oids = self.extended.oids
        yield b"".join([oids[number] for number in self.numbers(codes)])

    def numbers(self, codes: Sequence[int]) -> list[int]:
        """The numbers of those extended that are of the types `codes`."""
        return [number for number in set_bits(self.bits >> self.bitmaps.total) if self.extended.codes[number] in codes]

    def disk_usage(self, codes: Sequence[int], store: ObjectStore) -> int:
        """How many bytes those of the types `codes` take where they are stored. Raises NotFoundError, CorruptError."""
        bits = sum(self.inner & bits for code, bits in zip(CODES, self.bitmaps.types, strict=True) if code in codes)
        total = self.bitmaps.order.disk_usage(set_bits(bits))
        return total + sum(store.info(self.extended.oids[number]).disk_size for number in self.numbers(codes))


def reached_by_bitmaps(
    bitmaps: Bitmaps,
    store: ObjectStore,
    tips: Iterable[Tip],
    hidden: Iterable[Tip] = (),
    *,
    objects: bool = True,
) -> Reached | None:
    """The objects of `store` that `tips` reach and `hidden` do not; None where nothing would be gained, as for git.

    That is so where nothing that is hidden has a bit, or nothing is asked for. Without `objects` only the commits are
    told rightly. Raises CorruptIndex where the bitmaps are damaged, NotFoundError and CorruptError for what of the
    tips cannot be read; what is hidden need not be there.
    """
    wanted, out = followed(bitmaps, store, tips), followed(bitmaps, store, hidden, needed=False)
    if not wanted or (out and all(bitmaps.order.row(tip.oid) < 0 for tip in out)):
        return None
    fill = BitmapFill(bitmaps, History(ReadAhead(store, alone=ALONE)), store.format, objects=objects)
    seen = fill.reach(out, None, needed=False) if out else None
    bits = fill.reach(wanted, seen, needed=True).bits
    return Reached(bitmaps, bits if seen is None else bits & ~seen.bits, fill.extended, wanted)


def followed(bitmaps: Bitmaps, store: ObjectStore, tips: Iterable[Tip], *, needed: bool = True) -> list[Tip]:
    """`tips` with their types, and after each tag what it tags; each once. Raises NotFoundError, CorruptError."""
    given = dict.fromkeys(tips)
    unknown = [tip.oid for tip in given if not tip.code]
    found = dict(typed(bitmaps, store, unknown, needed=needed)) if unknown else {}
    codes = {tip.oid: tip.code or found.get(tip.oid, 0) for tip in given}
    targets: dict[bytes, Tip] = {}
    level = [oid for oid, code in codes.items() if code == TAG]
    while level:
        said = dict(tagged(store, level, needed=needed))
        real = dict(typed(bitmaps, store, list(dict.fromkeys(tip.oid for tip in said.values())), needed=needed))
        for oid, tip in said.items():
            if tip.oid in real:
                require_type(real[tip.oid], tip.code, tip.oid)
                targets[oid] = tip
        level = [oid for oid, code in real.items() if code == TAG and oid not in targets]
    every: dict[bytes, Tip] = {}
    for oid, code in codes.items():
        at = Tip(oid, code) if code else None
        while at is not None and at.oid not in every:
            every[at.oid] = at
            at = targets.get(at.oid)
    return list(every.values())


def typed(bitmaps: Bitmaps, store: ObjectStore, oids: Sequence[bytes], *, needed: bool) -> Iterator[Tip]:
    """The objects `oids` with their types, but for those that are missing and not `needed`. Raises NotFoundError."""
    places = bitmaps.positions(b"".join(oids))
    outside = [oid for oid, at in zip(oids, places, strict=True) if at < 0]
    headers = iter(header_many(store, outside))
    for oid, at in zip(oids, places, strict=True):
        if at >= 0:
            yield Tip(oid, bitmaps.code_at(at))
            continue
        header = next(headers)
        if header is not None:
            yield Tip(oid, header.type.code)
        elif needed:
            raise NotFoundError(ObjectId(oid))


def tagged(store: ObjectStore, tags: Sequence[bytes], *, needed: bool) -> Iterator[tuple[bytes, Tip]]:
    """What each of `tags` tags, and the type that it says. Raises NotFoundError, CorruptError."""
    at = 0
    for _, bodies in bodies_of(store, b"".join(tags), WINDOW):
        for oid, body in zip(tags[at : at + len(bodies)], bodies, strict=True):
            if body is None and not needed and oid not in store:
                continue
            link = link_of_tag(store.read(oid).data if body is None else body, oid, store.format)
            yield oid, Tip(link.oid, link.code)
        at += len(bodies)
