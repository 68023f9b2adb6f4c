"""Reading many objects: look ahead at what is asked for, build it in the order of the packs, answer in the order asked.

One window at a time: as many requests as are likely to fit in memory are located and grouped by pack, each pack
builds its share family by family (every delta base once), and the results are held until it is their turn. A window
that turns out too large is cut in half and planned again with what was built already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, tee
from typing import TYPE_CHECKING, TypeVar

from pygitobj.errors import GitObjectError
from pygitobj.files.idx import OffsetOrder
from pygitobj.files.pack import PackFile
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.store.copies import Copy, header_of_copy, info_of_copy, large_header_of_copy, read_copy
from pygitobj.store.loose import LooseSource
from pygitobj.store.values import ObjectHeader, ObjectInfo, RawObject

if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

# Requests in a window: the first, which says how large objects are here, and the least and most of the others.
FIRST_COUNT = 1024
LEAST_COUNT = 64
MOST_COUNT = 1 << 15
# How much of the window the next one is meant to fill.
FILL = 0.7
# Entries that an unordered scan plans at a time, and requests that are described at a time.
SCAN_COUNT = 1 << 15
DESCRIBE_COUNT = 1 << 12

Result = RawObject | ObjectHeader | None
Info = tuple[int, int, "int | None"]
Described = TypeVar("Described", ObjectHeader, ObjectInfo)


class Pending:
    """Stands for a result that is not there yet."""


PENDING = Pending()


def read_many(
    store: ObjectStore, oids: Iterable[bytes], window: int, large: int | None
) -> Iterator[tuple[ObjectId, Result]]:
    """The objects `oids` of `store`, in their order, bodies of at most `window` bytes held. Follows replace refs."""
    asked, targets = tee(oids)
    results = read_targets(store, map(store.target, targets), window, large)
    return zip(map(ObjectId, asked), results, strict=False)


def read_targets(store: ObjectStore, targets: Iterable[bytes], window: int, large: int | None) -> Iterator[Result]:
    """As `read_many`, for ids that no replace ref is to change."""
    source = iter(targets)
    waiting: list[bytes] = []
    count = FIRST_COUNT
    while True:
        waiting.extend(islice(source, max(0, count - len(waiting))))
        if not waiting:
            return
        batch = Batch(store, waiting[:count], large)
        batch.build(window)
        yield from batch.finished()
        done = len(batch.oids)
        del waiting[:done]
        average = max(1.0, batch.held / done)
        count = int(min(MOST_COUNT, max(LEAST_COUNT, window * FILL / average)))


class Batch:
    """The requests of one window and their results, as far as they are there."""

    def __init__(self, store: ObjectStore, oids: list[bytes], large: int | None) -> None:
        self.store = store
        self.oids = oids
        self.large = large
        self.results: list[Result | Pending] = [PENDING] * len(oids)
        self.held = 0

    def build(self, window: int) -> None:
        """Fill in the results; where they come to more than `window` bytes, drop the later half of the requests."""
        while not self.build_pending(window):
            keep = (len(self.oids) + 1) // 2
            self.held -= sum(map(body_size, self.results[keep:]))
            del self.oids[keep:]
            del self.results[keep:]

    def finished(self) -> Iterator[Result]:
        """The results in the order asked, each let go of as it is given."""
        results = self.results
        for position, result in enumerate(results):
            assert not isinstance(result, Pending)
            results[position] = None
            yield result

    def build_pending(self, window: int) -> bool:
        """Fill in the results that are pending; False as soon as they take more than `window`."""
        by_pack, elsewhere = self.locate_pending()
        for pack, positions in by_pack.items():
            for offset, result in self.read_pack(pack, positions):
                for position in positions[offset]:
                    self.results[position] = result
                self.held += body_size(result)
                if self.held > window and len(self.oids) > 1:
                    return False
        for position in elsewhere:
            self.results[position] = result = self.read_one(self.oids[position])
            self.held += body_size(result)
            if self.held > window and len(self.oids) > 1:
                return False
        return True

    def locate_pending(self) -> tuple[dict[PackFile, dict[int, list[int]]], list[int]]:
        """Where the pending requests are: for each pack {offset: positions}, and the positions of all others."""
        by_pack: dict[PackFile, dict[int, list[int]]] = {}
        elsewhere: list[int] = []
        store = self.store
        empty_tree = store.format.empty_tree
        locate = store.locate
        for position, result in enumerate(self.results):
            if result is not PENDING:
                continue
            oid = self.oids[position]
            found = locate(oid) if oid != empty_tree else None
            if found is None:
                elsewhere.append(position)
                continue
            pack, row = found
            try:
                offset = pack.offset(row)
            except (OSError, GitObjectError):
                elsewhere.append(position)
                continue
            by_pack.setdefault(pack, {}).setdefault(offset, []).append(position)
        return by_pack, elsewhere

    def read_pack(self, pack: PackFile, positions: dict[int, list[int]]) -> Iterator[tuple[int, Result]]:
        """The (offset, result) of each entry of `pack` that is asked for, in the order in which they are built."""
        left = set(positions)
        try:
            for offset, built in pack.read_many(positions, self.large):
                left.discard(offset)
                yield offset, self.result_of(built, self.oids[positions[offset][0]])
        except (OSError, GitObjectError):
            # The pack is gone or bad as a whole: each of the rest may be found elsewhere.
            for offset in left:
                yield offset, self.read_one(self.oids[positions[offset][0]])

    def result_of(self, built: tuple[int, bytes | int] | GitObjectError, oid: bytes) -> Result:
        """What a pack built, as a result; a damaged entry's object from another copy."""
        if isinstance(built, GitObjectError):
            return self.read_one(oid)
        code, body = built
        kind = TYPE_BY_CODE[code]
        if isinstance(body, int):
            return ObjectHeader(kind, body)
        if self.store.verify and self.store.format.digest(kind, body) != oid:
            return self.read_one(oid)
        return RawObject(kind, body)

    def read_one(self, oid: bytes) -> Result:
        """The object `oid` on the long way; None where it is missing or damaged."""
        try:
            if self.large is not None:
                header, whole = self.store.first_good(oid, large_header_of_copy)
                if whole and header.size > self.large:
                    return header
            return self.store.first_good(oid, read_copy)
        except GitObjectError:
            return None


def body_size(result: Result | Pending) -> int:
    """How many bytes of the window `result` takes."""
    return len(result.data) if isinstance(result, RawObject) else 0


def scan(store: ObjectStore, ordered: bool, window: int, large: int | None) -> Iterator[tuple[ObjectId, Result]]:
    """Every object of `store` once, by id or in the order of the packs. Follows no replace refs."""
    if ordered:
        shown, targets = tee(store)
        yield from zip(shown, read_targets(store, targets, window, large), strict=False)
        return
    for pack, offsets in unseen_entries(store):
        batch = Batch(store, list(offsets.values()), large)
        positions = {offset: [position] for position, offset in enumerate(offsets)}
        for offset, result in batch.read_pack(pack, positions):
            yield ObjectId(offsets[offset]), result
    for oid in unplanned(store):
        yield ObjectId(oid), Batch(store, [], large).read_one(oid)


def unseen_entries(store: ObjectStore) -> Iterator[tuple[PackFile, dict[int, bytes]]]:
    """All packed objects, each once: a pack and some of its entries in pack order as {offset: raw id}, pack by pack."""
    store.refresh()
    packs = [pack for source in store.sources for pack in source.packed.all_packs()]
    earlier: list[PackFile] = []
    for pack in packs:
        order = order_of(pack)
        if order is None:
            continue
        for start in range(0, len(order.offsets), SCAN_COUNT):
            oids = map(pack.index.oid, order.rows[start : start + SCAN_COUNT])
            entries = dict(zip(order.offsets[start : start + SCAN_COUNT], oids, strict=True))
            if earlier:
                entries = {offset: oid for offset, oid in entries.items() if not any_has(earlier, oid)}
            yield pack, entries
        earlier.append(pack)


def order_of(pack: PackFile) -> OffsetOrder | None:
    """The order of the entries of `pack`, None where its index does not give one."""
    try:
        return pack.order
    except GitObjectError:
        return None


def unplanned(store: ObjectStore) -> Iterator[bytes]:
    """The raw ids of the objects that `unseen_entries` leaves out, each once: in bad packs, or loose and in no pack."""
    packs = [pack for source in store.sources for pack in source.packed.all_packs()]
    good = [pack for pack in packs if order_of(pack) is not None]
    for pack in packs:
        if pack not in good:
            yield from (oid for oid in pack.index.oids() if not any_has(good, oid))
            good.append(pack)
    earlier: list[LooseSource] = []
    for source in store.sources:
        for oid in source.loose.ids():
            if not any_has(packs, oid) and not any(loose.has(oid) for loose in earlier):
                yield oid
        earlier.append(source.loose)


def any_has(packs: Sequence[PackFile], oid: bytes) -> bool:
    """Whether one of `packs` has `oid`."""
    return any(pack.find(oid) >= 0 for pack in packs)


def header_many(store: ObjectStore, targets: Iterable[bytes]) -> Iterator[ObjectHeader | None]:
    """The type and size of each of `targets`, in their order; None where it is missing or damaged."""
    return described(store, targets, header_in_pack, header_of_copy)


def info_many(store: ObjectStore, targets: Iterable[bytes]) -> Iterator[ObjectInfo | None]:
    """How each of `targets` is stored, in their order; None where it is missing or damaged."""
    return described(store, targets, info_in_pack, info_of_copy)


def header_in_pack(pack: PackFile, offset: int, info: Info) -> ObjectHeader:  # noqa: ARG001
    """The decoder's `info` of an entry as a header."""
    return ObjectHeader(TYPE_BY_CODE[info[0]], info[1])


def info_in_pack(pack: PackFile, offset: int, info: Info) -> ObjectInfo:
    """The decoder's `info` of the entry at `offset` with what the index adds."""
    code, size, base = info
    base_id = None if base is None else pack.oid_at(base)
    return ObjectInfo(TYPE_BY_CODE[code], size, pack.disk_size(offset), None if base_id is None else ObjectId(base_id))


def described(
    store: ObjectStore,
    targets: Iterable[bytes],
    in_pack: Callable[[PackFile, int, Info], Described],
    of_copy: Callable[[Copy], Described],
) -> Iterator[Described | None]:
    """What `in_pack` makes of each packed target and `of_copy` of any other, in the order of `targets`."""
    source = iter(targets)
    while oids := list(islice(source, DESCRIBE_COUNT)):
        results: list[Described | None] = [None] * len(oids)
        by_pack, elsewhere = Batch(store, oids, None).locate_pending()
        for pack, positions in by_pack.items():
            try:
                for offset, info in pack.decoder.info_many(sorted(positions)):
                    if isinstance(info, GitObjectError):
                        elsewhere.extend(positions[offset])
                        continue
                    result = in_pack(pack, offset, info)
                    for position in positions[offset]:
                        results[position] = result
            except (OSError, GitObjectError):
                elsewhere.extend(chain.from_iterable(positions.values()))
        for position in elsewhere:
            try:
                results[position] = store.first_good(oids[position], of_copy)
            except GitObjectError:
                results[position] = None
        yield from results
