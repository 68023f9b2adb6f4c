"""From a commit to those before it: parents and generations.

Follows git's Documentation/gitrevisions, "<rev>^<n>" and "<rev>~<n>".
"""

from __future__ import annotations

from pygitobj.errors import MISSING_OR_BAD, CorruptError
from pygitobj.formats.commit import Commit
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.refs.replace import ReplacementNotFoundError
from pygitobj.revisions.context import Context
from pygitobj.revisions.peel import peel_if_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.history import History

# From so many generations on a walk, which reads commits many at a time or asks a commit-graph, is worth its start.
FAR = 64


def ancestor_of(context: Context, oid: ObjectId, mark: str, number: int) -> ObjectId | None:
    """The commit `number` generations back (`~`), or the `number`-th parent (`^`), of what `oid` comes to."""
    commit = commit_named(context, oid)
    if commit is None:
        return None
    if mark == "^":
        parents = parents_of(context, commit) if number else (commit.id,)
        return parents[max(number, 1) - 1] if number <= len(parents) else None
    at: ObjectId = commit.id
    if number > FAR and context.history is not None:
        far = first_ancestor(context.history(), at, number)
        if far is not None:
            return far
    for step in range(number):
        found = commit if step == 0 else read_commit(context, at)
        parents = () if found is None else parents_of(context, found)
        if not parents:
            return None
        at = parents[0]
    return at


def first_ancestor(history: History, oid: ObjectId, number: int) -> ObjectId | None:
    """The commit `number` generations before `oid`, by first parents; None where one on the way cannot be read."""
    table = history.table
    at = history.number(bytes(oid))
    try:
        for _ in range(number):
            history.require(at)
            parents = table.parents(at)
            if not parents:
                return None
            at = parents[0]
    except MISSING_OR_BAD:
        return None
    return ObjectId(table.oid(at))


def parents_of(context: Context, commit: Commit) -> tuple[ObjectId, ...]:
    """The parents of `commit` as it is seen here: none where history was cut off, those of a graft if it has one."""
    if commit.id in context.shallow():
        return ()
    grafted = context.grafts().get(bytes(commit.id))
    if grafted is not None:
        return tuple(map(ObjectId, grafted))
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
    return Commit(data, oid, context.format) if kind is ObjectType.COMMIT else None


def commit_named(context: Context, oid: ObjectId) -> Commit | None:
    """The commit that `oid` comes to through tags; says so where it is something else."""
    try:
        found = peel_if_there(context.reader, oid)
    except ReplacementNotFoundError:
        return None  # as git, which asks for the type first here
    if found is None:
        return None
    kind, at, data = found
    if kind is not ObjectType.COMMIT:
        context.warn(f"error: object {oid} is a {kind}, not a commit")
        return None
    return Commit(data, at, context.format)
