"""The one commit that a command starts from which takes no more, in git's words where there are others."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import GitObjectError
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.revisions.pending import Pending


def commit_at(repository: Repository, oid: bytes) -> bytes | None:
    """The raw id of the commit that `oid` is or leads to, None for none and for one that is not there."""
    found = peel_if_there(repository.reader, ObjectId(oid))
    return bytes(found.id) if found is not None and found.type is ObjectType.COMMIT else None


def only_commit(
    repository: Repository, pending: Sequence[Pending], verb: str, *, hidden: bool = False
) -> tuple[bytes, str] | None:
    """The one commit that is `pending` and is hidden or is not, with its name; None without one.

    Raises GitObjectError for several, of which it says what they would be asked `verb`, and for what is no commit.
    """
    found: tuple[bytes, str] | None = None
    left_out = {one.oid for one in pending if one.is_hidden}
    for one in pending:
        if (one.oid in left_out) is not hidden:
            continue
        commit = commit_at(repository, one.oid)
        if commit is None:
            raise GitObjectError(f"Non commit {one.name}?")
        if found is not None:
            raise GitObjectError(f"More than one commit to {verb} {one.name} and {found[1]}?")
        found = commit, one.name
    return found
