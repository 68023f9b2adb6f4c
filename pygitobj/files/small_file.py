"""Reading a small file whole: what a repository keeps beside its objects, and what users write.

A pipe in the place of such a file would be waited for, and a device could go on for ever: neither is read. What the
shell puts in the place of a file (`/dev/fd/63`) is, as is the null device.
"""

from __future__ import annotations

import errno
import os
import stat

from pygitobj.files.directory import GONE, unreadable

# More is in none of them, unless it is a regular file, which tells its size.
MOST_OF_A_DEVICE = 1 << 24
PIPES = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
READING = os.O_RDONLY | os.O_CLOEXEC


def read_small(path: str, limit: int = -1, *, flags: int = 0) -> bytes:
    """What the file `path` holds, at most `limit` bytes of it, opened with `flags` besides. Raises OSError."""
    waits = path.startswith(PIPES)
    descriptor = os.open(path, READING | flags | (0 if waits else os.O_NONBLOCK))
    with open(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode) or waits:
            return file.read(limit)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        content = (file.read(MOST_OF_A_DEVICE + 1) or b"") if stat.S_ISCHR(mode) else None
        if content is None or len(content) > MOST_OF_A_DEVICE:
            raise OSError(errno.EINVAL, "Not a regular file", path)
        return content if limit < 0 else content[:limit]


def content_of(path: str, limit: int = -1) -> bytes:
    """The content of the file `path`, or its first `limit` bytes; empty where there is none. Raises RepositoryError."""
    try:
        return read_small(path, limit)
    except GONE:
        return b""
    except OSError as error:
        raise unreadable(f"unable to read {path}", error) from error
