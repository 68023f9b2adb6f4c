"""Reading many objects: look ahead at what is asked for, build it in the order of the packs, answer in the order asked.

Requests are gathered into lists of ids, a list is cut into windows that fit into memory, and a window's objects are
built together, so that every delta base is built once in it (windows.py, and the kernels' Plan).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, MappingView, Sequence
from functools import partial
from itertools import compress, islice, pairwise

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.files.idx import OffsetOrder
from pygitobj.files.pack import PackFile
from pygitobj.id_list import IdList
from pygitobj.oid import TYPE_BY_CODE, TYPE_CODES, ObjectFormat, ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.sources.copies import Part, header_of_copy, info_of_copy
from pygitobj.sources.loose import LooseSource
from pygitobj.sources.values import ObjectHeader, ObjectInfo
from pygitobj.store.arguments import require_type
from pygitobj.store.ids import all_ids, every_pack, known_packs, vanished
from pygitobj.store.parts import parts_of
from pygitobj.store.recovery import first_good
from pygitobj.store.windows import (
    BODIES_SHARE,
    FIRST_COUNT,
    MOST_COUNT,
    Result,
    Stretch,
    Window,
    positions_of_zero,
    results_of,
    windows,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.copy import Copy
    from pygitobj.store.database import ObjectDatabase
    from pygitobj.store.recovery import Answer

# As ObjectHeader makes one, in half of the time.
as_header: Callable[[tuple[ObjectType, int]], ObjectHeader] = partial(tuple.__new__, ObjectHeader)
# What may have more ids, or fewer, by the time that the next ones are asked for.
CHANGEABLE = (list, set, dict, MappingView)
# Ids of all objects in a column.
COLUMN_COUNT = 1 << 18
# Ids that are described at a time.
DESCRIBED_COUNT = 1 << 16
# How much of a window the order of a pack takes: there nothing waits long, and less stays in the processor's caches.
SCAN_SHARE = 0.25


def chunks(
    ids: Iterable[bytes], object_format: ObjectFormat, first: int = FIRST_COUNT, most: int = MOST_COUNT
) -> Iterator[list[bytes]]:
    """`ids` in lists of `most`, the first one of `first`, so that an answer need not wait for many.

    No list holds anything but ids of `object_format`. The first of `ids` that is none, or an error in getting it, is
    raised after those before it: whoever asks gets their answers, and no answer belongs to another id. A list, set or
    dict that changes its size meanwhile is a RuntimeError: which of its ids were met would be chance.
    """
    source = iter(ids)
    length = len(ids) if isinstance(ids, CHANGEABLE) else None
    count = first
    problems: list[Exception] = []
    while not problems:
        if isinstance(ids, CHANGEABLE) and len(ids) != length:
            raise RuntimeError(f"a {type(ids).__name__} of ids changed its size while it was read")
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


def lists(ids: Iterable[bytes], object_format: ObjectFormat) -> Iterator[IdList]:
    """`ids` in lists, as `chunks` parts them; what is one already as it is. Raises as `chunks` does."""
    if isinstance(ids, IdList):
        if ids and ids.size != object_format.hash_size:
            raise object_format.misfit(ids[0])
        yield ids
        return
    for column in columns(ids, object_format):
        yield IdList.of(column, object_format.hash_size)


def read_many(
    store: ObjectDatabase, oids: Iterable[bytes], window: int, large: int | None
) -> Iterator[tuple[ObjectId, Result]]:
    """The objects `oids` of `store` with their ids, in their order, bodies of at most `window` bytes held."""
    for ids in lists(oids, store.format):
        yield from zip(ids, results_of(store, ids, window, large), strict=True)


def read_targets(store: ObjectDatabase, targets: Iterable[bytes], window: int, large: int | None) -> Iterator[Result]:
    """As `read_many`, the objects alone."""
    for ids in lists(targets, store.format):
        yield from results_of(store, ids, window, large)


def windows_of(
    store: ObjectDatabase, oids: Iterable[bytes], window: int, line: int, large: int | None
) -> Iterator[Window]:
    """The objects `oids` of `store`, in their order, in windows."""
    stretches = map(Stretch, lists(oids, store.format))
    return windows(store, stretches, int(window * BODIES_SHARE), line, large)


def all_windows(
    store: ObjectDatabase, ordered: bool, window: int, line: int = 0, large: int | None = None
) -> Iterator[Window]:
    """Every object of `store` once, by id or in the order of the packs, in windows.

    Raises RepositoryError where not all can be listed.
    """
    try:
        if ordered:
            yield from windows(store, map(Stretch, id_lists(store)), int(window * BODIES_SHARE), line, large)
            return
        yield from windows(store, unseen_entries(store), int(window * SCAN_SHARE), line, large)
        yield from windows_of(store, unplanned(store), window, line, large)
    except OSError as error:
        raise vanished(error) from error


def scan(store: ObjectDatabase, ordered: bool, window: int, large: int | None) -> Iterator[tuple[ObjectId, Result]]:
    """Every object of `store` once, by id or in the order of the packs. Raises as `all_windows`."""
    for current in all_windows(store, ordered, window):
        yield from zip(current.ids, current.results(current.taken, large), strict=False)


def split(column: bytes, size: int) -> Iterator[ObjectId]:
    """The ids in `column`."""
    return iter(IdList.of(column, size))


def unseen_entries(store: ObjectDatabase) -> Iterator[Stretch]:
    """All packed objects, each once, in the order of the packs."""
    packs = every_pack(store)
    earlier: list[PackFile] = []
    for pack in packs:
        order = order_of(pack)
        if order is None:
            continue
        # The first one is short, so that the first answer need not wait for many.
        for start, end in pairwise([0, *range(FIRST_COUNT, len(order.offsets), MOST_COUNT), len(order.offsets)]):
            offsets = order.offsets[start:end]
            ids = IdList.of(pack.ids_of(order.rows[start:end]), store.hash_size)
            if earlier:
                fresh = [not any_has(earlier, oid) for oid in ids.raws()]
                offsets, ids = array("q", compress(offsets, fresh)), ids.select(fresh)
            yield Stretch(ids, pack, offsets)
        earlier.append(pack)


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


def id_lists(store: ObjectDatabase) -> Iterator[IdList]:
    """The ids of all objects, each once, ascending, in lists. Raises RepositoryError where not all can be listed."""
    try:
        yield from id_lists_of(store, every_pack(store))
    except OSError as error:
        raise vanished(error) from error


def id_lists_of(store: ObjectDatabase, packs: list[PackFile]) -> Iterator[IdList]:
    """As `id_lists`, where these are all `packs`. Raises OSError where one is gone."""
    size = store.hash_size
    alone = len(packs) == 1 and all(next(source.loose.ids(), None) is None for source in store.sources)
    if not alone or not packs[0].ascends():
        for column in columns(all_ids(store), store.format, COLUMN_COUNT, COLUMN_COUNT):
            yield IdList.of(column, size)
        return
    index = packs[0].index
    for start in range(0, index.count, COLUMN_COUNT):
        yield IdList.of(index.oid_column(start, min(start + COLUMN_COUNT, index.count)), size)


def ids_of(store: ObjectDatabase, kind: str | None) -> IdList:
    """The ids of all objects, or of those of type `kind`, each once, ascending. Raises RepositoryError, ValueError."""
    found = [ids.raw for ids in id_lists(store)]
    ids = IdList.of(b"".join(found), store.hash_size)
    if kind is None:
        return ids
    code = TYPE_CODES[ObjectType(require_type(kind))]
    return ids.select(one == code for codes, _ in describe(store, ids) for one in codes)


class Descriptions(Record):
    """Types and sizes of objects; a code is 0 where the object is missing or damaged."""

    codes: array[int]
    sizes: array[int]

    def unknown(self) -> Iterator[int]:
        """Which of them have the code 0."""
        return positions_of_zero(self.codes)


def describe_column(store: ObjectDatabase, column: bytes) -> Descriptions:
    """The type codes and sizes of the objects in `column`, packed or not. Raises RepositoryError."""
    return describe_all(store, IdList.of(column, store.hash_size))


def describe_all(store: ObjectDatabase, ids: IdList, reasons: dict[int, GitObjectError] | None = None) -> Descriptions:
    """The type codes and sizes of the objects `ids`, packed or not. Raises RepositoryError.

    Why a code is 0 goes to `reasons`, by its position.
    """
    codes, sizes = array("B", bytes(len(ids))), array("Q", bytes(8 * len(ids)))
    for pack, offsets, positions in parts_of(store, ids):
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
        header = answer_or_reason(store, ids[position], header_of_copy)
        if isinstance(header, GitObjectError):
            if reasons is not None:
                reasons[position] = header
            continue
        codes[position] = header.type.code
        sizes[position] = header.size
    return Descriptions(codes, sizes)


def answer_or_reason(store: ObjectDatabase, oid: bytes, ask: Callable[[Copy], Answer]) -> Answer | GitObjectError:
    """What the first good copy of `oid` answers; where there is none, what says so. Raises RepositoryError."""
    try:
        return first_good(store, oid, ask)
    except MISSING_OR_BAD as error:
        # Without where it came from: a value that is kept shall hold nothing else.
        return error.with_traceback(None)


def describe(store: ObjectDatabase, oids: Iterable[bytes]) -> Iterator[Descriptions]:
    """The types and sizes of `oids`, in their order, some at a time; where one ends it, first of those before it."""
    for ids in lists(oids, store.format):
        for some in ids.pieces(DESCRIBED_COUNT):
            for _, found in described(store, some):
                yield found


def described(
    store: ObjectDatabase, ids: IdList, reasons: dict[int, GitObjectError] | None = None
) -> Iterator[tuple[IdList, Descriptions]]:
    """What `describe_all` says of `ids`, in parts where one ends it: first what stands before that.

    `reasons` are those of the part that was given last.
    """
    half = len(ids) // 2
    if reasons is not None:
        reasons.clear()
    try:
        whole = describe_all(store, ids, reasons)
    except GitObjectError:
        if not half:
            raise
    else:
        yield ids, whole
        return
    yield from described(store, ids[:half], reasons)
    yield from described(store, ids[half:], reasons)


def header_many(store: ObjectDatabase, targets: Iterable[bytes]) -> Iterator[ObjectHeader | None]:
    """The type and size of each of `targets`, in their order; None where it is missing or damaged."""
    for codes, sizes in describe(store, targets):
        for code, size in zip(codes, sizes, strict=True):
            yield as_header((TYPE_BY_CODE[code], size)) if code else None


def headers_or_reasons(
    store: ObjectDatabase, targets: Iterable[bytes]
) -> Iterator[tuple[ObjectId, ObjectHeader | GitObjectError]]:
    """Each of `targets`, in their order, with its type and size, or what says that it is missing or damaged."""
    reasons: dict[int, GitObjectError] = {}
    for ids in lists(targets, store.format):
        for some in ids.pieces(DESCRIBED_COUNT):
            for part, (codes, sizes) in described(store, some, reasons):
                if not reasons:
                    kinds = map(TYPE_BY_CODE.__getitem__, codes)
                    yield from zip(part, map(as_header, zip(kinds, sizes, strict=True)), strict=True)
                    continue
                for at, (oid, code, size) in enumerate(zip(part, codes, sizes, strict=True)):
                    yield oid, as_header((TYPE_BY_CODE[code], size)) if code else reasons[at]


def sizes(store: ObjectDatabase, targets: Iterable[bytes]) -> Iterator[tuple[ObjectId, ObjectType, int] | None]:
    """Each of `targets`, in their order, with its type and size; None where it is missing or damaged."""
    for ids in lists(targets, store.format):
        for some in ids.pieces(DESCRIBED_COUNT):
            for part, columns_of in described(store, some):
                for oid, code, size in zip(part, *columns_of, strict=True):
                    yield (oid, TYPE_BY_CODE[code], size) if code else None


def infos_or_reasons(
    store: ObjectDatabase, targets: Iterable[bytes]
) -> Iterator[tuple[ObjectId, ObjectInfo | GitObjectError]]:
    """Each of `targets`, in their order, with how it is stored, or what says that it is missing or damaged."""
    for ids in lists(targets, store.format):
        for some in ids.pieces(MOST_COUNT):
            for oid, found in zip(some, some_infos(store, some), strict=True):
                if found is None or oid == store.empty_tree:
                    yield oid, answer_or_reason(store, oid, info_of_copy)
                else:
                    yield oid, found


def some_infos(store: ObjectDatabase, ids: IdList) -> list[ObjectInfo | None]:
    """How those of `ids` are stored that packs have, without anything wrong; None for the others."""
    results: list[ObjectInfo | None] = [None] * len(ids)
    for part in parts_of(store, ids):
        try:
            for position, info in packed_infos(part, store.threads):
                results[position] = info
        except (OSError, GitObjectError):
            continue  # they are asked for again one by one
    return results


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
