"""What a transaction holds of references in reftables: the lock of each stack that has one of them.

prepare     one table for each stack has all that changes there, and a list that names it is in the lock file
commit      the tables and then the lists get their names, the one of what all worktrees share first; what has become
            too many tables is merged
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.errors import RefError
from pygitobj.formats.numbers import decimal
from pygitobj.formats.reftable_records import LogChange, LogRecord, RefRecord
from pygitobj.formats.reftable_writer import TooLargeError, written_table
from pygitobj.oid import ObjectId
from pygitobj.refs.names import RefName
from pygitobj.refs.reftable_addition import Addition
from pygitobj.refs.reftable_compaction import compact_a_little
from pygitobj.refs.reftable_stack import Stack
from pygitobj.refs.updates import Change, LogLine, RefPolicy
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from pygitobj.refs.backend import RefBackend

    class Stacks(RefBackend, Protocol):
        """References in reftables, as they are read."""

        @property
        def common(self) -> Stack:
            """The stack of what all worktrees share."""

        def place(self, name: str) -> tuple[Stack, str]:
            """The stack that has the reference `name`, and what it is called there."""


# An offset is kept in so many bits.
ZONE_BITS = 16


class ReftableHeld:
    """The locks of one transaction over `refs`, whose stacks nobody else uses. It is a Held."""

    def __init__(self, refs: Stacks, policy: RefPolicy) -> None:
        self.refs = refs
        self.policy = policy
        self.additions: dict[Stack, Addition] = {}
        # What each reference is called that is changed: a worktree's own has several names.
        self.names: dict[tuple[Stack, str], RefName] = {}

    def lock(self, name: RefName) -> None:
        """Lock the stack that has the reference `name`. Raises RefLockedError, RefError."""
        place = self.refs.place(name)
        stack = place[0]
        if stack not in self.additions:
            self.additions[stack] = Addition(stack, self.policy)
        known = self.names.setdefault(place, name)
        if known != name:
            # A table has one record of each.
            raise RefError(f"'{known}' is the same reference, and changed too", name)

    def prepare(self, changes: Sequence[Change]) -> None:
        """Write the tables. Raises RefError."""
        by_stack: dict[Stack, list[tuple[bytes, Change]]] = {}
        for change in changes:
            stack, own = self.refs.place(change.name)
            by_stack.setdefault(stack, []).append((os.fsencode(own), change))
        for stack, addition in self.additions.items():
            records = Records(stack, addition.next_index, self.policy)
            for name, change in by_stack.get(stack, ()):
                records.add(name, change)
            try:
                if records.refs or records.logs:
                    addition.prepare(records.last_index, records.table())
            except TooLargeError:
                raise RefError("reftable: transaction failure: entry too large") from None
            except OSError as error:
                raise RefError(f"reftable: transaction failure: {error.strerror}") from error

    def commit(self) -> None:
        """Let the tables count. Raises RefError; the stack that it is about is then what it was."""
        stacks = sorted(self.additions, key=lambda stack: stack.directory != self.refs.common.directory)
        for stack in stacks:
            try:
                self.additions[stack].commit()
            except OSError as error:
                raise RefError(f"reftable: transaction failure: {error.strerror}") from error
        for stack in stacks:
            if self.additions[stack].table is not None:
                compact_a_little(stack, self.policy)

    def abort(self) -> None:
        """Take away what is not committed."""
        for addition in self.additions.values():
            addition.abort()


class Records:
    """The records that changes become in `stack`, from the update index `index` on."""

    def __init__(self, stack: Stack, index: int, policy: RefPolicy) -> None:
        self.stack = stack
        self.index = index
        self.last_index = index
        self.options = policy.tables.written
        self.refs: list[RefRecord] = []
        self.logs: list[LogRecord] = []
        # How many lines each log gets, each of which needs an update index of its own.
        self.lines: dict[bytes, int] = {}

    def add(self, name: bytes, change: Change) -> None:
        """Take in what `change` makes of the reference `name`."""
        new = change.new
        if isinstance(new, ObjectId):
            self.refs.append(RefRecord(name, self.index, bytes(new), change.peeled and bytes(change.peeled)))
        elif isinstance(new, Symbolic):
            self.refs.append(RefRecord(name, self.index, target=os.fsencode(new.target)))
        elif new is None:
            if self.stack.find(name) is not None:
                self.refs.append(RefRecord(name, self.index))
            self.logs += [LogRecord(name, record.update_index) for record in self.stack.log(name)]
        if change.log is not None and new is not None:
            self.add_line(name, change.log)

    def add_line(self, name: bytes, line: LogLine) -> None:
        """Take in the log line `line`, if the reference `name` has a log or is to have one."""
        if not line.create and name not in self.lines and not self.stack.log(name):
            return
        number = self.lines[name] = self.lines.get(name, -1) + 1
        index = self.index + number
        self.last_index = max(self.last_index, index)
        who = line.who
        # Longer ones would not fit into a block.
        message = line.message[: self.options.block_size // 2] + b"\n"
        zone = zone_of(who.offset_text)
        log = LogChange(bytes(line.old), bytes(line.new), who.name, who.email, who.time, zone, message)
        self.logs.append(LogRecord(name, index, log))

    def table(self) -> bytes:
        """The table of these records. Raises TooLargeError."""
        refs = sorted(self.refs, key=lambda record: record.name)
        logs = sorted(self.logs, key=lambda record: record.key)
        return written_table((self.index, self.last_index), refs, logs, self.stack.format, self.options)


def zone_of(text: bytes) -> int:
    """The offset `text` as the number that it is to read, +0530 as 530, in as many bits as are kept of it."""
    value = decimal(text.lstrip(b"+-")) or 0
    value = -value if text.startswith(b"-") else value
    half = 1 << (ZONE_BITS - 1)
    return (value + half) % (2 * half) - half
