"""What `strace` prints about a command, as the calls that a recorder in Python sees; and calls that it lets fail.

It is run so that every string and every path of a descriptor comes in hex:

    1013  openat(AT_FDCWD<\\x2f...>, "\\x2e...", O_RDWR|O_CREAT|O_EXCL, 0444) = 3<\\x2f...>
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.trials.calls import Call
from tests.support.trials.plans import Recorded

# The calls, and their kinds as in calls.py.
KINDS = {
    "openat": "open", "open": "open", "newfstatat": "stat", "stat": "stat", "lstat": "lstat", "fstat": "fstat",
    "access": "access", "faccessat": "access", "faccessat2": "access", "getdents64": "scandir", "readlink": "readlink",
    "read": "read", "pread64": "read", "write": "write", "pwrite64": "write", "fsync": "fsync", "fdatasync": "fsync",
    "link": "link", "linkat": "link", "rename": "rename", "renameat": "rename", "renameat2": "rename",
    "unlink": "unlink", "unlinkat": "unlink", "mkdir": "mkdir", "mkdirat": "mkdir", "rmdir": "rmdir", "chmod": "chmod",
    "fchmod": "chmod", "utimensat": "utime", "ftruncate": "ftruncate", "mmap": "mmap", "close": "close",
    "lseek": "lseek", "symlink": "symlink",
}  # fmt: skip
OPTIONS = ("strace", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", "trace=" + ",".join(KINDS))
LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
BEGUN = re.compile(r"^(\d+) +(\w+\(.*?),? *<unfinished \.\.\.>$")
GONE_ON = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
PLACE = re.compile(r"(AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>")
FLAGS = {name: getattr(os, name) for name in ("O_CREAT", "O_TRUNC", "O_EXCL", "O_APPEND", "O_WRONLY", "O_RDWR")}
# Descriptors of two processes are not the same.
APART = 100_000
DELETED = " (deleted)"


class Line(NamedTuple):
    """One call: the process, the name, strings, descriptors with their paths, the rest as it stands, and the result."""

    process: int
    name: str
    strings: tuple[bytes, ...]
    places: tuple[tuple[str, str], ...]
    text: str
    result: int


def raw(escaped: str) -> bytes:
    """The bytes that hex escapes stand for."""
    return bytes.fromhex(escaped.replace("\\x", ""))


def lines_of(log: str) -> Iterator[Line]:
    """The calls in the order in which they ended."""
    waiting: dict[str, str] = {}
    for text in log.splitlines():
        if begun := BEGUN.match(text):
            waiting[begun[1]] = begun[2]
            continue
        if gone_on := GONE_ON.match(text):
            start = waiting.pop(gone_on[1], "")
            rest = gone_on[2]
            text = f"{gone_on[1]} {start}{'' if rest.startswith(')') else ', '}{rest.lstrip()}"
        found = LINE.match(text)
        if found and found[2] in KINDS:
            strings = tuple(raw(one) for one in STRING.findall(found[3]))
            places = tuple((number, os.fsdecode(raw(path))) for number, path in PLACE.findall(found[3]))
            yield Line(int(found[1]), found[2], strings, places, STRING.sub('""', found[3]), int(found[4]))


class Traced:
    """The calls about files below `root` of a command that began in `directory` and prints to `out`."""

    def __init__(self, root: str, directory: str, out: str) -> None:
        self.root, self.directory, self.out = root, directory, out
        self.here: dict[int, str] = {}
        self.at: dict[int, int] = {}
        self.appends: set[int] = set()
        self.counts: dict[tuple[int, str], int] = {}

    def calls(self, log: str) -> Iterator[tuple[Line, Call, int]]:
        """Each call that succeeded or not, what it is, and the how many-th of its name it is in its process."""
        for line in lines_of(log):
            nth = self.counts[line.process, line.name] = self.counts.get((line.process, line.name), 0) + 1
            call = self.call(line)
            if call is not None:
                yield line, call, nth

    def recorded(self, log: str) -> list[Recorded]:
        """The calls that succeeded, as the recorder in Python gives them."""
        return [Recorded(call, line.result) for line, call, _ in self.calls(log) if line.result >= 0]

    def paths(self, line: Line) -> list[str | None]:
        """The paths that a call is about, relative to the root."""
        for number, path in line.places:
            if number == "AT_FDCWD":
                self.here[line.process] = path
        start = self.here.get(line.process, self.directory)
        if line.strings and KINDS[line.name] not in ("write", "read"):
            named = [os.path.join(start, os.fsdecode(text)) for text in line.strings]
            if named != [start + "/"]:
                return [self.inside(path) for path in named]
        return [self.inside(path.removesuffix(DELETED)) for number, path in line.places if number != "AT_FDCWD"]

    def inside(self, path: str) -> str | None:
        """`path` relative to the root."""
        path = os.path.normpath(path)
        if path == self.out:
            return "<stdout>"
        return "." if path == self.root else path[len(self.root) + 1 :] if path.startswith(self.root + "/") else None

    def call(self, line: Line) -> Call | None:
        """The call, where it is about a file below the root."""
        paths = self.paths(line)
        if not paths or paths[-1] is None:
            return None
        kind = KINDS[line.name]
        if kind == "unlink" and "AT_REMOVEDIR" in line.text:
            kind = "rmdir"
        first = re.match(r"(\d+)<", line.text)
        descriptor = line.process * APART + int(first[1]) if first else -1
        call = Call(kind, paths[-1], paths[0] or "?", descriptor)
        if kind == "open":
            return self.opened(line, call)
        if kind == "lseek" and line.result >= 0:
            self.at[descriptor] = line.result
        elif line.name == "read" and line.result > 0:
            self.at[descriptor] = self.at.get(descriptor, 0) + line.result
        elif kind == "write":
            return self.written(line, call)
        elif kind == "ftruncate":
            return call._replace(size=int(line.text.rpartition(", ")[2]))
        return call

    def opened(self, line: Line, call: Call) -> Call:
        """A call that opens a file, whose result becomes a descriptor that no other process has."""
        flags = sum(value for name, value in FLAGS.items() if re.search(rf"\b{name}\b", line.text))
        if line.result >= 0:
            descriptor = line.process * APART + line.result
            self.at[descriptor] = 0
            self.appends.discard(descriptor)
            if flags & os.O_APPEND:
                self.appends.add(descriptor)
            return call._replace(flags=flags, descriptor=descriptor)
        return call._replace(flags=flags)

    def written(self, line: Line, call: Call) -> Call:
        """A call that writes, with its bytes and where they go."""
        data = line.strings[0] if line.strings else b""
        if line.name == "pwrite64":
            return call._replace(data=data, at=int(line.text.rpartition(", ")[2]))
        at = -1 if call.descriptor in self.appends else self.at.get(call.descriptor, 0)
        self.at[call.descriptor] = self.at.get(call.descriptor, 0) + max(0, line.result)
        return call._replace(data=data, at=at)
