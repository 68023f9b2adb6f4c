"""What revision arguments come to: the objects that a walk begins at, or that it leaves out with all they reach."""

from __future__ import annotations

from pygitobj.record import Record

# Which end of `a...b` an object is.
LEFT, RIGHT = 1, 2


class Pending(Record):
    """An object that was named: its raw id, the code of its type, and what it was called.

    `path` and `mode` are those of what was named by path, or stands in an index; b"" and 0 for anything else. One that
    `is_hidden` is left out with what it reaches; it is a border that the user set, as for --ancestry-path and
    --boundary. `side` is LEFT or RIGHT for the ends of `a...b`, else 0; what `a..b` and `a...b` come to is `of_range`.
    An object may come several times: hidden once is hidden for all.
    """

    oid: bytes
    code: int
    name: str
    path: bytes = b""
    mode: int = 0
    is_hidden: bool = False
    side: int = 0
    of_range: bool = False


class Staged(Record):
    """An object of an index: its raw id, the code of its type, path and mode."""

    oid: bytes
    code: int
    path: bytes
    mode: int
