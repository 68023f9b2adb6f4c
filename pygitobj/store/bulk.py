"""Reading many objects: look ahead at what is asked for, build it in the order of the packs, answer in the order asked.

Requests are gathered into columns of raw ids, a column is cut into windows that fit into memory, and a window's
objects are built together, so that every delta base is built once in it (window.py, and the kernels' Plan).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, islice
from typing import TYPE_CHECKING, NamedTuple

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.files.idx import OffsetOrder
from pygitobj.files.pack import PackFile
from pygitobj.id_list import IdList
from pygitobj.oid import TYPE_BY_CODE, TYPE_CODES, ObjectFormat, ObjectId, ObjectType
from pygitobj.sources.copies import Part, header_of_copy, info_of_copy
from pygitobj.sources.loose import LooseSource
from pygitobj.sources.values import ObjectHeader, ObjectInfo
from pygitobj.store.arguments import require_type
from pygitobj.store.ids import all_ids, every_pack, known_packs, vanished
from pygitobj.store.recovery import first_good
from pygitobj.store.window import FIRST_COUNT, MOST_COUNT, Result, Window, locate_column, next_count, results_of

if TYPE_CHECKING:
    from pygitobj.store.database import ObjectDatabase

# Ids of all objects in a column.
COLUMN_COUNT = 1 << 18
# How much of a window the order of a pack takes: there nothing waits long, and less stays in the processor's caches.
SCAN_SHARE = 0.25


def chunks(
    ids: Iterable[bytes], object_format: ObjectFormat, first: int = FIRST_COUNT, most: int = MOST_COUNT
) -> Iterator[list[bytes]]:
    """`ids` in lists of `most`, the first one of `first`, so that an answer need not wait for many.

    No list holds anything but ids of `object_format`. The first of `ids` that is none, or an error in getting it, is
    raised after those before it: whoever asks gets their answers, and no answer belongs to another id.
    """
    source = iter(ids)
    count = first
    problems: list[Exception] = []
    while not problems:
        chunk: list[bytes] = []
        try:
            chunk.extend(islice(source, count))
        except Exception as error:  # noqa: BLE001 - raised below, whatever it is
            problems.append(error)
        if not chunk:
            break
        fits = object_format.first_misfit(chunk)
        if fits < len(chunk):
            problems = [object_format.misfit(chunk[fits])]
            del chunk[fits:]
        if chunk:
            yield chunk
        count = most
    if problems:
        raise problems.pop()


def columns(
    ids: Iterable[bytes], object_format: ObjectFormat, first: int = FIRST_COUNT, most: int = MOST_COUNT
) -> Iterator[bytes]:
    """`ids` joined into columns, as `chunks` parts them. Raises as it does."""
    return map(b"".join, chunks(ids, object_format, first, most))


def read_many(
    store: ObjectDatabase, oids: Iterable[bytes], window: int, large: int | None
) -> Iterator[tuple[ObjectId, Result]]:
    """The objects `oids` of `store` with their ids, in their order, bodies of at most `window` bytes held."""
    for asked in chunks(oids, store.format):
        yield from zip(map(ObjectId, asked), results_of(store, b"".join(asked), window, large), strict=True)


def read_targets(store: ObjectDatabase, targets: Iterable[bytes], window: int, large: int | None) -> Iterator[Result]:
    """As `read_many`, the objects alone."""
    for column in columns(targets, store.format):
        yield from results_of(store, column, window, large)


def scan(store: ObjectDatabase, ordered: bool, window: int, large: int | None) -> Iterator[tuple[ObjectId, Result]]:
    """Every object of `store` once, by id or in the order of the packs.

    Raises RepositoryError where not all can be listed.
    """
    size = store.format.hash_size
    try:
        if ordered:
            for column in id_columns(store):
                yield from zip(split(column, size), results_of(store, column, window, large), strict=True)
            return
        for current in pack_windows(store, int(window * SCAN_SHARE)):
            yield from zip(split(current.column, size), current.results(current.count, large), strict=False)
        for column in columns(unplanned(store), store.format):
            yield from zip(split(column, size), results_of(store, column, window, large), strict=True)
    except OSError as error:
        raise vanished(error) from error


def split(column: bytes, size: int) -> Iterator[ObjectId]:
    """The ids in `column`."""
    return (ObjectId(column[at : at + size]) for at in range(0, len(column), size))


def pack_windows(store: ObjectDatabase, room: int, large: int | None = None, line: int = 0) -> Iterator[Window]:
    """All packed objects, each once, in the order of the packs, in windows that fit into `room` bytes.

    A window that starts with an object of more than `large` bytes holds it alone.
    """
    size = store.format.hash_size
    count = FIRST_COUNT
    for pack, offsets, column in unseen_entries(store):
        at = 0
        while at < len(offsets):
            here = offsets[at : at + count]
            part = Part(pack, here, None)
            current = Window(store, column[at * size : (at + count) * size], [part])
            fits = max(1, current.fit(room, line, large))
            held = sum(current.sizes[:fits])
            if fits < current.count:
                current.count = fits
                current.column = current.column[: fits * size]
            yield current
            at += fits
            count = next_count(fits, held, room)


def unseen_entries(store: ObjectDatabase) -> Iterator[tuple[PackFile, array[int], bytes]]:
    """All packed objects, each once: a pack, the offsets of some of its entries in pack order, and their ids."""
    packs = every_pack(store)
    earlier: list[PackFile] = []
    for pack in packs:
        order = order_of(pack)
        if order is None:
            continue
        for start in range(0, len(order.offsets), MOST_COUNT):
            offsets = order.offsets[start : start + MOST_COUNT]
            column = pack.ids_of(order.rows[start : start + MOST_COUNT])
            if earlier:
                offsets, column = without_seen(offsets, column, store.format.hash_size, earlier)
            yield pack, offsets, column
        earlier.append(pack)


def without_seen(
    offsets: array[int], column: bytes, size: int, earlier: Sequence[PackFile]
) -> tuple[array[int], bytes]:
    """`offsets` and `column` without the objects that a pack among `earlier` has."""
    oids = [column[at : at + size] for at in range(0, len(column), size)]
    fresh = [not any_has(earlier, oid) for oid in oids]
    return array("q", compress(offsets, fresh)), b"".join(compress(oids, fresh))


def order_of(pack: PackFile) -> OffsetOrder | None:
    """The order of the entries of `pack`, None where its index does not give one. Raises RepositoryError."""
    try:
        return pack.order
    except MISSING_OR_BAD:
        return None


def unplanned(store: ObjectDatabase) -> Iterator[bytes]:
    """The raw ids of the objects that `unseen_entries` leaves out, each once: in bad packs, or loose and in no pack."""
    packs = known_packs(store)
    good = [pack for pack in packs if order_of(pack) is not None]
    for pack in packs:
        if pack not in good:
            yield from (oid for oid in pack.index.oids() if not any_has(good, oid))
            good.append(pack)
    earlier: list[LooseSource] = []
    for source in store.sources:
        for oid in source.loose.ids():
            if not any_has(packs, oid) and not any(loose.file_of(oid) for loose in earlier):
                yield oid
        earlier.append(source.loose)


def any_has(packs: Sequence[PackFile], oid: bytes) -> bool:
    """Whether one of `packs` has `oid`."""
    return any(pack.find(oid) >= 0 for pack in packs)


def id_columns(store: ObjectDatabase) -> Iterator[bytes]:
    """The ids of all objects, each once, ascending, in columns."""
    packs = every_pack(store)
    alone = len(packs) == 1 and all(next(source.loose.ids(), None) is None for source in store.sources)
    if not alone or not packs[0].ascends():
        yield from columns(all_ids(store), store.format, COLUMN_COUNT, COLUMN_COUNT)
        return
    index = packs[0].index
    for start in range(0, index.count, COLUMN_COUNT):
        yield index.oid_column(start, min(start + COLUMN_COUNT, index.count))


def ids_of(store: ObjectDatabase, kind: str | None) -> IdList:
    """The ids of all objects, or of those of type `kind`, each once, ascending. Raises RepositoryError, ValueError."""
    size = store.hash_size
    if kind is None:
        return IdList.of(b"".join(id_columns(store)), size)
    code = TYPE_CODES[ObjectType(require_type(kind))]
    found = []
    for column in id_columns(store):
        codes, _ = describe_column(store, column)
        found.append(IdList.of(column, size).select(one == code for one in codes).raw)
    return IdList.of(b"".join(found), size)


class Descriptions(NamedTuple):
    """Types and sizes of the objects in a column; a code is 0 where the object is missing or damaged."""

    codes: array[int]
    sizes: array[int]


def describe_column(store: ObjectDatabase, column: bytes) -> Descriptions:
    """The type codes and sizes of the objects in `column`, packed or not. Raises RepositoryError."""
    size = store.format.hash_size
    count = len(column) // size
    codes, sizes = array("B", bytes(count)), array("Q", bytes(8 * count))
    for pack, offsets, positions in locate_column(store, column):
        try:
            pack_codes, pack_sizes, _ = pack.info_many(offsets, store.threads)
        except (OSError, GitObjectError):
            continue  # they are asked for again one by one below
        if positions is None:
            codes, sizes = pack_codes, pack_sizes
            continue
        for position, code, length in zip(positions, pack_codes, pack_sizes, strict=True):
            codes[position] = code
            sizes[position] = length
    for position in positions_of_zero(codes):
        try:
            header = first_good(store, column[position * size : (position + 1) * size], header_of_copy)
        except MISSING_OR_BAD:
            continue
        codes[position] = header.type.code
        sizes[position] = header.size
    return Descriptions(codes, sizes)


def positions_of_zero(codes: array[int]) -> Iterator[int]:
    """Where in `codes` a zero stands."""
    data = codes.tobytes()
    at = data.find(0)
    while at >= 0:
        yield at
        at = data.find(0, at + 1)


def header_many(store: ObjectDatabase, targets: Iterable[bytes]) -> Iterator[ObjectHeader | None]:
    """The type and size of each of `targets`, in their order; None where it is missing or damaged."""
    for column in columns(targets, store.format):
        for codes, sizes in described(store, column):
            for code, size in zip(codes, sizes, strict=True):
                yield ObjectHeader(TYPE_BY_CODE[code], size) if code else None


def described(store: ObjectDatabase, column: bytes) -> Iterator[Descriptions]:
    """What `describe_column` says of `column`, in parts where one ends it: first what stands before that."""
    size = store.format.hash_size
    half = len(column) // size // 2 * size
    try:
        whole = describe_column(store, column)
    except GitObjectError:
        if not half:
            raise
    else:
        yield whole
        return
    yield from described(store, column[:half])
    yield from described(store, column[half:])


def info_many(store: ObjectDatabase, targets: Iterable[bytes]) -> Iterator[ObjectInfo | None]:
    """How each of `targets` is stored, in their order; None where it is missing or damaged."""
    size = store.format.hash_size
    for column in columns(targets, store.format):
        results: list[ObjectInfo | None] = [None] * (len(column) // size)
        for part in locate_column(store, column):
            try:
                for position, info in packed_infos(part, store.threads):
                    results[position] = info
            except (OSError, GitObjectError):
                continue  # they are asked for again one by one below
        for position, found in enumerate(results):
            oid = column[position * size : (position + 1) * size]
            yield info_of_one(store, oid) if found is None or oid == store.format.empty_tree else found


def packed_infos(part: Part, threads: int) -> Iterator[tuple[int, ObjectInfo]]:
    """The (position, info) of each request of `part` with which nothing is wrong."""
    pack = part.pack
    infos = pack.info_many(part.offsets, threads)
    positions = range(len(part.offsets)) if part.positions is None else part.positions
    for position, offset, code, size, base in zip(positions, part.offsets, *infos, strict=True):
        if code:
            base_id = None if base < 0 else pack.oid_at(base)
            shown = None if base_id is None else ObjectId(base_id)
            yield position, ObjectInfo(TYPE_BY_CODE[code], size, pack.disk_size(offset), shown)


def info_of_one(store: ObjectDatabase, oid: bytes) -> ObjectInfo | None:
    """How `oid` is stored, on the long way; None where it is missing or damaged. Raises RepositoryError."""
    try:
        return first_good(store, oid, info_of_copy)
    except MISSING_OR_BAD:
        return None
