"""The history of a repository as it is seen: with replace refs and grafts, and cut off where it is shallow.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.kernels.columns import CommitLinks
from pygitobj.repository.repository import Repository
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.history import Grafted, History
from pygitobj.walk.read_ahead import ReadAhead


class ReplacedLinks(ReadAhead):
    """What commits name as replace refs show it; `target` is the id that is read for another."""

    def __init__(self, store: ObjectStore, target: Callable[[bytes], bytes]) -> None:
        super().__init__(store)
        self.target = target

    def commit(self, oid: bytes) -> CommitLinks:
        """What the commit that is read for `oid` names, and its date. Raises NotFoundError, CorruptError."""
        return super().commit(self.target(oid))


def history_of(repository: Repository) -> History:
    """The commits of `repository` with their parents."""
    reader = repository.reader
    links = ReplacedLinks(repository.objects, reader.target) if reader.replaced else ReadAhead(repository.objects)
    grafts = {oid: Grafted(parents, kept=False) for oid, parents in repository.grafts.items()}
    return History(links, repository.shallow, grafts=grafts)
