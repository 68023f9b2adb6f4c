"""How far long work is, on standard error, in the form that git shows.

    <title>:  42% (420/1000), 1.20 MiB | 3.00 MiB/s
    <title>: 100% (1000/1000), 1.20 MiB | 3.00 MiB/s, done.
    <title>: 1000, done.                                        where nobody knew how many there would be

A line takes the place of the one before it, at most once for each percent; the last one stays.
"""

from __future__ import annotations

import sys
import time

from pygitobj.formats.human_size import human_size
from pygitobj.jobs.pack_entries import UNKNOWN

# git shows a rate once it has some, and no more often than this.
RATE_EVERY = 0.5


class Progress:
    """Shows what it is told, as a `Report` of pygitobj.jobs: of one task after another."""

    def __init__(self) -> None:
        self.title = ""
        self.is_open = False
        self.shown = -1
        self.width = 0
        self.started = self.looked = 0.0
        self.rate = ""

    def __call__(self, title: str, done: int, total: int, received: int | None) -> None:
        """`done` of `total` things are done, and `received` bytes came in for them."""
        now = time.monotonic()
        if title != self.title:
            self.title, self.shown, self.width, self.rate, self.is_open = title, -1, 0, "", False
            self.started = self.looked = now
        if received is not None and (now - self.looked > RATE_EVERY or done == total):
            self.looked = now
            speed = int(received / max(now - self.started, 0.001))
            self.rate = f", {human_size(received)} | {human_size(speed)}/s"
        is_done = 0 <= total <= done
        if total == UNKNOWN:
            self.is_open = True
        percent = done if total == UNKNOWN else done * 100 // total if total else 100
        if percent == self.shown and not is_done:
            return
        self.shown = percent
        counters = str(done) if self.is_open else f"{percent:3}% ({done}/{total}){self.rate}"
        gap = " " * max(self.width - len(counters), 0)
        self.width = len(counters)
        sys.stderr.write(f"{title}: {counters}, done.{gap}\n" if is_done else f"{title}: {counters}{gap}\r")
        sys.stderr.flush()
