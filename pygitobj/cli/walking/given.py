"""What the options of a walk have said so far.

Whatever of it makes no difference to which commits are told is about how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.record import Record
from pygitobj.walk.select.selection import Order, Selection

# How many digits of an id are shown where none are asked for: as many as it takes.
DEFAULT_ABBREV = -1


class Pattern(Record):
    """A pattern that is looked for in a `field` of commits: author, committer, reflog, or their message (grep)."""

    field: str
    text: str


class Given:
    """What was said; an option after another may take it back."""

    def __init__(self) -> None:
        self.order = Order.DEFAULT
        self.is_topological = False
        self.reverse = self.is_oldest = False
        self.max_count = self.skip = -1
        self.since: int | None = None
        self.until: int | None = None
        self.since_as_filter: int | None = None
        self.min_parents, self.max_parents = 0, -1
        self.first_parent = self.exclude_first_parent_only = False
        self.boundary = self.left_right = self.left_only = self.right_only = self.maximal_only = False
        self.cherry_mark = self.cherry_pick = self.shows_merge = False
        # --ancestry-path, and the commits that were named for it.
        self.ancestry_path = self.from_bottoms = False
        self.middle: list[str] = []
        self.full_history = self.simplify_merges = self.show_pulls = self.remove_empty = self.by_decoration = False
        self.dense = True
        self.rewrites_parents = self.prints_parents = self.children = False
        self.limited = self.unpacked = self.walks_reflogs = False
        # Which packs that are kept leave out what they have.
        self.kept: set[str] = set()
        self.counts = self.quiet = False
        self.objects: set[str] = set()
        self.default: str | None = None
        self.patterns: list[Pattern] = []
        self.pattern_kind = ""
        self.ignore_case = self.all_match = self.invert = False
        self.encoding: str | None = None
        # How commits are shown. `format` is what --pretty said, None without it.
        self.verbose = self.is_pretty = False
        self.format: str | None = None
        self.abbrev = DEFAULT_ABBREV
        self.abbrev_commit = False
        self.date: str | None = None
        self.expand_tabs = -1
        self.shows_notes = False
        self.graph = self.linear_break = False
        self.lanes = 0
        self.color: str | None = None
        # Whether differences would be shown.
        self.diff = False
        # What takes options of differences where some are shown, before those of walks and after them.
        self.takes_first: Callable[[Sequence[str], int], int] | None = None
        self.takes_last: Callable[[Sequence[str], int], int] | None = None
        # Whether --stdin is of the walk, and no option of the command.
        self.reads_input = True
        # Whether one of --max-count-oldest and --max-count, -<n>, -n was said last.
        self.walks_again = False

    @property
    def ordered(self) -> Order:
        """The order that commits come in."""
        return Order.TOPO if self.is_topological and self.order is Order.DEFAULT else self.order

    def selection(self) -> Selection:
        """What is asked of the walk, but for what has to be looked up first."""
        return Selection(
            order=self.ordered,
            reverse=self.reverse,
            max_count=self.max_count,
            skip=self.skip,
            is_oldest=self.is_oldest,
            since=self.since,
            until=self.until,
            since_as_filter=self.since_as_filter,
            min_parents=self.min_parents,
            max_parents=self.max_parents,
            first_parent=self.first_parent,
            exclude_first_parent_only=self.exclude_first_parent_only,
            boundary=self.boundary,
            left_only=self.left_only,
            right_only=self.right_only,
            marks_same_changes=self.cherry_mark,
            from_bottoms=self.from_bottoms,
            full_history=self.full_history,
            dense=self.dense,
            simplify_merges=self.simplify_merges,
            show_pulls=self.show_pulls,
            remove_empty=self.remove_empty,
            rewrites_parents=self.rewrites_parents,
            children=self.children,
            maximal_only=self.maximal_only,
            limited=self.limited,
        )
