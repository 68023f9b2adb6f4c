"""What options of differences have said so far; options.py reads them.

Follows git's Documentation/diff-options. Where the configuration has a say, settings.py puts that in before.
"""

from __future__ import annotations

PATCH, RAW, STAT, NUMSTAT, SHORTSTAT = "patch", "raw", "stat", "numstat", "shortstat"
DIRSTAT, SUMMARY, NAMES, STATUS, CHECK, NOTHING = "dirstat", "summary", "name-only", "name-status", "check", "nothing"
# Of these one alone may be asked for, and it turns all others off.
ALONE = (NAMES, STATUS, CHECK, NOTHING)
# These need what is below directories.
OF_FILES = frozenset((PATCH, STAT, NUMSTAT, SHORTSTAT, DIRSTAT, SUMMARY, CHECK))
# These compare a merge with its first parent.
OF_FIRST_PARENT = frozenset((STAT, NUMSTAT, SHORTSTAT, DIRSTAT, SUMMARY))
NO_RENAMES, RENAMES, COPIES = range(3)
# How many digits of an id are shown where none are asked for: as many as it takes.
USUAL = -1
# A width that the configuration or the terminal says.
UNSAID = -1


class DirstatOptions:
    """How changes are counted for directories, and from how many thousandths on one is shown."""

    def __init__(self) -> None:
        self.permille = 30
        self.by_line = self.by_file = self.cumulative = False


class DiffOptions:
    """What was asked; an option after another may take it back. Without more being said it is as in diff-tree."""

    def __init__(self) -> None:
        self.formats: set[str] = set()
        self.nul = False
        self.abbrev = 0
        self.begin_trees()
        self.begin_renames()
        self.begin_pairs()
        self.begin_lines()
        self.begin_patches()
        self.begin_numbers()

    def begin_trees(self) -> None:
        """Nothing said of which trees are looked into."""
        self.recursive = self.with_trees = False
        self.max_depth: int | None = None
        self.reverse = False
        self.relative = False
        self.prefix: str | None = None
        self.ignore_submodules: str | None = None
        self.submodule = "short"

    def begin_renames(self) -> None:
        """Nothing said of renames."""
        self.renames = NO_RENAMES
        self.rename_score = 0
        self.harder = False
        self.rename_empty = True
        self.rename_limit = -1
        self.break_scores: tuple[int, int] | None = None
        self.irreversible_delete = False
        self.follow = False

    def begin_pairs(self) -> None:
        """Nothing said of which pairs are shown."""
        self.pickaxe: str | None = None
        self.pickaxe_kinds: set[str] = set()
        self.pickaxe_all = self.pickaxe_regex = self.pickaxe_ignores_case = False
        # The objects of --find-object, by name and by id.
        self.objects: list[str] = []
        self.found_objects: set[bytes] = set()
        self.order_file: str | None = None
        self.rotate_to: str | None = None
        self.skips = False
        # The letters of --diff-filter, and those that are left out.
        self.filter: frozenset[str] = frozenset()
        self.filter_out: frozenset[str] = frozenset()

    def begin_lines(self) -> None:
        """Nothing said of how lines are compared."""
        self.text = False
        self.algorithm = "myers"
        self.ignores_driver_algorithm = False
        self.minimal = False
        self.spaces: set[str] = set()
        self.ignore_matching: list[str] = []
        self.indent_heuristic = True
        self.anchors: list[str] = []
        self.textconv = self.external = False
        # Whether an option asked for textconv, which is what shows a blob so that was named.
        self.says_textconv = False

    def begin_patches(self) -> None:
        """Nothing said of how patches look."""
        self.context = 3
        self.between = 0
        self.whole_functions = False
        self.binary = self.full_index = False
        self.old_prefix: str | None = "a/"
        self.new_prefix: str | None = "b/"
        self.line_prefix = ""
        self.new_sign, self.old_sign, self.context_sign = "+", "-", " "
        self.suppress_blank_empty = False
        self.words: str | None = None
        self.word_pattern: str | None = None
        # What the configuration says, where neither an option nor a driver does.
        self.usual_word_pattern: str | None = None
        # Colours: None is on a terminal alone; whether color.diff has said it, and color.ui does not count.
        self.color: bool | None = None
        self.has_own_color = False
        self.moved = "no"
        self.moved_spaces: set[str] = set()
        self.highlights: frozenset[str] = frozenset(("new",))

    def begin_numbers(self) -> None:
        """Nothing said of numbers, and of what is done with the whole."""
        self.stat_width = self.stat_name_width = self.stat_graph_width = self.stat_count = 0
        self.compact = False
        self.dirstat = DirstatOptions()
        self.exit_code = self.quick = False
        self.output: str | None = None

    def ask(self, *formats: str) -> None:
        """Ask for one more way to show differences."""
        self.formats.discard(NOTHING)
        self.formats.update(formats)

    @property
    def shows(self) -> bool:
        """Whether something is shown."""
        return bool(self.formats - {NOTHING})

    @property
    def narrows(self) -> bool:
        """Whether which pairs there are depends on more than trees."""
        return bool(self.pickaxe_kinds or self.filter or self.filter_out or self.follow)

    @property
    def depends_on_lines(self) -> bool:
        """Whether a pair whose lines do not differ is none."""
        return bool(self.spaces - {"blank-lines"} or self.ignore_matching) or (self.external and self.exit_code)
