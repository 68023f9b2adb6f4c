"""Abbreviated ids: the one object that is meant, or the list of those that could be.

A hint of what type is wanted decides between several. Follows git's Documentation/gitrevisions, "<sha1>".
"""

from __future__ import annotations

import time
from collections.abc import Callable

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag, time_of
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.replace import Reader
from pygitobj.revisions.peel import peel

# What each hint lets through: the type itself, and whether a tag of it will do.
HINTS: dict[str, tuple[tuple[ObjectType, ...], bool]] = {
    "commit": ((ObjectType.COMMIT,), False),
    "committish": ((ObjectType.COMMIT,), True),
    "tree": ((ObjectType.TREE,), False),
    "treeish": ((ObjectType.TREE, ObjectType.COMMIT), True),
    "blob": ((ObjectType.BLOB,), False),
}
# What cannot be read is listed first, then tags, commits, trees and blobs.
ORDER: dict[ObjectType | None, int] = {
    ObjectType.TAG: 0,
    ObjectType.COMMIT: 1,
    ObjectType.TREE: 2,
    ObjectType.BLOB: 3,
    None: -1,
}


class Choice(Record):
    """What an abbreviation may mean: the one object, or the candidates where there are several, or neither."""

    id: ObjectId | None
    candidates: list[ObjectId]


def choose(reader: Reader, digits: str, hint: str | None) -> Choice:
    """The object that `digits` means; `hint` ("commit", "committish", "tree", "treeish", "blob") where it is wanted."""
    found = reader.store.find_prefix(digits)
    if len(found) < 2:
        return Choice(found[0] if found else None, [])
    if hint is None:
        return Choice(None, found)
    fitting = [oid for oid in found if fits(reader, oid, hint)]
    if len(fitting) == 1:
        return Choice(fitting[0], [])
    return Choice(None, fitting or found)


def fits(reader: Reader, oid: ObjectId, hint: str) -> bool:
    """Whether `oid` is what `hint` asks for."""
    types, through_tags = HINTS[hint]
    if not through_tags:
        return type_of(reader, oid) in types
    try:
        return peel(reader, oid, type_of=lambda oid: reader.header(oid).type).type in types
    except MISSING_OR_BAD:
        return False


def type_of(reader: Reader, oid: ObjectId) -> ObjectType | None:
    """The type of `oid`, None where it is missing or damaged."""
    try:
        return reader.header(oid).type
    except MISSING_OR_BAD:
        return None


def complain(
    reader: Reader, digits: str, candidates: list[ObjectId], warn: Callable[[str], None], short: Callable[[bytes], str]
) -> None:
    """Tell `warn`, in git's words, that `digits` is ambiguous and what it could mean; `short` abbreviates ids."""
    warn(f"error: short object ID {digits} is ambiguous")
    order = sorted(candidates, key=lambda oid: (ORDER[type_of(reader, oid)], oid))
    # All are looked at first: what is told of one that is damaged is no part of the hint.
    lines = [f"{short(oid)} {describe(reader, oid)}" for oid in order]
    warn("hint: The candidates are:")
    for line in lines:
        warn(f"hint:   {line}")


def describe(reader: Reader, oid: ObjectId) -> str:
    """What one candidate is, in a line: its type, and of a commit or tag the date and subject."""
    try:
        kind, data = reader.read(oid)
    except MISSING_OR_BAD:
        return "[bad object]"
    if kind is ObjectType.COMMIT:
        commit = Commit(data, oid, reader.format)
        try:
            author = commit.author
        except MISSING_OR_BAD:
            return f"commit  - {commit.subject}"
        return f"commit {day(author.time + 60 * author.offset)} - {commit.subject}"
    if kind is ObjectType.TAG:
        tag = Tag(data, oid, reader.format)
        try:
            name = tag.name.decode("utf-8", "replace")
        except MISSING_OR_BAD:
            return "[bad tag, could not parse it]"
        return f"tag {day(time_of(tag))} - {name}"
    return str(kind)


def day(seconds: int) -> str:
    """The date, in UTC, of that many seconds after 1970."""
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return "1970-01-01"
