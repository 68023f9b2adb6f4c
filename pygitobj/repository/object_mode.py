"""The mode that a file of the work tree would have in the index, which is its attribute builtin_objectmode.

Follows git's Documentation/gitattributes, "RESERVED BUILTIN_* ATTRIBUTES".
"""

from __future__ import annotations

import os
import stat

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import is_file, unreadable
from pygitobj.formats.tree import DIRECTORY, EXECUTABLE_BIT, GITLINK, REGULAR, SYMLINK
from pygitobj.refs.backends import backend_of
from pygitobj.refs.refs import Refs
from pygitobj.repository.discovery import DOT_GIT, common_dir_of, is_git_directory, read_gitfile
from pygitobj.repository.environment import without_places
from pygitobj.repository.index_entries import IndexEntries
from pygitobj.repository.layout import read_layout
from pygitobj.revisions.tree_path import find_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def mode_in_work_tree(repository: Repository, index: IndexEntries, path: bytes) -> int:
    """The mode of what is at `path` from the top of the work tree. Raises RepositoryError where nothing is.

    What is neither a file nor a link nor a directory has that of a submodule, as in git.
    """
    # The top has no name by which the system could be asked of it.
    place = os.path.join(repository.location.work_tree or repository.base, os.fsdecode(path)) if path else ""
    try:
        mode = os.lstat(place).st_mode
    except OSError as error:
        raise unreadable(f"unable to stat '{os.fsdecode(path)}'", error) from error
    if stat.S_ISREG(mode):
        return REGULAR | (0o755 if mode & EXECUTABLE_BIT else 0o644)
    if stat.S_ISLNK(mode):
        return SYMLINK
    if not stat.S_ISDIR(mode):
        return GITLINK
    entry = index.find(path)
    if entry is not None:
        return entry.mode if entry.is_gitlink else DIRECTORY
    return GITLINK if has_commit(place, repository) else DIRECTORY


def mode_in_index(repository: Repository, index: IndexEntries, path: bytes) -> int | None:
    """The mode of what the index has at `path`, None where it has nothing there or a conflict."""
    entry = index.find(path)
    if entry is not None:
        return entry.mode
    above = index.tree_above(path)
    if above is None:
        return None
    mode = find_path(repository.reader, *above).mode
    return None if mode == DIRECTORY else mode


def has_commit(directory: str, repository: Repository) -> bool:
    """Whether `directory` is the work tree of a repository whose HEAD leads to a commit."""
    environ = without_places(repository.environ)
    git_dir = os.path.join(directory, DOT_GIT)
    try:
        if is_file(git_dir):
            git_dir = read_gitfile(git_dir, git_dir, environ)
    except OSError as error:
        raise unreadable(f"error reading '{git_dir}'", error) from error
    except RepositoryError as error:
        if isinstance(error.__cause__, OSError):
            raise
        return False  # the file leads to no repository
    if not is_git_directory(git_dir, environ):
        return False
    common = common_dir_of(git_dir, environ)
    layout = read_layout(git_dir, common, git_dir)
    refs = Refs(backend_of(layout.ref_storage, git_dir, common, layout.object_format))
    return refs.get("HEAD") is not None
