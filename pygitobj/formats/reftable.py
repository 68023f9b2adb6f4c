"""A reftable: references and their logs in one file that is never changed.

    header          REFT, version, block size (0: not aligned), first and last update index; in version 2 the hash
    blocks          references, their index; objects, their index; logs, their index: each section may be missing
    footer          the header once more; where each section or its index starts; CRC-32 of the footer

An index of several levels is written from the lowest to the highest, so that it points back, and its highest may have
several blocks side by side. Nothing but the footer has a checksum. So that a section which was cut off by a damaged
byte is not taken for a shorter one, it must end where the footer says that the next one starts, and with the key that
its index ends with.

Follows git's Documentation/technical/reftable.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import attrgetter

from pygitobj.errors import CorruptError
from pygitobj.formats.reftable_block import (
    INDEX,
    LOG,
    OBJECT,
    REF,
    Block,
    bracket,
    corrupt,
    first_key,
    key_at,
    read_block,
    require_restarts,
    restart,
    varint,
)  # fmt: skip
from pygitobj.formats.reftable_records import (
    IndexRecord,
    LogRecord,
    ObjectRecord,
    RefRecord,
    index_in,
    logs_in,
    objects_in,
    refs_in,
)  # fmt: skip
from pygitobj.oid import SHA1, SHA256, ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from pygitobj.kernels.buffers import ByteSource

    Entry = TypeVar("Entry", RefRecord, LogRecord, ObjectRecord)

MAGIC = b"REFT"
HEADER_SIZES = {1: 24, 2: 28}
# What follows the header in the footer: five places and the checksum.
PLACES_SIZE = 40
FOOTER_EXTRA = PLACES_SIZE + 4
HASHES = {b"sha1": SHA1, b"s256": SHA256}
ID_LENGTH_BITS = 5
NAMES = {REF: "reference", OBJECT: "object", LOG: "log"}


class Header(Record):
    """The version, the block size, the first and last update index, the format of ids; `size` is how long it is."""

    version: int
    block_size: int
    first_index: int
    last_index: int
    format: ObjectFormat
    size: int


class Footer(Record):
    """Where sections and their indexes start, 0 for those that there are not, and how long keys of objects are."""

    ref_index: int
    objects: int
    id_length: int
    object_index: int
    logs: int
    log_index: int


class Section(Record):
    """Where the blocks of one type start, None without any, and the root of their index, 0 without one."""

    start: int | None
    root: int


class Way(Record):
    """The record of an index that leads to a key, and the one before it, None where it is not known."""

    before: IndexRecord | None
    to: IndexRecord


def parse_header(data: bytes) -> Header:
    """The header in the first bytes of a table. Raises CorruptError."""
    if data[:4] != MAGIC:
        raise CorruptError("bad reftable signature", offset=0, expected=MAGIC, actual=data[:4])
    version = data[4] if len(data) > 4 else 0
    size = HEADER_SIZES.get(version, 0)
    if not size:
        raise CorruptError("bad version of a reftable", offset=4, expected="1 or 2", actual=version)
    if len(data) < size:
        raise CorruptError("reftable is too short", offset=0, expected=f"at least {size} bytes", actual=len(data))
    first, last = (int.from_bytes(data[at : at + 8], "big") for at in (8, 16))
    name = data[24:28] if version == 2 else b"sha1"
    if name not in HASHES:
        raise CorruptError("bad hash of a reftable", offset=24, expected="sha1 or s256", actual=name)
    return Header(version, int.from_bytes(data[5:8], "big"), first, last, HASHES[name], size)


def parse_footer(footer: bytes, header: bytes, at: int) -> Footer:
    """The footer `footer`, which is at `at` of a file that starts with `header`. Raises CorruptError."""
    if footer[: len(header)] != header:
        raise CorruptError("reftable footer and header differ", offset=at)
    stored = int.from_bytes(footer[-4:], "big")
    if zlib.crc32(footer[:-4]) != stored:
        raise CorruptError("bad reftable footer checksum", offset=at, expected=zlib.crc32(footer[:-4]), actual=stored)
    start = len(header)
    places = [int.from_bytes(footer[start + 8 * n : start + 8 * n + 8], "big") for n in range(5)]
    objects, id_length = places[1] >> ID_LENGTH_BITS, places[1] & ((1 << ID_LENGTH_BITS) - 1)
    found = Footer(places[0], objects, id_length, *places[2:])
    for place in found[:2] + found[3:]:
        if place and not start <= place < at:
            raise CorruptError("place in a reftable footer is outside", offset=at + start, expected=f"{start} to {at}")
    return found


class Reftable:
    """The table in `data`. Raises CorruptError; blocks are looked at when they are needed."""

    def __init__(self, data: ByteSource) -> None:
        self.data = data
        head = data[: HEADER_SIZES[2]]
        self.header = parse_header(head)
        size = self.header.size
        # Where the blocks end.
        self.limit = len(data) - size - FOOTER_EXTRA
        if self.limit < size:
            expected = f"at least {2 * size + FOOTER_EXTRA} bytes"
            raise CorruptError("reftable is too short", offset=0, expected=expected, actual=len(data))
        self.footer = parse_footer(data[self.limit :], head[:size], self.limit)
        self.format = self.header.format
        self.sections = self.read_sections()

    def __len__(self) -> int:
        return len(self.data)

    def read_sections(self) -> dict[bytes, Section]:
        """Where each section starts. Raises CorruptError where the footer does not fit the first block."""
        size, footer = self.header.size, self.footer
        kind = b"" if self.limit == size else self.data[size : size + 1]
        if kind not in (REF, LOG, b"") or (kind == REF and footer.logs == size):
            raise CorruptError("bad first block of a reftable", offset=size, expected="references or logs", actual=kind)
        expected = None
        if kind != REF and (footer.ref_index or footer.objects):
            expected = "references"
        elif not kind and (footer.logs or footer.log_index):
            expected = "blocks"
        elif kind == LOG and footer.logs not in (0, size):
            expected = "references before the logs"
        elif (footer.log_index and not footer.logs and kind != LOG) or (footer.object_index and not footer.objects):
            expected = "a section for each index"
        if expected is not None:
            raise CorruptError("reftable footer does not fit the blocks", offset=self.limit, expected=expected)
        return {
            REF: Section(0 if kind == REF else None, footer.ref_index),
            OBJECT: Section(footer.objects or None, footer.object_index),
            LOG: Section(0 if kind == LOG else footer.logs or None, footer.log_index),
        }

    # References

    def find(self, name: bytes) -> RefRecord | None:
        """The record of the reference `name`. Raises CorruptError."""
        block = self.block_of(REF, name)
        if block is None:
            return None
        at, end = bracket(block, name)
        records = refs_in(block, at, end, self.header.first_index, self.format.hash_size)
        for record in records:
            if record.name == name:
                return record
        if records and end == block.end and self.sections[REF].root and records[-1].name < name:
            corrupt(block, block.first, "reftable block does not end as its index says")
        return None

    def refs(self, start: bytes = b"") -> Iterator[list[RefRecord]]:
        """The records of references from the name `start` on, in order, those of each block together.

        Raises CorruptError.
        """
        base, size = self.header.first_index, self.format.hash_size
        return self.runs(
            REF, start, lambda block: refs_in(block, block.first, block.end, base, size), attrgetter("name")
        )

    # Logs

    def logs(self, name: bytes = b"") -> Iterator[list[LogRecord]]:
        """The log records from those of the reference `name` on, the newest of each first, as `refs` gives its.

        Raises CorruptError.
        """
        size = self.format.hash_size
        start = name and name + b"\0"
        return self.runs(LOG, start, lambda block: logs_in(block, block.first, block.end, size), attrgetter("key"))

    # Objects

    def objects(self) -> Iterator[list[ObjectRecord]]:
        """The records of objects. Raises CorruptError."""
        return self.runs(OBJECT, b"", lambda block: objects_in(block, block.first, block.end), attrgetter("prefix"))

    # Blocks

    def runs(
        self, kind: bytes, start: bytes, read: Callable[[Block], list[Entry]], key: Callable[[Entry], bytes]
    ) -> Iterator[list[Entry]]:
        """The records of the section `kind` whose keys are not below `start`; `read` gives those of a block."""
        first = self.block_of(kind, start)
        last = b""
        for block in () if first is None else self.blocks(kind, first):
            require_restarts(block)
            records = read(block)
            if key(records[0]) <= last:
                corrupt(block, block.first, "reftable blocks are not in order")
            last = key(records[-1])
            if block is first and start:
                records = [record for record in records if key(record) >= start]
            if records:
                yield records
        if first is not None:
            self.require_last(kind, last)

    def blocks(self, kind: bytes, block: Block) -> Iterator[Block]:
        """`block` and those of its type that follow it. Raises CorruptError where the section does not end there."""
        while block.kind == kind:
            yield block
            if block.next >= self.limit:
                at, found = self.limit, b""
                break
            at, block = block.next, self.block(block.next)
            found = block.kind
        if kind != INDEX:
            self.require_end(kind, at, found)

    def require_end(self, kind: bytes, at: int, found: bytes) -> None:
        """Raises CorruptError where the section `kind` may not end at `at`, where `found` is, a type or nothing."""
        if not self.may_end(kind, at, found):
            expected = f"a {NAMES[kind]} block, or the start of the next section"
            raise CorruptError("reftable section is cut off", offset=at, expected=expected, actual=found)

    def may_end(self, kind: bytes, at: int, found: bytes) -> bool:
        """Whether the section `kind` may end at `at`, where a block of the type `found` is, or nothing."""
        index = self.sections[kind].root
        if index:
            return found == INDEX and at <= index
        following = {REF: (self.footer.objects, self.footer.logs), OBJECT: (self.footer.logs,), LOG: ()}
        return at == next(filter(None, following[kind]), self.limit)

    def require_last(self, kind: bytes, last: bytes) -> None:
        """Raises CorruptError unless `last` is the key that the index of the section `kind` ends with."""
        index = self.sections[kind].root
        if index:
            *_, root = self.blocks(INDEX, self.index_block(index))
            if index_in(root, restart(root, root.restarts - 1), root.end)[-1].key != last:
                corrupt(root, root.first, f"reftable index does not end as its {NAMES[kind]} blocks do")

    def block(self, at: int) -> Block:
        """The block at `at`. Raises CorruptError."""
        size = 0 if at else self.header.size
        return read_block(self.data, at, self.limit, size, self.header.block_size)

    def index_block(self, at: int) -> Block:
        """The index block at `at`. Raises CorruptError."""
        block = self.block(at)
        if block.kind != INDEX:
            corrupt(block, 0, "reftable block is no index", INDEX)
        return block

    def block_of(self, kind: bytes, key: bytes) -> Block | None:
        """The first block of the section `kind` whose last key is not below `key`.

        Without an index it may be the one before. None where there is none. Raises CorruptError.
        """
        start, index = self.sections[kind]
        if start is None:
            return None
        if not index or not key:
            block = self.block(start)
            if block.kind != kind:
                corrupt(block, 0, f"reftable section has no {NAMES[kind]} block", kind)
            return block if index or not key else self.last_not_above(kind, block, key)
        before: IndexRecord | None = None
        for root in self.blocks(INDEX, self.index_block(index)):
            found = in_index(root, key)
            if found is not None:
                return self.leaf(kind, root, after(before, found), key)
            before = index_in(root, restart(root, root.restarts - 1), root.end)[-1]
        if before is not None:
            self.require_last_key(before)
        return None

    def last_not_above(self, kind: bytes, block: Block, key: bytes) -> Block:
        """The last block, from `block` on, whose first key is not above `key`, or `block`."""
        for before, after in pairwise(self.blocks(kind, block)):
            if first_key(after) > key:
                return before
            block = after
        return block

    def leaf(self, kind: bytes, block: Block, way: Way, key: bytes) -> Block:
        """The block of the section `kind` to which `way` leads from the index block `block`, as `key` does."""
        while True:
            if way.to.at >= block.at:
                corrupt(block, block.first, "reftable index points forward", f"at most {block.at}")
            block = self.block(way.to.at)
            if block.kind == kind:
                break
            found = in_index(block, key) if block.kind == INDEX else None
            if found is None:
                corrupt(block, 0, f"reftable index leads to no {NAMES[kind]} block")
            way = after(way.before, found)
        if key < first_key(block):
            # There is nothing between this block and the one before, if these are the two that the index means.
            self.require_last_key(way.to)
            if way.before is not None:
                self.require_last_key(way.before)
            elif block.at != self.sections[kind].start:
                corrupt(block, 0, f"reftable index leaves out {NAMES[kind]} blocks")
        return block

    def require_last_key(self, record: IndexRecord) -> None:
        """Raises CorruptError unless the block that `record` leads to ends with the key that it says."""
        block = self.block(record.at)
        if self.last_key(block) != record.key:
            corrupt(block, 0, "reftable block does not end as its index says")

    def last_key(self, block: Block) -> bytes:
        """The key that `block` ends with. Raises CorruptError."""
        at, size = restart(block, block.restarts - 1), self.format.hash_size
        if block.kind == INDEX:
            return index_in(block, at, block.end)[-1].key
        if block.kind == REF:
            return refs_in(block, at, block.end, self.header.first_index, size)[-1].name
        if block.kind == LOG:
            return logs_in(block, at, block.end, size)[-1].key
        return objects_in(block, at, block.end)[-1].prefix


def after(before: IndexRecord | None, way: Way) -> Way:
    """`way`, whose record comes after `before` where it is the first of its block."""
    return way if way.before is not None else way._replace(before=before)


def in_index(block: Block, key: bytes) -> Way | None:
    """The first record of the index block `block` whose key is not below `key`. Raises CorruptError."""
    at, end = bracket(block, key)
    before = None
    for record in index_in(block, at, end):
        if record.key >= key:
            return Way(before, record)
        before = record
    if end == block.end:
        return None
    # The part after that starts above `key`.
    first, _, place = key_at(block, end, b"")
    return Way(before, IndexRecord(first, varint(block, place)[0]))
