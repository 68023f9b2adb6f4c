"""What is asked of a walk: which commits, in which order, how many.

Follows git's Documentation/rev-list-options.
"""

from __future__ import annotations

from enum import Enum

from pygitobj.record import Record


class Order(Enum):
    """In which order commits come."""

    # By date, as the queue gives them.
    DEFAULT = "default"
    # No commit before all of its children, and lines of history are not mixed.
    TOPO = "topo"
    # No commit before all of its children, otherwise by the committer's date, or the author's.
    DATE = "date"
    AUTHOR_DATE = "author-date"


class Selection(Record):
    """What is asked of a walk.

    `max_count` below 0 is no limit; with `is_oldest` the last so many are told. `since`, `until` and `since_as_filter`
    are seconds since 1970. `ancestry_path` has the commits that lines of history have to lead through, by their
    numbers, and is None where that does not matter; with `from_bottoms` they are those that were named as hidden.
    """

    order: Order = Order.DEFAULT
    reverse: bool = False
    max_count: int = -1
    skip: int = -1
    is_oldest: bool = False
    since: int | None = None
    until: int | None = None
    since_as_filter: int | None = None
    min_parents: int = 0
    max_parents: int = -1
    first_parent: bool = False
    exclude_first_parent_only: bool = False
    boundary: bool = False
    left_only: bool = False
    right_only: bool = False
    # Whether those that change the same as one on the other side are marked; else they are left out.
    marks_same_changes: bool = False
    ancestry_path: tuple[int, ...] | None = None
    from_bottoms: bool = False
    # Tips alone, by date unless they are `unsorted`.
    no_walk: bool = False
    unsorted: bool = False
    # History simplification; without paths or decorations it changes nothing.
    full_history: bool = False
    dense: bool = True
    simplify_merges: bool = False
    show_pulls: bool = False
    remove_empty: bool = False
    # Whether parents are told, so that those that are left out have to be replaced; and whether children are.
    rewrites_parents: bool = False
    children: bool = False
    # Those alone that no other one reaches; with `is_alone` nothing else is wanted of them than that they are told.
    maximal_only: bool = False
    is_alone: bool = False
    # Whether all is found out before the first is told, where nothing else asks for that.
    limited: bool = False
    # What a commit that is missing and may be is to do: to be told as any other.
    keeps_missing: bool = False
    # Whether a commit that has one as its parent is told where paths are looked for: nobody can say that it is alike.
    passes_missing: bool = False
    # Whether it is noted by which tip's name each commit was found.
    notes_sources: bool = False

    @property
    def needs_list(self) -> bool:
        """Whether some of this can be answered only once the walk has come to its end."""
        one_side = self.left_only or self.right_only
        return self.limited or one_side or self.children or self.simplify_merges or self.ancestry_path is not None

    @property
    def wants_ancestry(self) -> bool:
        """Whether it is told how the commits hang together."""
        return self.rewrites_parents or self.children
