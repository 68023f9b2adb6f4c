"""Check references that are stored in tables: what the tables are called, and each record in them.

The name of a table is two update indexes and a number, in hexadecimal as C reads it.
"""

from __future__ import annotations

import os
import re

from pygitobj.errors import GitObjectError
from pygitobj.jobs.check.ref_findings import OTHERS, Checking
from pygitobj.oid import ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.reftable_store import ReftableStore

# Each as strtoull reads it: white space, a sign and digits, of which there may be none.
NUMBER = rb"(?:[ \t\n\v\f\r]*[+-]?(?:0[xX])?([0-9a-fA-F]+))?"
NAME = re.compile(NUMBER + rb"-" + NUMBER + rb"-" + NUMBER + rb"\.(?:ref|log)", re.DOTALL)
MOST_DIGITS = 16


def is_table_name(name: bytes) -> bool:
    """Whether `name` is one that git gives tables; numbers have 64 bits at most."""
    found = NAME.fullmatch(name)
    return found is not None and all(len(digits.lstrip(b"0")) <= MOST_DIGITS for digits in found.groups(default=b""))


def check_tables(checking: Checking, backend: ReftableStore, worktree: str) -> None:
    """Look at the tables of the `worktree`, "" for the main one, and at the references in them."""
    try:
        tables = backend.mine.tables()
    except GitObjectError as error:
        if worktree:
            checking.progress(str(error))
            checking.failed(f"reftable stack for worktree '{worktree}' is broken")
        else:
            checking.failed(str(error))
        return
    for table in tables:
        checking.progress(f"Checking table: {table.name}")
        if not is_table_name(os.fsencode(table.name)):
            checking.found(table.name, "badReftableTableName", "invalid reftable table name")
    try:
        check_records(checking, backend, f"{OTHERS}{worktree}/" if worktree else "")
    except GitObjectError as error:
        checking.failed(str(error))


def check_records(checking: Checking, backend: ReftableStore, prefix: str) -> None:
    """Look at what the tables say, of references whose names start with `prefix`. Raises what reading them raises."""
    for run in backend.mine.refs():
        for record in run:
            name = prefix + os.fsdecode(record.name)
            if record.target is not None:
                checking.check_target(name, os.fsdecode(record.target))
            elif record.value is not None:
                checking.check_id(name, ObjectId(record.value))
    for _ in backend.mine.logs():
        pass
