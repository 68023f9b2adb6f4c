"""What a walk asks about changes of what it looks for. Type checkers alone load this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pygitobj.kernels import PathFilters


class Changes(Protocol):
    """What of something that is looked for a commit changed.

    Raises NotFoundError, CorruptError for trees that cannot be read.
    """

    @property
    def filters(self) -> PathFilters | None:
        """What knows of commits in a commit-graph that `same_first` is so; None where nothing does."""

    def look_at(self, numbers: Iterable[int], *, first_alone: bool = False) -> None:
        """Find out together what is asked of commits next; with `first_alone` it need not be more than `same_first`."""

    def same_first(self, number: int) -> bool:
        """Whether nothing differs from the first parent."""

    def same(self, number: int) -> Sequence[bool]:
        """For each parent that the history gives a commit: whether nothing differs from it."""

    def is_empty(self, number: int) -> bool:
        """Whether a commit has nothing of it."""


class SameChanges(Protocol):
    """Which commits change the same."""

    def between(self, some: Mapping[int, Sequence[int]], others: Mapping[int, Sequence[int]]) -> set[int]:
        """Those of `some` commits, each with its parents, and of `others` that change the same as one of the others.

        Raises NotFoundError, CorruptError for trees and blobs that cannot be read.
        """


class Tracked(Protocol):
    """What is followed from commit to commit, such as lines of a file, as what it is in each of them.

    Raises NotFoundError, CorruptError for what cannot be read.
    """

    @property
    def is_over(self) -> bool:
        """Whether no commit to come can change it."""

    def pass_on(self, number: int, parents: Sequence[int]) -> Sequence[int] | None:
        """Pass a commit, children before their parents: None where it changed something.

        Else the parents that it leads on to, which for a merge may be one of them.
        """
