"""Rows of a table of commits so that none comes before all of its children among them.

    stack       without dates: of those all of whose children were given, the last one that came is next
    queue       with dates: the newest of them

Follows git's Documentation/rev-list-options, "Commit Ordering".
"""

from __future__ import annotations

from array import array
from heapq import heappop, heappush

from pygitobj.kernels.pure.commit_table import MAX_DATE, CommitTable

LOADED = 1 << 15


def parents_of(table: CommitTable, marks: array[int], own: dict[int, tuple[int, ...]], n: int) -> tuple[int, ...]:
    """The parents of a row, as simplification has left them."""
    found = own.get(n)
    if found is not None:
        return found
    return table.parents(n) if is_loaded(table, marks, n) else ()


def date_of(table: CommitTable, marks: array[int], n: int) -> int:
    """The date of a row, 0 for one that the walk has not looked at."""
    return table.date(n) if is_loaded(table, marks, n) else 0


def is_loaded(table: CommitTable, marks: array[int], n: int) -> bool:
    """Whether the walk has looked at a row."""
    return n < len(marks) and bool(marks[n] & LOADED) and table.is_known(n)


def topological_order(
    table: CommitTable,
    marks: array[int],
    numbers: array[int],
    own: dict[int, tuple[int, ...]],
    is_dated: bool = False,
    dates: array[int] | None = None,
) -> array[int]:
    """The rows `numbers`, each once, so that none comes before all of its children among them.

    As lines of history, last parents first; or by date if it `is_dated`: by `dates`, one for each, where these are
    given. Rows have the parents that `own` says, else those in the table if they are LOADED. Rows on a cycle are left
    out, and what only they lead to: fewer come out then than went in.
    """
    if dates is not None and len(dates) != len(numbers):
        raise ValueError("a date for each row")
    if len(set(numbers)) < len(numbers):
        raise ValueError("a row twice")
    when = {n: date_of(table, marks, n) for n in numbers} if dates is None else dict(zip(numbers, dates, strict=True))
    parents = {n: parents_of(table, marks, own, n) for n in numbers}
    children = dict.fromkeys(numbers, 1)
    for n in numbers:
        for parent in parents[n]:
            if parent in children:
                children[parent] += 1
    ready: list[tuple[int, int, int]] = []
    came = 0

    def put(n: int) -> None:
        nonlocal came
        # Of a stack the last comes first.
        heappush(ready, (MAX_DATE - when[n], came, n) if is_dated else (-came, 0, n))
        came += 1

    tips = [n for n in numbers if children[n] == 1]
    for n in tips if is_dated else reversed(tips):
        put(n)
    ordered = array("I")
    while ready:
        n = heappop(ready)[2]
        ordered.append(n)
        for parent in parents[n]:
            if parent in children:
                children[parent] -= 1
                if children[parent] == 1:
                    put(parent)
    return ordered
