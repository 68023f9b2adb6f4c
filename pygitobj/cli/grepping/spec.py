"""The options of `grep`, each of which says something to what is asked.

Follows git's Documentation/git-grep.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

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


def spec_for(asked: Asked) -> Spec:
    """The options; what they say goes to `asked`."""

    def option(
        take: Take, said: str, short: str = "", long: str = "", *, kind: str = "flag", argument: str = "",
        negatable: bool = True,
    ) -> Option:  # fmt: skip
        return Option(long or short, kind, said, short, long, argument, negatable, take=take)

    def flag(field: str, said: str, short: str = "", long: str = "", *, negatable: bool = True) -> Option:
        return option(setting(asked, field, True, False), said, short, long, negatable=negatable)

    def one_of(field: str, value: object, other: object, said: str, short: str = "", long: str = "") -> Option:
        return option(setting(asked, field, value, other), said, short, long)

    def sign(kind: str, said: str, *, is_short: bool = False) -> Option:
        def take(_option: Option, _value: str | None, _negated: bool) -> None:
            asked.add(kind, kind.encode())

        if is_short:
            return option(take, said, kind, kind="sign")
        return option(take, said, long=kind.removeprefix("--"), negatable=False)

    def kind_of_pattern(kind: str, said: str, short: str, long: str) -> Option:
        return one_of("kind", kind, None, said, short, long)

    context, number, unsigned = context_reader(asked), number_reader(asked), unsigned_reader(asked)
    return Spec(
        usage=(USAGE,),
        options=(
            flag("cached", "search in index instead of in the work tree", long="cached"),
            flag("no_index", "find in contents not managed by git", long="no-index"),
            flag("untracked", "search in both tracked and untracked files", long="untracked"),
            flag("exclude", "ignore files specified via '.gitignore'", long="exclude-standard"),
            flag("submodules", "recursively search in each submodule", long="recurse-submodules"),
            Group(""),
            flag("invert", "show non-matching lines", "v", "invert-match"),
            flag("ignore_case", "case insensitive matching", "i", "ignore-case"),
            flag("by_word", "match patterns only at word boundaries", "w", "word-regexp"),
            one_of("binary", AS_TEXT, AS_BINARY, "process binary files as text", "a", "text"),
            one_of("binary", AS_NOTHING, AS_BINARY, "don't match patterns in binary files", "I"),
            flag("textconv", "process binary files with textconv filters", long="textconv"),
            one_of("max_depth", -1, 0, "search in subdirectories (default)", "r", "recursive"),
            option(
                number("max_depth"), "descend at most <n> levels", long="max-depth", kind="value", argument="<n>",
                negatable=False,
            ),
            Group(""),
            kind_of_pattern(EXTENDED, "use extended POSIX regular expressions", "E", "extended-regexp"),
            kind_of_pattern(BASIC, "use basic POSIX regular expressions (default)", "G", "basic-regexp"),
            kind_of_pattern(FIXED, "interpret patterns as fixed strings", "F", "fixed-strings"),
            kind_of_pattern(PERL, "use Perl-compatible regular expressions", "P", "perl-regexp"),
            Group(""),
            flag("numbers", "show line numbers", "n", "line-number"),
            flag("columns", "show column number of first match", long="column"),
            one_of("names", False, True, "don't show filenames", "h"),
            one_of("names", True, False, "show filenames", "H"),
            one_of("relative", False, True, "show filenames relative to top directory", long="full-name"),
            flag("only_names", "show only filenames instead of matching lines", "l", "files-with-matches"),
            flag("only_names", "synonym for --files-with-matches", long="name-only"),
            flag("only_others", "show only the names of files without match", "L", "files-without-match"),
            flag("nul", "print NUL after filenames", "z", "null"),
            flag("only_matching", "show only matching parts of a line", "o", "only-matching"),
            flag("only_counts", "show the number of matches instead of matching lines", "c", "count"),
            option(color_reader(asked), "highlight matches", long="color", kind="optional", argument="when"),
            flag("parts", "print empty line between matches from different files", long="break"),
            flag("heading", "show filename only once above matches from same file", long="heading"),
            Group(""),
            option(
                context, "show <n> context lines before and after matches", "C", "context", kind="value",
                argument="<n>",
            ),
            option(
                unsigned("before"), "show <n> context lines before matches", "B", "before-context", kind="value",
                argument="<n>", negatable=False,
            ),
            option(
                unsigned("after"), "show <n> context lines after matches", "A", "after-context", kind="value",
                argument="<n>", negatable=False,
            ),
            option(number("threads"), "use <n> worker threads", long="threads", kind="value", argument="<n>"),
            option(context, "shortcut for -C NUM", "NUM", kind="number"),
            flag("function_line", "show a line with the function name before matches", "p", "show-function"),
            flag("whole_function", "show the surrounding function", "W", "function-context"),
            Group(""),
            option(file_reader(asked), "read patterns from file", "f", kind="value", argument="<file>"),
            option(pattern_reader(asked), "match <pattern>", "e", kind="value", argument="<pattern>"),
            sign(AND, "combine patterns specified with -e"),
            option(ignore, "", long="or", negatable=False),
            sign(NOT, ""),
            sign(OPEN, "", is_short=True),
            sign(CLOSE, "", is_short=True),
            flag("quiet", "indicate hit with exit status without output", "q", "quiet"),
            flag("all_match", "show only matches from files that match all patterns", long="all-match"),
            Group(""),
            option(
                setting(asked, "pager", True, False), "show matching files in the pager", "O", "open-files-in-pager",
                kind="optional", argument="pager",
            ),
            option(ignore, "allow calling of grep(1) (ignored by this build)", long="ext-grep"),
            option(
                number("most", unset=0), "maximum number of results per file", "m", "max-count", kind="value",
                argument="<n>",
            ),
        ),
    )  # fmt: skip


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
