"""An index file, and what the index of the worktree at hand has.

Follows git's Documentation/gitrevisions, ":[<n>:]<path>", and gitrepository-layout.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.files.directory import is_there, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.git_index import GitIndex, IndexEntry, parse_index
from pygitobj.oid import ObjectFormat


def read_index(path: str, object_format: ObjectFormat) -> GitIndex:
    """The index file `path`. Raises RepositoryError, CorruptIndex, UnsupportedError."""
    try:
        return parse_index(read_small(path), object_format)
    except OSError as error:
        raise unreadable(f"{path}: index file open failed", error) from error
    except CorruptIndex as error:
        raise error.located(path) from None


def own_index(git_dir: str, base: str, environ: Mapping[str, str], object_format: ObjectFormat) -> GitIndex | None:
    """The index of the worktree whose git directory is `git_dir`, or that GIT_INDEX_FILE names, seen from `base`.

    None where there is none. Raises RepositoryError, CorruptIndex, UnsupportedError.
    """
    named = environ.get("GIT_INDEX_FILE")
    path = os.path.join(base, named) if named else f"{git_dir}/index"
    try:
        if not is_there(path):
            return None
    except OSError as error:
        raise unreadable(f"{path}: index file open failed", error) from error
    return read_index(path, object_format)


def entries_of(index: GitIndex | None) -> list[IndexEntry]:
    """The entries of `index`, by path and stage. Raises UnsupportedError where it does not have them all."""
    if index is None:
        return []
    if index.base is not None:
        raise UnsupportedError("paths in an index that is split are not looked up: what it changes is not worked out")
    return index.entries
