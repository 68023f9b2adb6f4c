"""A tree's entries.

    entry   mode in octal ASCII, a space, the name, NUL, the raw id; entries follow one another with nothing between

Follows git's Documentation/user-manual, "Tree Object".
"""

from __future__ import annotations

from functools import cache

from pygitobj.errors import CorruptObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

MAX_MODE_DIGITS = 11
# The modes that git writes.
MODES = {b"%o" % mode: mode for mode in (0o40000, 0o100644, 0o100755, 0o120000, 0o160000)}


@cache
def entry_patterns(hash_size: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What matches entries as far as they are well-formed, and what finds the mode, name and id of each of these."""
    import re  # most commands take no tree apart

    entry = rb"([0-7]{1,%d}) ([^\0]+)\0([\0-\xff]{%d})" % (MAX_MODE_DIGITS, hash_size)
    return re.compile(b"(?:" + entry.replace(b"(", b"(?:") + b")*+"), re.compile(entry)


def parse_tree(data: bytes, hash_size: int) -> list[tuple[int, bytes, bytes]]:
    """The entries of the tree body `data` as (mode, name, raw id), in their order.

    Raises CorruptObject for a mode that is not octal, an empty name, a missing NUL or a short id.
    """
    found = split_tree(data, hash_size)
    if found is None:
        return parse_malformed_tree(data, hash_size)
    known = MODES.get
    return [(known(digits) or int(digits, 8), name, oid) for digits, name, oid in found]


def split_tree(data: bytes, hash_size: int) -> list[tuple[bytes, bytes, bytes]] | None:
    """The digits of the mode, the name and the raw id of each entry; None where any is malformed."""
    whole, each = entry_patterns(hash_size)
    # Without the first look each entry that is malformed would be looked for at every byte.
    return each.findall(data) if whole.fullmatch(data) else None


def parse_malformed_tree(data: bytes, hash_size: int) -> list[tuple[int, bytes, bytes]]:
    """As parse_tree, entry by entry."""
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
