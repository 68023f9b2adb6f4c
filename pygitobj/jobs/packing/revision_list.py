"""The revisions that `pack-objects --revs` is told on standard input.

    <rev>  ^<rev>  <rev>..<rev>     a revision argument (revisions/ranges.py)
    --not                           turns the meaning of all lines after it round
    --shallow <id>                  a commit that is to have no parents
                                    an empty line ends it

Follows git's Documentation/git-pack-objects, "--revs", and gitrevisions, "SPECIFYING RANGES".
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from pygitobj.errors import GitObjectError, RevisionError
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.arguments import RevisionArguments
from pygitobj.revisions.pending import Pending
from pygitobj.walk.reachable import Root


class RevisionList(Record):
    """Where walks begin: what is wanted, what is left out; commits that are to have no parents."""

    roots: list[Root]
    hidden: list[Root]
    shallow: frozenset[bytes]


def parse_revisions(lines: Iterable[bytes], repository: Repository) -> RevisionList:
    """What `lines` say. Raises RevisionError in git's words, UnsupportedError for what is not supported."""
    arguments = revision_arguments(repository, dashes=True, watches_ids=False)
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
            require_revision(arguments, line, hidden=turned)
    return listed(arguments.pending, frozenset(shallow))


def revisions_named(
    repository: Repository, wanted: Iterable[str | bytes], hidden: Iterable[str | bytes] = ()
) -> RevisionList:
    """What these revisions and raw ids say, of which those `hidden` mean the opposite.

    Raises RevisionError in git's words, UnsupportedError for what is not supported.
    """
    arguments = revision_arguments(repository, dashes=True)
    for starts, turned in ((wanted, False), (hidden, True)):
        for start in starts:
            if isinstance(start, bytes):
                arguments.add(Pending(start, 0, start.hex(), is_hidden=turned))
            else:
                require_revision(arguments, start, hidden=turned)
    return listed(arguments.pending, frozenset())


def require_revision(arguments: RevisionArguments, word: str, *, hidden: bool) -> None:
    """Take the revision `word`, turned round if `hidden`. Raises RevisionError where it is none."""
    if not arguments.revision(word, hidden=hidden):
        raise RevisionError(f"bad revision '{word}'")


def listed(pending: Iterable[Pending], shallow: frozenset[bytes]) -> RevisionList:
    """The list of what was named. Types are asked for again, of the objects themselves: replace refs do not count."""
    sides: tuple[list[Root], list[Root]] = ([], [])
    for one in pending:
        sides[one.is_hidden].append(Root(one.oid, one.path))
    return RevisionList(*sides, shallow)


def id_in(text: str, object_format: ObjectFormat) -> bytes:
    """The raw id that `text` starts with. Raises GitObjectError."""
    try:
        return bytes(ObjectId(text[: object_format.hex_size]))
    except ValueError:
        raise GitObjectError(f"not an object name '{text}'") from None
