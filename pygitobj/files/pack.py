"""One pack with its index: find an id in it, read or describe the entry of a row.

Opened when first needed, and checked then: the pack's header and trailer must fit its index. The pack's own hash is
not computed, which is a job for fsck.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import count
from threading import RLock

from pygitobj.errors import CorruptDelta, CorruptIndex, CorruptPack, UnsupportedError
from pygitobj.files.asking import WatchedPlan, ask_soundly
from pygitobj.files.directory import is_gone, unreadable
from pygitobj.files.idx import OffsetOrder, open_index, reverse_rows
from pygitobj.files.mapped import READ_BELOW, give_back, has_failed, map_file
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX, REVERSE_SUFFIX
from pygitobj.files.pool import OpenFiles
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.pack import HEADER_SIZE, parse_pack_header
from pygitobj.kernels import BaseCache, PackDecoder
from pygitobj.oid import ObjectFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from pygitobj.files.asking import Answer
    from pygitobj.kernels import Plan
    from pygitobj.kernels.buffers import ByteSource
    from pygitobj.kernels.pure.entries import Entry
    from pygitobj.kernels.pure.entry import EntryHeader

    Opened = TypeVar("Opened")

# Packs of a store have lower numbers.
LIFE_BITS = 40


class PackFile:
    """The pack at `path` (without suffix): `path`.pack and `path`.idx.

    `number` tells it from other packs in the shared `cache`. Methods raise OSError where a file is gone,
    RepositoryError where the system does not let us read one, CorruptIndex, CorruptPack or UnsupportedError where one
    is bad; errors name file and offset. Nobody else asks the index's table and the decoder, which read mapped memory:
    an answer for which a map failed is asked anew or is such an error too.
    """

    def __init__(
        self, path: str, object_format: ObjectFormat, cache: BaseCache, number: int, open_files: OpenFiles
    ) -> None:
        self.path = path
        self.object_format = object_format
        self.cache = cache
        self.number = number
        # What the pack is called in the cache changes when a map fails: what was built from that is not found again.
        self.lives = count(1)
        self.called = number
        self.open_files = open_files
        self.used = False
        self.lock = RLock()
        # Whether a multi-pack-index has its objects: then it is read without its own index, as far as that goes.
        self.covered = False
        self.opened_index: PackIndex | None = None
        self.opened_decoder: PackDecoder | None = None
        self.known_order: OffsetOrder | None = None
        self.substitutes: dict[int, tuple[int, bytes]] = {}

    @property
    def pack_path(self) -> str:
        """The .pack file."""
        return self.path + PACK_SUFFIX

    @property
    def index_path(self) -> str:
        """The .idx file."""
        return self.path + INDEX_SUFFIX

    @property
    def index(self) -> PackIndex:
        """The index, opened if need be."""
        return self.opened_index or self.open_index()

    @property
    def data(self) -> ByteSource:
        """The pack, to be sliced; opened if need be."""
        return (self.opened_decoder or self.open_decoder()).data

    @property
    def end(self) -> int:
        """Where the last entry ends."""
        return (self.opened_decoder or self.open_decoder()).end

    @property
    def order(self) -> OffsetOrder:
        """The rows in the order of their offsets, worked out once."""
        if self.known_order is None:
            with self.lock:
                if self.known_order is None:
                    self.known_order = self.ask_index(self.order_of)
        return self.known_order

    def order_of(self, index: PackIndex) -> OffsetOrder:
        """The order of the rows of `index`."""
        return OffsetOrder(index, reverse_rows(self.path + REVERSE_SUFFIX, index, self.object_format))

    # Opening and asking

    def open_index(self) -> PackIndex:
        """Map and check the index."""
        with self.lock:
            if self.opened_index is None:
                index = self.opened(self.index_path, lambda path: open_index(path, self.object_format))
                if self.opened_decoder is not None:
                    # It may have been opened without the index.
                    self.require_fit(index, self.opened_decoder.data)
                self.opened_index = index
                if len(index.data) >= READ_BELOW:
                    self.open_files.add(self)
                return index  # to make room this one may have been let go
            return self.opened_index

    def open_decoder(self) -> PackDecoder:
        """Map the pack and check that it and its index belong together."""
        with self.lock:
            if self.opened_decoder is None:
                self.opened_decoder = decoder = self.new_decoder(self.called)
                if len(decoder.data) >= READ_BELOW:
                    self.open_files.add(self)
                return decoder
            return self.opened_decoder

    def opened(self, path: str, open_file: Callable[[str], Opened]) -> Opened:
        """What `open_file` makes of the file `path`. Raises OSError where it is gone, RepositoryError."""
        try:
            return self.open_files.attempt(open_file, path)
        except OSError as error:
            if is_gone(error):
                raise
            raise unreadable(f"unable to open {path}", error) from error

    def new_decoder(self, number: int) -> PackDecoder:
        """A decoder of the pack on a map of its own, which calls it `number` in the cache."""
        data = self.opened(self.pack_path, lambda path: map_file(path, CorruptPack))
        hash_size = self.object_format.hash_size
        try:
            parse_pack_header(data[0:HEADER_SIZE], len(data), hash_size)
        except CorruptPack as error:
            raise error.located(self.pack_path) from None
        except UnsupportedError as error:
            raise UnsupportedError(f"{self.pack_path}: {error}") from None
        if not self.covered or self.opened_index is not None:
            self.require_fit(self.index, data)
        return self.decoder_on(data, number)

    def decoder_on(self, data: ByteSource, number: int) -> PackDecoder:
        """A decoder of the pack `data`, which calls it `number` in the cache."""
        hash_size = self.object_format.hash_size
        decoder = PackDecoder(data, HEADER_SIZE, len(data) - hash_size, hash_size, self.find_offset, self.cache, number)
        for offset, (code, body) in dict(self.substitutes).items():
            decoder.substitute(offset, code, body)
        return decoder

    def require_fit(self, index: PackIndex, data: ByteSource) -> None:
        """Raises CorruptIndex unless `index` is that of the pack `data`, by its number of entries and its trailer."""
        hash_size = self.object_format.hash_size
        entries = parse_pack_header(data[0:HEADER_SIZE], len(data), hash_size)
        pack_hash = data[len(data) - hash_size : len(data)]
        if entries != index.count:
            expected, actual = f"{entries} objects", f"{index.count}"
        elif pack_hash != index.pack_hash:
            expected, actual = f"pack hash {pack_hash.hex()}", index.pack_hash.hex()
        else:
            return
        # It is not known which of the two is wrong.
        what = f"not the index of its pack {self.pack_path}"
        raise CorruptIndex(what, path=self.index_path, expected=expected, actual=actual)

    def ask(self, question: Callable[[PackDecoder], Answer]) -> Answer:
        """What `question` gives for the entries: see `ask_soundly`."""
        self.used = True
        return ask_soundly(self.opened_decoder or self.open_decoder(), self.renewed_decoder, question, self.pack_path)

    def ask_index(self, question: Callable[[PackIndex], Answer]) -> Answer:
        """What `question` gives for the index: see `ask_soundly`."""
        return ask_soundly(self.index, self.renewed_index, question, self.index_path)

    def renewed_decoder(self, _failed: PackDecoder) -> PackDecoder:
        """A decoder of its own in place of one whose map failed."""
        self.let_go()
        return self.new_decoder(self.new_number())

    def renewed_index(self, failed: PackIndex) -> PackIndex:
        """An index of its own in place of one whose map failed."""
        with self.lock:
            if self.opened_index is failed:
                self.opened_index = None
        return self.opened(self.index_path, lambda path: open_index(path, self.object_format))

    def let_go(self) -> None:
        """Let go of the pack, whose map failed: the file is looked at anew when it is needed."""
        with self.lock:
            self.called = self.new_number()
            self.opened_decoder = None

    def new_number(self) -> int:
        """Something that the pack was not called yet."""
        return self.number | next(self.lives) << LIFE_BITS

    def give_back(self) -> None:
        """Let the system have the pages of the pack, which come again when they are looked at."""
        decoder = self.opened_decoder
        if decoder is not None:
            give_back(decoder.data)

    def release(self) -> None:
        """Let go of both files until they are needed again; who is reading goes on."""
        self.open_files.forget(self)
        self.opened_index = None
        self.opened_decoder = None

    # The index

    def find(self, oid: bytes) -> int:
        """The row of `oid`, or -1."""
        index = self.opened_index or self.open_index()
        row = index.table.find(oid)
        # What equals the id was read; that nothing does may come of zeros.
        if row >= 0 or not has_failed(index.data):
            return row
        return self.ask_index(lambda index: index.table.find(oid))

    def find_offsets(self, oids: bytes) -> array[int]:
        """The offset of each of the raw ids that stand one after another in `oids`; -1 where there is none."""
        return self.ask_index(lambda index: index.table.find_offsets(oids))

    def rows(self) -> tuple[bytes, array[int]]:
        """All its raw ids, one after another, ascending, and their offsets; -1 where the index does not tell."""
        return self.ask_index(lambda index: (index.oid_column(0, index.count), index.table.offsets()))

    def ids_of(self, rows: array[int]) -> bytes:
        """The raw ids in `rows`, 32-bit numbers, one after another."""
        return self.ask_index(lambda index: index.table.ids_of(rows))

    def ids_with_prefix(self, digits: str) -> list[bytes]:
        """The raw ids that begin with the lower-case hex `digits`, ascending."""
        low, high = self.object_format.bounds_of(digits)
        return self.ask_index(lambda index: [index.oid(row) for row in index.rows_between(low, high)])

    def shares_prefix(self, oid: bytes, digits: str) -> bool:
        """Whether it has an id other than `oid` that begins with the lower-case hex `digits`, as that does."""
        low, high = self.object_format.bounds_of(digits)
        return self.ask_index(lambda index: index.shares(oid, low, high))

    def shared_digits(self, oids: bytes, digits: bytes) -> bytes:
        """`digits`, or more: how many digits each of the raw ids `oids` shares with another one that it has."""
        return self.ask_index(lambda index: index.table.shared_digits(oids, digits))

    def ascends(self) -> bool:
        """Whether each id is above the one before it."""
        return self.ask_index(lambda index: index.table.ascends(0, index.count))

    def find_offset(self, oid: bytes) -> int | None:
        """Where the entry of `oid` starts, None where there is none."""
        # As `find` and `offset`, at less cost: each delta asks this whose base is named by its id.
        index = self.opened_index or self.open_index()
        row = index.table.find(oid)
        if row >= 0:
            offset = index.table.offset(row)
            if offset >= 0 and not has_failed(index.data):
                return offset
        row = self.find(oid)
        return None if row < 0 else self.offset(row)

    def offset(self, row: int) -> int:
        """Where the entry of `row` starts."""
        index = self.opened_index or self.open_index()
        offset = index.table.offset(row)
        if offset >= 0 and not has_failed(index.data):
            return offset
        return self.ask_index(lambda index: index.offset(row))

    def oid_at(self, offset: int) -> bytes | None:
        """The raw id of the entry at `offset`, None where none starts."""
        row = self.order.row_at(offset)
        return None if row is None else self.index.oid(row)

    def rows_like(self, row: int) -> Iterator[int]:
        """The other rows of the id in `row`: a pack may have an object twice."""
        index = self.index
        oid = index.oid(row)
        for step in (-1, 1):
            at = row + step
            while 0 <= at < index.count and index.oid(at) == oid:
                yield at
                at += step

    # The entries

    def read(self, offset: int) -> tuple[int, bytes]:
        """The object at `offset` as (type code, body)."""
        self.used = True
        # As `ask`, at less cost.
        decoder = self.opened_decoder or self.open_decoder()
        try:
            built = decoder.read(offset)
        except (CorruptPack, CorruptDelta) as error:
            if not has_failed(decoder.data):
                raise error.located(self.pack_path) from None
        else:
            if not has_failed(decoder.data):
                return built
        return self.ask(lambda decoder: decoder.read(offset))

    def header(self, offset: int) -> tuple[int, int]:
        """The object at `offset` as (type code, size), without building it."""
        return self.described(offset)[:2]

    def info(self, offset: int) -> tuple[int, int, int, bytes | None]:
        """The object at `offset` as (type code, size, bytes in the pack, raw id of its delta base)."""
        code, size, base = self.described(offset)
        return code, size, self.disk_size(offset), None if base is None else self.oid_at(base)

    def described(self, offset: int) -> tuple[int, int, int | None]:
        """The object at `offset` as (type code, size, offset of its delta base)."""
        # As `ask`, at less cost.
        decoder = self.opened_decoder or self.open_decoder()
        try:
            found = decoder.info(offset)
        except (CorruptPack, CorruptDelta) as error:
            if not has_failed(decoder.data):
                raise error.located(self.pack_path) from None
        else:
            if not has_failed(decoder.data):
                return found
        return self.ask(lambda decoder: decoder.info(offset))

    def info_many(self, offsets: array[int], threads: int) -> tuple[array[int], array[int], array[int]]:
        """For `offsets` three arrays of type codes, sizes and offsets of the bases: see the decoder's."""
        return self.ask(lambda decoder: decoder.info_many(offsets, threads))

    def digests(self, offsets: array[int], threads: int) -> tuple[array[int], array[int], bytes]:
        """The objects at `offsets`, hashed: see the decoder's."""
        return self.ask(lambda decoder: decoder.digests(offsets, threads))

    def entry(self, offset: int) -> Entry:
        """The entry header at `offset` as (code, size, offset of the base, where the stream starts)."""
        return self.ask(lambda decoder: decoder.entry(offset))

    def entry_header(self, offset: int) -> tuple[EntryHeader, bytes]:
        """The entry header at `offset` as it stands there, the base of a REF_DELTA an id, and its bytes."""
        from pygitobj.kernels.pure.entry import MAX_HEADER, parse_entry  # only who explains wants to see the bytes

        def ask(decoder: PackDecoder) -> tuple[EntryHeader, bytes]:
            # Read once: what is mapped may change, and the bytes must be those of which the header was made.
            head = decoder.data[offset : min(offset + MAX_HEADER, decoder.end)] if offset >= decoder.first else b""
            header = parse_entry(head, offset, decoder.first, decoder.end, self.object_format.hash_size)
            return header, head[: header[3] - offset]

        return self.ask(ask)

    def is_whole(self, offset: int) -> bool:
        """Whether the entry at `offset` is stored as itself, not as a delta, in a stream that could have its size."""
        _, size, base, start = self.entry(offset)
        return base is None and size <= (self.opened_decoder or self.open_decoder()).most_from(start)

    def disk_size(self, offset: int) -> int:
        """How many bytes of the pack the entry at `offset` takes."""
        return self.order.end_of(offset, self.end) - offset

    def plan(self, offsets: array[int], threads: int, hashed: bool = False, keep: int = 0) -> Plan | WatchedPlan:
        """The objects at `offsets` made ready to be built together, on so many threads where the kernel has them.

        With `hashed` the plan is to be asked for hashes too. Where they are built part after part, `keep` bytes of
        what was built stay for the parts that follow.
        """

        def planned(decoder: PackDecoder) -> tuple[PackDecoder, Plan]:
            make = decoder.hashed_plan if hashed else decoder.plan
            return decoder, make(offsets, threads, keep)

        decoder, plan = self.ask(planned)
        return WatchedPlan(plan, decoder.data, self.let_go)

    def substitute(self, offset: int, code: int, body: bytes) -> None:
        """Read the object (`code`, `body`) at `offset` from now on, whatever the pack says."""
        with self.lock:
            self.substitutes[offset] = (code, body)
            # What was built on what stands there is not to be found any more.
            self.called = self.new_number()
            decoder = self.opened_decoder
            if decoder is not None:
                self.opened_decoder = self.decoder_on(decoder.data, self.called)
