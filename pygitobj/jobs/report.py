"""Telling how far a job is: cli/progress.py shows it."""

from __future__ import annotations

from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
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


def enumerating(report: Report) -> Callable[[int], None]:
    """Tells `report` how many objects a walk has found so far."""
    return lambda count: report(ENUMERATING, count, UNKNOWN, None)
