"""The story of one lookup: where an object was looked for, how it was found, and how its bytes are kept.

Everything is told as plain tuples with the numbers that lie in the files; how it reads is the command line's matter.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import PACK_SUFFIX
from pygitobj.files.small_file import read_small
from pygitobj.formats.idx import FANOUT_SIZE, IN_LARGE_TABLE, LONG, V2_HEADER_SIZE, WORD, PackIndex
from pygitobj.formats.loose import MAX_HEADER
from pygitobj.jobs.inspect.explain_entry import Entry, explain_chain
from pygitobj.kernels import inflate_start
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.sources.copies import MemoryCopy, PackedCopy, require_hash
from pygitobj.sources.loose_copy import LooseCopy
from pygitobj.sources.object_directory import ObjectDirectory
from pygitobj.sources.packed import PackedSource
from pygitobj.store.object_store import ObjectStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.copy import Copy


LOOSE_START = 64
CANNOT_SAY = "cannot say"
HAS_IT = "has it"
NO = "does not have it"


class Step(Record):
    """One comparison of a binary search: the row looked at, its id, and what that says ("low", "high", "found")."""

    row: int
    oid: str
    verdict: str


class Lookup(Record):
    """How an index leads from an id to an offset; all `…_at` are byte offsets in the index."""

    path: str
    version: int
    entries: int
    first_byte: int
    fanout_at: int
    low: int
    high: int
    steps: list[Step]
    row: int
    crc32: int | None
    offset_at: int
    offset_bytes: str
    large_row: int | None
    large_at: int | None
    large_bytes: str | None
    offset: int


class Loose(Record):
    """A loose object's file: its path, its size, its first bytes, and the header once inflated."""

    path: str
    disk_size: int
    zlib_header: str
    header: str


class Place(Record):
    """One place where the object was looked for, and whether it "has it", "does not have it" or why it cannot say."""

    place: str
    verdict: str


class Story(Record):
    """All that is to be told of one object."""

    oid: str
    read_as: str
    type: str
    size: int
    served_from: str
    asked: list[Place]
    lookup: Lookup | None
    chain: list[Entry]
    # The offset of a base that is damaged, in whose place a good copy from elsewhere stands: there the chain ends.
    replaced_base: int | None
    loose: Loose | None
    other_copies: list[str]


def explain(store: ObjectStore, oid: bytes, target: bytes | None = None) -> Story:
    """The story of looking up `oid`, for which `target` is read where a replace ref says so.

    Raises what reading it raises, unless a damaged copy can be told of.
    """
    target = oid if target is None else target
    # A read asks the pack first from then on in which it found something.
    order = [source.packed.packs_at_hand() for source in store.sources]
    served, kind, size = copy_that_serves(store, target)
    chain: list[Entry] = []
    lookup = loose = replaced = None
    if isinstance(served, PackedCopy):
        if verdict(served.pack.find_offset, target, NO) == HAS_IT:
            lookup = explain_index(served.pack, target, served.offset)
        chain, replaced = explain_chain(served.pack, served.offset)
    elif isinstance(served, LooseCopy):
        loose = explain_loose(served.place)
    return Story(
        oid=ObjectId(oid).hex(),
        read_as=ObjectId(target).hex(),
        type=kind,
        size=size,
        served_from=served.place,
        asked=[] if isinstance(served, MemoryCopy) else places_asked(store, target, served, order),
        lookup=lookup,
        chain=chain,
        replaced_base=replaced,
        loose=loose,
        other_copies=[copy.place for copy in store.locate(target) if copy.place != served.place],
    )


def copy_that_serves(store: ObjectStore, oid: bytes) -> tuple[Copy, str, int]:
    """The copy that a read of `oid` is served from, its type and size.

    Where no copy can be read, the first whose header can; else raises what reading raises.
    """

    def ask(copy: Copy) -> tuple[Copy, str, int]:
        raw = copy.read()
        if store.verifies:
            require_hash(copy, oid, store.format.digest(raw.type, raw.data))
        return copy, str(raw.type), len(raw.data)

    found = None if oid == store.format.empty_tree else store.entry(oid)
    try:
        if found is not None:
            return ask(PackedCopy(*found))
    except (OSError, GitObjectError):
        pass  # as in ObjectStore.read: met again below
    try:
        return store.first_good(oid, ask)
    except CorruptError:
        header = store.header(oid)
        return next(iter(store.locate(oid))), str(header.type), header.size


def places_asked(store: ObjectStore, oid: bytes, served: Copy, order: list[list[PackFile]]) -> list[Place]:
    """The packs and loose directories in the order in which they are asked, up to the one that served.

    `order` has the packs of each source as they were asked. All packs are, up to the first that has the object; only
    where that is damaged, or none has it, packs and loose objects of one source after another.
    """
    asked: dict[str, Place] = {}
    for source, packs in zip(store.sources, order, strict=True):
        for place in places_passed_over(store, source):
            asked[place.place] = place
        for pack in asked_by_index(asked, source.packed, packs, oid):
            asked[pack.pack_path] = place = told_of(pack, oid)
            if place.verdict == HAS_IT:
                break
        else:
            continue
        break
    if served.place in asked:
        return list(asked.values())
    for source in store.sources:
        for place in places_passed_over(store, source):
            asked.setdefault(place.place, place)
        for pack in source.packed.packs:
            asked.setdefault(pack.pack_path, told_of(pack, oid))
            if pack.pack_path == served.place:
                return list(asked.values())
        path = source.loose.path(oid)
        asked[path] = Place(path, verdict(source.loose.file_of, oid, "does not exist"))
        if path == served.place:
            break
    return list(asked.values())


def asked_by_index(asked: dict[str, Place], packed: PackedSource, packs: list[PackFile], oid: bytes) -> list[PackFile]:
    """Those of `packs` that are asked for `oid` by their own indexes; `asked` is told of the one that covers others."""
    covered = packed.covered
    if covered is None:
        return packs
    path = covered.covers.path
    asked[path] = Place(path, verdict(covered.covers.locate, oid, NO))
    chosen, rest = covered.choice(oid, packs)
    return rest if chosen is None else [chosen.pack]


def told_of(pack: PackFile, oid: bytes) -> Place:
    """What is told of `pack`, which was asked for `oid`."""
    return Place(pack.pack_path, verdict(pack.find_offset, oid, NO))


def places_passed_over(store: ObjectStore, source: ObjectDirectory) -> list[Place]:
    """The places of `source` that were not asked, since they are damaged or cannot be listed."""
    problems = {path: problem for path, problem in store.trouble.damaged.items() if is_in(path, source.packed.path)}
    passed_over = [Place(path + PACK_SUFFIX, f"{CANNOT_SAY}: {problem}") for path, problem in problems.items()]
    if source.packed.unlisted is not None:
        passed_over.append(Place(source.packed.path, f"{CANNOT_SAY}: {source.packed.unlisted}"))
    return passed_over


def is_in(path: str, directory: str) -> bool:
    """Whether `path` is right in `directory`."""
    return os.path.dirname(path) == directory


def verdict(find: Callable[[bytes], object], oid: bytes, no: str) -> str:
    """What is told of a place in which `find` finds the object `oid`, or gives None, which is `no`, or cannot say."""
    try:
        return no if find(oid) is None else HAS_IT
    except (OSError, GitObjectError) as error:
        return f"{CANNOT_SAY}: {error}"


def row_at(pack: PackFile, oid: bytes, offset: int) -> int:
    """The row of the index of `pack` that says that `oid` is at `offset`; there may be others that say other things."""
    row = pack.find(oid)
    return next((other for other in pack.rows_like(row) if pack.offset(other) == offset), row)


def explain_index(pack: PackFile, oid: bytes, offset: int) -> Lookup:
    """The way through the index of `pack` to `offset`, where `oid` is."""
    index = pack.index
    row = row_at(pack, oid, offset)
    first = oid[0]
    low, high = (index.fanout[first - 1] if first else 0), index.fanout[first]
    steps = search_steps(index, low, high, oid)
    at = index.offset_start + row * index.offset_stride
    word = int.from_bytes(index.data[at : at + WORD.size])
    large_row = large_at = large_bytes = None
    if index.version > 1 and word & IN_LARGE_TABLE:
        large_row = word - IN_LARGE_TABLE
        large_at = index.large_start + large_row * LONG.size
        large_bytes = index.data[large_at : large_at + LONG.size].hex(" ")
    return Lookup(
        path=pack.index_path,
        version=index.version,
        entries=index.count,
        first_byte=first,
        fanout_at=index.id_start - FANOUT_SIZE if index.version == 1 else V2_HEADER_SIZE,
        low=low,
        high=high,
        steps=steps,
        row=row,
        crc32=index.crc(row),
        offset_at=at,
        offset_bytes=index.data[at : at + WORD.size].hex(" "),
        large_row=large_row,
        large_at=large_at,
        large_bytes=large_bytes,
        offset=offset,
    )


def search_steps(index: PackIndex, low: int, high: int, oid: bytes) -> list[Step]:
    """Each row that a binary search for `oid` looks at."""
    steps = []
    while low < high:
        middle = low + high >> 1
        found = index.oid(middle)
        if found == oid:
            steps.append(Step(middle, found.hex(), "found"))
            break
        steps.append(Step(middle, found.hex(), "low" if found < oid else "high"))
        low, high = (middle + 1, high) if found < oid else (low, middle)
    return steps


def explain_loose(path: str) -> Loose:
    """What lies in the loose object's file `path`."""
    start = read_small(path, MAX_HEADER + 1024)
    disk_size = os.stat(path).st_size
    header = inflate_start(start, 0, len(start), MAX_HEADER).partition(b"\0")[0]
    return Loose(path, disk_size, start[:2].hex(" "), header.decode("ascii", "backslashreplace"))
