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
    text = b"$Id: %b $" % oid
    parts: list[bytes] = []
    at = done = 0
    while match := KEYWORD.search(data, at):
        if is_foreign(match[1]):
            at = match.end() - 1  # the dollar that closes this one may open the next
            continue
        parts += (data[done : match.start()], text)
        at = done = match.end()
    return b"".join((*parts, data[done:]))


def is_foreign(text: bytes | None) -> bool:
    """Whether `text`, from the colon on, has spaces elsewhere than git puts them."""
    return text is not None and 0 < text.find(SPACE, 1) < len(text) - 1
