"""Telling how far a job is: cli/progress.py shows it."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Report(Protocol):
        """Is told of a task: its name, how much is done, of how much (or UNKNOWN).

        And how many bytes came in or went out, where that is known. With `end` the task is over, however much is
        done, and that is what there is to say of it.
        """

        def __call__(self, title: str, done: int, total: int, received: int | None, /, *, end: str = "") -> None:
            """Take note."""


# The total of a task of which nobody knows how much there is until its end.
UNKNOWN = -1
# What a walk is called.
ENUMERATING = "Enumerating objects"


def silent(_title: str, _done: int, _total: int, _received: int | None, /, *, end: str = "") -> None:
    """Tell nobody."""


class Progress(Record):
    """How far a job is: `done` of `total` things of the task `title`, None where nobody knows how many there are.

    `size` bytes came in or went out for them, None where that is not counted. With `is_over` no more is told of it.
    """

    title: str
    done: int
    total: int | None
    size: int | None
    is_over: bool


class Told:
    """Tells `callback`, as a `Report`. What it raises ends the job, and is known for its own: `raised`."""

    def __init__(self, callback: Callable[[Progress], object]) -> None:
        self.callback = callback
        self.raised: BaseException | None = None

    def __call__(self, title: str, done: int, total: int, received: int | None, /, *, end: str = "") -> None:
        """`done` of `total` things are done."""
        known = None if total == UNKNOWN else total
        try:
            self.callback(Progress(title, done, known, received, bool(end) or done == total))
        except BaseException as error:
            self.raised = error
            raise


def enumerating(report: Report) -> Callable[[int], None]:
    """Tells `report` how many objects a walk has found so far."""
    return lambda count: report(ENUMERATING, count, UNKNOWN, None)
