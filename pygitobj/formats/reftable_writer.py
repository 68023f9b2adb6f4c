"""Writing a reftable, byte for byte as git does: records of references in order of their names, then of logs.

Blocks are filled up to the block size, and padded but for those of logs. More than three blocks of a section get an
index, which itself may need another above it; with an index of references comes a section of objects. How the parts
look stands in reftable.py, reftable_block.py and reftable_records.py, which read them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import pairwise

from pygitobj.formats.reftable import HASHES, ID_LENGTH_BITS, MAGIC
from pygitobj.formats.reftable_block import (
    COUNT_SIZE,
    INDEX,
    LENGTH_SIZE,
    LOG,
    MAX_RESTARTS,
    OBJECT,
    REF,
    RESTART_SIZE,
    START_SIZE,
)
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.formats.reftable_records import (
    DELETED,
    LOG_DELETED,
    LOG_UPDATE,
    PEELED,
    SYMBOLIC,
    VALUE,
    ZONE_SIZE,
    LogRecord,
    RefRecord,
)
from pygitobj.oid import SHA1, ObjectFormat

# So many blocks are looked through one after another; more get an index.
MOST_WITHOUT_INDEX = 3
LEAST_ID_LENGTH = 2
# What has more places than this tells their number apart.
MOST_COUNTED = 7
LOG_LEVEL = 9


class TooLargeError(ValueError):
    """A record that does not fit into a block."""


def encoded_varint(value: int) -> bytes:
    """`value` as 7 bits a byte, the highest first, each number written in one way only."""
    if value < 0x80:
        return bytes((value,))
    digits = bytearray((value & 0x7F,))
    value >>= 7
    while value:
        value -= 1
        digits.append(0x80 | value & 0x7F)
        value >>= 7
    return bytes(reversed(digits))


def encoded_text(text: bytes) -> bytes:
    """`text` after its length."""
    return encoded_varint(len(text)) + text


def encoded_ref(record: RefRecord, base: int) -> tuple[int, bytes]:
    """The type and the value of `record` in a table whose first update index is `base`."""
    index = encoded_varint(record.update_index - base)
    if record.target is not None:
        return SYMBOLIC, index + encoded_text(record.target)
    if record.value is None:
        return DELETED, index
    if record.peeled is None:
        return VALUE, index + record.value
    return PEELED, index + record.value + record.peeled


def encoded_log(record: LogRecord) -> tuple[int, bytes]:
    """The type and the value of `record`."""
    change = record.change
    if change is None:
        return LOG_DELETED, b""
    who = encoded_text(change.name) + encoded_text(change.email)
    when = encoded_varint(change.timestamp) + change.zone.to_bytes(ZONE_SIZE, "big", signed=True)
    return LOG_UPDATE, change.old + change.new + who + when + encoded_text(change.message)


def encoded_places(places: list[int]) -> tuple[int, bytes]:
    """The number of `places` as far as three bits tell it, and the value of an object record."""
    count = len(places) if len(places) <= MOST_COUNTED else 0
    parts = [] if count else [encoded_varint(len(places))]
    parts += map(encoded_varint, places[:1])
    parts += [encoded_varint(after - before) for before, after in pairwise(places)]
    return count, b"".join(parts)


def shared_length(one: bytes, other: bytes) -> int:
    """How many bytes both start with."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


class BlockWriter:
    """A block of the type `kind` that is being filled, after `header_size` bytes of the file's header."""

    def __init__(self, kind: bytes, header_size: int, options: TableOptions) -> None:
        self.kind = kind
        self.start = header_size
        self.options = options
        self.data = bytearray(header_size + START_SIZE)
        self.restarts: list[int] = []
        self.count = 0
        self.last = b""
        # What a log block that does not get shorter when it is deflated is made of anew.
        self.entries: list[tuple[bytes, int, bytes]] = []

    def add(self, key: bytes, extra: int, value: bytes) -> bool:
        """Add a record, whose key is above all others; no where it does not fit any more."""
        shared = shared_length(self.last, key) if self.count % self.options.restart_interval else 0
        head = encoded_varint(shared) + encoded_varint((len(key) - shared) << 3 | extra)
        size = len(head) + len(key) - shared + len(value)
        is_restart = not shared and len(self.restarts) < MAX_RESTARTS
        tail = COUNT_SIZE + RESTART_SIZE * (len(self.restarts) + is_restart)
        if len(self.data) + size + tail > self.options.block_size:
            return False
        if is_restart:
            self.restarts.append(len(self.data))
        self.data += head + key[shared:] + value
        self.count += 1
        self.last = key
        if self.kind == LOG:
            self.entries.append((key, extra, value))
        return True

    def finished(self) -> bytes:
        """The block, without padding; of the file's header as many zeros as it is long."""
        restarts = b"".join([at.to_bytes(RESTART_SIZE, "big") for at in self.restarts])
        self.data += restarts + len(self.restarts).to_bytes(COUNT_SIZE, "big")
        first = self.start + START_SIZE
        self.data[self.start : first] = self.kind + len(self.data).to_bytes(LENGTH_SIZE, "big")
        if self.kind == LOG:
            return bytes(self.data[:first]) + zlib.compress(self.data[first:], LOG_LEVEL)
        return bytes(self.data)


class TableWriter:
    """A table of the update indexes from `first` to `last`, whose ids are of `object_format`.

    References first, in order of their names, then logs in order of their keys; then `finished` gives the bytes.
    """

    def __init__(self, first: int, last: int, object_format: ObjectFormat, options: TableOptions) -> None:
        self.first = first
        self.options = options
        self.format = object_format
        name = next(name for name, found in HASHES.items() if found is object_format)
        version, tail = (1, b"") if object_format is SHA1 else (2, name)
        size = options.block_size.to_bytes(3, "big")
        self.header = MAGIC + bytes((version,)) + size + first.to_bytes(8, "big") + last.to_bytes(8, "big") + tail
        self.parts: list[bytes] = []
        self.at = 0
        # Zeros that follow the last block if another one does.
        self.padding = 0
        self.writer: BlockWriter | None = None
        # The last key and the place of each block of the section that is written.
        self.index: list[tuple[bytes, int]] = []
        # Where the blocks of each type start, and the root of their index.
        self.starts: dict[bytes, int] = {}
        self.roots: dict[bytes, int] = {}
        self.places: dict[bytes, list[int]] = {}
        self.id_length = 0

    # Records

    def add_ref(self, record: RefRecord) -> None:
        """Add `record`, whose name is above all others. Raises TooLargeError."""
        kind, value = encoded_ref(record, self.first)
        self.add(REF, record.name, kind, value)
        if self.options.index_objects:
            for oid in (record.value, record.peeled):
                if oid is not None:
                    places = self.places.setdefault(oid, [])
                    if not places or places[-1] != self.at:
                        places.append(self.at)

    def add_log(self, record: LogRecord) -> None:
        """Add `record`, whose key is above all others. Raises TooLargeError."""
        if self.writer is not None and self.writer.kind == REF:
            self.finish_refs()
        if not self.starts.get(LOG) and (self.writer is None or self.writer.kind != LOG):
            self.at -= self.padding
            self.padding = 0
        kind, value = encoded_log(record)
        self.add(LOG, record.key, kind, value)

    def add(self, kind: bytes, key: bytes, extra: int, value: bytes) -> None:
        """Add a record to the block that is being filled, or to a new one."""
        if self.writer is None:
            self.writer = self.block_writer(kind)
        if not self.writer.add(key, extra, value):
            self.flush(self.writer)
            self.writer = self.block_writer(kind)
            if not self.writer.add(key, extra, value):
                raise TooLargeError(f"a record of {len(key) + len(value)} bytes")

    def block_writer(self, kind: bytes) -> BlockWriter:
        """The next block, of the type `kind`."""
        return BlockWriter(kind, 0 if self.at else len(self.header), self.options)

    # Blocks

    def flush(self, writer: BlockWriter) -> None:
        """Put the block that `writer` has filled after the others."""
        if not writer.count:
            return
        data = writer.finished()
        if writer.kind == LOG and len(data) > self.options.block_size and writer.count > 1:
            # git reads no more of it than a block.
            half = writer.count // 2
            for entries in (writer.entries[:half], writer.entries[half:]):
                part = self.block_writer(LOG)
                for entry in entries:
                    part.add(*entry)
                self.flush(part)
            return
        if not self.at:
            data = self.header + data[len(self.header) :]
        self.parts += (bytes(self.padding), data)
        self.padding = self.options.block_size - len(data) if writer.kind != LOG else 0
        self.starts.setdefault(writer.kind, self.at)
        self.index.append((writer.last, self.at))
        self.at += len(data) + self.padding

    def finish_section(self, kind: bytes) -> None:
        """Finish the blocks of the type `kind` with their index, level over level."""
        if self.writer is not None:
            self.flush(self.writer)
        while len(self.index) > MOST_WITHOUT_INDEX:
            below, self.index = self.index, []
            self.roots[kind] = self.at
            self.writer = self.block_writer(INDEX)
            for key, place in below:
                self.add(INDEX, key, 0, encoded_varint(place))
            self.flush(self.writer)
        self.index = []
        self.writer = None

    def finish_refs(self) -> None:
        """Finish the references, and write the objects that they have where there is an index of them."""
        self.finish_section(REF)
        if REF in self.roots and self.options.index_objects:
            ids = sorted(self.places)
            shared = max((shared_length(before, after) for before, after in pairwise(ids)), default=0)
            self.id_length = max(shared + 1, LEAST_ID_LENGTH)
            for oid in ids:
                self.add_object(oid[: self.id_length], self.places[oid])
            self.finish_section(OBJECT)
        self.places = {}

    def add_object(self, prefix: bytes, places: list[int]) -> None:
        """Add the object record of `prefix`; without its `places` if these do not fit into a block."""
        try:
            self.add(OBJECT, prefix, *encoded_places(places))
        except TooLargeError:
            self.add(OBJECT, prefix, *encoded_places([]))

    def finished(self) -> bytes:
        """The whole table; nothing where no record was added."""
        if self.writer is not None and self.writer.kind == REF:
            self.finish_refs()
        elif self.writer is not None:
            self.finish_section(LOG)
        if not self.at:
            return b""
        places = (
            self.roots.get(REF, 0), self.starts.get(OBJECT, 0) << ID_LENGTH_BITS | self.id_length,
            self.roots.get(OBJECT, 0), self.starts.get(LOG, 0), self.roots.get(LOG, 0),
        )  # fmt: skip
        footer = self.header + b"".join([place.to_bytes(8, "big") for place in places])
        return b"".join(self.parts) + footer + zlib.crc32(footer).to_bytes(4, "big")


def written_table(
    bounds: tuple[int, int],
    refs: Iterable[RefRecord],
    logs: Iterable[LogRecord],
    object_format: ObjectFormat,
    options: TableOptions,
) -> bytes:
    """The table of `refs` and `logs`, each in order, with update indexes within `bounds`. Raises TooLargeError."""
    writer = TableWriter(*bounds, object_format, options)
    for ref in refs:
        writer.add_ref(ref)
    for log in logs:
        writer.add_log(log)
    return writer.finished()
