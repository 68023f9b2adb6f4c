"""A loose object, once inflated.

    type    "commit", "tree", "blob" or "tag"
    space   one
    size    the body's length in decimal ASCII, no sign, no leading zero
    NUL     one
    body    the object

The file is one zlib stream of this and nothing after it. Follows git's Documentation/user-manual, "Object storage
format".
"""

from __future__ import annotations

from pygitobj.errors import CorruptLoose
from pygitobj.oid import TYPE_BY_NAME, ObjectType

# Longer headers are not looked at, as in git.
MAX_HEADER = 32
MAX_SIZE = (1 << 63) - 1


def parse_loose_header(start: bytes) -> tuple[ObjectType, int, int]:
    """The type, the size and where the body begins, of an inflated loose object that begins with `start`.

    `start` is at least the first 32 bytes, or all there are. Raises CorruptLoose.
    """
    nul = start.find(b"\0", 0, MAX_HEADER)
    if nul < 0:
        raise CorruptLoose(
            "a loose object without a header", expected="type, size and NUL in 32 bytes", actual=start[:32]
        )
    name, _, digits = start[:nul].partition(b" ")
    kind = TYPE_BY_NAME.get(name)
    if kind is None:
        raise CorruptLoose("unknown object type", expected="commit, tree, blob or tag", actual=name)
    if not digits.isdigit() or (digits[0] == ord("0") and len(digits) > 1):
        raise CorruptLoose("a malformed size in a loose header", expected="a decimal number", actual=digits)
    size = int(digits)
    if size > MAX_SIZE:
        raise CorruptLoose("a size that no object has in a loose header", expected="at most 63 bits", actual=size)
    return kind, size, nul + 1


def build_loose_header(kind: str, size: int) -> bytes:
    """What stands before the body of an object of type `kind` with `size` bytes; its id is the hash over both.

    Raises ValueError for another type than git's four, and for a size that no object has.
    """
    name = kind.encode()
    if name not in TYPE_BY_NAME or not 0 <= size <= MAX_SIZE:
        raise ValueError(f"no object is a {kind} of {size} bytes")
    return b"%s %d\0" % (name, size)
