"""Paths as the command line names them, from where the user is: as paths from the top of the work tree.

Follows git's Documentation/gitcli.
"""

from __future__ import annotations

import errno
import os

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import real_path, status, unreadable
from pygitobj.repository.repository import Repository


def path_inside(repository: Repository, path: str, prefix: str) -> str:
    """`path` from the top of the work tree, with a slash at its end if it has one. Raises RepositoryError.

    It is named from `prefix`, "" for the top or with a slash at its end. An absolute one may lead there through links.
    """
    location = repository.location
    inside = below_top(location.work_tree, path) if path.startswith("/") else without_dots(prefix + path)
    if inside is None:
        place = location.work_tree or os.path.join(os.getcwd(), location.named)
        raise RepositoryError(f"'{path}' is outside repository at '{place}'")
    return inside


def below_top(top: str | None, path: str) -> str | None:
    """The part of the absolute `path` that is below `top`, None where none is. Raises RepositoryError."""
    normal = without_dots(path)
    if top is None or normal is None:
        return None
    parts = f"/{normal}".split("/")
    if f"/{normal}/".startswith(f"{top.rstrip('/')}/"):
        return f"/{normal}"[len(top.rstrip("/")) + 1 :]
    for length in range(2, len(parts) + 1):
        above, whole = "/".join(parts[: length - 1]) or "/", "/".join(parts[:length])
        try:
            if status(above) is None:
                raise RepositoryError(f"Invalid path '{above}': {os.strerror(errno.ENOENT)}")
            if real_path(whole) == top:
                return "/".join(parts[length:])
        except OSError as error:
            raise unreadable(f"Invalid path '{whole}'", error) from error
    return None


def without_dots(path: str) -> str | None:
    """`path` without names that are empty, "." or "..", which take one away before them; None where there is none.

    It has a slash at its end if it names a directory by that, or by one of those at its end.
    """
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    ends_open = path.rpartition("/")[2] in ("", ".", "..")
    return "/".join(parts) + ("/" if parts and ends_open else "")
