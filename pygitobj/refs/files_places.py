"""The files and directories of references that are written: made, cleared out of the way, and tidied away.

`refs`, `logs` and `logs/refs` may be links, as the layouts of `repo` and `git-new-workdir` have them. A link below
them is never written or deleted through.
"""

from __future__ import annotations

import os
import stat

from pygitobj.errors import RefError
from pygitobj.files.atomic import WritePolicy, make_directory
from pygitobj.files.directory import GONE, remove_if_empty
from pygitobj.refs.updates import BlockedError

# Directories that nobody makes or takes away, and that may be links.
FIXED = ("refs", "logs", "logs/refs")
# How often a directory is made that another takes away meanwhile.
MAX_TRIES = 3
# How much of a name stays when the directories of a reference that is gone are tidied away: refs/heads.
KEPT_PARTS = 2


class Places:
    """The directories below the git directories of a repository, written as `policy` says.

    What was found to be a directory of ours is not looked at again.
    """

    def __init__(self, policy: WritePolicy) -> None:
        self.policy = policy
        self.known: set[str] = set()

    def make_directories(self, git_dir: str, path: str) -> None:
        """Make the directories above the file `path` of `git_dir`.

        Raises BlockedError, RefError for a link, OSError.
        """
        at = path.find("/")
        while at >= 0:
            below = path[:at]
            self.make_one(f"{git_dir}/{below}", is_fixed=below in FIXED)
            at = path.find("/", at + 1)

    def make_one(self, directory: str, *, is_fixed: bool) -> None:
        """Make the one `directory`, unless it is there."""
        if directory in self.known:
            return
        for left in reversed(range(MAX_TRIES)):
            try:
                mode = (os.stat if is_fixed else os.lstat)(directory).st_mode
                break
            except FileNotFoundError:
                try:
                    make_directory(directory, self.policy)
                except FileNotFoundError:
                    if not left:
                        raise
        else:
            mode = os.lstat(directory).st_mode
        if stat.S_ISLNK(mode):
            raise RefError(f"'{directory}' is a symbolic link: nothing is written through it")
        if not stat.S_ISDIR(mode):
            raise BlockedError(f"unable to create directory '{directory}': non-directory in the way")
        self.known.add(directory)

    def forget(self) -> None:
        """Look at every directory anew."""
        self.known.clear()


def directories_above(git_dir: str, path: str) -> list[str]:
    """The directories in which the name of the file `path` of `git_dir` is made, and those of theirs below `refs`."""
    parts = path.split("/")[:-1]
    return ["/".join((git_dir, *parts[:count])) for count in range(bool(parts), len(parts) + 1)]


def has_link(git_dir: str, path: str) -> bool:
    """Whether one of the directories above the file `path` of `git_dir` is a link that is not written through."""
    at = path.find("/")
    while at >= 0:
        if path[:at] not in FIXED:
            try:
                if stat.S_ISLNK(os.lstat(f"{git_dir}/{path[:at]}").st_mode):
                    return True
            except GONE:
                return False
        at = path.find("/", at + 1)
    return False


def tidy(git_dir: str, path: str) -> None:
    """Take away the empty directories above the file `path` of `git_dir`, but refs/heads and its like."""
    least = KEPT_PARTS + path.startswith("logs/")
    parts = path.split("/")[:-1]
    if has_link(git_dir, path):
        return
    while len(parts) > least and remove_if_empty("/".join((git_dir, *parts))):
        parts.pop()
