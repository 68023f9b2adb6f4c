"""The history of a repository as it is seen: with replace refs and grafts, and cut off where it is shallow.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.kernels import CommitTable
from pygitobj.refs.replace import Reader
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import Grafted, History
from pygitobj.walk.read_ahead import CommitsAhead, ReadAhead


class ReplacedCommits(CommitsAhead):
    """Makes rows known as replace refs show commits: what is `replaced`, from the commit that is read instead."""

    def __init__(self, reader: Reader, table: CommitTable) -> None:
        super().__init__(reader.store, table, reader.replaced)
        self.target = reader.target

    def read(self, n: int) -> None:
        """Make the row `n` known. Raises NotFoundError, CorruptError, RepositoryError."""
        oid = self.table.oid(n)
        if oid in self.apart:
            self.read_alone(n, self.target(oid))
        else:
            super().read(n)


class ReplacedLinks(ReadAhead):
    """What commits name as replace refs show it; `reader` knows these."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.store)
        self.reader = reader

    def commits(self, table: CommitTable) -> Callable[[int], None]:
        """What makes the row of a commit in `table` known from the commit that is read for it."""
        return ReplacedCommits(self.reader, table).read


def history_of(repository: Repository) -> History:
    """The commits of `repository` with their parents."""
    reader = repository.reader
    links = ReplacedLinks(reader) if reader.replaced else ReadAhead(repository.objects)
    grafts = {oid: Grafted(parents, kept=False) for oid, parents in repository.grafts.items()}
    return History(links, repository.shallow, grafts=grafts)
