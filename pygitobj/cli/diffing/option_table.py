"""Every option of differences: its names, its help as `diff-pairs -h` shows it, and what it does.

Follows git's Documentation/diff-options.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.diffing import option_formats as formats
from pygitobj.cli.diffing import option_lines as lines
from pygitobj.cli.diffing import option_pairs as pairs
from pygitobj.cli.diffing.asked import (
    CHECK,
    NAMES,
    NO_RENAMES,
    NOTHING,
    NUMSTAT,
    PATCH,
    RAW,
    SHORTSTAT,
    STAT,
    STATUS,
    SUMMARY,
    DiffOptions,
)  # fmt: skip
from pygitobj.cli.diffing.option_takes import (
    Take,
    also_asking,
    asking,
    flag,
    leave,
    only,
    setter,
    spaces,
    take_textconv,
)
from pygitobj.cli.parse_options import Group, Option
from pygitobj.record import Record


class Entry(Record):
    """One option: see parse_options.Option; `take` does what it says, given its value and whether it is taken back."""

    kind: str
    short: str
    long: str
    help: str
    take: Take
    argument: str = ""
    negatable: bool = False


TABLE: tuple[Entry | Group, ...] = (
    Group("Diff output format options"),
    Entry("flag", "p", "patch", "generate patch", asking(PATCH)),
    Entry("flag", "s", "no-patch", "suppress diff output", only(NOTHING)),
    Entry("flag", "u", "", "generate patch", asking(PATCH)),
    Entry("optional", "U", "unified", "generate diffs with <n> lines context", formats.take_unified, "n"),
    Entry(
        "flag", "W", "function-context", "generate diffs with <n> lines context", flag("whole_functions"),
        negatable=True,
    ),
    Entry("flag", "", "raw", "generate the diff in raw format", asking(RAW)),
    Entry("flag", "", "patch-with-raw", "synonym for '-p --raw'", asking(PATCH, RAW)),
    Entry("flag", "", "patch-with-stat", "synonym for '-p --stat'", asking(PATCH, STAT)),
    Entry("flag", "", "numstat", "machine friendly --stat", asking(NUMSTAT)),
    Entry("flag", "", "shortstat", "output only the last line of --stat", asking(SHORTSTAT)),
    Entry(
        "optional", "X", "dirstat",
        "output the distribution of relative amount of changes for each sub-directory",
        formats.take_dirstat, "<param1>,<param2>...",
    ),
    Entry("flag", "", "cumulative", "synonym for --dirstat=cumulative", formats.take_cumulative),
    Entry(
        "optional", "", "dirstat-by-file", "synonym for --dirstat=files,<param1>,<param2>...",
        formats.take_dirstat_by_file, "<param1>,<param2>...",
    ),
    Entry(
        "flag", "", "check", "warn if changes introduce conflict markers or whitespace errors",
        also_asking(CHECK),
    ),
    Entry(
        "flag", "", "summary", "condensed summary such as creations, renames and mode changes", asking(SUMMARY)
    ),
    Entry("flag", "", "name-only", "show only names of changed files", also_asking(NAMES)),
    Entry("flag", "", "name-status", "show only names and status of changed files", also_asking(STATUS)),
    Entry("optional", "", "stat", "generate diffstat", formats.take_stat, "<width>[,<name-width>[,<count>]]"),
    Entry("value", "", "stat-width", "generate diffstat with a given width", formats.width("stat_width"), "<width>"),
    Entry(
        "value", "", "stat-name-width", "generate diffstat with a given name width",
        formats.width("stat_name_width"), "<width>",
    ),
    Entry(
        "value", "", "stat-graph-width", "generate diffstat with a given graph width",
        formats.width("stat_graph_width"), "<width>",
    ),
    Entry("value", "", "stat-count", "generate diffstat with limited lines", formats.width("stat_count"), "<count>"),
    Entry(
        "flag", "", "compact-summary", "generate compact summary in diffstat", formats.take_compact, negatable=True
    ),
    Entry("flag", "", "binary", "output a binary diff that can be applied", formats.take_binary),
    Entry(
        "flag", "", "full-index", 'show full pre- and post-image object names on the "index" lines',
        flag("full_index"), negatable=True,
    ),
    Entry("optional", "", "color", "show colored diff", formats.take_color, "when", negatable=True),
    Entry(
        "value", "", "ws-error-highlight",
        "highlight whitespace errors in the 'context', 'old' or 'new' lines in the diff",
        formats.take_highlights, "<kind>",
    ),
    Entry(
        "flag", "z", "",
        "do not munge pathnames and use NULs as output field terminators in --raw or --numstat", flag("nul"),
    ),
    Entry("optional", "", "abbrev", "use <n> digits to display object names", formats.take_abbrev, "n", negatable=True),
    Entry(
        "value", "", "src-prefix", 'show the given source prefix instead of "a/"', setter("old_prefix"), "<prefix>"
    ),
    Entry(
        "value", "", "dst-prefix", 'show the given destination prefix instead of "b/"', setter("new_prefix"),
        "<prefix>",
    ),
    Entry(
        "value", "", "line-prefix", "prepend an additional prefix to every line of output", setter("line_prefix"),
        "<prefix>",
    ),
    Entry("flag", "", "no-prefix", "do not show any source or destination prefix", formats.take_no_prefix),
    Entry("flag", "", "default-prefix", "use default prefixes a/ and b/", formats.take_default_prefix),
    Entry(
        "value", "", "inter-hunk-context", "show context between diff hunks up to the specified number of lines",
        formats.take_between, "<n>", negatable=False,
    ),
    Entry(
        "value", "", "output-indicator-new", "specify the character to indicate a new line instead of '+'",
        formats.sign("output-indicator-new", "new_sign"), "<char>",
    ),
    Entry(
        "value", "", "output-indicator-old", "specify the character to indicate an old line instead of '-'",
        formats.sign("output-indicator-old", "old_sign"), "<char>",
    ),
    Entry(
        "value", "", "output-indicator-context", "specify the character to indicate a context instead of ' '",
        formats.sign("output-indicator-context", "context_sign"), "<char>",
    ),
    Group("Diff rename options"),
    Entry(
        "optional", "B", "break-rewrites", "break complete rewrite changes into pairs of delete and create",
        pairs.take_break, "<n>[/<m>]",
    ),
    Entry("optional", "M", "find-renames", "detect renames", pairs.take_renames, "n"),
    Entry("flag", "D", "irreversible-delete", "omit the preimage for deletes", flag("irreversible_delete")),
    Entry("optional", "C", "find-copies", "detect copies", pairs.take_copies, "n"),
    Entry(
        "flag", "", "find-copies-harder", "use unmodified files as source to find copies", flag("harder"),
        negatable=True,
    ),
    Entry("flag", "", "no-renames", "disable rename detection", setter("renames", NO_RENAMES)),
    Entry("flag", "", "rename-empty", "use empty blobs as rename source", flag("rename_empty"), negatable=True),
    Entry(
        "flag", "", "follow", "continue listing the history of a file beyond renames", flag("follow"), negatable=True
    ),
    Entry(
        "value", "l", "",
        "prevent rename/copy detection if the number of rename/copy targets exceeds given limit",
        pairs.take_limit, "<n>",
    ),
    Group("Diff algorithm options"),
    Entry("flag", "", "minimal", "produce the smallest possible diff", lines.algorithm("minimal")),
    Entry("flag", "w", "ignore-all-space", "ignore whitespace when comparing lines", spaces("all")),
    Entry("flag", "b", "ignore-space-change", "ignore changes in amount of whitespace", spaces("change")),
    Entry("flag", "", "ignore-space-at-eol", "ignore changes in whitespace at EOL", spaces("at-eol")),
    Entry("flag", "", "ignore-cr-at-eol", "ignore carrier-return at the end of line", spaces("cr-at-eol")),
    Entry("flag", "", "ignore-blank-lines", "ignore changes whose lines are all blank", spaces("blank-lines")),
    Entry(
        "value", "I", "ignore-matching-lines", "ignore changes whose all lines match <regex>", lines.take_ignored,
        "<regex>", negatable=True,
    ),
    Entry(
        "flag", "", "indent-heuristic", "heuristic to shift diff hunk boundaries for easy reading",
        flag("indent_heuristic"), negatable=True,
    ),
    Entry("flag", "", "patience", 'generate diff using the "patience diff" algorithm', lines.take_patience),
    Entry(
        "flag", "", "histogram", 'generate diff using the "histogram diff" algorithm', lines.algorithm("histogram")
    ),
    Entry("value", "", "diff-algorithm", "choose a diff algorithm", lines.take_algorithm, "<algorithm>"),
    Entry(
        "value", "", "anchored", 'generate diff using the "anchored diff" algorithm', lines.take_anchor, "<text>"
    ),
    Entry(
        "optional", "", "word-diff", "show word diff, using <mode> to delimit changed words", lines.take_words,
        "mode",
    ),
    Entry(
        "value", "", "word-diff-regex", "use <regex> to decide what a word is", lines.take_word_pattern, "<regex>"
    ),
    Entry(
        "optional", "", "color-words", "equivalent to --word-diff=color --word-diff-regex=<regex>",
        lines.take_color_words, "regex",
    ),
    Entry(
        "optional", "", "color-moved", "moved lines of code are colored differently", lines.take_moved, "mode",
        negatable=True,
    ),
    Entry(
        "value", "", "color-moved-ws", "how white spaces are ignored in --color-moved", lines.take_moved_spaces,
        "<mode>", negatable=True,
    ),
    Group("Other diff options"),
    Entry(
        "optional", "", "relative", "when run from subdir, exclude changes outside and show relative paths",
        pairs.take_relative, "prefix", negatable=True,
    ),
    Entry("flag", "a", "text", "treat all files as text", flag("text"), negatable=True),
    Entry("flag", "R", "", "swap two inputs, reverse the diff", flag("reverse")),
    Entry(
        "flag", "", "exit-code", "exit with 1 if there were differences, 0 otherwise", flag("exit_code"),
        negatable=True,
    ),
    Entry("flag", "", "quiet", "disable all output of the program", flag("quick"), negatable=True),
    Entry(
        "flag", "", "ext-diff", "allow an external diff helper to be executed", flag("external"), negatable=True
    ),
    Entry(
        "flag", "", "textconv", "run external text conversion filters when comparing binary files",
        take_textconv, negatable=True,
    ),
    Entry(
        "optional", "", "ignore-submodules", "ignore changes to submodules in the diff generation",
        pairs.take_ignore_submodules, "when",
    ),
    Entry(
        "optional", "", "submodule", "specify how differences in submodules are shown", pairs.take_submodule,
        "format",
    ),
    Entry("flag", "", "ita-invisible-in-index", "hide 'git add -N' entries from the index", leave),
    Entry("flag", "", "ita-visible-in-index", "treat 'git add -N' entries as real in the index", leave),
    Entry(
        "value", "S", "",
        "look for differences that change the number of occurrences of the specified string",
        pairs.pickaxe("S"), "<string>",
    ),
    Entry(
        "value", "G", "",
        "look for differences that change the number of occurrences of the specified regex",
        pairs.pickaxe("G"), "<regex>",
    ),
    Entry("flag", "", "pickaxe-all", "show all changes in the changeset with -S or -G", flag("pickaxe_all")),
    Entry(
        "flag", "", "pickaxe-regex", "treat <string> in -S as extended POSIX regular expression",
        flag("pickaxe_regex"),
    ),
    Entry("value", "O", "", "control the order in which files appear in the output", setter("order_file"), "<file>"),
    Entry("value", "", "rotate-to", "show the change in the specified path first", pairs.rotate(False), "<path>"),
    Entry("value", "", "skip-to", "skip the output to the specified path", pairs.rotate(True), "<path>"),
    Entry(
        "value", "", "find-object",
        "look for differences that change the number of occurrences of the specified object",
        pairs.take_object, "<object-id>",
    ),
    Entry(
        "value", "", "diff-filter", "select files by diff type", pairs.take_filter, "[(A|C|D|M|R|T|U|X|B)...[*]]"
    ),
    Entry("value", "", "max-depth", "maximum tree depth to recurse", pairs.take_depth, "<depth>"),
    Entry("value", "", "output", "output to a specific file", setter("output"), "<file>"),
)  # fmt: skip
ENTRIES = tuple(entry for entry in TABLE if isinstance(entry, Entry))
SHORT = {entry.short: entry for entry in ENTRIES if entry.short}
# Each spelling, with whether it takes the option back.
LONG = {entry.long: (entry, False) for entry in ENTRIES if entry.long}
LONG |= {f"no-{entry.long}": (entry, True) for entry in ENTRIES if entry.negatable}


def usage_options(options: DiffOptions) -> tuple[Option | Group, ...]:
    """All of them as parse_options.py takes them, for a command that has a usage; they change `options`."""
    return tuple(entry if isinstance(entry, Group) else as_option(entry, options) for entry in TABLE)


def as_option(entry: Entry, options: DiffOptions) -> Option:
    """`entry` as parse_options.py takes it."""
    return Option(
        entry.long or entry.short, entry.kind, entry.help, short=entry.short, long=entry.long,
        argument=entry.argument, negatable=entry.negatable, take=taking(entry.take, options),
    )  # fmt: skip


def taking(take: Take, options: DiffOptions) -> Callable[[Option, str | None, bool], None]:
    """What takes an option of `options`, as parse_options.py calls it."""
    return lambda _option, value, taken_back: take(options, value, taken_back)
