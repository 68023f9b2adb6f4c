"""`--filter=<spec>` where objects are answered one by one: which of them are left out.

Filters that need a walk over history are refused. Follows git's Documentation/git-cat-file.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import UsageError
from pygitobj.formats import filter_spec
from pygitobj.oid import ObjectType
from pygitobj.record import Record

TAKEN = (filter_spec.BLOB_NONE, filter_spec.BLOB_LIMIT, filter_spec.OBJECT_TYPE)


class ObjectsFilter(Record):
    """What is left out: blobs of `blob_limit` bytes and more, and all that is not of type `only`."""

    blob_limit: int | None
    only: ObjectType | None

    def excludes(self, kind: ObjectType, size: int) -> bool:
        """Whether an object of that type and size is left out."""
        if self.only is not None:
            return kind is not self.only
        return kind is ObjectType.BLOB and self.blob_limit is not None and size >= self.blob_limit


def parse_filters(specs: Sequence[str]) -> ObjectsFilter | None:
    """The filter that the options say, None without one. Raises UsageError, RepositoryError in git's words."""
    spec = filter_spec.parse_filters(specs)
    if spec is None:
        return None
    if spec.kind not in TAKEN:
        raise UsageError(f"usage: objects filter not supported: '{spec.kind}'\n")
    return ObjectsFilter(spec.number if spec.type is None else None, spec.type)
