"""Take a pack: index one that is a file already, or take one in that comes from elsewhere. All that `index-pack` does.

Follows git's Documentation/git-index-pack.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.pack_family import INDEX_SUFFIX, KEEP_SUFFIX, PACK_SUFFIX, PROMISOR_SUFFIX
from pygitobj.files.pack_install import write_note
from pygitobj.jobs.receive.index_pack import Indexed, IndexOptions, Stream, index_file, index_stream, write_index
from pygitobj.jobs.receive.local_links import pack_local_links
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record
from pygitobj.repository.repository import Repository


class Notes(Record):
    """What the .keep and the .promisor file beside a pack hold, a line; None where there is to be none."""

    keep: str | None = None
    promisor: str | None = None

    def contents(self) -> dict[str, bytes]:
        """The contents of these files, by suffix."""
        named = {KEEP_SUFFIX: self.keep, PROMISOR_SUFFIX: self.promisor}
        return {suffix: content_of(text) for suffix, text in named.items() if text is not None}


def content_of(text: str) -> bytes:
    """What a file holds that says `text`."""
    return os.fsencode(text) + b"\n" if text else b""


def index_name(pack: str) -> str:
    """The name of the index of the pack `pack`. Raises GitObjectError."""
    if not pack.endswith(PACK_SUFFIX):
        raise GitObjectError(f"packfile name '{pack}' does not end with '.pack'")
    return pack.removesuffix(PACK_SUFFIX) + INDEX_SUFFIX


def index_in_place(
    pack: str,
    path: str,
    repository: Repository | None,
    object_format: ObjectFormat,
    options: IndexOptions,
    *,
    most: int = 0,
    notes: Notes,
) -> Indexed:
    """Index the pack in the file `pack`, of at most `most` bytes; the index goes to the file `path`.

    Its objects must be the same as those of the same ids in `repository`. Raises CorruptError, UnsupportedError,
    GitObjectError, OSError; then no index was written.
    """
    if options.reverse and not path.endswith(INDEX_SUFFIX):
        raise GitObjectError(f"packfile name '{path}' does not end with '.idx'")
    require_opens(pack)
    store = None if repository is None else repository.objects
    indexed = index_file(pack, object_format, options, store, most)
    policy = WritePolicy() if repository is None else repository.write_policy()
    stem = pack.removesuffix(PACK_SUFFIX)
    new = {suffix for suffix, text in notes.contents().items() if write_note(stem + suffix, text, policy)}
    write_index(path, indexed, policy)
    return indexed._replace(notes=frozenset(new))


def require_opens(path: str) -> None:
    """Raises GitObjectError where the file `path` cannot be opened."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as error:
        raise GitObjectError(f"could not open '{path}' for reading: {error.strerror}") from None


def take_in(
    stream: Stream,
    repository: Repository,
    options: IndexOptions,
    notes: Notes,
    path: str | None,
    tell: Callable[[Indexed, bytes], None],
) -> Indexed:
    """Index the pack that comes in, and keep it; of one from a promisor what it names here is packed as promised.

    `tell` is told once the pack is part of the repository, with what was read beyond its end. `path` as in
    `index_stream`. Raises CorruptError, UnsupportedError, GitObjectError, OSError.
    """
    indexed, rest = index_stream(
        stream, repository.objects, repository.write_policy(), options, notes=notes.contents(), path=path
    )
    tell(indexed, rest)
    if notes.promisor is not None:
        pack_local_links(repository, indexed.entries)
    return indexed
