"""Which backend reads the references of a repository: the one place that knows how they may be stored.

Follows git's Documentation/config/extensions, "refStorage".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import UnsupportedError
from pygitobj.oid import ObjectFormat
from pygitobj.refs.files import FilesBackend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from pygitobj.files.looked import Looked
    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.refs.backend import RefBackend
    from pygitobj.refs.names import RefName
    from pygitobj.refs.updates import Choose, Optimizing, RefPolicy
    from pygitobj.refs.values import Stored

FILES = "files"
REFTABLE = "reftable"
# What git knows; where they are may follow, as in "files://elsewhere".
STORAGES = (FILES, REFTABLE)
SEPARATOR = "://"


def backend_of(storage: str, git_dir: str, common_dir: str, object_format: ObjectFormat) -> RefBackend:
    """The backend for `storage`, "files" or "reftable", which a place may follow, as in "files:///elsewhere".

    Where nothing is stored at the place no name can be read. Raises RepositoryError.
    """
    if storage == FILES:
        return FilesBackend(git_dir, common_dir, object_format)
    if storage == REFTABLE:
        from pygitobj.refs.reftable_store import ReftableStore  # most repositories have none

        return ReftableStore(git_dir, common_dir, object_format)
    from pygitobj.refs.stored_elsewhere import FilesElsewhere, ReftableElsewhere, top_of

    kind, _, place = storage.partition(SEPARATOR)
    top = top_of(place, common_dir, "refs" if kind == FILES else "reftable")
    if top is None:
        return UnreadBackend(storage, object_format)
    return (FilesElsewhere if kind == FILES else ReftableElsewhere)(top, git_dir, common_dir, object_format)


class UnreadBackend:
    """References that are stored nowhere that is there: each question ends with UnsupportedError."""

    def __init__(self, storage: str, object_format: ObjectFormat) -> None:
        self.where = f"that are stored at {storage}, where there are none,"
        self.format = object_format

    def no_names(self) -> NoReturn:
        """Raises the error for a name that is asked for."""
        raise UnsupportedError(f"reference names {self.where} cannot be read (object ids can be used)")

    def no_list(self) -> NoReturn:
        """Raises the error for what must know all references."""
        raise UnsupportedError(f"references {self.where} cannot be read: nothing is known to be unreachable")

    def read(self, name: str, looked: Looked | None = None) -> NoReturn:  # noqa: ARG002 - whatever it is
        """Raises UnsupportedError."""
        self.no_names()

    def stored(self, prefix: str, *, strict: bool) -> Iterator[Stored]:  # noqa: ARG002 - whatever it is
        """Raises UnsupportedError."""
        if strict:
            self.no_list()
        self.no_names()

    def own(self) -> Iterator[Stored]:
        """Raises UnsupportedError."""
        self.no_list()

    def root_names(self) -> NoReturn:
        """Raises UnsupportedError."""
        self.no_names()

    def logs(self) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        """Raises UnsupportedError."""
        self.no_list()

    def log(self, name: str) -> NoReturn:  # noqa: ARG002 - whatever it is
        """Raises UnsupportedError."""
        self.no_names()

    def is_taken(self, name: str) -> NoReturn:  # noqa: ARG002 - whatever it is
        """Raises UnsupportedError."""
        self.no_names()

    def begin(self, policy: RefPolicy) -> NoReturn:  # noqa: ARG002 - however it is written
        """Raises UnsupportedError."""
        raise UnsupportedError(f"references {self.where} cannot be written")

    def rewrite_log(self, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool = False) -> NoReturn:  # noqa: ARG002 - however it is written
        """Raises UnsupportedError."""
        raise UnsupportedError(f"references {self.where} cannot be written")

    def delete_log(self, name: RefName, policy: RefPolicy) -> NoReturn:  # noqa: ARG002 - however it is written
        """Raises UnsupportedError."""
        raise UnsupportedError(f"references {self.where} cannot be written")

    def optimize(self, options: Optimizing, policy: RefPolicy) -> NoReturn:  # noqa: ARG002 - however it is written
        """Raises UnsupportedError."""
        raise UnsupportedError(f"references {self.where} cannot be written")

    def elsewhere(self, git_dir: str, common_dir: str) -> UnreadBackend:  # noqa: ARG002 - wherever it is
        """The same."""
        return self
