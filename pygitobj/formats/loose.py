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
# Of the first two bytes of a zlib stream: they are a multiple of it, and a bit says that a dictionary is needed.
CHECK, NEEDS_DICTIONARY = 31, 0x20


class UnknownType(CorruptLoose):
    """A loose object of a type that is none of git's four, with a header that reads well."""


class BadHeader(CorruptLoose):
    """A loose object whose header cannot be had; told in git's words."""

    def name(self) -> str:
        """The object's id, as its place says."""
        if self.oid is not None or self.path is None:
            return str(self.oid or "a loose object")
        path = self.path if isinstance(self.path, str) else self.path.decode("utf-8", "surrogateescape")
        return "".join(path.split("/")[-2:])


class HeaderTooLong(BadHeader):
    """A header that does not end where every header does."""

    def __str__(self) -> str:
        return f"header for {self.name()} too long, exceeds {MAX_HEADER} bytes"


class DictionaryNeeded(BadHeader):
    """A zlib stream that goes on from a text which git does not have."""

    def __str__(self) -> str:
        return f"inflate: needs dictionary (no message)\nerror: unable to unpack {self.name()} header"


def refuse_dictionary(start: bytes) -> None:
    """Raises DictionaryNeeded for a zlib stream that starts with `start` and needs a dictionary."""
    if len(start) > 1 and not int.from_bytes(start[:2]) % CHECK and start[1] & NEEDS_DICTIONARY:
        raise DictionaryNeeded("a zlib stream that needs a dictionary", expected="one that needs none")


def parse_loose_header(start: bytes) -> tuple[ObjectType, int, int]:
    """The type, the size and where the body begins, of an inflated loose object that begins with `start`.

    `start` is at least the first 32 bytes, or all there are. Raises CorruptLoose.
    """
    nul = start.find(b"\0", 0, MAX_HEADER)
    if nul < 0:
        raise HeaderTooLong(
            "a loose object without a header", expected="type, size and NUL in 32 bytes", actual=start[:32]
        )
    name, space, digits = start[:nul].partition(b" ")
    if not space:
        raise CorruptLoose("a loose header without a size", expected="a type, a space and a size", actual=start[:nul])
    if not digits.isdigit() or (digits[0] == ord("0") and len(digits) > 1):
        raise CorruptLoose("a malformed size in a loose header", expected="a decimal number", actual=digits)
    size = int(digits)
    if size > MAX_SIZE:
        raise CorruptLoose("a size that no object has in a loose header", expected="at most 63 bits", actual=size)
    kind = TYPE_BY_NAME.get(name)
    if kind is None:
        raise UnknownType("unknown object type", expected="commit, tree, blob or tag", actual=name)
    return kind, size, nul + 1


def build_loose_header(kind: str, size: int) -> bytes:
    """What stands before the body of an object of type `kind` with `size` bytes; its id is the hash over both.

    Raises ValueError for another type than git's four, and for a size that no object has.
    """
    name = kind.encode()
    if name not in TYPE_BY_NAME or not 0 <= size <= MAX_SIZE:
        raise ValueError(f"no object is a {kind} of {size} bytes")
    return b"%s %d\0" % (name, size)
