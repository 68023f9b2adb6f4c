"""A tree's entries.

    entry   mode in octal ASCII, a space, the name, NUL, the raw id; entries follow one another with nothing between

Follows git's Documentation/user-manual, "Tree Object".
"""

from __future__ import annotations

from pygitobj.errors import CorruptObject

MAX_MODE_DIGITS = 11


def parse_tree(data: bytes, hash_size: int) -> list[tuple[int, bytes, bytes]]:
    """The entries of the tree body `data` as (mode, name, raw id), in their order.

    Raises CorruptObject for a mode that is not octal, an empty name, a missing NUL or a short id.
    """
    entries: list[tuple[int, bytes, bytes]] = []
    add = entries.append
    find = data.find
    at = 0
    end = len(data)
    while at < end:
        space = find(b" ", at)
        nul = find(b"\0", space + 1)
        stop = nul + 1 + hash_size
        digits = data[at:space]
        if space < 0 or nul < 0 or stop > end:
            raise CorruptObject("a tree entry that is cut short", offset=at, expected="mode, name, NUL and id")
        if not digits.isdigit() or b"8" in digits or b"9" in digits or len(digits) > MAX_MODE_DIGITS:
            raise CorruptObject("a malformed mode in a tree", offset=at, expected="octal digits", actual=digits[:20])
        if nul == space + 1:
            raise CorruptObject("an empty name in a tree", offset=at, expected="at least one byte")
        add((int(digits, 8), data[space + 1 : nul], data[nul + 1 : stop]))
        at = stop
    return entries
