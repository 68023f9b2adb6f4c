"""Commits as a walk sees them: what they name, but for what changes history, and without those that may be missing.

shallow     commits where history was cut off: they have no parents
grafts      parents that a commit has instead of its own, or besides
closed      commits whose parents are not followed
ignored     commits that are not met at all
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

from pygitobj.errors import CorruptError, NotFoundError
from pygitobj.formats.links import COMMIT
from pygitobj.kernels import CommitTable
from pygitobj.kernels.columns import CommitLinks
from pygitobj.record import Record
from pygitobj.walk.problems import Allows, none_allowed, nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import PathFilters
    from pygitobj.walk.links import Links


class Grafted(Record):
    """Parents that a commit has instead of those that it names, or, if these are `kept`, besides."""

    parents: tuple[bytes, ...]
    kept: bool = True


NO_GRAFTS: Mapping[bytes, Grafted] = {}


class History:
    """The commits that `provider` knows, with what changes history, as numbers of rows in `table`.

    `require` makes a row known, `can_find` too, which asks `problem` before whether to go on without a commit that
    cannot be read (problems.py). A row that is known for any reason has the parents that the commit has here.
    """

    def __init__(
        self,
        provider: Links,
        shallow: frozenset[bytes] = frozenset(),
        problem: Allows = none_allowed,
        ignored: Callable[[bytes], bool] = nothing,
        closed: Callable[[bytes], bool] = nothing,
        grafts: Mapping[bytes, Grafted] = NO_GRAFTS,
    ) -> None:
        self.provider = provider
        self.problem = problem
        self.ignored = ignored
        self.closed = closed
        self.table = CommitTable(provider.hash_size)
        self.number = self.table.number
        self.read = provider.commits(self.table)
        # Rows that get more parents, and those that may be closed, once they are known.
        self.more: dict[int, array[int]] = {}
        self.open: list[int] = []
        self.seen = 0
        self.change(shallow, grafts)

    def change(self, shallow: frozenset[bytes], grafts: Mapping[bytes, Grafted]) -> None:
        """Fix the parents of commits that have others than they name."""
        for oid, grafted in grafts.items():
            parents = self.table.numbers(b"".join(grafted.parents))
            if not grafted.kept:
                self.table.set_parents(self.number(oid), parents)
            elif oid not in shallow:
                self.more[self.number(oid)] = parents
        for oid in shallow:
            self.table.set_parents(self.number(oid), ())

    @property
    def has_generations(self) -> bool:
        """Whether commits have generations in the table, greater than those of their parents; INFINITY is not known.

        Before this was asked they have none.
        """
        return False

    @property
    def has_filters(self) -> bool:
        """Whether `may_change` can ever say no."""
        return False

    def filters(self, _paths: Sequence[bytes]) -> PathFilters | None:
        """What knows that commits did not change some paths, by their positions in a commit-graph; None without any."""
        return None

    def may_change(self, _n: int, _paths: Sequence[bytes]) -> bool:
        """Whether the commit in a row may have changed one of some paths, or what is below, next to its first parent.

        True where nobody knows: a commit-graph may say no (graph_history.py).
        """
        return True

    def require(self, n: int) -> None:
        """Make the row `n` known. Raises NotFoundError, CorruptError for a commit that cannot be read."""
        if not self.table.is_known(n):
            try:
                self.read(n)
            finally:
                # Others may have become known before it was found that this one cannot be read.
                if self.more or self.closed is not nothing:
                    self.settle()

    def settle(self) -> None:
        """Give the rows that became known the parents that they have here."""
        table = self.table
        for n in [n for n in self.more if table.is_known(n)]:
            table.set_parents(n, (*table.parents(n), *self.more.pop(n)))
        if self.closed is nothing:
            return
        self.open.extend(range(self.seen, len(table)))
        self.seen = len(table)
        known = [n for n in self.open if table.is_known(n)]
        self.open = [n for n in self.open if not table.is_known(n)]
        for n in known:
            if self.closed(table.oid(n)):
                table.set_parents(n, ())

    def can_find(self, n: int, *, needed: bool) -> bool:
        """As `require`, but False for a commit that is ignored, or is missing and may be or is not `needed`."""
        oid = self.table.oid(n)
        if self.ignored(oid):
            return False
        try:
            self.require(n)
        except NotFoundError as error:
            if not needed or self.problem(oid, COMMIT, error):
                return False
            raise
        except CorruptError as error:
            if self.problem(oid, COMMIT, error):
                return False
            raise
        return True

    def links(self, oid: bytes) -> CommitLinks:
        """The links of the commit `oid`. Raises NotFoundError, CorruptError."""
        n = self.number(oid)
        self.require(n)
        table = self.table
        return CommitLinks(table.tree(n), tuple(map(table.oid, table.parents(n))), table.date(n))

    def find(self, oid: bytes, *, needed: bool) -> CommitLinks | None:
        """As `links`, but None where it cannot be found (`can_find`)."""
        return self.links(oid) if self.can_find(self.number(oid), needed=needed) else None
