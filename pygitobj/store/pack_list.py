"""What goes into a pack: the objects in columns, where each is stored now, and which deltas can stay as they are."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable
from itertools import compress

from pygitobj.errors import MISSING_OR_BAD, GitObjectError, NotFoundError
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import is_passing
from pygitobj.formats.trailing_hash import has_own_hash
from pygitobj.id_list import IdList
from pygitobj.kernels import match_offsets
from pygitobj.kernels.columns import Columns
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record
from pygitobj.sources.copies import Part, header_of_copy
from pygitobj.sources.matching import Matcher
from pygitobj.store.recovery import first_good
from pygitobj.store.windows import locate_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.database import ObjectDatabase

WHOLE = -1
NOWHERE = -1
# How far to look for a delta cycle before a delta is taken; longer ones are cut with the chains that are too long.
LOOK_FOR_CYCLE = 50


class NewDelta(Record):
    """A delta's size, and the zlib stream that holds it; None where it is to be made again."""

    size: int
    stream: bytes | None


class PackList:
    """Objects in columns, one value each, in the order of the raw ids in `column`.

    The first `count` of them are to be packed; the others may only be bases, of thin packs. `hashes` are the name
    hashes of their paths; `codes` and `sizes` types and sizes; `sources` the numbers in `packs` of the packs that they
    come from, NOWHERE for what is loose, and `offsets` their entries there; `as_itself` says whether the pack has the
    object whole. `bases` has the position of the object that each is to be a delta of, WHOLE for none: the delta that
    the pack has, unless a new one was found.
    """

    def __init__(self, column: bytes, hashes: array[int], object_format: ObjectFormat, count: int) -> None:
        self.column = column
        self.format = object_format
        self.hashes = hashes
        self.count = count
        every = len(hashes)
        self.codes, self.sizes = array("B", bytes(every)), array("Q", bytes(8 * every))
        self.packs: list[PackFile] = []
        self.sources, self.offsets = array("q", [NOWHERE]) * every, array("q", [-1]) * every
        self.bases = array("q", [WHOLE]) * every
        self.as_itself = bytearray(every)
        self.trusted: dict[PackFile, bool] = {}

    def oid(self, at: int) -> bytes:
        """The raw id at the position `at`."""
        size = self.format.hash_size
        return self.column[at * size : (at + 1) * size]

    def drop_delta(self, at: int) -> None:
        """Let the object at the position `at` be whole."""
        self.bases[at] = WHOLE

    def trusts(self, pack: PackFile) -> bool:
        """Whether the index of `pack` has its own hash, which is looked at once.

        What is copied as it says does not show whether that is so.
        """
        if pack not in self.trusted:
            self.trusted[pack] = has_own_hash(pack.index.data, self.format)
        return self.trusted[pack]

    def columns(self, made: Container[int], *, copy: bool) -> Columns:
        """The columns for copying: entries that are not to be copied have no source; places are still unknown.

        The deltas at the positions `made` are new. With `copy` what a pack has whole is copied too.
        """
        sources = array("q", self.sources)
        for at, (base, whole) in enumerate(zip(self.bases, self.as_itself, strict=True)):
            if at in made if base != WHOLE else not (copy and whole):
                sources[at] = NOWHERE
        places = array("q", [-1]) * len(self.bases)
        return Columns(self.column, sources, self.offsets, self.bases, places, self.count)


def listed(column: bytes, hashes: array[int], store: ObjectDatabase, count: int, *, reuse: bool) -> PackList:
    """The objects `column`, looked up in `store`; with `reuse` deltas stay whose bases are among them.

    The first `count` of them are to be packed. Raises GitObjectError where one is missing or cannot be read.
    """
    found = PackList(column, hashes, store.format, count)
    strays: list[tuple[int, PackFile, int]] = []
    for part in locate_column(store, column, by_index=True):
        try:
            codes, sizes, bases = part.pack.info_many(part.offsets, store.threads)
        except (OSError, GitObjectError):
            continue  # they are asked for again one by one below
        undamaged = found.trusts(part.pack)
        enter(found, part, codes, sizes, bytes(undamaged and base < 0 for base in bases))
        if reuse and undamaged:
            strays.extend(enter_bases(found, part, bases))
    if strays:
        enter_strays(found, strays)
    if reuse:
        prefer_deltas(found, store)
    for at, code in enumerate(found.codes):
        if not code:
            found.drop_delta(at)
            found.sources[at] = NOWHERE
            found.codes[at], found.sizes[at] = described(store, found.oid(at))
    return found


def enter(found: PackList, part: Part, codes: array[int], sizes: array[int], whole: bytes) -> None:
    """Note what a pack says of its objects, and which of them it has `whole`."""
    number = len(found.packs)
    found.packs.append(part.pack)
    if part.positions is None:
        found.codes, found.sizes, found.offsets = codes, sizes, part.offsets
        found.sources = array("q", [number]) * len(codes)
        found.as_itself = bytearray(whole)
        return
    rows = zip(part.positions, part.offsets, codes, sizes, whole, strict=True)
    for at, offset, code, size, itself in rows:
        found.codes[at], found.sizes[at], found.offsets[at], found.as_itself[at] = code, size, offset, itself
        found.sources[at] = number


def enter_bases(found: PackList, part: Part, bases: array[int]) -> list[tuple[int, PackFile, int]]:
    """Note which deltas can stay; gives those whose base is not among the objects from this pack."""
    matched = match_offsets(part.offsets, bases)
    strays = []
    if part.positions is None:
        found.bases = matched
        missed: Iterable[tuple[int, int, int]] = compress(
            zip(range(len(bases)), matched, bases, strict=True), (base >= 0 for base in bases)
        )
    else:
        positions = part.positions
        missed = list(zip(positions, matched, bases, strict=True))
        for at, base, _ in missed:
            if base >= 0:
                found.bases[at] = positions[base]
    for at, base, offset in missed:
        if base < 0 <= offset:
            strays.append((at, part.pack, offset))
    return strays


def enter_strays(found: PackList, strays: list[tuple[int, PackFile, int]]) -> None:
    """Note which deltas can stay whose base comes from another pack, or lies at another offset of the same."""
    positions = positions_by_id(found)
    for at, pack, offset in strays:
        base = position_of(positions, pack, offset)
        if base not in (WHOLE, at):
            found.bases[at] = base


def positions_by_id(found: PackList) -> dict[bytes, int]:
    """Where each object is in the list."""
    return {found.oid(at): at for at in range(len(found.hashes))}


def position_of(positions: dict[bytes, int], pack: PackFile, offset: int) -> int:
    """Where the object is that `pack` has at `offset`; WHOLE where that cannot be told, or it is not in the list."""
    try:
        oid = pack.oid_at(offset)
    except MISSING_OR_BAD:
        return WHOLE
    return WHOLE if oid is None else positions.get(oid, WHOLE)


def prefer_deltas(found: PackList, store: ObjectDatabase) -> None:
    """Of what is whole so far take the delta that another pack has of it, if its base is in the list.

    Small packs, as pushes bring them, have the bases of their deltas whole: all that an earlier one has as deltas.
    """
    packs = [pack for source in store.sources for pack in source.packed.packs_at_hand() if not is_passing(pack.path)]
    if len(packs) < 2:
        return
    whole = [at for at in range(found.count) if found.bases[at] == WHOLE]
    matcher = Matcher(IdList.of(found.column, store.hash_size).at(whole))
    positions: dict[bytes, int] = {}
    for pack in packs:
        try:
            offsets, places = other_copies(found, matcher.copies_in(pack), whole)
            if not offsets or not found.trusts(pack):
                continue
            codes, sizes, bases = pack.info_many(offsets, store.threads)
        except (OSError, GitObjectError):
            continue  # the copies that were found first serve
        if max(bases) < 0:
            continue
        positions = positions or positions_by_id(found)
        number = number_of(found, pack)
        for at, offset, code, size, base_offset in zip(places, offsets, codes, sizes, bases, strict=True):
            base = WHOLE if base_offset < 0 else position_of(positions, pack, base_offset)
            if base != WHOLE and not leads_to(found.bases, base, at):
                found.codes[at], found.sizes[at], found.as_itself[at] = code, size, False
                found.sources[at], found.offsets[at], found.bases[at] = number, offset, base


def other_copies(found: PackList, copies: Part, places: list[int]) -> tuple[array[int], list[int]]:
    """Those of `copies`, of the objects at `places`, that are not the ones which were found, while these are whole."""
    pack = copies.pack
    number = found.packs.index(pack) if pack in found.packs else NOWHERE
    offsets, positions = array("q"), []
    for place, offset in zip(copies.places, copies.offsets, strict=True):
        at = places[place]
        if offset >= 0 and found.bases[at] == WHOLE and (found.sources[at] != number or found.offsets[at] != offset):
            offsets.append(offset)
            positions.append(at)
    return offsets, positions


def number_of(found: PackList, pack: PackFile) -> int:
    """The number of `pack` in the list's packs, which it is in from now on."""
    if pack not in found.packs:
        found.packs.append(pack)
    return found.packs.index(pack)


def leads_to(bases: array[int], base: int, at: int) -> bool:
    """Whether `base` is a delta of `at`, or of a delta of it, as far as is looked."""
    for _ in range(LOOK_FOR_CYCLE):
        if base in (WHOLE, at):
            break
        base = bases[base]
    return base == at


def described(store: ObjectDatabase, oid: bytes) -> tuple[int, int]:
    """The type code and size of an object that is in no pack, or in a damaged one."""
    try:
        header = first_good(store, oid, header_of_copy)
    except NotFoundError:
        raise GitObjectError(f"unable to read {ObjectId(oid)}") from None
    return header.type.code, header.size
