"""Making few tables of many: what they say together is written into one, which takes their places in the list.

    tables.list.lock        held while the tables are locked, and again while the list is replaced
    <table>.lock            held meanwhile, so that nobody else takes the same tables

Whoever reads meanwhile has the old tables open, or reads the list again. Follows git's
Documentation/technical/reftable, "Compaction".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain

from pygitobj.errors import CorruptError, GitObjectError, RefError, RefLockedError
from pygitobj.files.directory import names_in, sync_directory, unlink
from pygitobj.files.lock import LockFile
from pygitobj.files.mapped import map_file
from pygitobj.formats.reftable import Reftable
from pygitobj.formats.reftable_records import LogRecord
from pygitobj.formats.reftable_writer import TooLargeError, written_table
from pygitobj.refs.reftable_addition import NewTable, listed, lock_list, table_name
from pygitobj.refs.reftable_stack import Stack, Table, is_deleted, merged_logs, merged_refs
from pygitobj.refs.updates import RefPolicy

TABLE_END = ".ref"


def compact(stack: Stack, policy: RefPolicy, *, auto: bool) -> None:
    """Make one table of all of `stack`, with `auto` only of those that are too many for their sizes.

    Then unlisted tables that nobody will list any more go. Raises RefError, RefLockedError, OSError, and what reading
    tables raises; the stack says what it did then.
    """
    tables = stack.tables()
    first, last = segment_of(tables, policy.tables.geometric_factor) if auto else (0, len(tables))
    if last - first > 1:
        merge(stack, tables, first, last, policy, best_effort=auto)
    remove_unlisted(stack, policy)


def compact_a_little(stack: Stack, policy: RefPolicy) -> None:
    """What follows on each change: merge tables that are too many for their sizes, if that can be done now."""
    if not policy.tables.merges:
        return
    try:
        tables = stack.tables()
        first, last = segment_of(tables, policy.tables.geometric_factor)
        if last - first > 1:
            merge(stack, tables, first, last, policy, best_effort=True)
    except (OSError, GitObjectError):
        pass  # the change is made whatever becomes of this, and the next one tries again


def segment_of(tables: tuple[Table, ...], factor: int) -> tuple[int, int]:
    """From which to before which of `tables` one is to be made, so that each is `factor` times as large as the next.

    From the newest on the first pair is looked for that is not so, and then the oldest table that is too small for all
    that come after it.
    """
    sizes = [table.content.limit - table.content.header.size + 1 for table in tables]
    at = len(sizes) - 1
    while at > 0 and sizes[at - 1] >= sizes[at] * factor:
        at -= 1
    if at <= 0:
        return 0, 0
    first, last, size = 0, at + 1, sizes[at]
    while at > 0:
        if sizes[at - 1] < size * factor:
            first = at - 1
        size += sizes[at - 1]
        at -= 1
    return first, last


def merge(
    stack: Stack, tables: tuple[Table, ...], first: int, last: int, policy: RefPolicy, *, best_effort: bool
) -> None:
    """Put one table in the places of those from `first` to before `last` of `tables`, which the list names now.

    With `best_effort` those that another process has locked are left out, and all older ones.
    """
    locks: list[LockFile] = []
    try:
        lock = lock_list(stack, policy)
        try:
            if stack.names() != tuple(table.name for table in tables):
                return  # others have changed it meanwhile: they will have merged, too
            first = lock_tables(tables, first, last, locks, policy, best_effort)
        finally:
            lock.release()
        if last - first < 2:
            raise RefLockedError("cannot lock the tables of references")
        replace(stack, tables[first:last], policy, is_oldest=first == 0)
    finally:
        for each in locks:
            each.release()


def lock_tables(
    tables: tuple[Table, ...], first: int, last: int, locks: list[LockFile], policy: RefPolicy, best_effort: bool
) -> int:
    """Lock `tables` from the newest on, into `locks`; from which one on they are locked. Raises RefLockedError."""
    for at in reversed(range(first, last)):
        try:
            locks.append(LockFile(tables[at].path, 0, policy.files))
        except FileExistsError as error:
            if best_effort:
                return at + 1
            raise RefLockedError("cannot lock the tables of references") from error
    return first


def replace(stack: Stack, tables: tuple[Table, ...], policy: RefPolicy, *, is_oldest: bool) -> None:
    """Put one table in the place of `tables`, which are locked; deletions go with the oldest table of the stack."""
    bounds = min(table.content.header.first_index for table in tables), tables[-1].content.header.last_index
    refs = (ref for ref in chain.from_iterable(merged_refs(tables)) if not is_oldest or not is_deleted(ref))
    logs = (log for log in ended(chain.from_iterable(merged_logs(tables))) if not is_oldest or log.change is not None)
    try:
        data = written_table(bounds, refs, logs, stack.format, policy.tables.written)
    except TooLargeError:
        raise RefError("entry too large") from None
    new = NewTable(stack, table_name(*bounds), data, policy) if data else None
    try:
        put_in_place(stack, [table.name for table in tables], new, policy)
    finally:
        if new is not None:
            new.drop()
    for table in tables:
        unlink(table.path)


def put_in_place(stack: Stack, names: list[str], new: NewTable | None, policy: RefPolicy) -> None:
    """Let the list name `new`, if there is one, where it names the tables `names`. Raises RefError, OSError."""
    lock = lock_list(stack, policy)
    try:
        now = list(stack.names())
        at = now.index(names[0]) if names[0] in now else 0
        if now[at : at + len(names)] != names:
            raise RefError("the tables were changed while they were compacted")
        now[at : at + len(names)] = [] if new is None else [os.path.basename(new.path)]
        lock.put(listed(now), sync=policy.files.sync_many)
        if new is not None:
            new.give_name()
        lock.commit()
        if new is not None:
            new.keep()
        if policy.files.sync_before_removal:
            sync_directory(stack.directory)
    finally:
        lock.release()


def ended(logs: Iterator[LogRecord]) -> Iterator[LogRecord]:
    """`logs` with a line feed at the end of each message, as git writes them."""
    for log in logs:
        change = log.change
        if change is None or b"\n" in change.message:
            yield log
        else:
            yield log._replace(change=change._replace(message=change.message + b"\n"))


def remove_unlisted(stack: Stack, policy: RefPolicy) -> None:
    """Take tables away that the list does not name and that are no newer than it. Raises RefError, OSError."""
    lock = lock_list(stack, policy)
    try:
        tables = stack.tables()
        newest = max((table.content.header.last_index for table in tables), default=0)
        listed_names = {table.name for table in tables}
        if policy.files.sync_many:
            sync_directory(stack.directory)  # the list may be another's who died before its name was flushed
        for name in names_in(stack.directory):
            if name.endswith(TABLE_END) and name not in listed_names:
                path = f"{stack.directory}/{name}"
                try:
                    is_old = Reftable(map_file(path)).header.last_index <= newest
                except (CorruptError, FileNotFoundError):
                    continue  # it is none, or another's
                if is_old:
                    unlink(path)
    finally:
        lock.release()
