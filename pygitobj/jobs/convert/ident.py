"""The keyword `$Id$`: with the blob's id in a file (`$Id: <hex> $`), without it in a blob.

    $Id$                        in a blob
    $Id: <hex> $                in a file; whatever stands between the colon and the dollar, on one line, goes
    $Id: a.c,v 1.2 2001 me $    of another system, by its spaces: it stays on the way out

Follows git's Documentation/gitattributes, "ident".
"""

from __future__ import annotations

import re

# With its id or without, as git writes it or nearly so: no space but after the colon, and before the dollar.
KEYWORD = re.compile(rb"\$Id(?:\$|:(?:[^$\n][^ $\n]* ?)?\$)")
LONG = re.compile(rb"\$Id:[^$\n]*\$")
SHORT = b"$Id$"
OPENING = b"$Id:"


def into_blob(data: bytes) -> bytes:
    """`data` with what stands in its keywords taken out."""
    return LONG.sub(SHORT, data) if OPENING in data else data


def has_keyword(data: bytes) -> bool:
    """Whether there is any that is not of another system."""
    return KEYWORD.search(data) is not None


def out_of_blob(data: bytes, oid: bytes) -> bytes:
    """`data` with `oid`, in hex, in its keywords."""
    return KEYWORD.sub(b"$Id: %b $" % oid, data)


def part_into_blob(data: bytes) -> tuple[bytes, int]:
    """As `into_blob`, up to where a keyword may start that is not closed yet."""
    end = opening_in(LONG, data)
    return into_blob(data[:end]), end


def part_out_of_blob(data: bytes, oid: bytes) -> tuple[bytes, int]:
    """As `out_of_blob`, up to where a keyword may start that is not closed yet."""
    end = opening_in(KEYWORD, data)
    return out_of_blob(data[:end], oid), end


def opening_in(pattern: re.Pattern[bytes], data: bytes) -> int:
    """Where in `data` one that `pattern` finds may start that its end cuts off; else that end."""
    at = data.rfind(b"$")
    if at < 0 or not OPENING.startswith(data[at : at + len(OPENING)]) or data.find(b"\n", at) >= 0:
        return len(data)
    # The dollar that closes one does not open another.
    return len(data) if any(match.end() == at + 1 for match in pattern.finditer(data)) else at
