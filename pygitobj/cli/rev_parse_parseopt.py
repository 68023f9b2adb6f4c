"""`rev-parse --parseopt`: options of a script, which says on standard input what it has, as words for a shell.

    <usage>                     lines of usage, up to one that is --
    --
    <names><flags><hint> <help> an option: `h`, `help` or `h,help`; = has a value, ? may have one, ! cannot be taken
                                back, * is hidden; what the help calls the value
     <title>                    a heading, which starts with white space or has none

Follows git's Documentation/git-rev-parse, "PARSEOPT".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from pygitobj.cli.input_lines import trimmed_line
from pygitobj.cli.parse_options import (
    USAGE_EXIT,
    Group,
    HelpRequestedError,
    Option,
    Spec,
    UsageError,
    parse_options,
    usage_text,
)
from pygitobj.errors import GitObjectError
from pygitobj.formats.script_quote import shell_word

SPEC = Spec(
    ("git rev-parse --parseopt [<options>] -- [<args>...]",),
    (
        Option("keep", "flag", "keep the `--` passed as an arg", long="keep-dashdash"),
        Option("stop", "flag", "stop parsing after the first non-option argument", long="stop-at-non-option"),
        Option("stuck", "flag", "output in stuck long form", long="stuck-long"),
    ),
)
DASHES = "--"
SPACE = " \t\n\r"
FLAGS = "*=?!"
# What shows a value as it is written, and not between < and >.
LITERAL = frozenset("()<>[]|")
# The help is printed by what a shell evaluates.
BEFORE, AFTER = "cat <<\\EOF\n", "EOF\n"


class Given:
    """The words that were parsed so far; long ones with their values stuck to them where `is_stuck`."""

    def __init__(self, is_stuck: bool) -> None:
        self.is_stuck = is_stuck
        self.text = "set --"

    def add(self, option: Option, value: str | None, negated: bool) -> None:
        """Add `option` as it was given."""
        if negated:
            self.text += f" --no-{option.long}"
        elif option.short and not (option.long and self.is_stuck):
            self.text += f" -{option.short}"
        else:
            self.text += f" --{option.long}"
        if value is not None:
            self.text += ("=" if option.long else "") if self.is_stuck else " "
            self.text += shell_word(value)


def run(words: Sequence[str]) -> int:
    """Parse the words after --parseopt; gives the exit code."""
    own = parse_options(SPEC, words, keep_dashes=True)
    if own.arguments[:1] != [DASHES]:
        raise UsageError(usage_text(SPEC))
    given = Given(own.options.flag("stuck"))
    spec = spec_of([os.fsdecode(trimmed_line(line)) for line in sys.stdin.buffer], given)
    rest, stop, keep = own.arguments[1:], own.options.flag("stop"), own.options.flag("keep")
    try:
        arguments = parse_options(spec, rest, stop=stop, keep_dashes=keep).arguments
    except HelpRequestedError as asked:
        raise HelpRequestedError(f"{BEFORE}{asked.usage}{AFTER}", USAGE_EXIT, asked.message) from None
    sys.stdout.write(f"{given.text} --{''.join(f' {shell_word(word)}' for word in arguments)}\n")
    return 0


def spec_of(lines: Sequence[str], given: Given) -> Spec:
    """What `lines` say; each option is added to what was `given` when it is. Raises GitObjectError."""
    if DASHES not in lines:
        raise GitObjectError("premature end of input")
    end = lines.index(DASHES)
    if not end:
        raise GitObjectError("no usage string given before the `--' separator")
    return Spec(lines[:end], [*options_in(lines[end + 1 :], given)], is_script=True)


def options_in(lines: Iterable[str], given: Given) -> Iterable[Option | Group]:
    """The options and headings that `lines` say. Raises GitObjectError."""
    for line in lines:
        at = next((at for at, letter in enumerate(line) if letter in SPACE), 0)
        if at:
            yield option_in(line[:at], line[at + 1 :].lstrip(SPACE), given)
        elif line:
            yield Group(line.lstrip(SPACE))


def option_in(text: str, help_: str, given: Given) -> Option:
    """The option that `text`, what stands before its `help_`, says. Raises GitObjectError."""
    end = next((at for at, letter in enumerate(text) if letter in FLAGS), len(text))
    names = text[:end]
    if not names:
        raise GitObjectError("missing opt-spec before option flags")
    hint = text[end:].lstrip(FLAGS)
    flags = text[end : len(text) - len(hint)]
    # One that may be left out may be so whatever else is said.
    kind = "switch" if "?" in flags else "value" if "=" in flags else "flag"
    is_short = len(names) == 1 or names[1] == ","
    return Option(
        names,
        kind,
        help_,
        short=names[0] if is_short else "",
        long=names[2:] if is_short else names,
        argument=shown_hint(hint) if kind != "flag" else "",
        negatable="!" not in flags,
        hidden="*" in flags,
        take=given.add,
    )


def shown_hint(hint: str) -> str:
    """How the help shows what a value is called."""
    return hint or "..." if not hint or LITERAL.intersection(hint) else f"<{hint}>"
