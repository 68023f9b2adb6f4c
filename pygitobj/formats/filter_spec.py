"""What `--filter=<spec>` says: which objects of a walk are left out.

    blob:none               every blob
    blob:limit=<n>[kmg]     blobs of that many bytes and more
    tree:<depth>            trees and blobs that are so deep below the top, and deeper
    sparse:oid=<blob>       blobs at paths that the patterns in this blob do not match
    object:type=<type>      everything of another type
    combine:<spec>+<spec>   what any of these leaves out; each with %xx for what has a meaning here

Several options together are one that combines them. Follows git's Documentation/rev-list-options, "--filter".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import parse_unsigned
from pygitobj.formats.url import decode_percent
from pygitobj.oid import TYPE_BY_NAME, ObjectType
from pygitobj.record import Record

BLOB_NONE, BLOB_LIMIT, TREE, SPARSE, OBJECT_TYPE = "blob:none", "blob:limit", "tree", "sparse:oid", "object:type"
COMBINE = "combine"
# What a filter within a combination may not have as it is, besides white space and what is no text.
RESERVED = frozenset("~`!@#$^&*()[]{}\\;'\",<>?")


class FilterSpec(Record):
    """One filter: its kind, and its number, the name of a blob, the type or the filters that it combines."""

    kind: str
    number: int = 0
    name: str = ""
    type: ObjectType | None = None
    parts: Sequence[FilterSpec] = ()


def parse_filters(specs: Sequence[str]) -> FilterSpec | None:
    """The filter that these together are, None without any. Raises RepositoryError in git's words."""
    parsed = [parse_filter(spec) for spec in specs]
    if len(parsed) < 2:
        return parsed[0] if parsed else None
    first = parsed[0].parts if parsed[0].kind == COMBINE else parsed[:1]
    return FilterSpec(COMBINE, parts=[*first, *parsed[1:]])


def parse_filter(spec: str) -> FilterSpec:
    """The filter that `spec` says. Raises RepositoryError in git's words."""
    name, equals, value = spec.partition("=")
    if spec == "auto":
        raise RepositoryError("'auto' filter not supported by this command")
    if spec == BLOB_NONE:
        return FilterSpec(BLOB_NONE)
    if name == BLOB_LIMIT and equals:
        limit = parse_unsigned(value)
        if isinstance(limit, int):
            return FilterSpec(BLOB_LIMIT, limit)
    if spec.startswith("tree:"):
        depth = parse_unsigned(spec[5:])
        if isinstance(depth, str):
            raise RepositoryError("expected 'tree:<depth>'")
        return FilterSpec(TREE, depth)
    if name == SPARSE and equals:
        return FilterSpec(SPARSE, name=value)
    if name == "sparse:path" and equals:
        raise RepositoryError("sparse:path filters support has been dropped")
    if name == OBJECT_TYPE and equals:
        kind = TYPE_BY_NAME.get(value.encode("utf-8", "surrogateescape"))
        if kind is None:
            raise RepositoryError(f"'{value}' for 'object:type=<type>' is not a valid object type")
        return FilterSpec(OBJECT_TYPE, type=kind)
    if spec.startswith("combine:"):
        return parse_combination(spec.removeprefix("combine:"))
    raise RepositoryError(f"invalid filter-spec '{spec}'")


def parse_combination(text: str) -> FilterSpec:
    """The filter that combines those in `text`. Raises RepositoryError."""
    if not text:
        raise RepositoryError("expected something after combine:")
    parts = []
    for part in filter(None, text.split("+")):
        bad = next((letter for letter in part if letter <= " " or letter in RESERVED), None)
        if bad is not None:
            raise RepositoryError(f"must escape char in sub-filter-spec: '{bad}'")
        parts.append(parse_filter(decode_percent(part)))
    return FilterSpec(COMBINE, parts=parts)


def joined_filters(specs: Sequence[str]) -> str:
    """One text that says what `specs`, which can be parsed, say together, as git writes it into files."""
    if len(specs) == 1:
        limit = parse_filter(specs[0])
        return f"{BLOB_LIMIT}={limit.number}" if limit.kind == BLOB_LIMIT else specs[0]
    first = specs[0] if specs[0].startswith("combine:") else "combine:" + escaped(specs[0])
    return "+".join([first, *map(escaped, specs[1:])])


def escaped(spec: str) -> str:
    """`spec` as it stands within a combination."""
    return "".join(
        f"%{ord(letter):02x}" if letter <= " " or letter in "%+" or letter in RESERVED else letter for letter in spec
    )


def kinds_in(spec: FilterSpec) -> set[str]:
    """The kinds of filters that `spec` is or combines."""
    if spec.kind != COMBINE:
        return {spec.kind}
    return {kind for part in spec.parts for kind in kinds_in(part)}


def types_in(spec: FilterSpec) -> set[ObjectType]:
    """The types that `spec` asks for, by itself or as one of those that it combines."""
    own = set() if spec.type is None else {spec.type}
    return own.union(*(types_in(part) for part in spec.parts))
