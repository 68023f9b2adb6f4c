"""Commits that have names, in the place of those that changed something.

Follows git's Documentation/rev-list-options, "--simplify-by-decoration".
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from pygitobj.kernels import CommitTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Changes


class Decorated:
    """Whether a commit is in `names`, raw ids, or changed something that `changes` looks at; None for nothing.

    `whole` knows what changed anywhere.
    """

    def __init__(self, table: CommitTable, names: Container[bytes], changes: Changes | None, whole: Changes) -> None:
        self.table = table
        self.names = names
        self.changes = changes
        self.whole = whole

    @property
    def filters(self) -> None:
        """Nothing is known of what a commit is called."""

    def look_at(self, numbers: Iterable[int], *, first_alone: bool = False) -> None:
        """Find out together what is asked of commits next."""
        if self.changes is not None:
            self.changes.look_at(numbers, first_alone=first_alone)

    def same_first(self, number: int) -> bool:
        """Whether the commit may be left out next to its first parent."""
        is_named = self.table.oid(number) in self.names
        return not is_named and (self.changes is None or self.changes.same_first(number))

    def same(self, number: int) -> Sequence[bool]:
        """For each parent whether the commit may be left out."""
        if self.changes is not None and self.table.oid(number) not in self.names:
            return self.changes.same(number)
        is_same = self.table.oid(number) not in self.names
        return [is_same] * len(self.table.parents(number))

    def is_empty(self, number: int) -> bool:
        """Whether a commit without parents may be left out: a name does not count there."""
        return (self.changes or self.whole).is_empty(number)
