"""The calls of the system that Python makes about files below one directory, each replaced by one that is asked about.

`watch(root, around)` replaces the functions of `os`, `open` and `mmap.mmap`; each call about a file below `root`, and
about the standard streams, becomes `around(call, act)`, which gives what `act()` gives, or does something else.
What runs inside of C, as imports do, is not seen.
"""

from __future__ import annotations

import builtins
import io
import mmap
import os
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, NamedTuple

from tests.support.unchecked import unchecked

STREAMS = {0: "<stdin>", 1: "<stdout>", 2: "<stderr>"}


class Call(NamedTuple):
    """One call: its kind, the file that it is about (relative to the root), and what else matters of it."""

    kind: str
    path: str
    other: str = ""
    descriptor: int = -1
    flags: int = 0
    size: int = 0
    at: int = -1
    data: bytes = b""


Act = Callable[[], Any]
Around = Callable[[Call, Act], Any]

# Functions about a path, and the kind of call that they are.
BY_PATH = {
    "stat": "stat", "lstat": "lstat", "access": "access", "listdir": "listdir", "readlink": "readlink",
    "unlink": "unlink", "remove": "unlink", "mkdir": "mkdir", "rmdir": "rmdir", "utime": "utime", "chmod": "chmod",
    "truncate": "truncate", "statvfs": "stat", "mkfifo": "mkdir",
}  # fmt: skip
BY_TWO_PATHS = {"link": "link", "rename": "rename", "replace": "rename", "symlink": "symlink"}
BY_DESCRIPTOR = {
    "fsync": "fsync", "fdatasync": "fsync", "fchmod": "chmod", "ftruncate": "ftruncate", "fstat": "fstat",
    "read": "read", "pread": "read", "preadv": "read", "readv": "read",
    "write": "write", "pwrite": "write", "writev": "write", "pwritev": "write",
}  # fmt: skip
# What nobody is known to call: a trial that does not see them would be blind, so that they are refused.
UNSEEN = ("sendfile", "copy_file_range", "posix_fallocate", "splice")
OTHERS = ("open", "close", "scandir", "getcwd", "lseek", "urandom", "_exit")
NAMES = (*BY_PATH, *BY_TWO_PATHS, *BY_DESCRIPTOR, *OTHERS)
ORIGINAL = {name: getattr(os, name) for name in NAMES if hasattr(os, name)}
OPEN = io.open
MAP = mmap.mmap


class Watch:
    """What is watched: files below `root`, and which descriptors are theirs."""

    def __init__(self, root: str, around: Around) -> None:
        self.root = root
        self.around = around
        self.names = dict(STREAMS)

    def path(self, path: Any, dir_fd: int | None = None) -> str | None:
        """`path` relative to the root; None where it is outside."""
        if isinstance(path, int):
            return self.names.get(path)
        text = os.fsdecode(path)
        start = ORIGINAL["getcwd"]() if dir_fd is None else f"{self.root}/{self.names.get(dir_fd, '..')}"
        full = os.path.normpath(os.path.join(start, text))
        if full == self.root:
            return "."
        return full.removeprefix(self.root + "/") if full.startswith(self.root + "/") else None

    def install(self) -> None:
        """Replace the calls."""
        for name, kind in BY_PATH.items():
            self.replace(name, partial(by_path, self, kind))
        for name, kind in BY_TWO_PATHS.items():
            self.replace(name, partial(by_two_paths, self, kind))
        for name, kind in BY_DESCRIPTOR.items():
            self.replace(name, partial(by_descriptor, self, kind))
        self.replace("open", partial(opening, self))
        self.replace("close", partial(closing, self))
        self.replace("scandir", partial(scanning, self))
        for name in UNSEEN:
            if hasattr(os, name):
                setattr(os, name, refused(name))
        unchecked(builtins).open = opening_file(self)
        unchecked(io).open = builtins.open
        unchecked(mmap).mmap = mapping(self)

    def replace(self, name: str, make: Callable[[Any], Any]) -> None:
        """Put what `make` makes of the function `name` of os in its place."""
        original = ORIGINAL.get(name)
        if original is not None:
            setattr(os, name, wraps(original)(make(original)))


def refused(name: str) -> Callable[..., Any]:
    """A function that nobody may call."""

    def call(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError(f"os.{name} is not watched yet: see tests/support/trials/calls.py")

    return call


def by_path(watch: Watch, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
        seen = watch.path(path, kwargs.get("dir_fd"))
        if seen is None:
            return original(path, *args, **kwargs)
        about = "lstat" if kind == "stat" and not kwargs.get("follow_symlinks", True) else kind
        size = args[0] if kind == "truncate" else 0
        return watch.around(Call(about, seen, size=size), lambda: original(path, *args, **kwargs))

    return call


def by_two_paths(watch: Watch, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(source: Any, path: Any, *args: Any, **kwargs: Any) -> Any:
        seen = watch.path(path, kwargs.get("dst_dir_fd", kwargs.get("dir_fd")))
        if seen is None:
            return original(source, path, *args, **kwargs)
        first = os.fsdecode(source) if kind == "symlink" else watch.path(source, kwargs.get("src_dir_fd")) or "?"
        return watch.around(Call(kind, seen, first), lambda: original(source, path, *args, **kwargs))

    return call


def by_descriptor(watch: Watch, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(descriptor: Any, *args: Any, **kwargs: Any) -> Any:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        seen = watch.names.get(number)
        if seen is None:
            return original(descriptor, *args, **kwargs)
        about = Call(kind, seen, descriptor=number)
        if kind == "write":
            data = args[0] if original is not ORIGINAL["writev"] else b"".join(map(bytes, args[0]))
            at = args[1] if original is ORIGINAL["pwrite"] else where(number)
            about = about._replace(data=bytes(memoryview(data).cast("B")), at=at)
        elif kind == "read":
            at = args[1] if original is ORIGINAL["pread"] else -1
            about = about._replace(size=args[0] if isinstance(args[0], int) else -1, at=at)
        elif kind == "ftruncate":
            about = about._replace(size=args[0])
        return watch.around(about, lambda: original(descriptor, *args, **kwargs))

    return call


def where(descriptor: int) -> int:
    """Where in the file of `descriptor` the next write goes; -1 where it is no file."""
    try:
        return int(ORIGINAL["lseek"](descriptor, 0, os.SEEK_CUR))
    except OSError:
        return -1


def opening(watch: Watch, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> Any:
        seen = watch.path(path, dir_fd)
        if seen is None:
            return original(path, flags, mode, dir_fd=dir_fd)

        def act() -> int:
            descriptor = int(original(path, flags, mode, dir_fd=dir_fd))
            watch.names[descriptor] = seen
            return descriptor

        return watch.around(Call("open", seen, flags=flags), act)

    return call


def closing(watch: Watch, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(descriptor: int) -> Any:
        seen = watch.names.pop(descriptor, None)
        if seen is None:
            return original(descriptor)
        return watch.around(Call("close", seen, descriptor=descriptor), lambda: original(descriptor))

    return call


def scanning(watch: Watch, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any = ".") -> Any:
        seen = watch.path(path)
        if seen is None:
            return original(path)
        return watch.around(Call("scandir", seen), lambda: Scan(watch, seen, original(path)))

    return call


class Scan:
    """What os.scandir gives: each step is a call too."""

    def __init__(self, watch: Watch, path: str, entries: Any) -> None:
        self.watch, self.path, self.entries = watch, path, entries

    def __iter__(self) -> Scan:
        return self

    def __next__(self) -> Any:
        return self.watch.around(Call("scandir", self.path), lambda: next(self.entries))

    def close(self) -> None:
        self.entries.close()

    def __enter__(self) -> Scan:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def opening_file(watch: Watch) -> Callable[..., Any]:
    def call(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
             newline: Any = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
        if watch.path(file) is None:
            return OPEN(file, mode, buffering, encoding, errors, newline, closefd, opener)
        plain = mode.replace("b", "").replace("t", "")
        if not isinstance(file, int):
            opener = opener or (lambda path, flags: os.open(path, flags, 0o666))
        raw = WatchedFile(watch, file, plain, closefd, opener)
        if buffering == 0:
            return raw
        updating = "+" in plain
        kind: Any = io.BufferedRandom if updating else io.BufferedReader if "r" in plain else io.BufferedWriter
        buffered = kind(raw, buffering) if buffering > 1 else kind(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline, buffering == 1)

    return call


class WatchedFile(io.FileIO):
    """A file that tells of its reads and writes."""

    def __init__(self, watch: Watch, file: Any, mode: str, closefd: bool, opener: Any) -> None:
        super().__init__(file, mode, closefd, opener)
        self.watch = watch
        self.path = watch.names.get(self.fileno(), "?")

    def readinto(self, buffer: Any) -> Any:
        about = Call("read", self.path, descriptor=self.fileno(), size=-1)
        return self.watch.around(about, lambda: super(WatchedFile, self).readinto(buffer))

    def read(self, size: int | None = -1) -> Any:
        about = Call("read", self.path, descriptor=self.fileno(), size=-1)
        return self.watch.around(about, lambda: super(WatchedFile, self).read(size))

    def readall(self) -> Any:
        about = Call("read", self.path, descriptor=self.fileno(), size=-1)
        return self.watch.around(about, super().readall)

    def write(self, data: Any) -> Any:
        number = self.fileno()
        about = Call("write", self.path, descriptor=number, at=where(number), data=bytes(memoryview(data).cast("B")))
        return self.watch.around(about, lambda: super(WatchedFile, self).write(data))

    def truncate(self, size: int | None = None) -> Any:
        about = Call("ftruncate", self.path, descriptor=self.fileno(), size=self.tell() if size is None else size)
        return self.watch.around(about, lambda: super(WatchedFile, self).truncate(size))

    def close(self) -> None:
        if not self.closed and self.closefd:
            self.watch.names.pop(self.fileno(), None)
        super().close()


def mapping(watch: Watch) -> type[mmap.mmap]:
    class Watched(MAP):
        """A mapping, told of when it is made."""

        def __new__(cls, descriptor: int, *args: Any, **kwargs: Any) -> Any:
            seen = watch.names.get(descriptor)
            if seen is None:
                return MAP.__new__(cls, descriptor, *args, **kwargs)
            return watch.around(Call("mmap", seen), lambda: MAP.__new__(cls, descriptor, *args, **kwargs))

    return Watched
