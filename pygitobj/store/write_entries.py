"""Writing the entries of a pack: what is there already compressed is copied once its CRC32 is right, the rest is made.

    order       commits and tags, trees, blobs; each in the order of the list, but a base before its deltas
    copied      a reused delta; an object that a pack has whole
    made        a new delta, or the object itself, compressed

A pack that becomes too large ends before the entry with which it would; the next one goes on there. A delta whose
base is in an earlier pack becomes whole.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterator

from pygitobj.errors import CorruptError, CorruptObject, CorruptPack
from pygitobj.files.directory import GONE
from pygitobj.files.mapped import has_failed
from pygitobj.files.pack import PackFile
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.pack import HEADER_SIZE
from pygitobj.kernels import Transfer, create_delta, deflate, inflate_measured, write_order
from pygitobj.kernels.entry_writer import OFS_DELTA, REF_DELTA, build_distance, build_entry_header
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.record import Record
from pygitobj.sources.values import ObjectHeader, RawObject
from pygitobj.store.bulk import read_targets
from pygitobj.store.pack_list import NOWHERE, WHOLE, PackList
from pygitobj.store.streaming import open_object
from pygitobj.store.verify import read_verified, verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from pygitobj.kernels.buffers import ByteSource
    from pygitobj.store.database import ObjectDatabase
    from pygitobj.store.pack_list import NewDelta

    class Builder(Protocol):
        """What takes a pack's entries: PackBuilder or PackStream."""

        @property
        def size(self) -> int:
            """How many bytes the pack has so far."""

        def __len__(self) -> int: ...

        def start(self, oid: bytes, /) -> int:
            """Begin an entry; gives where it starts."""

        def add(self, part: bytes, /) -> None:
            """Add some bytes to it."""

        def add_whole(self, data: bytes, ids: bytes, crcs: array[int], starts: array[int], /) -> None:
            """Add some entries that are whole, which start at `starts`."""

        def end(self) -> None:
            """The entry that was begun last is whole; until then it is no part of the pack."""

        def forget(self) -> None:
            """Take back the entry that was begun last."""


# Bytes of bodies that wait to be written.
ROOM = 16 << 20
PIECE = 1 << 20
# Bytes that are copied before the pages that they lay on are given back.
LOOK = 4 << 20
TITLE = "Writing objects"
# How an entry was written.
MADE, MADE_DELTA, COPIED, COPIED_DELTA = range(1, 5)


class EntryOptions(Record):
    """How entries are written.

    With `distances` to bases rather than their ids; with `copy` streams that are there are copied; objects of more than
    `largest` bytes are never held as a whole. `level` is zlib's. A pack has at most `limit` bytes (0: any number),
    unless it has one object.
    """

    distances: bool = False
    copy: bool = True
    largest: int = 512 << 20
    level: int = -1
    limit: int = 0


class Written(Record):
    """How many entries were written, how many of them deltas; and how many of both were copied."""

    total: int = 0
    deltas: int = 0
    reused: int = 0
    reused_deltas: int = 0


def tell_nobody(_title: str, _done: int, _total: int, _size: int | None) -> None:
    """Who follows an EntryWriter is told so: the task, how much is done, of how much, and bytes written."""


class EntryWriter:
    """Writes the entries of `objects`, into one pack or, where there is a limit, into several.

    Methods raise CorruptError, NotFoundError where an object cannot be read, OSError.
    """

    def __init__(
        self,
        objects: PackList,
        found: dict[int, NewDelta],
        store: ObjectDatabase,
        options: EntryOptions,
        report: Callable[[str, int, int, int | None], object] = tell_nobody,
    ) -> None:
        self.objects = objects
        self.found = found
        self.store = store
        self.options = options
        self.report = report
        self.columns = objects.columns(found, copy=options.copy)
        self.order = write_order(objects.codes, objects.bases, objects.count)
        self.done = self.looked_at = 0
        self.kinds = bytearray(objects.count)
        self.transfers: dict[int, tuple[Transfer, ByteSource] | None] = {}
        self.bodies = self.whole_bodies()
        self.body: tuple[int, RawObject | None] = (-1, None)
        # What cannot be written as was planned, and is read by itself.
        self.made_whole: set[int] = set()
        self.builder: Builder

    def __bool__(self) -> bool:
        """Whether there are entries left."""
        return self.done < len(self.order)

    def write(self, builder: Builder) -> None:
        """Write as many of the entries that are left as a pack may have, at least one, to `builder`."""
        self.builder = builder
        for at in range(len(self.columns.places)):
            self.columns.places[at] = -1
        while self:
            before = self.done
            self.copy_many()
            if self.done == before and not self.write_next():
                return
            self.report(TITLE, self.done, len(self.order), builder.size)

    def written(self) -> Written:
        """What was written so far."""
        made_deltas, copied, copied_deltas = map(self.kinds.count, (MADE_DELTA, COPIED, COPIED_DELTA))
        return Written(self.done, made_deltas + copied_deltas, copied + copied_deltas, copied_deltas)

    def room(self) -> int:
        """How many bytes the pack may still take before its trailer."""
        if not self.options.limit or not len(self.builder):
            return 1 << 62
        return max(0, self.options.limit - self.builder.size - self.objects.format.hash_size)

    # Copying

    def copy_many(self) -> None:
        """Copy the next entries, as many as come from one pack and make no trouble."""
        source = self.columns.sources[self.order[self.done]]
        found = None if source == NOWHERE else self.transfer(source)
        if found is None or (self.options.limit and not len(self.builder)):
            return
        transfer, data = found
        builder = self.builder
        copied = transfer.copy(
            self.order, self.done, source, self.columns, builder.size, min(PIECE, self.room()),
            not self.options.distances,
        )  # fmt: skip
        here = self.order[self.done : self.done + copied.done]
        if has_failed(data):
            # These bytes may be zeros. One by one they are read as far as they can be had, from there or elsewhere.
            for at in here:
                self.columns.places[at] = -1
            self.transfers[source] = None
            self.objects.packs[source].let_go()
            return
        if not copied.done:
            return
        self.give_back(source, len(copied.data))
        starts = array("Q", [self.columns.places[at] for at in here])
        builder.add_whole(copied.data, copied.ids, copied.crcs, starts)
        for at in here:
            self.kinds[at] = COPIED_DELTA if self.objects.bases[at] != WHOLE else COPIED
        self.done += copied.done

    def give_back(self, source: int, size: int) -> None:
        """Note that `size` bytes were copied from the pack of the number `source`; it need not stay in memory."""
        self.looked_at += size
        if self.looked_at >= LOOK:
            self.looked_at = 0
            self.objects.packs[source].give_back()

    def transfer(self, source: int) -> tuple[Transfer, ByteSource] | None:
        """What copies from the pack of this number, and the pack; None where only one entry at a time can be copied."""
        if source not in self.transfers:
            pack = self.objects.packs[source]
            try:
                crcs = pack_crcs(pack.index, pack.order.rows)
                data, hash_size = pack.data, self.objects.format.hash_size
                made = None if crcs is None else (
                    Transfer(data, pack.order.offsets, crcs, HEADER_SIZE, len(data) - hash_size, hash_size), data
                )  # fmt: skip
            except (CorruptError, *GONE):
                made = None
            self.transfers[source] = made
        return self.transfers[source]

    def copy(self, at: int) -> bool:
        """Copy an entry's stream from its pack; False, and nothing written, where that is damaged."""
        objects = self.objects
        pack, offset = objects.packs[self.columns.sources[at]], objects.offsets[at]
        try:
            end = pack.order.end_of(offset, pack.end)
            _, size, base, start = pack.entry(offset)
            # What is read in place of a damaged entry may be whole where the entry is a delta.
            if (base is None) != (objects.bases[at] == WHOLE):
                return False
            expected = sound_sum(pack, objects.oid(at), offset, start, end, size)
            if expected is None:
                return False
            running = zlib.crc32(pack.data[offset:start])
            piece = pack.data[start : min(end, start + PIECE)]
        except (CorruptError, *GONE):
            return False
        running = zlib.crc32(piece, running)
        # What is copied is what was looked at: the file may be another by now.
        if start + len(piece) == end and running != expected:
            return False
        if objects.bases[at] != WHOLE:
            self.kinds[at] = COPIED_DELTA
            self.add_delta_header(at, size)
        else:
            self.kinds[at] = COPIED
            self.builder.add(build_entry_header(objects.codes[at], size))
        self.builder.add(piece)
        for place in range(start + PIECE, end, PIECE):
            piece = pack.data[place : min(end, place + PIECE)]
            running = zlib.crc32(piece, running)
            self.builder.add(piece)
        if running != expected:
            raise CorruptPack("an entry that changed while it was copied", path=pack.pack_path, offset=offset)
        return True

    # Making

    def write_next(self) -> bool:
        """Write the next entry; False, and it is not written, where the pack would be too large."""
        at = self.order[self.done]
        room = self.room()
        start = self.builder.start(self.objects.oid(at))
        self.write_one(at)
        if self.builder.size - start > room:
            self.builder.forget()
            return False
        self.builder.end()
        self.columns.places[at] = start
        self.done += 1
        return True

    def write_one(self, at: int) -> None:
        """Write the entry of the object at the position `at`."""
        objects = self.objects
        base = objects.bases[at]
        if base != WHOLE and base < objects.count and self.columns.places[base] < 0:
            self.make_whole(at)
        if at in self.made_whole:
            self.write_whole(at, self.read(at))
        elif at in self.found:
            self.write_delta(at)
        elif self.columns.sources[at] == NOWHERE:
            self.write_whole(at, self.body_of(at))
        elif not self.copy(at):
            self.make_whole(at)
            self.write_whole(at, self.read(at))

    def make_whole(self, at: int) -> None:
        """Let the object at the position `at` be whole, in whichever pack it comes to lie."""
        self.objects.drop_delta(at)
        self.columns.sources[at] = NOWHERE
        self.made_whole.add(at)

    def whole_bodies(self) -> Iterator[tuple[int, RawObject | None]]:
        """The objects that are written whole, as (position, body); None for one that is too large to be held."""
        objects, sources = self.objects, self.columns.sources
        positions = [at for at in self.order if sources[at] == NOWHERE and at not in self.found]
        found = read_targets(self.store, map(objects.oid, positions), ROOM, self.options.largest)
        for at, raw in zip(positions, found, strict=True):
            if at not in self.made_whole:
                yield at, None if isinstance(raw, ObjectHeader) else verified(self.store, objects.oid(at), raw)

    def body_of(self, at: int) -> RawObject | None:
        """An object that is written whole; asked for in order, the last one perhaps again. None for a large one."""
        while self.body[0] != at:
            self.body = next(self.bodies)
        return self.body[1]

    def read(self, at: int) -> RawObject:
        """The object at the position `at`."""
        return read_verified(self.store, self.objects.oid(at))

    def write_whole(self, at: int, raw: RawObject | None) -> None:
        """Write an object as itself, from a stream where there is no `raw`."""
        self.kinds[at] = MADE
        if raw is None:
            self.write_large(at)
            return
        # Type and size are those of the object, not what an entry says that may be damaged.
        self.builder.add(build_entry_header(raw.type.code, len(raw.data)))
        self.builder.add(deflate(raw.data, self.options.level))

    def write_large(self, at: int) -> None:
        """Write the stream of an object that is too large to be held. Raises CorruptError where it has no good copy."""
        deflater = zlib.compressobj(self.options.level)
        header, _, file = open_object(self.store, self.objects.oid(at), verify=True)
        self.builder.add(build_entry_header(header.type.code, header.size))
        with file:
            while piece := file.read(PIECE):
                self.builder.add(deflater.compress(piece))
        self.builder.add(deflater.flush())

    def write_delta(self, at: int) -> None:
        """Write an object as a new delta, which is made again where it was not kept."""
        size, stream = self.found[at]
        if stream is None:
            delta = create_delta(self.read(self.objects.bases[at]).data, self.read(at).data)
            if delta is None or len(delta) != size:
                raise CorruptObject(f"object {ObjectId(self.objects.oid(at))} changed while it was packed")
            stream = deflate(delta, self.options.level)
        self.kinds[at] = MADE_DELTA
        self.add_delta_header(at, size)
        self.builder.add(stream)

    def add_delta_header(self, at: int, size: int) -> None:
        """Add what stands before the stream of a delta of `size` bytes."""
        base = self.objects.bases[at]
        if self.options.distances and base < self.objects.count:
            # The entry has begun: its header is what comes first.
            distance = build_distance(self.builder.size - self.columns.places[base])
            self.builder.add(build_entry_header(OFS_DELTA, size) + distance)
        else:
            self.builder.add(build_entry_header(REF_DELTA, size) + self.objects.oid(base))


def pack_crcs(index: PackIndex, rows: array[int]) -> array[int] | None:
    """The CRC32s of a pack's entries in the order of `rows`; None where its index has none."""
    crcs = index.crcs()
    return None if crcs is None else array("I", map(crcs.__getitem__, rows))


def sound_sum(pack: PackFile, oid: bytes, offset: int, start: int, end: int, size: int) -> int | None:
    """The CRC32 of the entry of `oid` from `offset` to `end`, whose stream at `start` holds `size` bytes.

    None where it is damaged. Raises CorruptError.
    """
    data = pack.data
    row = pack.order.row_at(offset)
    # Of two entries at one place, as a damaged index has them, only one is there.
    if row is None or pack.index.oid(row) != oid:
        return None
    crc = 0
    for place in range(offset, end, PIECE):
        crc = zlib.crc32(data[place : min(end, place + PIECE)], crc)
    expected = pack.index.crc(row)
    if expected is not None:
        return crc if crc == expected else None
    # No sum of its bytes is known: it has to be built. What is read in its place says nothing of them.
    if offset in pack.substitutes or inflate_measured(data, start, end, size)[1] != end:
        return None
    code, body = pack.read(offset)
    return crc if pack.object_format.digest(TYPE_BY_CODE[code], body) == oid else None
