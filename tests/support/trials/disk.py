"""A recording as operations on inodes and directories, which is what a file system writes.

name    entries of directories that change together: a new file, a link, a rename, an unlink, a directory made or gone
data    bytes written at a place of an inode
size    an inode cut or lengthened
sync    an inode flushed: a file's bytes, or a directory's entries
told    what the job printed, or that it ended well
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.trials.calls import Call
from tests.support.trials.plans import MAKING, Recorded

ROOT = 0
STDOUT = 1
ENDED = b"\0ended well"


class Entry(NamedTuple):
    """The name of a directory that from now on leads to `inode`, or to nothing."""

    directory: int
    name: str
    inode: int | None


class Op(NamedTuple):
    """One operation."""

    kind: str
    entries: tuple[Entry, ...] = ()
    inode: int = -1
    at: int = 0
    data: bytes = b""

    def __str__(self) -> str:
        names = ", ".join(f"{entry.name}{'' if entry.inode is not None else ' gone'}" for entry in self.entries)
        return f"{self.kind} {names or (repr(self.data[:60]) if self.kind == 'told' else self.inode)}"


class Disk:
    """Directories and files as a job sees them; `ops` is what was done to them since the start."""

    def __init__(self, files: dict[str, bytes | None]) -> None:
        self.directories: dict[int, dict[str, int]] = {ROOT: {}}
        self.contents: dict[int, bytes] = {}
        self.opened: dict[int, int] = {}
        self.appending: set[int] = set()
        self.ops: list[Op] = []
        # Which directory an operation took away.
        self.removed: dict[int, int] = {}
        self.last = ROOT
        for path in sorted(files):
            content = files[path]
            directory, name = self.place(path)
            self.directories[directory][name] = self.new(content)
        self.base = {inode: dict(names) for inode, names in self.directories.items()}
        self.base_contents = dict(self.contents)

    def new(self, content: bytes | None) -> int:
        """A new inode: a directory where there is no content."""
        self.last += 1
        if content is None:
            self.directories[self.last] = {}
        else:
            self.contents[self.last] = content
        return self.last

    def place(self, path: str) -> tuple[int, str]:
        """The directory and the name of `path`."""
        *parents, name = path.split("/")
        directory = ROOT
        for parent in parents:
            directory = self.directories[directory][parent]
        return directory, name

    def find(self, path: str) -> int | None:
        """The inode at `path`."""
        if path == ".":
            return ROOT
        directory, name = self.place(path)
        return self.directories[directory].get(name)

    def replay(self, recorded: list[Recorded], code: int) -> None:
        """Take in all that one process did, which ended with `code`."""
        self.opened.clear()
        self.appending.clear()
        for call, result, _ in recorded:
            getattr(self, call.kind, self.ignore)(call, result)
        if code == 0:
            self.ops.append(Op("told", data=ENDED))

    def ignore(self, call: Call, result: int) -> None:
        """Times and modes do not matter to readers."""

    def name(self, *entries: Entry) -> None:
        """Change entries of directories, all or none of them."""
        for directory, name, inode in entries:
            if inode is None:
                self.directories[directory].pop(name, None)
            else:
                self.directories[directory][name] = inode
        self.ops.append(Op("name", entries))

    def put(self, path: str, inode: int | None) -> Entry:
        """`path` leads to `inode` now."""
        return Entry(*self.place(path), inode)

    # The calls

    def open(self, call: Call, result: int) -> None:
        inode = self.find(call.path)
        if inode is None:
            inode = self.new(b"")
            self.name(self.put(call.path, inode))
        elif call.flags & MAKING & os.O_TRUNC and self.contents[inode]:
            self.resize(inode, 0)
        self.opened[result] = inode
        (self.appending.add if call.flags & os.O_APPEND else self.appending.discard)(result)

    def close(self, call: Call, result: int) -> None:
        self.opened.pop(call.descriptor, None)

    def write(self, call: Call, result: int) -> None:
        inode = self.opened.get(call.descriptor)
        if inode is None:
            if call.path == "<stdout>":
                self.ops.append(Op("told", data=call.data[:result]))
            return
        content = self.contents[inode]
        at = call.at if call.at >= 0 and call.descriptor not in self.appending else len(content)
        self.contents[inode] = written(content, at, call.data[:result])
        self.ops.append(Op("data", inode=inode, at=at, data=call.data[:result]))

    def resize(self, inode: int, size: int) -> None:
        self.contents[inode] = resized(self.contents[inode], size)
        self.ops.append(Op("size", inode=inode, at=size))

    def ftruncate(self, call: Call, result: int) -> None:
        self.resize(self.opened[call.descriptor], call.size)

    def truncate(self, call: Call, result: int) -> None:
        inode = self.find(call.path)
        assert inode is not None
        self.resize(inode, call.size)

    def fsync(self, call: Call, result: int) -> None:
        self.ops.append(Op("sync", inode=self.opened[call.descriptor]))

    def link(self, call: Call, result: int) -> None:
        self.name(self.put(call.path, self.find(call.other)))

    def rename(self, call: Call, result: int) -> None:
        inode = self.find(call.other)
        if inode is not None and inode != self.find(call.path):
            self.name(self.put(call.other, None), self.put(call.path, inode))

    def unlink(self, call: Call, result: int) -> None:
        self.name(self.put(call.path, None))

    def rmdir(self, call: Call, result: int) -> None:
        inode = self.find(call.path)
        assert inode is not None
        self.removed[len(self.ops)] = inode
        self.name(self.put(call.path, None))

    def mkdir(self, call: Call, result: int) -> None:
        self.name(self.put(call.path, self.new(None)))

    def symlink(self, call: Call, result: int) -> None:
        self.name(self.put(call.path, self.new(b"link " + call.other.encode())))


def written(content: bytes, at: int, data: bytes) -> bytes:
    """`content` with `data` at `at`."""
    return resized(content, max(len(content), at))[:at] + data + content[at + len(data) :]


def resized(content: bytes, size: int) -> bytes:
    """`content`, cut or filled up with zeros."""
    return content[:size] + bytes(max(0, size - len(content)))


def flattened(directories: dict[int, dict[str, int]], contents: dict[int, bytes]) -> dict[str, bytes | None]:
    """All that the root leads to, by path, as `verdicts.files_of` gives it."""
    found: dict[str, bytes | None] = {}

    def walk(inode: int, prefix: str) -> Iterator[tuple[str, bytes | None]]:
        for name, below in directories[inode].items():
            yield prefix + name, contents.get(below)
            if below in directories:
                yield from walk(below, f"{prefix}{name}/")

    found.update(walk(ROOT, ""))
    return found
