"""The references in stacks of reftables as lines, as packed-refs would have them: many at once.

The oldest table, in which nearly all are, is made into lines as it is; what newer tables say is put between these, and
over them, as loose references are over packed ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import CorruptError
from pygitobj.formats.packed_refs import HEADER_LINE, PackedRefs
from pygitobj.formats.refname import PER_WORKTREE
from pygitobj.formats.reftable_lines import lines_of, record_line
from pygitobj.formats.reftable_records import RefRecord
from pygitobj.refs.names import REFS
from pygitobj.refs.reftable_stack import Stack, Table, is_deleted, merged_refs

LineOf = Callable[[str], bytes | None]


def plain_text(common: Stack, mine: Stack, prefix: str, line_of: LineOf) -> bytes | None:
    """The lines of the references below refs/ of a worktree whose names start with `prefix`.

    `line_of` gives the line of a symbolic one, nothing for one that is not shown, None where there is no telling all
    in this way: None comes out then. Raises RepositoryError, CorruptError.
    """
    wanted = os.fsencode(REFS if REFS.startswith(prefix) else prefix)
    if not wanted.startswith(REFS.encode()):
        return b""

    def other(record: RefRecord) -> bytes | None:
        # What is not asked for may be anything: it is not looked at.
        is_shown = record.name.startswith(wanted) and not is_deleted(record)
        return line_of(os.fsdecode(record.name)) if is_shown else b""

    tables = common.tables()
    oldest = oldest_lines(tables[0], wanted, other) if tables else b""
    if oldest is None:
        return None
    above: dict[bytes, bytes] = {}
    for record in records_above(common, mine, tables, wanted):
        line = record_line(record, other)
        if line is None:
            return None
        above[record.name] = line
    return PackedRefs(HEADER_LINE + oldest, common.format).with_lines(wanted, sorted(above.items()))


def oldest_lines(table: Table, wanted: bytes, other: Callable[[RefRecord], bytes | None]) -> bytes | None:
    """The lines of `table`, of all whose names start with `wanted` and of some others."""
    parts: list[bytes] = []
    try:
        for part in lines_of(table.content, b"" if wanted == REFS.encode() else wanted, other):
            if part is None:
                return None
            parts.append(part)
    except CorruptError as error:
        raise error.located(table.path) from None
    return b"".join(parts)


def records_above(common: Stack, mine: Stack, tables: tuple[Table, ...], wanted: bytes) -> list[RefRecord]:
    """What counts before the oldest of `tables`, of names that start with `wanted`: of one name the last."""
    start = b"" if wanted == REFS.encode() else wanted
    found = [record for run in merged_refs(tables[1:], start) for record in run]
    if mine is not common:
        # What the main worktree has for itself is not this one's.
        for own in map(str.encode, PER_WORKTREE):
            for run in common.refs(own):
                found += [RefRecord(name, 0) for name, *_ in run if name.startswith(own)]
                if not run[-1].name.startswith(own):
                    break
        found += [record for run in mine.refs(start) for record in run]
    return [record for record in found if record.name.startswith(wanted)]
