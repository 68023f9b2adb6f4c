"""Telling how far a job is: cli/progress.py shows it."""

from __future__ import annotations

from collections.abc import Callable

# Told of a task: its name, how much is done, of how much (UNKNOWN until the end); and how many bytes came in or went
# out, where that is known.
Report = Callable[[str, int, int, "int | None"], None]
UNKNOWN = -1


def silent(_title: str, _done: int, _total: int, _bytes: int | None) -> None:
    """Tell nobody."""
