"""`repo.write_commit`: what a caller says of a commit, checked, made and written."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.face.arguments import several
from pygitobj.formats.ident import Ident
from pygitobj.jobs.create.checked import require_object, require_well_formed
from pygitobj.jobs.create.commit import NewCommit, commit_of, encoded_message, encoding_of
from pygitobj.oid import ObjectId, ObjectType, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def write_commit(
    repository: Repository,
    tree: ObjectId,
    parents: Sequence[ObjectId],
    message: str | bytes,
    author: Ident,
    committer: Ident,
) -> ObjectId:
    """Write the commit; gives its id."""
    ids = [id_given(parent) for parent in several("parents", parents)]
    for role, ident in (("author", author), ("committer", committer)):
        if not isinstance(ident, Ident):
            raise TypeError(f"the {role} is an Ident, such as Ident.now(name, email), not {shown(ident)}")
    if not isinstance(message, str | bytes):
        raise TypeError(f"a message is a str or bytes, not {shown(message)}")
    encoding = encoding_of(repository.config)
    body = encoded_message(message, encoding) if isinstance(message, str) else message
    if b"\0" in body:
        raise ValueError("a NUL byte in commit log message not allowed")
    if len(set(ids)) != len(ids):
        raise ValueError(f"a parent that comes twice: {next(one for one in ids if ids.count(one) > 1)}")
    require_object(repository.reader, id_given(tree), ObjectType.TREE)
    for parent in ids:
        require_object(repository.reader, parent, ObjectType.COMMIT)
    commit = commit_of(NewCommit(tree, ids, author, committer, body), encoding, repository.format, repository.warn)
    require_well_formed(commit)
    return repository.objects.write(commit)


def id_given(value: object) -> ObjectId:
    """`value`, an id. Raises TypeError."""
    if not isinstance(value, ObjectId):
        raise TypeError(f"a tree and parents are ids, such as commit.id, not {shown(value)}")
    return value
