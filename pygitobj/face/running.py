"""A job at work for a caller: on the repository as it is now, as a command would find it.

A Repository stays open long, and keeps what it has read: settings, shallow lines, which packs there are, what could
not be looked at. What removes objects must not go by that. So a job has a Repository of its own at the same place,
without replace refs, as git's jobs have; and the caller's looks again afterwards, whatever became of the job.
"""

from __future__ import annotations

import os

from pygitobj.files.directory import unreadable
from pygitobj.jobs.report import silent
from pygitobj.repository.layout import read_layout
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report, Told


class Running:
    """The job `what` on `repository`: `with Running(…) as fresh:`, to be told of by `report`.

    Entering raises ValueError where the repository was closed. In the block an OSError becomes a RepositoryError that
    says so, unless it is of whoever is told.
    """

    def __init__(self, repository: Repository, what: str, told: Told | None = None) -> None:
        self.repository = repository
        self.what = what
        self.told = told
        self.report: Report = silent if told is None else told
        self.fresh: Repository

    def __enter__(self) -> Repository:
        self.fresh = fresh_view(self.repository)
        return self.fresh

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self.fresh.close()
        self.repository.refresh()
        if isinstance(error, OSError) and (self.told is None or error is not self.told.raised):
            where = "" if error.filename is None else f": {os.fsdecode(error.filename)}"
            problem = unreadable(f"unable to {self.what}{where}", error)
            raise problem from problem.__cause__


def fresh_view(repository: Repository) -> Repository:
    """`repository` as it is found now. Raises RepositoryError, ValueError where it was closed."""
    _ = repository.objects.sources  # raises where it was closed
    location, own = repository.location, repository.location.layout
    now = read_layout(location.git_dir, location.common_dir, location.named)
    layout = own._replace(
        precious_objects=now.precious_objects, partial_clone=now.partial_clone, worktree_config=now.worktree_config
    )
    fresh = Repository(
        location._replace(layout=layout),
        overrides=repository.overrides,
        replace=False,
        verify=False,  # as the commands read; a job hashes what depends on it
        warn=repository.warn,
        log=False,  # what tells `warn` tells the logger too
        environ=repository.environ,
    )
    fresh.base = repository.base
    return fresh
