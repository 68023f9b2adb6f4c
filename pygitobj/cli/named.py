"""What a command's argument names, where a name that means nothing is no end yet."""

from __future__ import annotations

from pygitobj.errors import MISSING_OR_BAD, AmbiguousPrefixError, NotFoundError, RevisionError
from pygitobj.oid import HEX_DIGITS, ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.revisions.context import RefusedRevisionError


def oid_named(repository: Repository, text: str) -> ObjectId | None:
    """The id that `text` means, whether its object is there or not; None where it means none."""
    if len(text) == repository.format.hex_size and HEX_DIGITS.issuperset(text):
        return ObjectId(text)
    try:
        return repository.resolve(text)
    except RefusedRevisionError:
        raise
    except (RevisionError, AmbiguousPrefixError, NotFoundError):
        return None


def type_shown(repository: Repository, oid: ObjectId) -> str:
    """The type of the object `oid` itself; for one that is not there what git prints."""
    try:
        return str(repository.objects.header(oid).type)
    except MISSING_OR_BAD:
        return "(null)"
