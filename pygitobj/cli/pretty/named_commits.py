"""The commits that references and words name."""

from __future__ import annotations

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.revisions.peel import peel, peel_if_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def commit_of(repository: Repository, oid: ObjectId) -> ObjectId | None:
    """The commit that the object `oid` comes to, None where it comes to none."""
    try:
        found = peel(repository.reader, oid)
    except MISSING_OR_BAD:
        return None
    return found.id if found.type is ObjectType.COMMIT else None


def commit_told(repository: Repository, oid: ObjectId, *, is_quiet: bool = False) -> ObjectId | None:
    """As `commit_of`; of an object that comes to something else it is told, unless that is to be quiet."""
    found = peel_if_there(repository.reader, oid)
    if found is None or found.type is ObjectType.COMMIT:
        return None if found is None else found.id
    if not is_quiet:
        repository.warn(f"error: object {oid} is a {found.type}, not a commit")
    return None


def commit_named(repository: Repository, name: str) -> ObjectId:
    """The commit that `name` comes to. Raises GitObjectError in git's words."""
    found = repository.lookup(name).id
    commit = None if found is None else commit_of(repository, found)
    if commit is None:
        raise GitObjectError(f"failed to find '{name}'")
    return commit
