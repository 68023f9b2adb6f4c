"""History from a commit-graph, and from the objects for what it does not know.

The first few commits are read alone: a question that is answered then pays for no graph. A graph knows commits that
are gone, and gives them as git does; where that is not to be, each is looked for in the store
(GIT_COMMIT_GRAPH_PARANOIA).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.errors import MISSING_OR_BAD, NotFoundError
from pygitobj.oid import ObjectId
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.commit_graph import ProvenGraph
from pygitobj.walk.history import History
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.problems import Allows, none_allowed
from pygitobj.walk.read_ahead import CommitsAhead, ReadAhead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import CommitTable, PathFilters

# Commits that are read before the graph is opened.
ALONE = 16


class GraphCommits:
    """Makes rows of `table` known from what `open_graph` gives, None for no graph, or from the objects of `store`.

    With `is_paranoid` a commit that is in no source of the store is missing, whatever the graph says; `tell` is told.
    As many rows as `alone` says are made known before it is opened.
    """

    def __init__(
        self,
        store: ObjectStore,
        table: CommitTable,
        open_graph: Callable[[], ProvenGraph | None],
        *,
        is_paranoid: bool,
        tell: Callable[[str], None],
        alone: int,
        kept: KeptBodies | None = None,
    ) -> None:
        self.table = table
        self.objects = CommitsAhead(store, table, alone=0, kept=kept)
        self.store = store
        self.open_graph = open_graph
        self.is_paranoid = is_paranoid
        self.tell = tell
        self.alone = alone
        self.graph: ProvenGraph | None = None
        self.is_open = False

    def read(self, n: int) -> None:
        """Make the row `n` known. Raises NotFoundError, CorruptError."""
        if not self.is_open:
            if self.alone and self.is_read_alone(n):
                return
            self.open()
        if self.graph is None:
            self.objects.read(n)
        elif self.is_paranoid and self.table.position(n) >= 0:
            self.require_object(n)
            self.table.look_up(n)
        elif not self.table.look_up(n):
            self.objects.read(n)

    def is_read_alone(self, n: int) -> bool:
        """Whether the row `n` could be made known from its object."""
        self.alone -= 1
        try:
            self.objects.read_alone(n, self.table.oid(n))
        except MISSING_OR_BAD:
            return False
        return True

    def open(self) -> ProvenGraph | None:
        """The graph, None where there is none."""
        if not self.is_open:
            self.is_open = True
            self.graph = self.open_graph()
            if self.graph is not None:
                self.table.attach(self.graph.rows, not self.is_paranoid)
        return self.graph

    def require_object(self, n: int) -> None:
        """Do nothing if the commit is there. Raises NotFoundError."""
        oid = self.table.oid(n)
        if oid not in self.store:
            self.tell(f"error: commit {oid.hex()} exists in commit-graph but not in the object database")
            raise NotFoundError(ObjectId(oid))


class GraphLinks(ReadAhead):
    """What the objects of `store` name, commits as a commit-graph says it where it does; see GraphCommits."""

    def __init__(
        self,
        store: ObjectStore,
        open_graph: Callable[[], ProvenGraph | None],
        *,
        is_paranoid: bool = False,
        tell: Callable[[str], None] = lambda _line: None,
        alone: int = ALONE,
        kept: KeptBodies | None = None,
    ) -> None:
        super().__init__(store, kept, alone)
        self.open_graph = open_graph
        self.is_paranoid = is_paranoid
        self.tell = tell

    def reader(self, table: CommitTable) -> GraphCommits:
        """What makes rows of `table` known."""
        return GraphCommits(
            self.store,
            table,
            self.open_graph,
            is_paranoid=self.is_paranoid,
            tell=self.tell,
            alone=self.alone,
            kept=self.kept,
        )

    def commits(self, table: CommitTable) -> Callable[[int], None]:
        """What makes the row of a commit in `table` known."""
        return self.reader(table).read


class GraphHistory(History):
    """The history that a commit-graph knows and the objects have, which nothing changes."""

    def __init__(self, links: GraphLinks, problem: Allows = none_allowed) -> None:
        super().__init__(links, problem=problem)
        self.graph = links.reader(self.table)
        self.read = self.graph.read

    @property
    def has_generations(self) -> bool:
        """Whether commits have generations in the table, greater than those of their parents; INFINITY is not known.

        Before this was asked they have none.
        """
        graph = self.graph.open()
        return graph is not None and graph.has_generations

    @property
    def has_filters(self) -> bool:
        """Whether `may_change` can ever say no."""
        graph = self.graph.open()
        return graph is not None and graph.has_filters

    def filters(self, paths: Sequence[bytes]) -> PathFilters | None:
        """What knows that commits did not change `paths`, by position in the graph; None where nothing does."""
        graph = self.graph.open()
        return graph.filters(paths) if graph is not None and graph.has_filters else None

    def may_change(self, n: int, paths: Sequence[bytes]) -> bool:
        """Whether the commit in row `n` may have changed one of `paths`, or what is below, next to its first parent.

        True where nobody knows. Paths have no slash at their ends. What it says of a commit without parents is next to
        nothing.
        """
        graph = self.graph.open()
        if graph is None or not graph.has_filters:
            return True
        position = self.table.position(n)
        return position < 0 or graph.may_change(position, paths)
