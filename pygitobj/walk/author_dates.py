"""When commits were written, for the order of that name: as their first author lines say, 0 where they do not.

Follows git's Documentation/rev-list-options, "--author-date-order".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.formats.ident import parse_ident
from pygitobj.walk.history import History

AUTHOR = b"author "


def author_dates(history: History, read: Callable[[bytes], bytes]) -> Callable[[int], int]:
    """What tells when a commit was written, by its number; `read` gives the body of one by its id."""
    known: dict[int, int] = {}

    def author_date(number: int) -> int:
        found = known.get(number)
        if found is None:
            found = known[number] = author_time(read(history.table.oid(number)))
        return found

    return author_date


def author_time(body: bytes) -> int:
    """The second in the first author line of a commit's `body`; 0 without one."""
    head = body.partition(b"\n\n")[0]
    for line in head.split(b"\n"):
        if line.startswith(AUTHOR):
            return parse_ident(line[len(AUTHOR) :]).time
    return 0
