"""The files below a directory, by name: references and logs that have files of their own."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

from pygitobj.files.directory import GONE, unreadable


def is_loose_name(name: str) -> bool:
    """Whether a file or directory of that name is looked at among loose references."""
    # No name is empty: two slashes in what names start with are two slashes in no name.
    return bool(name) and not name.startswith(".") and not name.endswith(".lock")


def files_below(directory: str, is_wanted: Callable[[str], bool] = bool, *, strict: bool = True) -> list[str]:
    """The sorted paths, seen from `directory`, of the files below it, whose names and directories `is_wanted`.

    Files are regular ones and links to such. Raises RepositoryError for a directory that cannot be read: what it holds
    must not pass for nothing. A link that leads round in a circle is an error too if it is `strict`, else it is none.
    """
    found: list[str] = []
    # Each with the directories that it is in, since a link can lead back up.
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(directory, frozenset())]
    while waiting:
        path, above = waiting.pop()
        prefix = f"{path}/"[len(directory) + 1 :]
        try:
            here = os.stat(path)
            place = (here.st_dev, here.st_ino)
            if place in above:
                continue
            with os.scandir(path) as entries:
                for entry in entries:
                    if not is_wanted(entry.name) or (not strict and is_circle(entry)):
                        continue
                    if entry.is_dir():
                        waiting.append((f"{path}/{entry.name}", above | {place}))
                    elif entry.is_file():
                        found.append(prefix + entry.name)
        except GONE:
            continue
        except OSError as error:
            raise unreadable(f"unable to open directory '{path}'", error) from error
    return sorted(found)


def is_circle(entry: os.DirEntry[str]) -> bool:
    """Whether `entry` is a link that leads round in a circle. Raises OSError."""
    if not entry.is_symlink():
        return False
    try:
        entry.is_dir()
    except OSError as error:
        if error.errno == errno.ELOOP:
            return True
        raise
    return False
