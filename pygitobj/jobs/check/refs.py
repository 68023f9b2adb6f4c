"""Check the references of a repository and of all its worktrees, as they are stored: what they hold and are called.

Follows git's Documentation/git-refs, "verify".
"""

from __future__ import annotations

from pygitobj.errors import UnsupportedError
from pygitobj.files.directory import listed
from pygitobj.files.small_file import content_of
from pygitobj.jobs.check.files_of_refs import check_files
from pygitobj.jobs.check.ref_findings import OTHERS, Checking
from pygitobj.jobs.check.tables_of_refs import check_tables
from pygitobj.refs.files import FilesBackend
from pygitobj.refs.reftable_store import ReftableStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pygitobj.jobs.check.messages import Severities
    from pygitobj.repository.repository import Repository


def verify_refs(
    repository: Repository,
    severities: Severities,
    tell: Callable[[str], None],
    progress: Callable[[str], None] = lambda _: None,
) -> bool:
    """Whether the references of `repository`, and of all its worktrees, are good; warnings are no fault.

    `tell` gets a line for each fault, `progress` one for each thing that is looked at. Raises UnsupportedError where
    references are stored where there are none, RepositoryError where worktrees cannot be listed.
    """
    location = repository.location
    common = location.common_dir
    backend = repository.ref_store.backend.elsewhere(common, common)
    checking = Checking(severities, repository.format, tell, progress, location.shown)
    if not isinstance(backend, FilesBackend | ReftableStore):
        raise UnsupportedError("references that are stored where there are none cannot be verified")
    for name in ["", *worktrees(common)]:
        progress("Checking references consistency")
        git_dir = f"{common}/{OTHERS}{name}" if name else common
        own = backend.elsewhere(git_dir, common)
        if isinstance(own, FilesBackend):
            check_files(checking, own.git_dir, own.common_dir, name)
        else:
            check_tables(checking, own, name)
    return checking.is_good


def worktrees(common_dir: str) -> list[str]:
    """The names of the worktrees beside the main one."""
    names = listed(f"{common_dir}/worktrees")
    return [name for name in names if content_of(f"{common_dir}/{OTHERS}{name}/gitdir")]
