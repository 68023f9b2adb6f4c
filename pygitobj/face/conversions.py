"""Conversions of content, as callers ask for them.

Follows git's Documentation/gitattributes, "Effects".
"""

from __future__ import annotations

import os

from pygitobj.buffers import bytes_of
from pygitobj.errors import RepositoryError
from pygitobj.face.arguments import require_flags
from pygitobj.files.directory import decoded
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.oid import shown
from pygitobj.repository.ownership import require_ownership
from pygitobj.repository.path_inside import below_top, without_dots
from pygitobj.repository.repository import Repository
from pygitobj.store.arguments import is_buffer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, StrOrBytesPath


def into_worktree(repository: Repository, path: StrOrBytesPath, data: ReadableBuffer, programs: bool) -> bytes:
    """What the file `path` has where its blob has `data`."""
    named, content = path_given(repository, path), content_given(data)
    with conversions_for(repository, programs) as conversions:
        return conversions.to_worktree(named, content, blob=repository.format.hash_object("blob", content))


def into_git(repository: Repository, path: StrOrBytesPath, data: ReadableBuffer, programs: bool) -> bytes:
    """What a blob has where the file `path` has `data`."""
    named, content = path_given(repository, path), content_given(data)
    with conversions_for(repository, programs) as conversions:
        return conversions.to_git(named, content, written=True)


def conversions_for(repository: Repository, programs: bool) -> Conversions:
    """The conversions of `repository` as it is now. Raises RepositoryError where its programs may not run."""
    require_flags(programs=programs)
    _ = repository.objects.sources  # raises where it was closed
    location = repository.location
    if programs:
        # One that was named is opened whoever owns it; what its owner has it run is another thing.
        require_ownership(None, location.work_tree, location.git_dir, lambda: repository.config, repository.environ)
    return Conversions(repository, programs=programs, sees_index=True)


def path_given(repository: Repository, path: StrOrBytesPath) -> bytes:
    """`path` from the top of the work tree. Raises TypeError, ValueError; RepositoryError for one outside."""
    text = decoded(path)
    if "\0" in text:
        raise ValueError(f"not a path: {shown(text)}")
    top = repository.location.work_tree
    inside = below_top(top, text) if text.startswith("/") else without_dots(text)
    if inside is None:
        raise RepositoryError(f"'{text}' is outside repository at '{top or repository.location.git_dir}'")
    if not inside or inside.endswith("/"):
        raise ValueError(f"the path of a file is expected, not {shown(text)}")
    return os.fsencode(inside)


def content_given(data: ReadableBuffer) -> bytes:
    """The bytes of `data`. Raises TypeError."""
    if not is_buffer(data):
        raise TypeError(f"content is bytes, not {shown(data)}")
    return bytes_of(data)
