"""References written into a first table, which is to be a repository's only one."""

from __future__ import annotations

import os

from pygitobj.errors import RefError
from pygitobj.files.atomic import make_directory
from pygitobj.formats.ident import parse_ident
from pygitobj.formats.reftable_records import LogChange, LogRecord, RefRecord
from pygitobj.formats.reftable_writer import TooLargeError, written_table
from pygitobj.jobs.migrate.new_file import put_file
from pygitobj.oid import ObjectId
from pygitobj.refs.reftable_addition import listed, table_name
from pygitobj.refs.reftable_held import zone_of
from pygitobj.refs.reftable_stack import LIST
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.jobs.migrate.contents import Contents, OneRef
    from pygitobj.oid import ObjectFormat
    from pygitobj.refs.updates import RefPolicy

FIRST = 1


def write_tables(
    directory: str, contents: Contents, object_format: ObjectFormat, policy: RefPolicy, warn: Callable[[str], None]
) -> None:
    """Make `directory` a stack of one table of `contents`, on the disk. Raises RefError, OSError."""
    refs = [ref_record(ref) for ref in contents.refs]
    logs: list[LogRecord] = []
    last = FIRST
    longest = policy.tables.written.block_size // 2
    for log in contents.logs:
        name = os.fsencode(log.name)
        if any(len(entry.message) > longest for entry in log.entries):
            warn(f"warning: messages in the log of '{log.name}' are cut after {longest} bytes")
        for entry in log.entries:
            logs.append(LogRecord(name, FIRST + len(logs), change_of(entry, longest, log.name)))
        if not log.entries:
            null = bytes(object_format.null_id)
            logs.append(LogRecord(name, FIRST + len(logs), LogChange(null, null, b"", b"", 0, 0, b"")))
        last = logs[-1].update_index
    logs.sort(key=lambda record: record.key)
    try:
        data = written_table((FIRST, last), refs, logs, object_format, policy.tables.written)
    except TooLargeError as error:
        raise RefError(f"{error} does not fit into a block of a table") from None
    make_directory(directory, policy.files)
    table = table_name(FIRST, last)
    put_file(f"{directory}/{table}", data, policy.files)
    put_file(f"{directory}/{LIST}", listed([table]), policy.files)


def ref_record(ref: OneRef) -> RefRecord:
    """What the table says of `ref`."""
    name = os.fsencode(ref.name)
    if isinstance(ref.value, Symbolic):
        return RefRecord(name, FIRST, target=os.fsencode(ref.value.target))
    assert isinstance(ref.value, ObjectId)
    return RefRecord(name, FIRST, bytes(ref.value), None if ref.peeled is None else bytes(ref.peeled))


def change_of(entry: ReflogEntry, longest: int, name: str) -> LogChange:
    """What the table says of `entry` of the log of `name`. Raises RefError for who is not a name and an email."""
    who = parse_ident(entry.who)
    if entry.who.partition(b">")[0].lstrip(b" ") != (who.name + b" <" + who.email).lstrip(b" "):
        raise RefError(f"the log of '{name}' has an entry by nobody: {os.fsdecode(entry.who)}", name)
    zone = zone_of(entry.who.rpartition(b" ")[2])
    message = entry.message[:longest] + b"\n"
    return LogChange(bytes(entry.old), bytes(entry.new), who.name, who.email, entry.timestamp, zone, message)
