"""Paths that start with `~`, as git reads them in its configuration.

Follows git's Documentation/git-config, "pathname".
"""

from __future__ import annotations

import os
from collections.abc import Mapping


def expanded(path: str, environ: Mapping[str, str]) -> str | None:
    """`path` with `~` and `~user` at its start replaced; None where that cannot be."""
    if not path.startswith("~"):
        return path
    user, slash, rest = path[1:].partition("/")
    home = environ.get("HOME") if not user else home_of(user)
    return None if home is None else home + slash + rest


def home_of(user: str) -> str | None:
    """The home directory of `user`, None where there is nobody of that name."""
    path = f"~{user}"
    home = os.path.expanduser(path)
    return None if home == path else home
