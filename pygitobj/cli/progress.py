"""How far long work is, on standard error, in the form that git shows.

    <title>:  42% (420/1000), 1.20 MiB | 3.00 MiB/s
    <title>: 100% (1000/1000), 1.20 MiB | 3.00 MiB/s, done.
    <title>: 1000, done.                                        where nobody knew how many there would be
    <title>:  42% (420/1000), 0:23 left                         on a terminal, of work that takes long; git does not say

A line takes the place of the one before it, at most once for each percent; the last one stays.
"""

from __future__ import annotations

import sys
import time

from pygitobj.cli import is_traced
from pygitobj.formats.human_size import human_size
from pygitobj.jobs.report import UNKNOWN

# git shows a rate once it has some, and no more often than this.
RATE_EVERY = 0.5
# Seconds of work before it is told how many more there may be.
ESTIMATE_AFTER = 3


class Progress:
    """Shows what it is told, as a `Report` of pygitobj.jobs: of one task after another."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()
        self.title = ""
        self.is_open = False
        self.shown = -1
        self.width = 0
        self.started = self.looked = 0.0
        self.rate = ""
        self.events = None
        self.is_region = False
        if is_traced():
            from pygitobj.cli.trace import events

            self.events = events()

    def __call__(self, title: str, done: int, total: int, received: int | None, /, *, end: str = "") -> None:
        """`done` of `total` things are done, and `received` bytes came in for them; with `end` that was all."""
        now = time.monotonic()
        if title != self.title:
            self.title, self.shown, self.width, self.rate, self.is_open = title, -1, 0, "", False
            self.started = self.looked = now
            if self.events is not None:
                self.events.enter("progress", title)
                self.is_region = True
        if received is not None and (now - self.looked > RATE_EVERY or done == total):
            self.looked = now
            speed = int(received / max(now - self.started, 0.001))
            self.rate = f", {human_size(received)} | {human_size(speed)}/s"
        is_done = 0 <= total <= done or bool(end)
        if total == UNKNOWN:
            self.is_open = True
        percent = done if total == UNKNOWN else done * 100 // total if total else 100
        if percent == self.shown and not is_done:
            return
        self.shown = percent
        counters = str(done) if self.is_open else f"{percent:3}% ({done}/{total}){self.rate}"
        if self.is_terminal and 0 < done < total:
            counters += estimate(now - self.started, done / total)
        gap = " " * max(self.width - len(counters), 0)
        self.width = len(counters)
        sys.stderr.write(f"{title}: {counters}, {end or 'done'}.{gap}\n" if is_done else f"{title}: {counters}{gap}\r")
        sys.stderr.flush()
        if is_done and self.events is not None and self.is_region:
            self.events.leave("progress", title, now - self.started)
            self.is_region = False


def estimate(seconds: float, share: float) -> str:
    """How long work goes on of which this `share` took so many `seconds`, to be added to a line; empty at first."""
    if seconds < ESTIMATE_AFTER:
        return ""
    minutes, rest = divmod(round(seconds / share - seconds), 60)
    return f", {minutes}:{rest:02} left"
