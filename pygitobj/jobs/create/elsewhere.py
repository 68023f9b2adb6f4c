"""Making a repository whose references are in a directory of their own: the place, and what stands in theirs.

    <top>/HEAD, <top>/refs/heads, <top>/refs/tags    with references in files
    <top>/reftable/                                  with reftable
    refs/heads                                       in the repository, a file that says so

Nothing that is at the place is written over: it must be a directory without references. Follows git's
Documentation/config/extensions, "refStorage".
"""

from __future__ import annotations

import os

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import is_directory, is_link, is_there
from pygitobj.refs.backends import SEPARATOR

NO_FILES = b"repository uses alternate refs storage\n"
OF_REFERENCES = ("HEAD", "refs", "packed-refs", "logs", "reftable", "worktrees")


def free_place(storage: str, git_dir: str) -> str | None:
    """The directory that `storage`, "files" or with where as in "files://elsewhere", names from `git_dir`, if it does.

    Raises RepositoryError unless it is there and free.
    """
    _, separator, place = storage.partition(SEPARATOR)
    if not separator:
        return None
    top = os.path.realpath(os.path.join(git_dir, place))
    if not place or not is_directory(top):
        raise RepositoryError(f"references cannot be stored at '{storage}': '{place}' is no directory")
    for name in OF_REFERENCES:
        path = f"{top}/{name}"
        if is_link(path) or is_there(path):
            raise RepositoryError(f"references cannot be stored at '{storage}': '{path}' is there already")
    return top
