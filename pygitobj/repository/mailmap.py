"""The mailmap of a repository, from all places that have a part of it; the later one wins.

    .mailmap        at the top of the work tree; without one in HEAD
    mailmap.blob    the revision of a blob
    mailmap.file    a path

Follows git's Documentation/gitmailmap and Documentation/config/mailmap.
"""

from __future__ import annotations

import os

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.files.directory import GONE
from pygitobj.files.small_file import read_small
from pygitobj.formats.mailmap import Mailmap
from pygitobj.oid import ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def load_mailmap(repository: Repository) -> Mailmap:
    """The mailmap of `repository`; of a part that cannot be read its `warn` is told."""
    mailmap = Mailmap()
    location, config = repository.location, repository.config
    if location.work_tree is not None:
        mailmap.add(in_file(repository, os.path.join(location.work_tree, ".mailmap"), ".mailmap", os.O_NOFOLLOW))
    blob = config.get("mailmap.blob", "HEAD:.mailmap" if location.is_bare else None)
    if blob:
        mailmap.add(in_blob(repository, blob))
    path = config.get_path("mailmap.file")
    if path:
        mailmap.add(in_file(repository, path, path))
    return mailmap


def in_file(repository: Repository, path: str, shown: str, flags: int = 0) -> bytes:
    """The content of the file `path`, which messages call `shown`, opened with `flags`; empty where there is none.

    Of one that cannot be read `warn` is told, as git does, which goes on without it.
    """
    try:
        return read_small(path, flags=flags)
    except (*GONE, IsADirectoryError):
        return b""
    except OSError as error:
        repository.warn(f"error: unable to open mailmap at {shown}: {error.strerror}")
        return b""


def in_blob(repository: Repository, name: str) -> bytes:
    """The body of the blob that `name` names; empty where there is none."""
    found = repository.lookup(name)
    if found.id is None:
        return b""
    try:
        kind, data = repository.reader.read(found.id)
    except MISSING_OR_BAD as error:
        repository.warn(f"error: unable to read mailmap object at {name}: {error}")
        return b""
    if kind is not ObjectType.BLOB:
        repository.warn(f"error: mailmap is not a blob: {name}")
        return b""
    return data
