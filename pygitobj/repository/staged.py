"""An index file, and what the index of the worktree at hand has.

Follows git's Documentation/gitrevisions, ":[<n>:]<path>", and gitrepository-layout.
"""

from __future__ import annotations

import os

from pygitobj.errors import CorruptIndex
from pygitobj.files.directory import is_file, is_there, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.git_index import GitIndex, IndexEntry, parse_index
from pygitobj.formats.split_index import merged
from pygitobj.oid import ObjectFormat, ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


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


def index_path(repository: Repository) -> str:
    """Where the index of the worktree at hand is; GIT_INDEX_FILE may say, seen from the top of the work tree."""
    named = repository.environ.get("GIT_INDEX_FILE")
    return os.path.join(repository.base, named) if named else f"{repository.location.git_dir}/index"


def own_index(repository: Repository) -> GitIndex | None:
    """The index file of the worktree at hand, None where there is none. Raises as `read_index` does."""
    return index_if_there(index_path(repository), repository.format)


def staged_entries(repository: Repository) -> list[IndexEntry]:
    """The entries of the index of the worktree at hand, those of a shared one among them, by path and stage.

    None of them where there is no index. Raises as `read_index` does.
    """
    index = own_index(repository)
    if index is None:
        return []
    if index.base is None:
        return index.entries
    path = index_path(repository)
    shared = read_shared_index(path, repository.location.git_dir, index.base, repository.format)
    try:
        return merged(shared.entries, index.entries, index.link)
    except CorruptIndex as error:
        raise error.located(path) from None
