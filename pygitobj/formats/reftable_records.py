"""The records of a reftable's blocks, as values.

    reference   name; update index less the table's first; by type: nothing (it is deleted), an id, an id and what it
                peels to, the name that a symbolic reference has
    log         name NUL, and 8 bytes with all bits of the update index turned: the newest comes first. By type: nothing
                (it is deleted), or the ids before and after, name, email, seconds, zone, message
    object      the beginning of an id; which blocks have references to it
    index       the last key of a block; where that is

A zone stands as git prints it, +0530 as 530, and not in minutes. Follows git's Documentation/technical/reftable.
"""

from __future__ import annotations

from pygitobj.formats.reftable_block import Block, corrupt, key_at, text_at, varint
from pygitobj.record import Record

DELETED, VALUE, PEELED, SYMBOLIC = range(4)
LOG_DELETED, LOG_UPDATE = range(2)
# After the name: a NUL, and the update index.
LOG_TAIL = 9
UPDATE_INDEX_SIZE = 8
LARGEST_INDEX = (1 << 64) - 1
ZONE_SIZE = 2


class RefRecord(Record):
    """A reference that was set at `update_index`: to `value`, raw, or to the name `target`; or deleted, with neither.

    `peeled` is the raw id that the tag `value` comes to.
    """

    name: bytes
    update_index: int
    value: bytes | None = None
    peeled: bytes | None = None
    target: bytes | None = None


class LogChange(Record):
    """What a log says of a change: the raw ids before and after, who made it and when, and why.

    `zone` is a number as git prints it: 530 is +0530.
    """

    old: bytes
    new: bytes
    name: bytes
    email: bytes
    timestamp: int
    zone: int
    message: bytes


class LogRecord(Record):
    """The entry of the log of `name` that was made at `update_index`; None as its `change` deletes an older one."""

    name: bytes
    update_index: int
    change: LogChange | None = None

    @property
    def key(self) -> bytes:
        """What it is sorted by."""
        return log_key(self.name, self.update_index)


class ObjectRecord(Record):
    """The places of the blocks with references to objects whose ids start with `prefix`; none: it may be any."""

    prefix: bytes
    places: list[int]


class IndexRecord(Record):
    """The last key of the block at `at`."""

    key: bytes
    at: int


def log_key(name: bytes, update_index: int) -> bytes:
    """The key of a log record."""
    return name + b"\0" + (LARGEST_INDEX - update_index).to_bytes(UPDATE_INDEX_SIZE, "big")


def refs_in(block: Block, at: int, end: int, base: int, hash_size: int) -> list[RefRecord]:
    """The references from the restart `at` to `end`, in a table whose first update index is `base`.

    Raises CorruptError. Most of a listing's time goes here: numbers of one byte, which most are, are read in place.
    """
    data = block.data
    found: list[RefRecord] = []
    add, new = found.append, tuple.__new__
    name = b""
    while at < end:
        start, before = at, name
        shared, packed = data[at], data[at + 1]
        if shared < 0x80 > packed:
            at += 2
        else:
            shared, at = varint(block, at)
            packed, at = varint(block, at)
        stop = at + (packed >> 3)
        if shared > len(name) or stop >= end:
            corrupt(
                block, start, "bad name in a reftable block", f"at most {len(name)} shared bytes, within the records"
            )
        name = name[:shared] + data[at:stop]
        index, at = data[stop], stop + 1
        if index >= 0x80:
            index, at = varint(block, stop)
        kind = packed & 7
        if kind == VALUE:
            stop = at + hash_size
            add(new(RefRecord, (name, base + index, data[at:stop], None, None)))
            at = stop
        else:
            record, at = other_ref(block, at, kind, RefRecord(name, base + index), hash_size)
            add(record)
        if at > end or name <= before:
            what = "the end of the records" if at > end else "names in order"
            corrupt(block, start, "bad reference in a reftable block", what)
    return found


def other_ref(block: Block, at: int, kind: int, record: RefRecord, hash_size: int) -> tuple[RefRecord, int]:
    """`record` with the value of the type `kind` that is at `at`, and where that ends. Raises CorruptError."""
    if kind == PEELED:
        middle, end = at + hash_size, at + 2 * hash_size
        return record._replace(value=block.data[at:middle], peeled=block.data[middle:end]), end
    if kind == SYMBOLIC:
        target, end = text_at(block, at)
        return record._replace(target=target), end
    if kind != DELETED:
        corrupt(block, at, f"reference of the unknown type {kind} in a reftable block", "0 to 3")
    return record, at


def logs_in(block: Block, at: int, end: int, hash_size: int) -> list[LogRecord]:
    """The log records from the restart `at` to `end`. Raises CorruptError."""
    found: list[LogRecord] = []
    key = b""
    while at < end:
        start, before = at, key
        key, kind, at = key_at(block, at, key)
        name, update_index = key[:-LOG_TAIL], LARGEST_INDEX - int.from_bytes(key[-UPDATE_INDEX_SIZE:], "big")
        if not name or key[-LOG_TAIL] or key <= before:
            corrupt(block, start, "bad key in a reftable log block", "a name, NUL and an update index, in order")
        if kind == LOG_UPDATE:
            change, at = change_at(block, at, hash_size)
            found.append(LogRecord(name, update_index, change))
        elif kind == LOG_DELETED:
            found.append(LogRecord(name, update_index))
        else:
            corrupt(block, start, f"log entry of the unknown type {kind} in a reftable block", "0 or 1")
    return found


def change_at(block: Block, at: int, hash_size: int) -> tuple[LogChange, int]:
    """The change that a log record at `at` tells, and where it ends. Raises CorruptError."""
    data, ids = block.data, at
    at += 2 * hash_size
    name, at = text_at(block, at)
    email, at = text_at(block, at)
    timestamp, zone_at = varint(block, at)
    at = zone_at + ZONE_SIZE
    if at > block.end:
        corrupt(block, zone_at, "log entry goes past the end of a reftable block")
    zone = int.from_bytes(data[zone_at:at], "big", signed=True)
    message, at = text_at(block, at)
    old, new = data[ids : ids + hash_size], data[ids + hash_size : ids + 2 * hash_size]
    return LogChange(old, new, name, email, timestamp, zone, message), at


def objects_in(block: Block, at: int, end: int) -> list[ObjectRecord]:
    """The object records from the restart `at` to `end`. Raises CorruptError."""
    found: list[ObjectRecord] = []
    prefix = b""
    while at < end:
        prefix, count, at = key_at(block, at, prefix)
        if not count:
            count, at = varint(block, at)
        if count > end - at:
            corrupt(block, at, "too many places in a reftable object record", f"at most {end - at}")
        places: list[int] = []
        for _ in range(count):
            step, at = varint(block, at)
            places.append(places[-1] + step if places else step)
        found.append(ObjectRecord(prefix, places))
    return found


def index_in(block: Block, at: int, end: int) -> list[IndexRecord]:
    """The index records from the restart `at` to `end`. Raises CorruptError."""
    found: list[IndexRecord] = []
    key = b""
    while at < end:
        start, before = at, key
        key, _, at = key_at(block, at, key)
        place, at = varint(block, at)
        if key <= before:
            corrupt(block, start, "bad index in a reftable", "keys in order")
        found.append(IndexRecord(key, place))
    return found
