"""The options that log and show have of their own; the others are left to walks and to differences.

Follows git's Documentation/git-log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.known_options import known_options
from pygitobj.cli.log_config import NO, SHORT, decoration_word
from pygitobj.cli.parse_options import Option, Spec
from pygitobj.errors import GitObjectError

USAGE = ("git log [<options>] [<revision-range>] [[--] <path>...]", "git show [<options>] <object>...")


class LogOptions:
    """What they say. `decorate` is None where nothing was said; `rest` are the words that are left."""

    def __init__(self) -> None:
        self.quiet = self.source = False
        self.mailmap: bool | None = None
        self.decorate: str | None = None
        self.include: list[str] = []
        self.exclude: list[str] = []
        # Whether all references are shown where nothing says which.
        self.decorates_all = False
        self.lines: list[str] = []
        self.rest: list[str] = []
        self.goes_on = False

    def take_decorate(self, _: Option, value: str | None, negated: bool) -> None:
        """Take --decorate, with a style or none. Raises GitObjectError for one that there is not."""
        word = NO if negated else SHORT if value is None else decoration_word(value)
        if word is None:
            raise GitObjectError(f"invalid --decorate option: {value}")
        self.decorate = word

    def clear(self, _option: Option, _value: str | None, _negated: bool) -> None:
        """Take --clear-decorations."""
        self.include.clear()
        self.exclude.clear()
        self.decorates_all = True

    def take_line(self, _: Option, value: str | None, _negated: bool) -> None:
        """Take -L."""
        self.lines.append(value or "")


def adder(patterns: list[str]) -> Callable[[Option, str | None, bool], None]:
    """What takes an option with a pattern into `patterns`, or, where it is taken back, all of them out."""

    def take(_: Option, value: str | None, negated: bool) -> None:
        if negated:
            patterns.clear()
        else:
            patterns.append(value or "")

    return take


def log_options(words: Sequence[str]) -> LogOptions:
    """What `words` say. Raises UsageError, HelpRequestedError, GitObjectError."""
    said = LogOptions()
    parsed = known_options(spec_for(said), words)
    said.quiet = parsed.options.flag("quiet")
    said.source = parsed.options.flag("source")
    if "use-mailmap" in parsed.options:
        said.mailmap = parsed.options.flag("use-mailmap")
    said.goes_on = parsed.options.flag("goes_on")
    said.rest = parsed.arguments
    return said


def spec_for(said: LogOptions) -> Spec:
    """The options, which are noted in `said`."""
    return Spec(
        usage=USAGE,
        options=(
            Option("quiet", "flag", "suppress diff output", short="q", long="quiet"),
            Option("source", "flag", "show source", long="source"),
            Option("use-mailmap", "flag", "use mail map file", long="use-mailmap"),
            Option("goes_on", "flag", "<use this deprecated command>", long="i-still-use-this", hidden=True),
            Option("use-mailmap", "flag", "alias of --use-mailmap", long="mailmap", alias_of="use-mailmap"),
            Option(
                "clear", "flag", "clear all previously-defined decoration filters", long="clear-decorations",
                negatable=False, take=said.clear,
            ),
            Option(
                "include", "value", "only decorate refs that match <pattern>", long="decorate-refs",
                argument="<pattern>", take=adder(said.include),
            ),
            Option(
                "exclude", "value", "do not decorate refs that match <pattern>", long="decorate-refs-exclude",
                argument="<pattern>", take=adder(said.exclude),
            ),
            Option(
                "decorate", "optional", "decorate options", long="decorate", argument="...", take=said.take_decorate
            ),
            Option(
                "lines", "value", "trace the evolution of line range <start>,<end> or function :<funcname> in <file>",
                short="L", argument="<range:file>", take=said.take_line,
            ),
        ),
    )  # fmt: skip
