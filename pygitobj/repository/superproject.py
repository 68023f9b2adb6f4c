"""The repository of which another one is a submodule.

Follows git's Documentation/git-rev-parse, "--show-superproject-working-tree".
"""

from __future__ import annotations

import os

from pygitobj.formats.git_index import IndexEntry
from pygitobj.repository.discovery import NoRepositoryError
from pygitobj.repository.environment import without_places
from pygitobj.repository.repository import Repository


def superproject_of(repository: Repository) -> str | None:
    """The work tree of the repository that has this one as a submodule, None where there is none.

    It is looked for above the work tree, and only by who is in that. Raises RepositoryError, CorruptIndex.
    """
    top = repository.location.work_tree
    if top is None or repository.base != top:
        return None
    try:
        above = Repository.open(os.path.dirname(top), environ=without_places(repository.environ), log=False)
    except NoRepositoryError:
        return None
    with above:
        tree = above.location.work_tree
        if tree is None:
            return None
        path = os.fsencode(os.path.relpath(top, tree))
        return tree if any(is_submodule(entry, path) for entry in above.revisions.staged()) else None


def is_submodule(entry: IndexEntry, path: bytes) -> bool:
    """Whether `entry` is a submodule at `path`."""
    return entry.path == path and entry.is_gitlink
