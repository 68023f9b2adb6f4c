"""An index file, and what the index of the worktree at hand has.

Follows git's Documentation/gitrevisions, ":[<n>:]<path>", and gitrepository-layout.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from pygitobj.errors import CorruptIndex
from pygitobj.files.directory import is_file, is_there, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.git_index import GitIndex, IndexEntry, parse_index
from pygitobj.formats.split_index import merged
from pygitobj.oid import ObjectFormat, ObjectId


def read_index(path: str, object_format: ObjectFormat) -> GitIndex:
    """The index file `path`. Raises RepositoryError, CorruptIndex, UnsupportedError."""
    try:
        return parse_index(read_small(path), object_format)
    except OSError as error:
        raise unreadable(f"{path}: index file open failed", error) from error
    except CorruptIndex as error:
        raise error.located(path) from None


def read_shared_index(path: str, git_dir: str, base: ObjectId, object_format: ObjectFormat) -> GitIndex:
    """The shared index `base` of the index at `path`: in `git_dir`, or beside it. Raises as `read_index` does."""
    shared = f"{git_dir}/sharedindex.{base}"
    try:
        if not is_file(shared):
            shared = os.path.join(os.path.dirname(path), f"sharedindex.{base}")
    except OSError as error:
        raise unreadable(f"{shared}: index file open failed", error) from error
    index = read_index(shared, object_format)
    if index.checksum != base:
        raise CorruptIndex("broken index", path=shared, expected=base, actual=index.checksum)
    return index


def index_if_there(path: str, object_format: ObjectFormat) -> GitIndex | None:
    """The index file `path`, None where there is none. Raises RepositoryError, CorruptIndex, UnsupportedError."""
    try:
        if not is_there(path):
            return None
    except OSError as error:
        raise unreadable(f"{path}: index file open failed", error) from error
    return read_index(path, object_format)


def index_path(git_dir: str, base: str, environ: Mapping[str, str]) -> str:
    """Where the index of the worktree at hand is: in `git_dir`, or as GIT_INDEX_FILE says, seen from `base`."""
    named = environ.get("GIT_INDEX_FILE")
    return os.path.join(base, named) if named else f"{git_dir}/index"


def staged_entries(path: str, git_dir: str, object_format: ObjectFormat) -> list[IndexEntry]:
    """The entries of the index at `path`, those of a shared one in `git_dir` among them, by path and stage.

    None of them where there is no index. Raises as `read_index` does.
    """
    index = index_if_there(path, object_format)
    return [] if index is None else entries_of(index, path, git_dir, object_format)


def entries_of(index: GitIndex, path: str, git_dir: str, object_format: ObjectFormat) -> list[IndexEntry]:
    """The entries of `index`, which is at `path`, with those of a shared one in `git_dir`. Raises as `read_index`."""
    if index.base is None:
        return index.entries
    shared = read_shared_index(path, git_dir, index.base, object_format)
    try:
        return merged(shared.entries, index.entries, index.link)
    except CorruptIndex as error:
        raise error.located(path) from None
