"""What the options of a walk have said so far.

Whatever of it makes no difference to which commits are told is about how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.record import Record
from pygitobj.walk.select.selection import Order, Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.mailmap import Mailmap
    from pygitobj.walk.select.changes import Tracked

# How many digits of an id are shown where none are asked for: as many as it takes.
DEFAULT_ABBREV = -1


class Pattern(Record):
    """A pattern that is looked for in a `field` of commits: author, committer, reflog, or their message (grep)."""

    field: str
    text: str


class GivenNotes:
    """Which notes were asked for: the usual ones, None where it depends, and those of `others`.

    `shown` says whether any are, None where nothing was said; what is `by_default` shows the usual ones then.
    """

    def __init__(self) -> None:
        self.usual: bool | None = None
        self.others: list[str] = []
        self.shown = self.is_said = self.by_default = False

    def show_usual(self) -> None:
        """Take --notes."""
        self.usual = self.shown = self.is_said = True

    def show(self, name: str, *, with_usual: bool) -> None:
        """Take --notes=<name>, `with_usual` ones too, as --show-notes=<name> has it, where nothing said otherwise."""
        if with_usual and self.usual is None:
            self.usual = True
        self.others.append(name)
        self.shown = self.is_said = True

    def show_none(self) -> None:
        """Take --no-notes, which forgets what was said before."""
        self.usual, self.shown, self.is_said = None, False, True
        self.others.clear()

    def take_usual(self) -> None:
        """Take --standard-notes."""
        self.usual = self.is_said = True

    def leave_usual(self) -> None:
        """Take --no-standard-notes."""
        self.usual = False

    def default(self) -> None:
        """Take --show-notes-by-default."""
        self.by_default = True

    def settle(self) -> None:
        """Note that all was said."""
        if self.by_default and not self.is_said:
            self.show_usual()


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
        self.begin_messages()
        self.begin_shown()
        self.begin_command()

    def begin_messages(self) -> None:
        """Nothing said of what messages are looked for."""
        self.patterns: list[Pattern] = []
        self.pattern_kind = ""
        self.ignore_case = self.all_match = self.invert = False
        self.encoding: str | None = None

    def begin_shown(self) -> None:
        """Nothing said of how commits are shown."""
        # How commits are shown. `format` is what --pretty said, None without it.
        self.verbose = self.is_pretty = False
        self.format: str | None = None
        self.notes = GivenNotes()
        self.shows_signature: bool | None = None
        self.log_size = False
        # Whether headers of mails are encoded, None where nothing was said.
        self.encodes_headers: bool | None = None
        self.abbrev = DEFAULT_ABBREV
        # None where nothing was said; whether --abbrev-commit itself was, or what implies it.
        self.abbrev_commit: bool | None = None
        self.abbrev_commit_said = False
        self.date: str | None = None
        self.expand_tabs = -1
        self.graph = False
        # What is shown where a commit does not come after its child.
        self.linear_break: str | None = None
        self.lanes = 0
        self.color: str | None = None

    def begin_command(self) -> None:
        """Nothing that a command knows besides."""
        # What a command knows of how commits are shown that a walk heeds too: which references are decorations, None
        # for all; who is called otherwise; notes, which are searched with messages; whether sources are shown.
        self.wanted_refs: Callable[[str], bool] | None = None
        self.mailmap: Mailmap | None = None
        self.notes_of: Callable[[bytes], bytes] | None = None
        self.notes_sources = False
        # What is followed from commit to commit, so that those alone are told that changed it.
        self.tracked: Tracked | None = None
        # Whether differences would be shown.
        self.diff = False
        # What takes options of differences where some are shown, before those of walks and after them.
        self.takes_first: Callable[[Sequence[str], int], int] | None = None
        self.takes_last: Callable[[Sequence[str], int], int] | None = None
        # Whether --stdin is of the walk, and no option of the command.
        self.reads_input = True
        # Whether what is named is walked from, and whether an abbreviated id that may be a commit's is one.
        self.walks = True
        self.prefers_commits = False
        # Whether one of --max-count-oldest and --max-count, -<n>, -n was said last.
        self.walks_again = False

    @property
    def ordered(self) -> Order:
        """The order that commits come in."""
        return Order.TOPO if self.is_topological and self.order is Order.DEFAULT else self.order

    def patterns_by_field(self) -> dict[str, list[str]]:
        """What is looked for, by the field of commits."""
        found: dict[str, list[str]] = {}
        for pattern in self.patterns:
            found.setdefault(pattern.field, []).append(pattern.text)
        return found

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
            notes_sources=self.notes_sources,
        )
