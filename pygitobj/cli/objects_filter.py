"""`--filter=<spec>`: which objects are left out.

    blob:none               every blob
    blob:limit=<n>[kmg]     blobs of that many bytes and more
    object:type=<type>      everything of another type

The other filters of git need a walk over history and are refused. Follows git's Documentation/rev-list-options.
"""

from __future__ import annotations

import os

from pygitobj.cli.parse_options import UsageError
from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import parse_unsigned
from pygitobj.oid import TYPE_BY_NAME, ObjectType
from pygitobj.record import Record

WALKING = ("tree", "sparse:oid", "combine")


class ObjectsFilter(Record):
    """What is left out: blobs of `blob_limit` bytes and more, and all that is not of type `only`."""

    blob_limit: int | None
    only: ObjectType | None

    def excludes(self, kind: ObjectType, size: int) -> bool:
        """Whether an object of that type and size is left out."""
        if self.only is not None:
            return kind is not self.only
        return kind is ObjectType.BLOB and self.blob_limit is not None and size >= self.blob_limit


def parse_filters(specs: list[str]) -> ObjectsFilter | None:
    """The filter that the options say, None without one. Raises UsageError, RepositoryError in git's words."""
    kinds = [filter_kind(spec) for spec in specs]
    if not kinds:
        return None
    kind = kinds[0] if len(kinds) == 1 else "combine"
    if kind in WALKING:
        raise UsageError(f"usage: objects filter not supported: '{kind}'\n")
    _, _, value = specs[0].partition("=")
    if kind == "blob:none":
        return ObjectsFilter(0, None)
    if kind == "blob:limit":
        limit = parse_unsigned(value)
        assert isinstance(limit, int)
        return ObjectsFilter(limit, None)
    return ObjectsFilter(None, TYPE_BY_NAME[value.encode()])


def filter_kind(spec: str) -> str:
    """The kind of filter that `spec` is, its value checked. Raises RepositoryError."""
    name, equals, value = spec.partition("=")
    if spec == "blob:none":
        return spec
    if name == "blob:limit" and isinstance(parse_unsigned(value), int):
        return name
    if spec.startswith("tree:"):
        if isinstance(parse_unsigned(spec[5:]), str):
            raise RepositoryError("expected 'tree:<depth>'")
        return "tree"
    if name == "sparse:oid" and equals:
        return name
    if name == "sparse:path":
        raise RepositoryError("sparse:path filters support has been dropped")
    if name == "object:type" and equals:
        if os.fsencode(value) not in TYPE_BY_NAME:
            raise RepositoryError(f"'{value}' for 'object:type=<type>' is not a valid object type")
        return name
    if spec.startswith("combine:"):
        return "combine"
    raise RepositoryError(f"invalid filter-spec '{spec}'")
