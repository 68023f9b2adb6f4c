"""The history of a repository as it is seen: with replace refs and grafts, and cut off where it is shallow.

Where nothing of this changes it, its commit-graph answers. Follows git's Documentation/git-replace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pygitobj.formats.links import Link
from pygitobj.id_list import IdList
from pygitobj.kernels import CommitTable
from pygitobj.oid import ObjectId
from pygitobj.refs.replace import Reader
from pygitobj.repository.config import environment_bool
from pygitobj.repository.surroundings import Surroundings
from pygitobj.walk.graph_history import GraphHistory, GraphLinks
from pygitobj.walk.history import Grafted, History
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.read_ahead import CommitsAhead, ReadAhead

PARANOIA = "GIT_COMMIT_GRAPH_PARANOIA"
NO_PARENTS: Mapping[bytes, tuple[bytes, ...]] = {}


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

    def tag(self, oid: bytes) -> Link:
        """What the tag that is read for `oid` names. Raises NotFoundError, CorruptError, RepositoryError."""
        return super().tag(self.reader.target(oid))

    def tree(self, oid: bytes) -> bytes:
        """The body of the tree that is read for `oid`. Raises NotFoundError, CorruptError, RepositoryError."""
        return super().tree(self.reader.target(oid))

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        """The bodies of the trees `ids`, some at a time; None for one in whose place another is read."""
        replaced = self.reader.replaced
        if replaced.keys().isdisjoint(ids.raws()):
            yield from super().trees(ids)
            return
        left = ids.raws()
        for bodies in super().trees(ids):
            # zip asks for a body first: an id that it took beside none would be lost.
            yield [None if oid in replaced else body for body, oid in zip(bodies, left, strict=False)]


def history_of(
    repository: Surroundings, kept: KeptBodies | None = None, more: Mapping[bytes, tuple[bytes, ...]] = NO_PARENTS
) -> History:
    """The commits of `repository` with their parents; bodies that were read may be `kept`. Raises RepositoryError.

    What changes history (replace refs, grafts and `more` of them, shallow lines) switches its commit-graph off, as in
    git.
    """
    reader = repository.reader
    if not reader.replaced and not repository.grafts and not repository.shallow and not more:
        graph_links = GraphLinks(
            repository.objects,
            lambda: repository.commit_graph,
            is_paranoid=environment_bool(repository.environ, PARANOIA, False),
            tell=repository.warn,
            kept=kept,
        )
        graph_links.max_depth = repository.max_tree_depth
        return GraphHistory(graph_links)
    links = ReplacedLinks(reader) if reader.replaced else ReadAhead(repository.objects)
    links.max_depth = repository.max_tree_depth
    grafts = {**grafted(repository), **{oid: Grafted(parents, False) for oid, parents in more.items()}}
    return History(links, repository.shallow, grafts=grafts)


def grafted(repository: Surroundings, *, kept: bool = False) -> dict[bytes, Grafted]:
    """The grafts of `repository` for a walk, which may have the parents that are `kept` too. Raises RepositoryError."""
    return {oid: Grafted(parents, kept) for oid, parents in repository.grafts.items()}


def body_reader(repository: Surroundings) -> Callable[[bytes], bytes]:
    """What gives the body of a commit as replace refs show it. Raises NotFoundError, CorruptError."""
    reader = repository.reader
    return lambda oid: reader.read(ObjectId(oid)).data
