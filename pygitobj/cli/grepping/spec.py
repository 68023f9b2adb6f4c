"""The options of `grep`, each of which says something to what is asked.

Follows git's Documentation/git-grep.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from pygitobj.changes.search.expression import AND, CLOSE, NOT, OPEN, PATTERN
from pygitobj.cli.grepping.asked import AS_BINARY, AS_NOTHING, AS_TEXT, Asked
from pygitobj.cli.number_values import INTS, number_in, parse_int
from pygitobj.cli.parse_options import Group, Option, Spec, UsageError
from pygitobj.cli.pretty.colors import ALWAYS, AUTO, NEVER
from pygitobj.errors import GitObjectError
from pygitobj.formats.message_pattern import BASIC, EXTENDED, FIXED, PERL
from pygitobj.formats.numbers import integer_at, lower, parse_unsigned

USAGE = "git grep [<options>] [-e] <pattern> [<rev>...] [[--] <path>...]"
LARGEST_UINT = (1 << 32) - 1
STDIN = "-"
Take = Callable[[Option, str | None, bool], None]


class Options:
    """Makes the options, in the groups in which the usage shows them; what they say goes to `asked`."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.number, self.unsigned = number_reader(asked), unsigned_reader(asked)
        self.context = context_reader(asked)

    def flag(self, field: str, said: str, short: str = "", long: str = "", *, negatable: bool = True) -> Option:
        """An option that sets a field, or takes it back."""
        return option(setting(self.asked, field, True, False), said, short, long, negatable=negatable)

    def one_of(self, field: str, value: object, other: object, said: str, short: str = "", long: str = "") -> Option:
        """An option that sets a field to a value, or taken back to the other one."""
        return option(setting(self.asked, field, value, other), said, short, long)

    def kind_of_pattern(self, kind: str, said: str, short: str, long: str) -> Option:
        """An option that says of which kind patterns are."""
        return self.one_of("kind", kind, None, said, short, long)

    def sign(self, kind: str, said: str, *, is_short: bool = False) -> Option:
        """What stands between patterns."""

        def take(_option: Option, _value: str | None, _negated: bool) -> None:
            self.asked.add(kind, kind.encode())

        if is_short:
            return option(take, said, kind, kind="sign")
        return option(take, said, long=kind.removeprefix("--"), negatable=False)

    def places(self) -> Sequence[Option]:
        """Where files are looked for."""
        return (
            self.flag("cached", "search in index instead of in the work tree", long="cached"),
            self.flag("no_index", "find in contents not managed by git", long="no-index"),
            self.flag("untracked", "search in both tracked and untracked files", long="untracked"),
            self.flag("exclude", "ignore files specified via '.gitignore'", long="exclude-standard"),
            self.flag("submodules", "recursively search in each submodule", long="recurse-submodules"),
        )  # fmt: skip

    def matching(self) -> Sequence[Option]:
        """What matches, and in which files."""
        return (
            self.flag("invert", "show non-matching lines", "v", "invert-match"),
            self.flag("ignore_case", "case insensitive matching", "i", "ignore-case"),
            self.flag("by_word", "match patterns only at word boundaries", "w", "word-regexp"),
            self.one_of("binary", AS_TEXT, AS_BINARY, "process binary files as text", "a", "text"),
            self.one_of("binary", AS_NOTHING, AS_BINARY, "don't match patterns in binary files", "I"),
            self.flag("textconv", "process binary files with textconv filters", long="textconv"),
            self.one_of("max_depth", -1, 0, "search in subdirectories (default)", "r", "recursive"),
            option(
                self.number("max_depth"), "descend at most <n> levels", long="max-depth", kind="value", argument="<n>",
                negatable=False,
            ),
        )  # fmt: skip

    def kinds(self) -> Sequence[Option]:
        """What kind patterns are of."""
        return (
            self.kind_of_pattern(EXTENDED, "use extended POSIX regular expressions", "E", "extended-regexp"),
            self.kind_of_pattern(BASIC, "use basic POSIX regular expressions (default)", "G", "basic-regexp"),
            self.kind_of_pattern(FIXED, "interpret patterns as fixed strings", "F", "fixed-strings"),
            self.kind_of_pattern(PERL, "use Perl-compatible regular expressions", "P", "perl-regexp"),
        )  # fmt: skip

    def shown(self) -> Sequence[Option]:
        """What is shown of what matches."""
        return (
            self.flag("numbers", "show line numbers", "n", "line-number"),
            self.flag("columns", "show column number of first match", long="column"),
            self.one_of("names", False, True, "don't show filenames", "h"),
            self.one_of("names", True, False, "show filenames", "H"),
            self.one_of("relative", False, True, "show filenames relative to top directory", long="full-name"),
            self.flag("only_names", "show only filenames instead of matching lines", "l", "files-with-matches"),
            self.flag("only_names", "synonym for --files-with-matches", long="name-only"),
            self.flag("only_others", "show only the names of files without match", "L", "files-without-match"),
            self.flag("nul", "print NUL after filenames", "z", "null"),
            self.flag("only_matching", "show only matching parts of a line", "o", "only-matching"),
            self.flag("only_counts", "show the number of matches instead of matching lines", "c", "count"),
            option(color_reader(self.asked), "highlight matches", long="color", kind="optional", argument="when"),
            self.flag("parts", "print empty line between matches from different files", long="break"),
            self.flag("heading", "show filename only once above matches from same file", long="heading"),
        )  # fmt: skip

    def around(self) -> Sequence[Option]:
        """What is shown around it, and how many work."""
        return (
            option(
                self.context, "show <n> context lines before and after matches", "C", "context", kind="value",
                argument="<n>",
            ),
            option(
                self.unsigned("before"), "show <n> context lines before matches", "B", "before-context", kind="value",
                argument="<n>", negatable=False,
            ),
            option(
                self.unsigned("after"), "show <n> context lines after matches", "A", "after-context", kind="value",
                argument="<n>", negatable=False,
            ),
            option(self.number("threads"), "use <n> worker threads", long="threads", kind="value", argument="<n>"),
            option(self.context, "shortcut for -C NUM", "NUM", kind="number"),
            self.flag("function_line", "show a line with the function name before matches", "p", "show-function"),
            self.flag("whole_function", "show the surrounding function", "W", "function-context"),
        )  # fmt: skip

    def patterns(self) -> Sequence[Option]:
        """The patterns, and how they go together."""
        return (
            option(file_reader(self.asked), "read patterns from file", "f", kind="value", argument="<file>"),
            option(pattern_reader(self.asked), "match <pattern>", "e", kind="value", argument="<pattern>"),
            self.sign(AND, "combine patterns specified with -e"),
            option(ignore, "", long="or", negatable=False),
            self.sign(NOT, ""),
            self.sign(OPEN, "", is_short=True),
            self.sign(CLOSE, "", is_short=True),
            self.flag("quiet", "indicate hit with exit status without output", "q", "quiet"),
            self.flag("all_match", "show only matches from files that match all patterns", long="all-match"),
        )  # fmt: skip

    def rest(self) -> Sequence[Option]:
        """What is done besides."""
        return (
            option(
                setting(self.asked, "pager", True, False), "show matching files in the pager", "O",
                "open-files-in-pager", kind="optional", argument="pager",
            ),
            option(ignore, "allow calling of grep(1) (ignored by this build)", long="ext-grep"),
            option(
                self.number("most", unset=0), "maximum number of results per file", "m", "max-count", kind="value",
                argument="<n>",
            ),
        )  # fmt: skip


def spec_for(asked: Asked) -> Spec:
    """The options; what they say goes to `asked`."""
    made = Options(asked)
    groups = made.places(), made.matching(), made.kinds(), made.shown(), made.around(), made.patterns(), made.rest()
    options: list[Option | Group] = []
    for group in groups:
        options += [Group(""), *group] if options else group
    return Spec(usage=(USAGE,), options=tuple(options))


def option(
    take: Take, said: str, short: str = "", long: str = "", *, kind: str = "flag", argument: str = "",
    negatable: bool = True,
) -> Option:  # fmt: skip
    """An option of which `take` is told."""
    return Option(long or short, kind, said, short, long, argument, negatable, take=take)


def ignore(_option: Option, _value: str | None, _negated: bool) -> None:
    """Take what changes nothing."""


def setting(asked: Asked, field: str, value: object, other: object) -> Take:
    """What sets `field` to `value`, or taken back to the `other`."""

    def take(_option: Option, _value: str | None, negated: bool) -> None:
        setattr(asked, field, other if negated else value)

    return take


def named(option: Option) -> str:
    """How messages call an option as it was given."""
    is_long = option.long and not option.is_said_short
    return f"option `{option.long}'" if is_long else f"switch `{option.short}'"


def number_reader(asked: Asked) -> Callable[..., Take]:
    """What makes readers of numbers of 32 bits."""

    def number(field: str, unset: int = 0) -> Take:
        def take(option: Option, value: str | None, negated: bool) -> None:
            setattr(asked, field, unset if negated else number_in(value or "", named(option), parse_int, "an", INTS))

        return take

    return number


def unsigned_reader(asked: Asked) -> Callable[[str], Take]:
    """What makes readers of numbers from 0 on."""

    def parse(text: str) -> int | str:
        return parse_unsigned(text, LARGEST_UINT)

    def unsigned(field: str) -> Take:
        def take(option: Option, value: str | None, _negated: bool) -> None:
            found = number_in(value or "", named(option), parse, "a non-negative", (0, LARGEST_UINT))
            setattr(asked, field, found)

        return take

    return unsigned


def context_reader(asked: Asked) -> Take:
    """What reads how many lines there are around; as in C's unsigned numbers, below zero they are very many."""

    def take(_option: Option, value: str | None, negated: bool) -> None:
        number, end = (0, 0) if negated else integer_at(value or "", 0)
        if not negated and end != len(value or ""):
            raise UsageError("error: switch `C' expects a numerical value\n")
        asked.before = asked.after = number & LARGEST_UINT

    return take


def color_reader(asked: Asked) -> Take:
    """What reads when there are colours."""

    def take(_option: Option, value: str | None, negated: bool) -> None:
        word = NEVER if negated else ALWAYS if value is None else lower(value)
        if word not in (ALWAYS, NEVER, AUTO):
            raise UsageError('error: option `color\' expects "always", "auto", or "never"\n')
        asked.color = word

    return take


def pattern_reader(asked: Asked) -> Take:
    """What reads a pattern."""

    def take(_option: Option, value: str | None, _negated: bool) -> None:
        asked.add(PATTERN, (value or "").encode("utf-8", "surrogateescape"), "-e option")

    return take


def file_reader(asked: Asked) -> Take:
    """What reads patterns from a file, one on each line that is not empty."""

    def take(_option: Option, value: str | None, _negated: bool) -> None:
        name = value or ""
        lines = (line for line in lines_of(name) if line)
        for number, line in enumerate(lines, 1):
            asked.add(PATTERN, line, name, number)

    return take


def lines_of(name: str) -> Iterator[bytes]:
    """The lines of a file, or of standard input, without their ends. Raises GitObjectError."""
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read()
        else:
            with open(name, "rb") as file:
                data = file.read()
    except IsADirectoryError:
        return
    except (OSError, ValueError) as error:
        raise GitObjectError(f"cannot open '{name}': {getattr(error, 'strerror', None) or error}") from None
    *ended, last = data.split(b"\n")
    yield from (line.removesuffix(b"\r") for line in ended)
    yield last.removesuffix(b"\r")
