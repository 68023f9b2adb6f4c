"""A table that is added to a stack, under the lock of its list: written beside it first, and then named by it.

    tables.list.lock                    held from before the tables are read until the list that has the new one too is
                                        renamed over it
    0x<first>-0x<last>-<random>.ref     the new table, whose name is as durable as its bytes before the list names it

What is left by a process that died is a lock, or a table that no list names. Follows git's
Documentation/technical/reftable, "Update transactions".
"""

from __future__ import annotations

import os

from pygitobj.errors import RefError, RefLockedError
from pygitobj.files.directory import sync_directory
from pygitobj.files.lock import LockFile, lock_trouble
from pygitobj.refs.reftable_stack import Stack, Table
from pygitobj.refs.updates import RefPolicy

RANDOM_BYTES = 4
LOCKED = "cannot lock references"


def table_name(first: int, last: int) -> str:
    """A new name for a table of the update indexes from `first` to `last`."""
    return f"0x{first:012x}-0x{last:012x}-{os.urandom(RANDOM_BYTES).hex()}.ref"


def lock_list(stack: Stack, policy: RefPolicy) -> LockFile:
    """The lock of the list of `stack`, waited for as long as is configured. Raises RefLockedError, RefError."""
    try:
        return LockFile(stack.list_path, policy.tables.lock_timeout, policy.files)
    except FileExistsError as error:
        raise RefLockedError(LOCKED) from error
    except OSError as error:
        raise RefError(lock_trouble(stack.list_path, error)) from error


class NewTable:
    """The table of the bytes `data`, to be called `name` in `stack`, written and flushed under another name.

    Raises OSError.
    """

    def __init__(self, stack: Stack, name: str, data: bytes, policy: RefPolicy) -> None:
        self.directory = stack.directory
        self.path = f"{stack.directory}/{name}"
        self.syncs = policy.files.sync_many
        self.file = LockFile(self.path, 0, policy.files, suffix=f".temp.{os.urandom(RANDOM_BYTES).hex()}")
        self.is_named = False
        try:
            self.file.put(data, sync=self.syncs)
        except BaseException:
            self.drop()
            raise

    def give_name(self) -> None:
        """Give it its name; no list has it yet."""
        self.is_named = True
        self.file.commit()
        if self.syncs:
            sync_directory(self.directory)

    def keep(self) -> None:
        """A list has it now."""
        self.is_named = False

    def drop(self) -> None:
        """Take it away, unless a list has it. Raises nothing."""
        self.file.release()
        if self.is_named:
            self.is_named = False
            try:
                os.unlink(self.path)
            except OSError:
                pass  # no list names it: whoever merges tables takes it away


class Addition:
    """The lock of the list of the stack in the directory of `stack`, and the table that is to be added to it.

    `stack` stays as it is locked from then on. Raises RefLockedError, RefError, and what reading tables raises.
    """

    def __init__(self, stack: Stack, policy: RefPolicy) -> None:
        self.stack = stack
        self.policy = policy
        self.table: NewTable | None = None
        self.lock = lock_list(stack, policy)
        try:
            self.tables: tuple[Table, ...] = stack.pin()
        except BaseException:
            self.lock.release()
            raise

    @property
    def next_index(self) -> int:
        """The update index of what is added."""
        return self.tables[-1].content.header.last_index + 1 if self.tables else 1

    def prepare(self, last: int, data: bytes) -> None:
        """Write the table `data`, of the update indexes up to `last`, and the list that names it. Raises OSError."""
        name = table_name(self.next_index, last)
        self.table = NewTable(self.stack, name, data, self.policy)
        names = [table.name for table in self.tables] + [name]
        self.lock.put(listed(names), sync=self.policy.files.sync_many)

    def commit(self) -> None:
        """Let the table count, if there is one, and release the lock. Raises OSError; nothing has changed then."""
        if self.table is not None:
            try:
                self.table.give_name()
                self.lock.commit()
            except BaseException:
                self.abort()
                raise
            self.table.keep()
            if self.policy.files.sync_many:
                sync_directory(self.stack.directory)
        self.abort()

    def abort(self) -> None:
        """Take away what is not committed, and release the lock. Raises nothing."""
        if self.table is not None:
            self.table.drop()
        self.lock.release()
        self.stack.unpin()


def listed(names: list[str]) -> bytes:
    """The list of the tables `names`."""
    return b"".join([os.fsencode(name) + b"\n" for name in names])
