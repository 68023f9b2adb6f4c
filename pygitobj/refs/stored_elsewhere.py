"""References in a directory of their own, apart from the repository that has the objects.

    <top>                   what all worktrees share and what the main one has for itself, as in a git directory
    <top>/worktrees/<id>    what another worktree has for itself

Follows git's Documentation/config/extensions, "refStorage".
"""

from __future__ import annotations

import os

from pygitobj.files.directory import is_directory, real_path, unreadable
from pygitobj.oid import ObjectFormat
from pygitobj.refs.files import FilesBackend
from pygitobj.refs.reftable_store import ReftableStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.reftable_stack import Stack


def top_of(place: str, common_dir: str, below: str) -> str | None:
    """The directory that is called `place` from `common_dir`, where it has a directory `below`, and None otherwise.

    Raises RepositoryError.
    """
    path = os.path.join(common_dir, place)
    try:
        return real_path(path) if place and is_directory(f"{path}/{below}") else None
    except OSError as error:
        raise unreadable(f"unable to read '{path}/{below}'", error) from error


def own_directory(top: str, git_dir: str, common_dir: str) -> str:
    """Where below `top` the worktree with the git directory `git_dir` has its own references."""
    is_main = os.path.realpath(git_dir) == os.path.realpath(common_dir)
    return top if is_main else f"{top}/worktrees/{os.path.basename(git_dir)}"


class FilesElsewhere(FilesBackend):
    """References in files below `top`, as the worktree with the git directory `git_dir` sees them."""

    def __init__(self, top: str, git_dir: str, common_dir: str, object_format: ObjectFormat) -> None:
        super().__init__(own_directory(top, git_dir, common_dir), top, object_format)

    def elsewhere(self, git_dir: str, common_dir: str) -> FilesElsewhere:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return FilesElsewhere(self.common_dir, git_dir, common_dir, self.format)


class ReftableElsewhere(ReftableStore):
    """References in reftables below `top`, as the worktree with the git directory `git_dir` sees them."""

    def __init__(
        self,
        top: str,
        git_dir: str,
        common_dir: str,
        object_format: ObjectFormat,
        stacks: dict[str, Stack] | None = None,
    ) -> None:
        super().__init__(own_directory(top, git_dir, common_dir), top, object_format, stacks)

    def elsewhere(self, git_dir: str, common_dir: str) -> ReftableElsewhere:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return ReftableElsewhere(self.common_dir, git_dir, common_dir, self.format, self.stacks)
