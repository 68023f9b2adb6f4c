"""Writing less into the log of a reference in reftables: entries that go, and those whose beginnings change with it.

Each entry that goes is deleted by a record of its own in a new table; what stays is not written again.
"""

from __future__ import annotations

import os

from pygitobj.errors import RefError
from pygitobj.formats.reftable_records import LogChange, LogRecord, RefRecord
from pygitobj.formats.reftable_writer import written_table
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.refs.names import RefName
from pygitobj.refs.refs import Refs
from pygitobj.refs.reftable import entry_of
from pygitobj.refs.reftable_addition import Addition
from pygitobj.refs.reftable_compaction import compact_a_little
from pygitobj.refs.updates import Choose, RefPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.refs.reftable_held import Stacks


def rewrite_log(stacks: Stacks, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool) -> None:
    """Let the log of `name` have what `choose` makes of it. Raises RefError; nothing has changed then."""
    addition = added_to(stacks, name, policy)
    try:
        stack, own = stacks.place(name)
        records = stack.log(os.fsencode(own))[::-1]
        if not records:
            return  # it went meanwhile, and so did what was to go of it
        told = [(record, entry) for record in records if (entry := entry_of(record, stacks.format)) is not None]
        value = stacks.read(name)
        kept = choose([entry for _, entry in told], Refs(stacks).follow(name, value).id)
        if kept is None:
            return
        refs = []
        if updates_ref and kept and isinstance(value, ObjectId):
            refs.append(RefRecord(os.fsencode(own), addition.next_index, bytes(kept[-1].new)))
        logs = changed(told, kept)
        if not kept:
            logs.append(marker(os.fsencode(own), addition.next_index, stacks.format))
        commit(addition, refs, logs, name)
    finally:
        addition.abort()


def delete_log(stacks: Stacks, name: RefName, policy: RefPolicy) -> None:
    """Take the log of `name` away. Raises RefError; nothing has changed then."""
    addition = added_to(stacks, name, policy)
    try:
        stack, own = stacks.place(name)
        records = [LogRecord(record.name, record.update_index) for record in stack.log(os.fsencode(own))]
        commit(addition, [], records, name)
    finally:
        addition.abort()


def added_to(stacks: Stacks, name: RefName, policy: RefPolicy) -> Addition:
    """The lock of the stack that has the log of `name`. Raises RefError."""
    return Addition(stacks.place(name)[0], policy)


def changed(told: list[tuple[LogRecord, ReflogEntry]], kept: list[ReflogEntry]) -> list[LogRecord]:
    """The records that make of `told`, the oldest first, what is `kept` of it, with other ids before a change."""
    found = []
    waiting = kept[::-1]
    for record, entry in told:
        if not waiting or waiting[-1][1:] != entry[1:]:
            found.append(LogRecord(record.name, record.update_index))
            continue
        old = waiting.pop().old
        if old != entry.old and record.change is not None:
            found.append(record._replace(change=record.change._replace(old=bytes(old))))
    if waiting:
        raise RefError("entries of a log are left out, and none put in")
    return found


def marker(name: bytes, index: int, object_format: ObjectFormat) -> LogRecord:
    """The record that says that there is a log, without entries."""
    null = bytes(object_format.null_id)
    return LogRecord(name, index, LogChange(null, null, b"", b"", 0, 0, b""))


def commit(addition: Addition, refs: list[RefRecord], logs: list[LogRecord], name: RefName) -> None:
    """Add the table of `refs` and `logs`, if there are any. Raises RefError."""
    if not refs and not logs:
        return
    index, stack, policy = addition.next_index, addition.stack, addition.policy
    logs.sort(key=lambda record: record.key)
    try:
        addition.prepare(index, written_table((index, index), refs, logs, stack.format, policy.tables.written))
        addition.commit()
    except (OSError, ValueError) as error:
        raise RefError(f"couldn't write the log of '{name}': {error}", name) from error
    compact_a_little(stack, policy)
