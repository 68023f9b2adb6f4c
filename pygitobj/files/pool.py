"""How many files may be mapped at once: past a limit the one mapped longest ago is let go.

Each map can hold a descriptor, and a process may have few of them (`ulimit -n`) while a store may have thousands of
packs. What was let go is mapped again when it is needed.
"""

from __future__ import annotations

import errno
import sys
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Protocol, TypeVar

from pygitobj.kernels import IMPLEMENTATION

SPARE_DESCRIPTORS = 32
LEAST = 8
# Errors of a process that has too many files or maps open.
TOO_MANY = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
# Linux allows a process 65,530 maps; this leaves most of them to others.
MOST = 4096

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Releasable(Protocol):
    """Something that can let go of what it has open, and open it again later."""

    def release(self) -> None:
        """Let go now."""


class OpenFiles:
    """The maps of one store, at most `limit` at once."""

    def __init__(self, limit: int | None = None) -> None:
        self.limit = default_limit() if limit is None else limit
        self.opened: deque[Releasable] = deque()
        self.lock = Lock()

    def add(self, holder: Releasable) -> None:
        """Note that `holder` has just opened a file; lets go of the oldest past the limit."""
        with self.lock:
            self.opened.append(holder)
            if len(self.opened) <= self.limit:
                return
            oldest = self.opened.popleft()
        oldest.release()

    def attempt(self, call: Callable[[Asked], Answer], asked: Asked) -> Answer:
        """What `call` gives for `asked`; tried once more, all that is open let go of, where that is too much.

        Raises OSError.
        """
        try:
            return call(asked)
        except OSError as error:
            if error.errno not in TOO_MANY or not self.opened:
                raise
        self.release_all()
        return call(asked)

    def renew_lock(self) -> None:
        """Make the lock anew, in the child of a fork."""
        self.lock = Lock()

    def release_all(self) -> None:
        """Let go of everything."""
        with self.lock:
            holders = list(self.opened)
            self.opened.clear()
        for holder in holders:
            holder.release()


def default_limit() -> int:
    """Half of the descriptors that this process may have, less some to spare; maps of Python 3.13 hold none.

    Files that are read in parts, as those of the kernels in Python, hold one each.
    """
    if sys.version_info >= (3, 13) and IMPLEMENTATION == "compiled":
        return MOST
    import resource  # only a store that maps packs needs to know

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST
    return max(LEAST, min(MOST, soft // 2 - SPARE_DESCRIPTORS))
