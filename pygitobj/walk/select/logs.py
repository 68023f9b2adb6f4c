"""What references were, on a walk through their logs.

Follows git's Documentation/rev-list-options, "--walk-reflogs".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.record import Record
from pygitobj.walk.select.marks import ADDED, SEEN, SHOWN
from pygitobj.walk.select.state import Walk


class LoggedCommit(Record):
    """What a reference was since `date`; `position` is where in its log, counted from the oldest, that stands.

    `message` is what is said there.
    """

    oid: bytes
    date: int
    position: int
    message: bytes = b""


class Log:
    """A log, and the entry of it that is next: its entries from the oldest on, and `start`, where it begins."""

    def __init__(self, entries: Sequence[LoggedCommit], start: int) -> None:
        self.entries = entries
        self.at = start


class Logs:
    """Several logs on one walk: the newest entry of all comes first. `number_of` gives None for what is no commit."""

    def __init__(self, logs: Sequence[Log], number_of: Callable[[bytes], int | None]) -> None:
        self.logs = logs
        self.number_of = number_of
        # The log that the last commit came from, and the entry that told it.
        self.last: Log | None = None
        self.entry: LoggedCommit | None = None

    def date(self) -> int:
        """When a reference became the last commit that was told."""
        return 0 if self.entry is None else self.entry.date

    def next_of(self, log: Log) -> int | None:
        """The next commit of a log, None at its end."""
        while log.at >= 0:
            number = self.number_of(log.entries[log.at].oid)
            if number is not None:
                return number
            log.at -= 1
        return None

    def commits(self, walk: Walk) -> Iterator[int]:
        """All that references were; each commit as often as it was."""
        walk.dated = lambda _: self.date()
        while True:
            best, best_number = None, 0
            for log in self.logs:
                number = self.next_of(log)
                if number is not None and (best is None or log.entries[log.at].date > best.entries[best.at].date):
                    best, best_number = log, number
            if best is None:
                return
            self.last, self.entry = best, best.entries[best.at]
            best.at -= 1
            walk.fit()
            walk.load(best_number)
            walk.marks[best_number] &= ~(ADDED | SEEN | SHOWN)
            yield best_number
