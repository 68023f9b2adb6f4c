"""Whether `git gc` is at work: `gc.pid` in the common directory holds its process and host, `<pid> <host>`.

As git takes it, one that is older than half a day or whose process is not there is left over.

Follows git's Documentation/git-gc and gitrepository-layout.
"""

from __future__ import annotations

import os
import socket
import time

from pygitobj.files.directory import GONE, status
from pygitobj.files.small_file import read_small
from pygitobj.formats.numbers import strtoul, words_of

NAME = "gc.pid"
OLDEST = 12 * 60 * 60
# Nobody writes more.
MOST = 1024


def gc_runs(common_dir: str) -> bool:
    """Whether `git gc` is at work in the repository with this common directory. Raises OSError."""
    path = f"{common_dir}/{NAME}"
    found = status(path)
    if found is None or time.time() - found.st_mtime > OLDEST:
        return False
    try:
        text = read_small(path, MOST).decode("latin-1")
    except GONE:
        return False
    pid, end, _ = strtoul(text)
    hosts = words_of(text[end:])
    return not end or hosts[:1] != [socket.gethostname()] or is_alive(pid)


def is_alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it is another's
    return True
