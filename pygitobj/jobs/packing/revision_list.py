"""The revisions that `pack-objects --revs` is told on standard input.

    <rev>  ^<rev>                   what is reached, and what is left out
    <rev>..<rev>  <rev>...<rev>     what the second reaches and the first does not; what only one of them reaches
    <rev>^@  <rev>^!  <rev>^-<n>    all parents; the commit without its parents, or without the n-th of them
    --not                           turns the meaning of all lines after it round
    --shallow <id>                  a commit that is to have no parents
                                    an empty line ends it

Follows git's Documentation/git-pack-objects, "--revs", and gitrevisions, "SPECIFYING RANGES".
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from pygitobj.errors import GitObjectError, RevisionError
from pygitobj.formats.commit import Commit
from pygitobj.formats.numbers import integer_at
from pygitobj.oid import ObjectFormat, ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.revisions.ancestors import commit_named, parents_of
from pygitobj.revisions.context import RefusedRevisionError
from pygitobj.revisions.peel import peel_if_there
from pygitobj.walk.history import History
from pygitobj.walk.merge_base import bases_of_two
from pygitobj.walk.reachable import Root
from pygitobj.walk.read_ahead import ReadAhead

Sided = tuple[Root, bool]


class RevisionList(Record):
    """Where walks begin: what is wanted, what is left out; commits that are to have no parents."""

    roots: list[Root]
    hidden: list[Root]
    shallow: frozenset[bytes]


def parse_revisions(lines: Iterable[bytes], repository: Repository) -> RevisionList:
    """What `lines` say. Raises RevisionError in git's words, UnsupportedError for what is not supported yet."""
    sides: tuple[list[Root], list[Root]] = ([], [])
    shallow: set[bytes] = set()
    turned = False
    for raw in lines:
        line = os.fsdecode(raw.partition(b"\0")[0].removesuffix(b"\n"))
        if not line:
            break
        if line == "--not":
            turned = not turned
        elif line.startswith("--shallow "):
            shallow.add(id_in(line.removeprefix("--shallow "), repository.format))
        elif line.startswith("-"):
            raise RevisionError(f"not a rev '{line}'")
        else:
            for root, hidden in sided_roots(repository, line):
                sides[hidden != turned].append(root)
    return RevisionList(*sides, frozenset(shallow))


def revisions_named(
    repository: Repository, wanted: Iterable[str | bytes], hidden: Iterable[str | bytes] = ()
) -> RevisionList:
    """What these revisions and raw ids say, of which those `hidden` mean the opposite.

    Raises RevisionError in git's words, UnsupportedError for what is not supported yet.
    """
    sides: tuple[list[Root], list[Root]] = ([], [])
    for starts, turned in ((wanted, False), (hidden, True)):
        for start in starts:
            named = [(Root(start), False)] if isinstance(start, bytes) else sided_roots(repository, start)
            for root, is_hidden in named:
                sides[is_hidden != turned].append(root)
    return RevisionList(*sides, frozenset())


def id_in(text: str, object_format: ObjectFormat) -> bytes:
    """The raw id that `text` starts with. Raises GitObjectError."""
    try:
        return bytes(ObjectId(text[: object_format.hex_size]))
    except ValueError:
        raise GitObjectError(f"not an object name '{text}'") from None


def sided_roots(repository: Repository, line: str) -> list[Sided]:
    """The roots in the revision argument `line`, and whether each is to be left out. Raises GitObjectError."""
    for way in (ends_of_range, parents_alone, without_parents, without_one_parent):
        found = way(repository, line)
        if found is not None:
            return found
    hidden = line.startswith("^")
    root = root_named(repository, line[hidden:])
    if root is None:
        raise RevisionError(f"bad revision '{line}'")
    return [(root, hidden)]


def root_named(repository: Repository, name: str) -> Root | None:
    """Where the revision `name` leads; None where it leads nowhere."""
    try:
        found = repository.lookup(name)
    except RefusedRevisionError:
        raise
    except RevisionError:
        return None
    return None if found.id is None else Root(bytes(found.id), os.fsencode(found.path or ""))


def ends_of_range(repository: Repository, line: str) -> list[Sided] | None:
    """What a range `a..b` or `a...b` says; None where `line` is none."""
    before, dots, after = line.partition("..")
    if not dots:
        return None
    is_symmetric = after.startswith(".")
    roots = [root_named(repository, name or "HEAD") for name in (before, after[is_symmetric:])]
    one, other = roots
    if one is None or other is None:
        return None
    if not is_symmetric:
        return [(one, True), (other, False)]
    commits = [commit_named(repository.revisions, ObjectId(root.oid)) for root in (one, other)]
    if None in commits:
        raise RevisionError(f"Invalid symmetric difference expression {line}")
    history = History(ReadAhead(repository.objects), repository.shallow)
    bases = bases_of_two(history, *(bytes(commit.id) for commit in commits if commit is not None))
    return [*((Root(oid), True) for oid in bases), (one, False), (other, False)]


def parents_alone(repository: Repository, line: str) -> list[Sided] | None:
    """What `<rev>^@` says: the parents of a commit; None where `line` is not that."""
    if line.find("^@") != len(line) - 2:
        return None
    parents = parents_named(repository, line[:-2])
    return None if parents is None else [(root, line.startswith("^")) for root in parents]


def without_parents(repository: Repository, line: str) -> list[Sided] | None:
    """What `<rev>^!` says: a commit, its parents left out; None where `line` is not that."""
    if line.find("^!") != len(line) - 2:
        return None
    return commit_without(repository, line[:-2], parents_named(repository, line[:-2]))


def without_one_parent(repository: Repository, line: str) -> list[Sided] | None:
    """What `<rev>^-<n>` says: a commit, its n-th parent left out, or its first; None where `line` is not that."""
    name, mark, digits = line.partition("^-")
    if not mark:
        return None
    number, end = integer_at(digits, 0) if digits else (1, 0)
    if end < len(digits) or number < 1:
        raise RevisionError(f"bad revision '{line}'")
    parents = parents_named(repository, name)
    return None if parents is None or number > len(parents) else commit_without(repository, name, [parents[number - 1]])


def commit_without(repository: Repository, name: str, parents: list[Root] | None) -> list[Sided] | None:
    """The commit `name`, which "^" before it leaves out, and the other way round its `parents`."""
    hidden = name.startswith("^")
    root = root_named(repository, name[hidden:])
    if root is None or parents is None:
        return None
    return [*((parent, not hidden) for parent in parents), (root, hidden)]


def parents_named(repository: Repository, name: str) -> list[Root] | None:
    """The parents of the commit `name`, whether "^" stands before it or not; None where it is none."""
    root = root_named(repository, name.removeprefix("^"))
    commit = None if root is None else commit_at(repository, root)
    if commit is None:
        return None
    return [Root(bytes(parent)) for parent in parents_of(repository.revisions, commit)]


def commit_at(repository: Repository, root: Root) -> Commit | None:
    """The commit that `root` comes to through tags; None where it is something else, or missing."""
    found = peel_if_there(repository.reader, ObjectId(root.oid))
    if found is None or found.type is not ObjectType.COMMIT:
        return None
    return Commit(found.data, found.id, repository.format)
