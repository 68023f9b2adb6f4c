"""What becomes of a walk that cannot read an object: it asks whether to go on without it, and else raises.

Whoever starts a walk hands in a callable that takes the raw id, the code of the type that the object must have (0
where nothing says so) and what is wrong, None where it is only missing. True is to go on; it may also raise by itself.
What hidden objects name need not be there, so that nobody is asked. A malformed tree is always raised: what of it was
known before cannot be told any more.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.oid import ObjectId
from pygitobj.record import Record


class Problem(Record):
    """What a walk could not read: why, the object, and the path at which it was met, if it was at one."""

    error: GitObjectError
    oid: ObjectId
    path: bytes | None


Allows = Callable[[bytes, int, GitObjectError | None], bool]


def nothing(_oid: bytes) -> bool:
    """False: no object may be missing."""
    return False


def anything(_oid: bytes) -> bool:
    """True: any object may be missing."""
    return True


def none_allowed(_oid: bytes, _code: int, _error: GitObjectError | None) -> bool:
    """False: without any object a walk ends."""
    return False


def missing(allowed: Callable[[bytes], bool], code: int = 0) -> Allows:
    """Allows those of the missing objects, of one type if its `code` is given, that are `allowed`."""
    if allowed is nothing:
        return none_allowed
    if code:
        return lambda oid, kind, error: kind == code and not isinstance(error, CorruptError) and allowed(oid)
    return lambda oid, _kind, error: not isinstance(error, CorruptError) and allowed(oid)


# What is damaged alone ends the walk.
ANY_MISSING = missing(anything)


def either(one: Allows, other: Allows) -> Allows:
    """Allows what one of them does."""
    if one is none_allowed or other is none_allowed:
        return other if one is none_allowed else one
    return lambda oid, code, error: one(oid, code, error) or other(oid, code, error)
