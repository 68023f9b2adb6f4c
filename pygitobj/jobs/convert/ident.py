"""The keyword `$Id$`: with the blob's id in a file (`$Id: <hex> $`), without it in a blob.

    $Id$                        in a blob
    $Id: <hex> $                in a file; whatever stands between the colon and the dollar, on one line, goes
    $Id: a.c,v 1.2 2001 me $    of another system, by its spaces: it stays on the way out

Follows git's Documentation/gitattributes, "ident".
"""

from __future__ import annotations

import re

KEYWORD = re.compile(rb"\$Id(?:\$|:([^$\n]*)\$)")
LONG = re.compile(rb"\$Id:[^$\n]*\$")
SHORT = b"$Id$"
OPENING = b"$Id:"
SPACE = b" "


def into_blob(data: bytes) -> bytes:
    """`data` with what stands in its keywords taken out."""
    return LONG.sub(SHORT, data) if OPENING in data else data


def has_keyword(data: bytes) -> bool:
    """Whether there is any."""
    return KEYWORD.search(data) is not None


def out_of_blob(data: bytes, oid: bytes) -> bytes:
    """`data` with `oid`, in hex, in its keywords."""
    made, at = part_out_of_blob(data, oid)
    return made + data[at:]


def part_out_of_blob(data: bytes, oid: bytes) -> tuple[bytes, int]:
    """As `out_of_blob`, up to where a keyword may start that is not closed yet."""
    text = b"$Id: %b $" % oid
    parts: list[bytes] = []
    at = done = 0
    while match := KEYWORD.search(data, at):
        if is_foreign(match[1]):
            at = match.end() - 1  # the dollar that closes this one may open the next
            continue
        parts += (data[done : match.start()], text)
        at = done = match.end()
    end = opening_at(data, at)
    return b"".join((*parts, data[done:end])), end


def part_into_blob(data: bytes) -> tuple[bytes, int]:
    """As `into_blob`, up to where a keyword may start that is not closed yet."""
    parts: list[bytes] = []
    done = 0
    for match in LONG.finditer(data):
        parts += (data[done : match.start()], SHORT)
        done = match.end()
    end = opening_at(data, done)
    return b"".join((*parts, data[done:end])), end


def opening_at(data: bytes, start: int) -> int:
    """Where from `start` on a keyword may start that the end of `data` cuts off; else that end."""
    at = data.rfind(b"$", start)
    if at >= 0 and (OPENING.startswith(data[at : at + len(OPENING)]) and data.find(b"\n", at) < 0):
        return at
    return len(data)


def is_foreign(text: bytes | None) -> bool:
    """Whether `text`, from the colon on, has spaces elsewhere than git puts them."""
    return text is not None and 0 < text.find(SPACE, 1) < len(text) - 1
