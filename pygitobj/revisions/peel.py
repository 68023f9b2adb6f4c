"""From one object to another: a tag to what it names, a commit to its parents and its tree."""

from __future__ import annotations

from pygitobj.errors import MISSING_OR_BAD, CorruptError
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.refs.replace import ReplacementNotFoundError
from pygitobj.revisions.context import Context

# Longer chains of tags are not followed.
MAX_PEELS = 1 << 12


def ancestor_of(context: Context, oid: ObjectId, mark: str, number: int) -> ObjectId | None:
    """The commit `number` generations back (`~`), or the `number`-th parent (`^`), of what `oid` comes to."""
    commit = commit_named(context, oid)
    if commit is None:
        return None
    if mark == "^":
        parents = parents_of(context, commit) if number else (commit.id,)
        return parents[max(number, 1) - 1] if number <= len(parents) else None
    at: ObjectId = commit.id
    for step in range(number):
        found = commit if step == 0 else read_commit(context, at)
        parents = () if found is None else parents_of(context, found)
        if not parents:
            return None
        at = parents[0]
    return at


def parents_of(context: Context, commit: Commit) -> tuple[ObjectId, ...]:
    """The parents of `commit`; none where history was cut off there."""
    if commit.id in context.shallow():
        return ()
    try:
        return commit.parents
    except CorruptError as error:
        context.warn(f"error: {error}")
        return ()


def read_commit(context: Context, oid: ObjectId) -> Commit | None:
    """The commit `oid`, None where it is missing, damaged or something else."""
    try:
        kind, data = context.reader.read(oid)
    except MISSING_OR_BAD:
        return None
    return Commit(data, oid, context.store.format) if kind is ObjectType.COMMIT else None


def commit_named(context: Context, oid: ObjectId) -> Commit | None:
    """The commit that `oid` comes to through tags; says so where it is something else."""
    try:
        found = without_tags(context, oid)
    except ReplacementNotFoundError:
        return None  # as git, which asks for the type first here
    if found is None:
        return None
    kind, at, data = found
    if kind is not ObjectType.COMMIT:
        context.warn(f"error: object {at} is a {kind}, not a commit")
        return None
    return Commit(data, at, context.store.format)


def without_tags(context: Context, oid: ObjectId) -> tuple[ObjectType, ObjectId, bytes] | None:
    """The type, id and body of what `oid` comes to through tags, None where something is missing or damaged."""
    for _ in range(MAX_PEELS):
        try:
            kind, data = context.reader.read(oid)
            if kind is not ObjectType.TAG:
                return kind, oid, data
            oid = Tag(data, oid, context.store.format).object
        except MISSING_OR_BAD:
            return None
    return None


def readable(context: Context, oid: ObjectId) -> bool:
    """Whether `oid` is there and sound."""
    try:
        context.reader.read(oid)
    except MISSING_OR_BAD:
        return False
    return True


def peel_to(context: Context, name: str, oid: ObjectId, wanted: ObjectType) -> ObjectId | None:
    """The object of type `wanted` that `oid` comes to through tags and commits; says so where it does not."""
    for _ in range(MAX_PEELS):
        try:
            kind, data = context.reader.read(oid)
            if kind is wanted:
                return oid
            if kind is ObjectType.TAG:
                oid = Tag(data, oid, context.store.format).object
            elif kind is ObjectType.COMMIT:
                oid = Commit(data, oid, context.store.format).tree
            else:
                context.warn(f"error: {name}: expected {wanted} type, but the object dereferences to {kind} type")
                return None
        except MISSING_OR_BAD:
            return None
    return None
