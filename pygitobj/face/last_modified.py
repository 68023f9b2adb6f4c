"""`repo.last_modified`: of each entry of a directory the commit that last changed it.

Each is given as soon as it is found, and no commit is read before it is its turn (walk/last_modified.py). Follows git's
Documentation/git-last-modified.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import RevisionError
from pygitobj.face.arguments import require_flags
from pygitobj.face.starts import commit_number
from pygitobj.face.walking import read
from pygitobj.formats.commit import Commit
from pygitobj.formats.pathspec import Pathspec
from pygitobj.formats.tree import DIRECTORY
from pygitobj.oid import shown
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.last_modified import Search
from pygitobj.walk.tree_entries import entries_below


class Place(Record):
    """A directory whose entries are looked for: its path with a slash behind it, b"" for the top; all files below it.

    Or, if it is not `recursive`, what lies in it.
    """

    path: bytes
    recursive: bool


def last_modified(
    repository: Repository, folder: str | bytes, start: object, recursive: bool
) -> Iterator[tuple[bytes, Commit]]:
    """Each entry below `folder` with the commit that last changed it. Checks its arguments at once."""
    require_flags(recursive=recursive)
    path = b"" if folder in ("", b"") else Pathspec.literal(folder).pattern
    place = Place(path.rstrip(b"/") + b"/" if path else b"", recursive)
    history = history_of(repository)
    number = commit_number(repository, history, start)
    history.require(number)
    wanted = entries_at(history, history.table.tree(number), place)
    if place.path and not wanted:
        raise RevisionError(f"no directory is at {shown(folder)}")
    return found(repository, history, number, wanted, place)


def entries_at(history: History, tree: bytes, place: Place) -> set[bytes]:
    """The entries of `place` in `tree`."""
    links = history.provider
    paths = [place.path] if place.path else []
    below = entries_below(links.tree, links.tree(tree), len(tree), paths, recurse=place.recursive)
    return {
        entry.path[len(place.path) :]
        for entry in below
        if entry.path.startswith(place.path) and not (place.recursive and entry.mode == DIRECTORY)
    }


def found(
    repository: Repository, history: History, start: int, wanted: set[bytes], place: Place
) -> Iterator[tuple[bytes, Commit]]:
    """The entries that are `wanted`, as the commits are come to that changed them last."""
    search = Search(history, [place.path + name for name in wanted])
    for number, _, paths in search.run(start):
        (commit,) = read(repository, [history.table.oid(number)])
        for path in sorted(paths):
            yield path[len(place.path) :], commit
