"""The options of blame and annotate, as their usage shows them, but for those of all commands that walk."""

from __future__ import annotations

from pygitobj.cli.parse_options import Option, Spec
from pygitobj.cli.short_ids import ABBREV


def bit(key: str, text: str, short: str = "", long: str = "") -> Option:
    """A flag."""
    return Option(key, "flag", text, short=short, long=long)


OPTIONS = (
    bit("incremental", "show blame entries as we find them, incrementally", long="incremental"),
    bit("blank", "do not show object names of boundary commits (Default: off)", "b"),
    bit("root", "do not treat root commits as boundaries (Default: off)", long="root"),
    bit("stats", "show work cost statistics", long="show-stats"),
    bit("progress", "force progress reporting", long="progress"),
    bit("score", "show output score for blame entries", long="score-debug"),
    bit("name", "show original filename (Default: auto)", "f", "show-name"),
    bit("number", "show original linenumber (Default: off)", "n", "show-number"),
    bit("porcelain", "show in a format designed for machine consumption", "p", "porcelain"),
    bit("line_porcelain", "show porcelain format with per-line commit information", long="line-porcelain"),
    bit("compatible", "use the same output mode as git-annotate (Default: off)", "c"),
    bit("raw_time", "show raw timestamp (Default: off)", "t"),
    bit("long", "show long commit SHA1 (Default: off)", "l"),
    bit("no_author", "suppress author name and timestamp (Default: off)", "s"),
    bit("email", "show author email instead of name (Default: off)", "e", "show-email"),
    bit("white_space", "ignore whitespace differences", "w"),
    Option(
        "algorithm", "value", "choose a diff algorithm", long="diff-algorithm", argument="<algorithm>", negatable=False
    ),
    Option("ignore_rev", "value", "ignore <rev> when blaming", long="ignore-rev", argument="<rev>"),
    Option("ignore_file", "value", "ignore revisions from <file>", long="ignore-revs-file", argument="<file>"),
    bit("color_lines", "color redundant metadata from previous line differently", long="color-lines"),
    bit("color_by_age", "color lines by age", long="color-by-age"),
    Option("minimal", "flag", "spend extra cycles to find a better match", long="minimal", hidden=True),
    Option(
        "revs_file", "value", "use revisions from <file> instead of calling git-rev-list", short="S", argument="<file>"
    ),
    Option("contents", "value", "use <file>'s contents as the final image", long="contents", argument="<file>"),
    Option("copies", "optional", "find line copies within and across files", short="C", argument="<score>"),
    Option("moves", "optional", "find line movements within and across files", short="M", argument="<score>"),
    Option(
        "ranges", "value", "process only line range <start>,<end> or function :<funcname>", short="L",
        argument="<range>",
    ),
    ABBREV,
)  # fmt: skip


def spec_for(name: str) -> Spec:
    """The options and the usage of the command `name`."""
    return Spec((usage_line(name), "", "<rev-opts> are documented in git-rev-list(1)"), OPTIONS)


def usage_line(name: str) -> str:
    """How the command `name` is called."""
    return f"git {name} [<options>] [<rev-opts>] [<rev>] [--] <file>"
