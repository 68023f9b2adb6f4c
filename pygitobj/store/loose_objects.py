"""The loose objects of a store, each with its file's time and size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pygitobj.files.directory import status, unreadable
from pygitobj.oid import ObjectId, shown
from pygitobj.sources.values import LooseObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.loose import LooseSource
    from pygitobj.store.database import ObjectDatabase


def seconds_of(moment: datetime | None) -> float | None:
    """The seconds since 1970 of `moment`, None for None. Raises TypeError for what is no aware datetime."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        raise TypeError(f"an aware datetime is expected, such as datetime.now(timezone.utc), not {shown(moment)}")
    if moment.utcoffset() is None:
        raise TypeError(f"a datetime with an offset is expected, such as datetime.now(timezone.utc), not {moment!r}")
    return moment.timestamp()


def loose_objects(store: ObjectDatabase, newer_than: float | None) -> Iterator[LooseObject]:
    """The loose objects of all sources of `store`, each once, those alone whose file is `newer_than`, if that is given.

    Raises RepositoryError where not all can be listed.
    """
    earlier: list[LooseSource] = []
    for source in store.sources:
        loose = source.loose
        for oid in loose.ids():
            path = loose.path(oid)
            try:
                found = status(path)
            except OSError as error:
                raise unreadable(f"unable to access {path}", error) from error
            if found is None or (newer_than is not None and found.st_mtime <= newer_than):
                continue  # gone meanwhile, or too old
            if not any(other.file_of(oid) for other in earlier):
                yield LooseObject(ObjectId(oid), found.st_mtime, found.st_size)
        earlier.append(loose)
