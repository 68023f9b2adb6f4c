"""What a walk asks of each commit, as options have it: paths, messages, where it is stored, when it was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.pretty.decorations import Decorations
from pygitobj.cli.pretty.world import World
from pygitobj.cli.walking.given import Given
from pygitobj.errors import UnsupportedError
from pygitobj.repository.history import body_reader
from pygitobj.repository.pathspecs import pathspecs_given
from pygitobj.repository.repository import Repository
from pygitobj.walk.author_dates import author_dates
from pygitobj.walk.history import History
from pygitobj.walk.path_changes import PathChanges
from pygitobj.walk.select.decorated import Decorated
from pygitobj.walk.select.logs import Logs
from pygitobj.walk.select.selection import Order
from pygitobj.walk.select.state import Looks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Changes


def looks_for(repository: Repository, history: History, given: Given, paths: Sequence[str], logs: Logs | None) -> Looks:
    """What the walk over `history` that options and `paths` ask for looks at. Raises GitObjectError."""
    if given.patterns:
        raise UnsupportedError("commits by their messages: this is not supported yet")
    del logs
    return Looks(
        changes=changes_for(repository, history, given, paths),
        passed_over=stored_in(repository, history, given),
        author_date=author_dates(history, body_reader(repository)) if given.order is Order.AUTHOR_DATE else None,
    )


def changes_for(repository: Repository, history: History, given: Given, paths: Sequence[str]) -> Changes | None:
    """What tells whether a commit changed something at `paths`, or has a name; None where that does not matter."""
    location = repository.location
    prefix = location.prefix if location.is_inside else ""
    found = None
    if paths:
        pathspecs = pathspecs_given(repository, paths, prefix or "")
        found = PathChanges(history, repository.objects, pathspecs)
    if not given.by_decoration:
        return found
    names = Decorations(World(repository)).by_commit
    whole = PathChanges(history, repository.objects, None)
    return Decorated(history.table, names, found, whole)


def stored_in(repository: Repository, history: History, given: Given) -> Callable[[int], bool] | None:
    """What tells whether a commit stands in a pack, or one that is kept; None where that does not matter."""
    if given.kept:
        raise UnsupportedError("--no-kept-objects is not supported yet")
    if not given.unpacked:
        return None
    store, oid = repository.objects, history.table.oid

    def is_packed(number: int) -> bool:
        return store.is_packed(oid(number))

    return is_packed
