"""A stack of reftables: which tables count, from the oldest to the newest, and what they say together.

    <dir>/tables.list       the names of the tables, a line each, the newest last
    <dir>/<name>            a table (formats/reftable.py), which is never changed; others lie there without counting

Of several records of one key that in the newest table counts. Follows git's Documentation/technical/reftable, "Update
transactions".
"""

from __future__ import annotations

import os
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from operator import attrgetter

from pygitobj.errors import CorruptError
from pygitobj.files.directory import GONE, names_in, status, unreadable
from pygitobj.files.looked import Looked, Signature, Unkept, is_settled, signature
from pygitobj.files.mapped import map_file
from pygitobj.files.small_file import read_small
from pygitobj.formats.reftable import Reftable
from pygitobj.formats.reftable_records import LogRecord, RefRecord
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Entry = TypeVar("Entry", RefRecord, LogRecord)

LIST = "tables.list"
TABLE_ENDS = (".ref", ".log")
# A list of more is none: tables are merged long before.
MAX_LIST = 1 << 24
# How long a stack is looked at again whose tables go before they are opened, in seconds.
PATIENCE = 3.0
LONGEST_WAIT = 0.05
# For what nobody keeps the answer of.
NOT_KEPT = Unkept()
by_name: Callable[[RefRecord], bytes] = attrgetter("name")
by_key: Callable[[LogRecord], bytes] = attrgetter("key")


class Table(Record):
    """The table of the name `name` in the list, opened, which is at `path`."""

    name: str
    path: str
    content: Reftable


class Loaded(Record):
    """The tables that the list named when it had the `signature`, None where it may change without a sign of it."""

    signature: Signature | None
    names: tuple[str, ...]
    tables: tuple[Table, ...]


class Stack:
    """The tables in `directory`, whose ids are of `object_format`, read anew when their list has changed.

    Methods raise RepositoryError where files cannot be read, CorruptError with the path where they are damaged.
    """

    def __init__(self, directory: str, object_format: ObjectFormat) -> None:
        self.directory = directory
        self.list_path = f"{directory}/{LIST}"
        self.format = object_format
        # One value, so that threads never see a part of another's.
        self.loaded = Loaded(None, (), ())
        # What they are as long as whoever holds the lock of the list wants them to stay.
        self.pinned: tuple[Table, ...] | None = None

    def copy(self) -> Stack:
        """The same stack, with what is known of it."""
        copied = Stack(self.directory, self.format)
        copied.loaded = self.loaded
        return copied

    def tables(self, looked: Looked = NOT_KEPT) -> tuple[Table, ...]:
        """The tables that count now, the oldest first; `looked` takes what that hangs on."""
        if self.pinned is not None:
            return self.pinned
        deadline = time.monotonic() + PATIENCE
        wait = 0.0
        while True:
            loaded = self.look(looked)
            if loaded.signature is not None and loaded is self.loaded:
                return loaded.tables
            try:
                tables = tuple(map(self.table, loaded.names))
            except FileNotFoundError as error:
                # Who merged tables has taken them away, and written another list before.
                if self.names() == loaded.names or time.monotonic() > deadline:
                    raise self.missing(error) from None
                time.sleep(wait)
                wait = min(2 * wait + 0.001, LONGEST_WAIT)
                continue
            self.loaded = loaded._replace(tables=tables)
            return tables

    def pin(self) -> tuple[Table, ...]:
        """The tables that count now, and from now on until `unpin`: the caller holds the lock of the list."""
        self.pinned = self.tables()
        return self.pinned

    def unpin(self) -> None:
        """Let the tables be what the list says."""
        self.pinned = None

    def look(self, looked: Looked = NOT_KEPT) -> Loaded:
        """What the list says now, with the tables of what is known already if it has not changed."""
        before = time.time_ns()
        try:
            found = status(self.list_path)
        except OSError as error:
            raise unreadable(f"unable to read {self.list_path}", error) from error
        if found is None:
            looked.add_absent(self.list_path)
            return Loaded(None, self.names(), ())
        looked.add(self.list_path, found)
        now = signature(found)
        known = self.loaded
        if known.signature == now:
            return known
        return Loaded(now if is_settled(now, before) else None, self.names(), ())

    def names(self) -> tuple[str, ...]:
        """The names in the list."""
        try:
            text = read_small(self.list_path, MAX_LIST)
        except GONE:
            self.require_none()
            return ()
        except OSError as error:
            raise unreadable(f"unable to read {self.list_path}", error) from error
        if text and not text.endswith(b"\n"):
            expected = "a line feed at the end"
            raise CorruptError("bad list of reftables", path=self.list_path, offset=len(text), expected=expected)
        names = [name for name in text.split(b"\n") if name]
        for name in names:
            if b"/" in name or b"\0" in name or name in (b".", b".."):
                what = "bad name in the list of reftables"
                raise CorruptError(what, path=self.list_path, expected="a name without slashes", actual=name)
        return tuple(map(os.fsdecode, names))

    def require_none(self) -> None:
        """Raises CorruptError where the list is missing although there are tables, or nothing is there at all."""
        try:
            tables = [name for name in names_in(self.directory) if name.endswith(TABLE_ENDS)]
            is_there = status(self.directory) is not None
        except OSError as error:
            raise unreadable(f"unable to open directory '{self.directory}'", error) from error
        if not is_there or tables:
            raise CorruptError("the list of reftables is missing", path=self.list_path)

    def is_of_nothing(self) -> bool:
        """Whether not even its directory is there."""
        try:
            return status(self.directory) is None
        except OSError as error:
            raise unreadable(f"unable to open directory '{self.directory}'", error) from error

    def table(self, name: str) -> Table:
        """The table `name`, opened. Raises FileNotFoundError where it is gone."""
        for table in self.loaded.tables:
            if table.name == name:
                return table
        path = f"{self.directory}/{name}"
        try:
            content = Reftable(map_file(path))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise unreadable(f"unable to read {path}", error) from error
        except CorruptError as error:
            raise error.located(path) from None
        if content.format is not self.format:
            what = "reftable has ids of another hash"
            raise CorruptError(what, path=path, expected=self.format.name, actual=content.format.name)
        return Table(name, path, content)

    def missing(self, error: FileNotFoundError) -> CorruptError:
        """The error for a table that is in the list and nowhere else."""
        return CorruptError("reftable in the list is missing", path=str(error.filename))

    # What the tables say

    def find(self, name: bytes, looked: Looked = NOT_KEPT) -> RefRecord | None:
        """The record of the reference `name`, None where there is none, or where it is deleted."""
        for table in reversed(self.tables(looked)):
            try:
                found = table.content.find(name)
            except CorruptError as error:
                raise error.located(table.path) from None
            if found is not None:
                return None if is_deleted(found) else found
        return None

    def refs(self, start: bytes = b"") -> Iterator[list[RefRecord]]:
        """The references from the name `start` on, in order, many at a time."""
        return without_deleted_refs(merged_refs(self.tables(), start))

    def logs(self, name: bytes = b"") -> Iterator[list[LogRecord]]:
        """The entries of logs from that of the reference `name` on, the newest of each log first, many at a time."""
        for run in merged_logs(self.tables(), name):
            left = [record for record in run if record.change is not None]
            if left:
                yield left

    def log(self, name: bytes) -> list[LogRecord]:
        """The entries of the log of the reference `name`, the newest first."""
        found: list[LogRecord] = []
        for run in self.logs(name):
            own = [record for record in run if record.name == name]
            found += own
            if len(own) < len(run):
                break
        return found


def is_deleted(record: RefRecord) -> bool:
    """Whether `record` says that its reference is deleted."""
    return record.value is None and record.target is None


def without_deleted_refs(runs: Iterator[list[RefRecord]]) -> Iterator[list[RefRecord]]:
    """`runs` without the records of what is deleted."""
    for run in runs:
        left = [record for record in run if record[2] is not None or record[4] is not None]
        if left:
            yield left


def merged_refs(tables: tuple[Table, ...], start: bytes = b"") -> Iterator[list[RefRecord]]:
    """The records of references in `tables` from the name `start` on, each name once, deletions too."""
    return merged([located(table, table.content.refs(start)) for table in tables], by_name)


def merged_logs(tables: tuple[Table, ...], name: bytes = b"") -> Iterator[list[LogRecord]]:
    """The log records in `tables` from those of the reference `name` on, each key once, deletions too."""
    return merged([located(table, table.content.logs(name)) for table in tables], by_key)


def located(table: Table, runs: Iterator[list[Entry]]) -> Iterator[list[Entry]]:
    """`runs`, with errors that name the file of `table`."""
    try:
        yield from runs
    except CorruptError as error:
        raise error.located(table.path) from None


def merged(streams: list[Iterator[list[Entry]]], key: Callable[[Entry], bytes]) -> Iterator[list[Entry]]:
    """The records of `streams`, each in order of keys, in that order: of one key the one in the last stream."""
    result: Iterator[list[Entry]] = iter(())
    for stream in streams:
        result = merged_two(result, stream, key)
    return result


def merged_two(
    older: Iterator[list[Entry]], newer: Iterator[list[Entry]], key: Callable[[Entry], bytes]
) -> Iterator[list[Entry]]:
    """The records of both in order of their keys, of one key that of `newer`.

    Most records are in one large table and most runs of it have none of another between them: these pass whole.
    """
    below: list[Entry] = next(older, [])
    above: list[Entry] = next(newer, [])
    while below and above:
        if key(below[-1]) < key(above[0]):
            yield below
            below = next(older, [])
        elif key(above[-1]) < key(below[0]):
            yield above
            above = next(newer, [])
        else:
            last = min(key(below[-1]), key(above[-1]))
            ends = bisect_right(below, last, key=key), bisect_right(above, last, key=key)
            found = {key(record): record for record in below[: ends[0]] + above[: ends[1]]}
            yield [found[each] for each in sorted(found)]
            below = below[ends[0] :] or next(older, [])
            above = above[ends[1] :] or next(newer, [])
    if below:
        yield below
    if above:
        yield above
    yield from older
    yield from newer
