"""What a commit names, and what it is itself, checked before it is written.

Follows git's Documentation/fsck-msgids.
"""

from __future__ import annotations

from pygitobj.errors import RevisionError
from pygitobj.formats.fsck import check_object
from pygitobj.jobs.check.messages import STRICT, judge
from pygitobj.oid import ObjectId, ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.commit import Commit
    from pygitobj.formats.fsck_tree import Finding
    from pygitobj.refs.replace import Reader


def require_object(reader: Reader, oid: ObjectId, kind: ObjectType) -> None:
    """Raises RevisionError unless the object `oid`, which is there, is of this type; NotFoundError."""
    reader.format.require_id(oid)
    found = reader.header(oid).type
    if found is not kind:
        raise RevisionError(f"{oid} is a {found}, not a {kind}")


def require_well_formed(commit: Commit) -> None:
    """Raises ValueError unless git's fsck has nothing against `commit`."""
    found: list[Finding] = []

    def tell(_severity: str, finding: Finding) -> bool:
        found.append(finding)
        return True

    if judge(check_object("commit", commit.data, commit.format), STRICT, tell):
        raise ValueError(f"not a commit that git takes: {found[0].id}: {found[0].message}")
