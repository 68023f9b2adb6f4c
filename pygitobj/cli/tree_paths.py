"""Paths in a tree as arguments name them from where the user is, and as they are shown there.

No globs: of pathspecs' magic only `:/`, `:(top)` and `:(literal)` is known. Follows git's Documentation/git-ls-tree.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.formats.pathspec_magic import LITERAL, TOP
from pygitobj.repository.pathspecs import each_given
from pygitobj.repository.repository import Repository

TAKEN = frozenset((TOP, LITERAL))


def paths_given(repository: Repository, words: Sequence[str], prefix: str) -> list[bytes]:
    """The paths that `words` name from `prefix`, "" or with a slash at its end; without any the prefix, if it is one.

    Raises RepositoryError in git's words.
    """
    if not words:
        return [os.fsencode(prefix)] if prefix else []
    return [spec.pattern for spec in each_given(repository, words, prefix, TAKEN)]


def seen_from(prefix: bytes, path: bytes) -> bytes:
    """`path` as it is named from the directory `prefix`, "" or with a slash at its end."""
    if path.startswith(prefix):
        return path[len(prefix) :]
    if path + b"/" == prefix:
        return b"./"
    here, there = prefix.split(b"/")[:-1], path.split(b"/")
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    return b"../" * (len(here) - same) + b"/".join(there[same:])
