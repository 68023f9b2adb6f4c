"""A system that says no: one call of those that look at files, or all of them at one place, ends with an error.

What is patched lies below the package, so that it does not matter which module asks.
"""

from __future__ import annotations

import builtins
import errno
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self
from unittest import mock

from tests.support.unchecked import unchecked

ERRNOS = (errno.EACCES, errno.EMFILE, errno.EIO, errno.ENOMEM, errno.ELOOP)
CALLS = ("stat", "lstat", "fstat", "listdir", "open", "readlink", "read")


class Refusing:
    """Counts the calls that look at what is below `folder`; the one of the number `at` ends with the error `number`.

    With `lasting` every later call at the same path does so too.
    """

    def __init__(self, folder: Path, at: int, number: int, *, lasting: bool) -> None:
        self.folder = os.path.realpath(folder)
        self.at = at
        self.number = number
        self.lasting = lasting
        self.count = 0
        self.place: object = None

    def ask(self, path: object) -> None:
        """Raises OSError if this call is to fail."""
        if isinstance(path, int):
            # What was opened by us alone is read and mapped: the path is not known any more.
            key: object = "a descriptor"
        else:
            key = os.path.abspath(os.fsdecode(unchecked(path)))
            if not str(key).startswith(self.folder):
                return
        self.count += 1
        if self.count == self.at:
            self.place = key
        if self.count == self.at or (self.lasting and self.place is not None and key == self.place):
            shown = None if isinstance(path, int) else path
            raise OSError(self.number, os.strerror(self.number), shown)

    def asking(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, whose first argument is a path or descriptor, with that question before it."""

        def asked(path: Any = ".", *arguments: Any, **named: Any) -> Any:
            self.ask(path)
            return call(path, *arguments, **named)

        return asked

    def scandir(self, path: Any = ".") -> Any:
        """As os.scandir, with entries that ask too."""
        self.ask(path)
        return Entries(self, path)


SCANDIR, ACCESS = os.scandir, os.access


class Entries:
    """What os.scandir gives."""

    def __init__(self, refusing: Refusing, path: Any) -> None:
        self.found = SCANDIR(path)
        self.refusing = refusing

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.found.close()

    def __iter__(self) -> Iterator[Entry]:
        return (Entry(self.refusing, entry) for entry in self.found)


class Entry:
    """An entry that may have to ask what it is."""

    def __init__(self, refusing: Refusing, entry: os.DirEntry[str]) -> None:
        self.name, self.path = entry.name, entry.path
        self.refusing, self.entry = refusing, entry

    def is_dir(self, **named: bool) -> bool:
        """As os.DirEntry."""
        self.refusing.ask(self.path)
        return self.entry.is_dir(**named)

    def stat(self, **named: bool) -> os.stat_result:
        """As os.DirEntry; never refused, since it is asked only for which empty directories may go, and of hundreds."""
        return self.entry.stat(**named)

    def is_file(self, **named: bool) -> bool:
        """As os.DirEntry."""
        self.refusing.ask(self.path)
        return self.entry.is_file(**named)

    def is_symlink(self) -> bool:
        """As os.DirEntry."""
        return self.entry.is_symlink()


@contextmanager
def refusing(folder: Path, at: int, number: int, *, lasting: bool = False) -> Iterator[Refusing]:
    """Let the call `at`, of those that look below `folder`, end with the error `number`."""
    saying_no = Refusing(folder, at, number, lasting=lasting)

    class Map(mmap.mmap):
        """A map that asks; a class, since it is asked what is one."""

        def __new__(cls, descriptor: int, *arguments: Any, **named: Any) -> Self:
            if descriptor != -1:
                saying_no.ask(descriptor)
            return super().__new__(cls, descriptor, *arguments, **named)

    def access(path: Any, *arguments: Any, **named: Any) -> bool:
        try:
            saying_no.ask(path)
        except OSError:
            return False
        return ACCESS(path, *arguments, **named)

    with ExitStack() as stack:
        for name in CALLS:
            stack.enter_context(mock.patch.object(os, name, saying_no.asking(getattr(os, name))))
        stack.enter_context(mock.patch.object(os, "scandir", saying_no.scandir))
        stack.enter_context(mock.patch.object(os, "access", access))
        stack.enter_context(mock.patch.object(builtins, "open", saying_no.asking(open)))
        stack.enter_context(mock.patch.object(mmap, "mmap", Map))
        yield saying_no
