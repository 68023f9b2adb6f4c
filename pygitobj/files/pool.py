"""How many files may be mapped at once: past a limit those are let go that were opened longest ago and not read since.

Each map can hold a descriptor, and a process may have few of them (`ulimit -n`) while it may have opened thousands of
repositories, and a store thousands of packs. What was let go is mapped again when it is needed.
"""

from __future__ import annotations

import errno
import os
import sys
from collections import deque
from collections.abc import Callable
from threading import RLock
from weakref import ref

from pygitobj.kernels import IMPLEMENTATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    class Releasable(Protocol):
        """Something that can let go of what it has open, and open it again later; `used` says that it was read."""

        used: bool

        def release(self) -> None:
            """Let go now."""

    Argument = TypeVar("Argument")
    Answer = TypeVar("Answer")

SPARE_DESCRIPTORS = 32
LEAST = 8
# Errors of a process that has too many files or maps open.
TOO_MANY = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
# Linux allows a process 65,530 maps; this leaves most of them to others.
MOST = 4096


class OpenFiles:
    """The maps of one store, which are among those of the `whole` process; of either at most a limit at once.

    Without a `limit` only that of the whole counts. Holders are known by weak references: a store that nobody has any
    more takes its packs along. The lock is held for as long as the list changes, and never while something is let go;
    but garbage may be collected meanwhile, and close a store in the same thread: so it can be taken again by that.
    """

    def __init__(self, limit: int | None = None, whole: OpenFiles | None = None) -> None:
        self.limit = limit
        self.whole = whole
        # The files that each has open, in the order in which the first of them was opened.
        self.opened: dict[ref[Releasable], int] = {}
        # Those that are gone: garbage is collected at any time, also while the lock is held.
        self.gone: deque[ref[Releasable]] = deque()
        self.count = 0
        self.lock = RLock()

    @property
    def most(self) -> int:
        """How many files may be open."""
        return default_limit() if self.limit is None else self.limit

    def add(self, holder: Releasable) -> None:
        """Note that `holder` has just opened a file; lets go of others past the limit."""
        holder.used = True
        for one in self.taken_in(holder):
            one.release()
        if self.whole is not None:
            self.whole.add(holder)

    def taken_in(self, holder: Releasable) -> list[Releasable]:
        """Count a file of `holder`, and take out those that have to be let go."""
        most = sys.maxsize if self.limit is None and self.whole is not None else self.most
        with self.lock:
            self.drop_gone()
            key = ref(holder, self.gone.append)
            self.opened[key] = self.opened.get(key, 0) + 1
            self.count += 1
            # Each that was read since it was looked at last stays once more.
            chances = len(self.opened)
            out = []
            while self.count > most and self.opened:
                oldest = next(iter(self.opened))
                one = oldest()
                files = self.opened.pop(oldest, 0)
                if one is not None and one.used and chances > 0:
                    one.used = False
                    self.opened[oldest] = files
                    chances -= 1
                    continue
                self.count -= files
                if one is not None:
                    out.append(one)
            return out

    def drop_gone(self) -> None:
        """Forget those that are gone."""
        while self.gone:
            self.count -= self.opened.pop(self.gone.popleft(), 0)

    def forget(self, holder: Releasable) -> None:
        """`holder` is about to let go of what it has open."""
        with self.lock:
            self.count -= self.opened.pop(ref(holder), 0)
        if self.whole is not None:
            self.whole.forget(holder)

    def attempt(self, call: Callable[[Argument], Answer], argument: Argument) -> Answer:
        """What `call` gives for `argument`; tried once more, all that is open let go of, where that is too much.

        Raises OSError.
        """
        everything = self if self.whole is None else self.whole
        try:
            return call(argument)
        except OSError as error:
            if error.errno not in TOO_MANY or not everything.opened:
                raise
        everything.release_all()
        return call(argument)

    def renew_lock(self) -> None:
        """Make the lock anew, in the child of a fork."""
        self.lock = RLock()

    def release_all(self) -> None:
        """Let go of everything."""
        with self.lock:
            holders = [holder for holder in (key() for key in list(self.opened)) if holder is not None]
            self.opened.clear()
            self.gone.clear()
            self.count = 0
        for holder in holders:
            holder.release()


def default_limit() -> int:
    """Half of the descriptors that this process may have now, less some to spare; maps of Python 3.13 hold none.

    Files that are read in parts, as those of the kernels in Python, hold one each.
    """
    if sys.version_info >= (3, 13) and IMPLEMENTATION == "compiled":
        return MOST
    import resource  # only a store that maps packs needs to know

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST
    return max(LEAST, min(MOST, soft // 2 - SPARE_DESCRIPTORS))


# All that the stores of this process have open.
PROCESS = OpenFiles()
os.register_at_fork(after_in_child=PROCESS.renew_lock)
