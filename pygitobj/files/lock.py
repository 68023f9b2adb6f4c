"""Lock files: `<file>.lock`, made by whoever is to write `<file>`, and renamed over it when it is written.

Another's lock is waited for and never broken. Ours go whatever happens: with an error, with an interrupt, and with a
signal that ends the process (INT, TERM, HUP, PIPE), which then ends as that signal ends it. Only handlers that were not
set are taken for that, in the main thread, and only while there are locks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from errno import EEXIST
from functools import partial
from weakref import finalize

from pygitobj.files.atomic import NewFile, WritePolicy, take_away
from pygitobj.files.ending import GUARD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

SUFFIX = ".lock"
# The waits between looks grow with the square of their number, in milliseconds, each by up to a quarter more or less.
LONGEST_WAIT = 1000


class LockFile(NewFile):
    """The lock of the file `target`, held until it is renamed over that or released. It is closed, and empty.

    Another's is waited for `timeout` seconds, for ever where that is less than zero. Raises FileExistsError for a lock
    that stays another's, and other OSErrors.
    """

    def __init__(self, target: str, timeout: float, policy: WritePolicy, *, suffix: str = SUFFIX) -> None:
        self.target = target
        self.policy = policy
        pauses: Iterator[float | None] | None = None
        while not self.is_made(target + suffix):
            pauses = pauses or waits(timeout)
            wait = next(pauses)
            if wait is None:
                raise FileExistsError(EEXIST, os.strerror(EEXIST), target + suffix)
            time.sleep(wait)
        try:
            self.finish(policy, sync=False)
        except BaseException:
            self.release()
            raise

    def is_made(self, path: str) -> bool:
        """Make the file `path`, and note it; False where it is another's. Raises OSError."""
        GUARD.enter()
        try:
            super().__init__(path)
            # What nobody releases is not ours any more either: another may have a lock of that name by then.
            self.last_resort.detach()
            self.last_resort = finalize(self, let_go, self.owned, self.maker)
            GUARD.note(path, partial(os.unlink, path))
        except FileExistsError:
            return False
        finally:
            GUARD.leave()
        return True

    def put(self, *pieces: bytes | memoryview, sync: bool) -> None:
        """Let the file hold `pieces`, flushed to the disk if asked. Raises OSError."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            for data in pieces:
                at = 0
                while at < len(data):
                    at += os.write(descriptor, memoryview(data)[at:] if at else data)
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def opened(self) -> BinaryIO:
        """The file, to be written from its start and closed by whoever asks for it. Raises OSError."""
        return open(os.open(self.path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW), "wb")

    def commit(self) -> None:
        """Rename it over the file that it locks. Raises OSError; it is held then."""
        path = self.path
        self.replace(self.target)
        GUARD.forget(path)

    def release(self) -> None:
        """Take it away, if it is held. Raises nothing."""
        path = self.path
        self.drop()
        GUARD.forget(path)


def let_go(owned: list[str], maker: int) -> None:
    """Take away the lock file of the name in `owned`, which its holder has lost."""
    path = owned[0]
    take_away(owned, maker)
    GUARD.forget(path)


def waits(timeout: float) -> Iterator[float | None]:
    """How long to wait before each further look, in seconds; None where the time is over."""
    left = timeout * 1000
    number = multiplier = 1
    while timeout < 0 or left > 0:
        wait = multiplier * (750 + int.from_bytes(os.urandom(2), "big") % 500) // 1000
        yield wait / 1000
        left -= wait
        multiplier += 2 * number + 1
        if multiplier > LONGEST_WAIT:
            multiplier = LONGEST_WAIT
        else:
            number += 1
    yield None


def lock_trouble(target: str, error: OSError) -> str:
    """What to say of `error`, for which the file `target` was not locked; in git's words."""
    message = f"Unable to create '{target}{SUFFIX}': {error.strerror}"
    if isinstance(error, FileExistsError):
        message += ".\n\nAnother git process seems to be running in this repository, or the lock file may be stale"
    return message
