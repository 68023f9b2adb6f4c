"""Commits that a blame is to pass over: named one by one, and in files with an id on each line.

Follows git's Documentation/blame-options, "--ignore-revs-file".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.files.small_file import read_small
from pygitobj.formats.small_text import SPACE
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there


def ignored_revisions(repository: Repository, files: Iterable[str], names: Iterable[str]) -> set[bytes]:
    """The raw ids of these commits; the empty name of a file forgets those before. Raises GitObjectError."""
    found: set[bytes] = set()
    for path in files:
        if path:
            found.update(ids_in(repository, path))
        else:
            found.clear()
    for name in names:
        oid = repository.lookup(name).id
        commit = None if oid is None else commit_of(repository, oid)
        if commit is None:
            raise GitObjectError(f"cannot find revision {name} to ignore")
        found.add(commit)
    return found


def ids_in(repository: Repository, path: str) -> Iterator[bytes]:
    """The commits that the file `path` names, those that are there. Raises GitObjectError for a line that is no id."""
    try:
        content = read_small(os.path.join(repository.base, path))
    except OSError:
        raise GitObjectError(f"could not open object name list: {path}") from None
    for line in content.split(b"\n"):
        text = line.partition(b"#")[0].strip(SPACE)
        if not text:
            continue
        try:
            oid = repository.format.id_in(text.decode("utf-8", "surrogateescape"))
        except (ValueError, TypeError):
            raise GitObjectError(f"invalid object name: {text.decode('utf-8', 'surrogateescape')}") from None
        commit = commit_of(repository, oid)
        if commit is not None:
            yield commit


def commit_of(repository: Repository, oid: ObjectId) -> bytes | None:
    """The raw id of the commit that `oid` comes to; None where it comes to none."""
    try:
        found = peel_if_there(repository.reader, oid)
    except MISSING_OR_BAD:
        return None
    return bytes(found.id) if found is not None and found.type is ObjectType.COMMIT else None
