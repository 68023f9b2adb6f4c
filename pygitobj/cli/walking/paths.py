"""What commits changed at the paths that a walk is told, or which names they have."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.pretty.decorations import Decorations
from pygitobj.cli.pretty.world import World
from pygitobj.cli.walking.given import Given
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.path_changes import PathChanges
from pygitobj.walk.select.decorated import Decorated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Changes


def changes_for(repository: Repository, history: History, given: Given, paths: Sequence[str]) -> Changes | None:
    """What tells whether a commit changed something at `paths`, or has a name; None where that does not matter."""
    found = None
    if paths:
        found = PathChanges(history, repository.objects, pathspecs_here(repository, paths))
    if not given.by_decoration:
        return found
    names = Decorations(World(repository), given.wanted_refs).by_commit
    whole = PathChanges(history, repository.objects, None)
    return Decorated(history.table, names, found, whole)
