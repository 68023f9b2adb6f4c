"""Whether all files that an answer was made of are still as they were, so that it may be given again.

A file or directory that changes gets a new time of change, unless that happens within one tick of the file system's
clock. So what had changed shortly before it was looked at proves nothing later, as in git's racy index.

Follows git's Documentation/technical/racy-git.
"""

from __future__ import annotations

import os
import time

from pygitobj.files.directory import GONE, is_there, status

# Nanoseconds. File systems that keep whole seconds, one of them only even ones, show nothing below.
SECOND = 1_000_000_000
FINE_TICK = SECOND // 10
COARSE_TICK = 2 * SECOND

Signature = tuple[int, int, int, int, int]


def signature(found: os.stat_result) -> Signature:
    """What changes with a file: its times, its size, and which file it is."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def is_settled(found: Signature, before: int) -> bool:
    """Whether each later change shows in the signature that was `found` after the moment `before`."""
    newest = found[0] if found[0] > found[1] else found[1]
    return newest + (FINE_TICK if newest % SECOND else COARSE_TICK) < before


class Looked:
    """What was looked at for an answer. `is_sure` says whether `holds` can tell if it has changed since."""

    __slots__ = ("is_sure", "places", "started")

    def __init__(self) -> None:
        self.started = time.time_ns()
        self.places: dict[str, Signature] = {}
        self.is_sure = True

    def add(self, path: str, found: os.stat_result) -> None:
        """`found` was at `path`, itself and not as the end of a link, before anything else was read there."""
        now = signature(found)
        before = self.places.get(path)
        if before is None:
            self.places[path] = now
            self.is_sure = self.is_sure and is_settled(now, self.started)
        elif before != now:
            self.is_sure = False

    def add_absent(self, path: str) -> None:
        """Nothing is at `path`: that shows in the directory nearest to it."""
        above = path.rpartition("/")[0]
        if above in self.places:
            return  # it was looked at before the file was
        try:
            try:
                found: os.stat_result | None = os.stat(above)
            except GONE:
                found = None
            while found is None and above and status(above, follow=False) is None:
                above = above.rpartition("/")[0]
                found = status(above)
            # Of a link, what it leads to may come to be; and the file may have come before the directory was looked at.
            if found is None or is_there(path):
                self.is_sure = False
            else:
                self.add(above, found)
        except OSError:
            self.is_sure = False

    def holds(self) -> bool:
        """Whether all of it is as it was; no where that cannot be told."""
        try:
            for path, before in self.places.items():
                found = os.stat(path)
                if (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev) != before:
                    return False
        except OSError:
            return False
        return self.is_sure


class Unkept(Looked):
    """Takes nothing: the answer is not kept."""

    __slots__ = ()

    def add(self, path: str, found: os.stat_result) -> None:
        """Nothing is kept."""

    def add_absent(self, path: str) -> None:
        """Nothing is kept."""
