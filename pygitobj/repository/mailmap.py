"""The mailmap of a repository, from all places that have a part of it; the later one wins.

    .mailmap        at the top of the work tree; without one in HEAD
    mailmap.blob    the revision of a blob
    mailmap.file    a path, from the top of the work tree, or from the git directory of a bare repository

Follows git's Documentation/gitmailmap and Documentation/config/mailmap.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.files.small_file import read_small
from pygitobj.formats.mailmap import Mailmap
from pygitobj.oid import ObjectType
from pygitobj.repository.config import Config
from pygitobj.repository.discovery import Location
from pygitobj.revisions.context import Context
from pygitobj.revisions.resolve import resolve

Warn = Callable[[str], None]


def load_mailmap(location: Location, config: Config, context: Callable[[], Context], warn: Warn) -> Mailmap:
    """The mailmap of the repository at `location`, in whose `context` a blob is found.

    Of a part that cannot be read `warn` is told.
    """
    mailmap = Mailmap()
    if location.work_tree is not None:
        mailmap.add_file(in_file(os.path.join(location.work_tree, ".mailmap"), ".mailmap", warn, os.O_NOFOLLOW))
    blob = config.get("mailmap.blob", "HEAD:.mailmap" if location.is_bare else None)
    if blob:
        mailmap.add(in_blob(context(), blob))
    path = config.get_path("mailmap.file")
    if path:
        mailmap.add_file(in_file(os.path.join(location.work_tree or location.git_dir, path), path, warn))
    return mailmap


def in_file(path: str, shown: str, warn: Warn, flags: int = 0) -> bytes:
    """The content of the file `path`, which messages call `shown`, opened with `flags`; empty where there is none.

    Of one that cannot be read `warn` is told, as git does, which goes on without it.
    """
    try:
        return read_small(path, flags=flags)
    except (FileNotFoundError, IsADirectoryError):
        return b""
    except OSError as error:
        warn(f"error: unable to open mailmap at {shown}: {error.strerror}")
        return b""


def in_blob(context: Context, name: str) -> bytes:
    """The body of the blob that `name` names; empty where there is none."""
    found = resolve(context, name)
    if found.id is None:
        return b""
    try:
        kind, data = context.reader.read(found.id)
    except MISSING_OR_BAD as error:
        context.warn(f"error: unable to read mailmap object at {name}: {error}")
        return b""
    if kind is not ObjectType.BLOB:
        context.warn(f"error: mailmap is not a blob: {name}")
        return b""
    return data
