"""One pack with its index: find an id in it, read or describe the entry of a row.

Opened when first needed, and checked then: the pack's header and trailer must fit its index. The pack's own hash is
not computed, which is a job for fsck.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from pygitobj.errors import CorruptDelta, CorruptIndex, CorruptPack, UnsupportedError
from pygitobj.files.directory import is_gone, unreadable
from pygitobj.files.idx import OffsetOrder, open_index
from pygitobj.files.mapped import READ_BELOW, give_back, map_file
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX
from pygitobj.files.pool import OpenFiles
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.pack import HEADER_SIZE, parse_pack_header
from pygitobj.kernels import BaseCache, PackDecoder
from pygitobj.oid import ObjectFormat

if TYPE_CHECKING:
    from pygitobj.kernels.pure.plan import Plan

Opened = TypeVar("Opened")


class PackFile:
    """The pack at `path` (without suffix): `path`.pack and `path`.idx.

    `number` tells it from other packs in the shared `cache`. Methods raise OSError where a file is gone,
    RepositoryError where the system does not let us read one, CorruptIndex, CorruptPack or UnsupportedError where one
    is bad; errors name file and offset.
    """

    def __init__(
        self, path: str, object_format: ObjectFormat, cache: BaseCache, number: int, open_files: OpenFiles
    ) -> None:
        self.path = path
        self.object_format = object_format
        self.cache = cache
        self.number = number
        self.open_files = open_files
        self.lock = RLock()
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
    def decoder(self) -> PackDecoder:
        """The entries, opened if need be."""
        return self.opened_decoder or self.open_decoder()

    @property
    def order(self) -> OffsetOrder:
        """The rows in the order of their offsets, worked out once."""
        if self.known_order is None:
            with self.lock:
                if self.known_order is None:
                    self.known_order = OffsetOrder(self.index)
        return self.known_order

    def open_index(self) -> PackIndex:
        """Map and check the index."""
        with self.lock:
            if self.opened_index is None:
                index = self.opened(self.index_path, lambda path: open_index(path, self.object_format))
                self.opened_index = index
                if len(index.data) >= READ_BELOW:
                    self.open_files.add(self)
            return self.opened_index

    def open_decoder(self) -> PackDecoder:
        """Map the pack and check that it and its index belong together."""
        with self.lock:
            if self.opened_decoder is None:
                index = self.index
                data = self.opened(self.pack_path, map_file)
                hash_size = self.object_format.hash_size
                end = len(data) - hash_size
                try:
                    count = parse_pack_header(data[0:HEADER_SIZE], len(data), hash_size)
                except CorruptPack as error:
                    raise error.located(self.pack_path) from None
                except UnsupportedError as error:
                    raise UnsupportedError(f"{self.pack_path}: {error}") from None
                if count != index.count:
                    raise CorruptIndex(
                        "not the index of its pack",
                        path=self.index_path,
                        expected=f"{count} objects",
                        actual=index.count,
                    )
                if data[end : len(data)] != index.pack_hash:
                    raise CorruptIndex(
                        "not the index of its pack",
                        path=self.index_path,
                        expected=f"pack hash {data[end : len(data)].hex()}",
                        actual=index.pack_hash.hex(),
                    )
                decoder = PackDecoder(data, HEADER_SIZE, end, hash_size, self.find_offset, self.cache, self.number)
                for offset, (code, body) in self.substitutes.items():
                    decoder.substitute(offset, code, body)
                self.opened_decoder = decoder
                if len(data) >= READ_BELOW:
                    self.open_files.add(self)
            return self.opened_decoder

    def opened(self, path: str, open_file: Callable[[str], Opened]) -> Opened:
        """What `open_file` makes of the file `path`. Raises OSError where it is gone, RepositoryError."""
        try:
            return self.open_files.attempt(open_file, path)
        except OSError as error:
            if is_gone(error):
                raise
            raise unreadable(f"unable to open {path}", error) from error

    def give_back(self) -> None:
        """Let the system have the pages of the pack, which come again when they are looked at."""
        if self.opened_decoder is not None:
            give_back(self.opened_decoder.data)

    def release(self) -> None:
        """Let go of both files until they are needed again; who is reading goes on."""
        self.opened_index = None
        self.opened_decoder = None

    def find(self, oid: bytes) -> int:
        """The row of `oid`, or -1."""
        return (self.opened_index or self.open_index()).table.find(oid)

    def find_offsets(self, oids: bytes) -> array[int]:
        """The offset of each of the raw ids that stand one after another in `oids`; -1 where there is none."""
        return self.index.table.find_offsets(oids)

    def find_offset(self, oid: bytes) -> int | None:
        """Where the entry of `oid` starts, None where there is none."""
        row = self.find(oid)
        return None if row < 0 else self.offset(row)

    def offset(self, row: int) -> int:
        """Where the entry of `row` starts."""
        try:
            return self.index.offset(row)
        except CorruptIndex as error:
            raise error.located(self.index_path) from None

    def oid_at(self, offset: int) -> bytes | None:
        """The raw id of the entry at `offset`, None where none starts."""
        row = self.order.row_at(offset)
        return None if row is None else self.index.oid(row)

    def read(self, offset: int) -> tuple[int, bytes]:
        """The object at `offset` as (type code, body)."""
        try:
            return (self.opened_decoder or self.open_decoder()).read(offset)
        except (CorruptPack, CorruptDelta) as error:
            raise error.located(self.pack_path) from None

    def header(self, offset: int) -> tuple[int, int]:
        """The object at `offset` as (type code, size), without building it."""
        return self.located_info(offset)[:2]

    def info(self, offset: int) -> tuple[int, int, int, bytes | None]:
        """The object at `offset` as (type code, size, bytes in the pack, raw id of its delta base)."""
        code, size, base = self.located_info(offset)
        return code, size, self.disk_size(offset), None if base is None else self.oid_at(base)

    def located_info(self, offset: int) -> tuple[int, int, int | None]:
        """The decoder's info, its errors naming this pack."""
        try:
            return self.decoder.info(offset)
        except (CorruptPack, CorruptDelta) as error:
            raise error.located(self.pack_path) from None

    def disk_size(self, offset: int) -> int:
        """How many bytes of the pack the entry at `offset` takes."""
        return self.order.end_of(offset, self.decoder.end) - offset

    def plan(self, offsets: array[int], threads: int, hashed: bool = False) -> Plan:
        """The objects at `offsets` made ready to be built together, on so many threads where the kernel has them.

        With `hashed` the plan is to be asked for hashes too.
        """
        decoder = self.decoder
        return decoder.hashed_plan(offsets, threads) if hashed else decoder.plan(offsets, threads)

    def substitute(self, offset: int, code: int, body: bytes) -> None:
        """Read the object (`code`, `body`) at `offset` from now on, whatever the pack says."""
        self.substitutes[offset] = (code, body)
        if self.opened_decoder is not None:
            self.opened_decoder.substitute(offset, code, body)
