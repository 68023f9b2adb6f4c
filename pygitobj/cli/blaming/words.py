"""The words of blame and annotate: their own options, those of walks, and the path among the revisions.

    [<rev>...] [--] <path>      <path> [<rev>]      -- <path> <rev>

Follows git's Documentation/git-blame and gitcli.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.blaming.spec import spec_for
from pygitobj.cli.diffing.algorithms import NO_ALGORITHM, algorithm_named
from pygitobj.cli.own_options import BEGINNINGS
from pygitobj.cli.parse_options import (
    USAGE_EXIT,
    HelpRequestedError,
    Option,
    Options,
    Parsed,
    RefusedOptionError,
    Spec,
    UsageError,
    find_long,
    options_of,
    refuse_one_dash,
    take_long,
    take_short,
    usage_text,
)
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.options import take_option
from pygitobj.errors import GitObjectError
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.revisions.arguments import DASHES, END_OF_OPTIONS

# In the place of a value: what an option says that is taken back, which no file is called.
OFF = "\0"
ONE_VALUE = ("value", "optional")


class DiffWords:
    """What options of differences say that matter here: None where nothing was said."""

    def __init__(self) -> None:
        self.indent_heuristic: bool | None = None
        self.textconv = True
        self.follows = True
        self.finds_copies = False


DIFF_WORDS: dict[str, tuple[str, bool]] = {
    "--indent-heuristic": ("indent_heuristic", True),
    "--no-indent-heuristic": ("indent_heuristic", False),
    "--textconv": ("textconv", True),
    "--no-textconv": ("textconv", False),
    "--follow": ("follows", True),
    "--no-follow": ("follows", False),
    "--find-copies-harder": ("finds_copies", True),
}


class Words(Record):
    """What words said: own options, those of walks and of differences; what is left is revisions, and the path.

    `values` are the options with values, and --minimal, in their order, and OFF for some that were taken back.
    """

    options: Options
    values: list[tuple[str, str]]
    given: Given
    diff: DiffWords
    revisions: list[str]
    path: str
    reverse: bool


class Reading:
    """Reads the words of the command with this `spec`."""

    def __init__(self, spec: Spec, hex_size: int) -> None:
        self.spec = spec
        self.hex_size = hex_size
        self.parsed = Parsed(Options(), [], [])
        self.given = Given()
        self.diff = DiffWords()
        self.left: list[str] = []
        self.reverse = False

    def read(self, words: Sequence[str]) -> int:
        """Take all `words`; gives how many of those that are left came before a --, -1 where there is none."""
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == END_OF_OPTIONS:
                before = rest.index(DASHES) if DASHES in rest else len(rest)
                self.left += rest[:before]
                del rest[:before]
                continue
            if word == DASHES:
                before = len(self.left)
                self.left += rest
                return before
            if word == "--help":
                raise HelpRequestedError(usage_text(self.spec), 0 if len(words) == len(rest) + 1 else USAGE_EXIT)
            if word == "--help-all":
                raise HelpRequestedError(usage_text(self.spec, while_parsing=True, full=True))
            if not word.startswith("-") or word == "-":
                self.left.append(word)
                continue
            unknown = self.own_long(word, rest) if word.startswith("--") else self.own_short(word, rest)
            if unknown is not None:
                self.other(unknown, rest)
        return -1

    def help(self) -> HelpRequestedError:
        """What shows the usage."""
        return HelpRequestedError(usage_text(self.spec, while_parsing=True))

    def own_long(self, word: str, rest: list[str]) -> str | None:
        """Take a long option of our own; the word where it is none."""
        name = word[2:].partition("=")[0]
        if not any(spelling.startswith(name) for spelling in spellings(self.spec)):
            return word
        option, is_off = find_long(self.spec, name, word[2:])
        if option.key == "minimal" or (option.key == "ignore_file" and is_off):
            self.parsed.order.append((option.key, OFF if is_off else ""))
        take_long(self.spec, word[2:], rest, self.parsed)
        if option.key == "line_porcelain":
            # It is the other form with more in it, and takes that back too.
            self.parsed.options.given["porcelain"] = not is_off
        return None

    def own_short(self, word: str, rest: list[str]) -> str | None:
        """Take short options of our own; what is left of the word from one on that is none."""
        letters = word[1:]
        known = {option.short: option for option in options_of(self.spec) if option.short}
        refuse_one_dash(self.spec, letters[1:], letters)
        while letters:
            option = known.get(letters[0])
            if option is None:
                if letters[0] == "h":
                    raise self.help()
                return "-" + letters
            if option.kind in ONE_VALUE:
                self.note(option, letters)
                take_short(self.spec, letters, rest, self.parsed)
                return None
            take_short(self.spec, letters[0], rest, self.parsed)
            letters = letters[1:]
        return None

    def note(self, option: Option, letters: str) -> None:
        """Note an option whose value may be left out, which counts each time."""
        if option.kind == "optional":
            self.parsed.order.append((option.key, letters[1:]))

    def other(self, word: str, rest: list[str]) -> None:
        """Take an option of walks or differences. Raises UsageError for one that is none."""
        known = DIFF_WORDS.get(word)
        if known is not None:
            setattr(self.diff, *known)
        elif word == "--reverse":
            self.reverse = True
        elif BEGINNINGS.fullmatch(word):
            self.left.append(word)
        else:
            taken = take_option(self.given, [word, *rest], 0, self.hex_size)
            if not taken:
                raise UsageError(f"error: unknown option `{word}'\n{usage_text(self.spec)}")
            del rest[: taken - 1]


def spellings(spec: Spec) -> list[str]:
    """The names of the long options of `spec`."""
    found = []
    for option in options_of(spec):
        if option.long:
            found.append(option.long)
            if option.can_negate:
                found.append(f"no-{option.long}")
    return found


def help_for(command: str, *, full: bool) -> HelpRequestedError:
    """What shows the usage of `command`, with what is hidden in the `full` one."""
    return HelpRequestedError(usage_text(spec_for(command), while_parsing=True, full=full))


def read_words(repository: Repository, command: str, words: Sequence[str]) -> Words:
    """What `words` say. Raises UsageError, HelpRequestedError, GitObjectError in git's words."""
    spec = spec_for(command)
    reading = Reading(spec, repository.format.hex_size)
    try:
        before = reading.read(words)
    except RefusedOptionError as error:
        raise UsageError(f"error: {error}\n{usage_text(spec)}") from None
    revisions, path = with_path(repository, reading.left, before, spec)
    return Words(
        reading.parsed.options, reading.parsed.order, reading.given, reading.diff, revisions, path, reading.reverse
    )


def with_path(repository: Repository, left: list[str], before: int, spec: Spec) -> tuple[list[str], str]:
    """The revisions among the words that are `left`, and the path. Raises UsageError, GitObjectError."""
    after = len(left) - before
    if before >= 0:
        if after == 1:
            return left[:-1], left[-1]
        if after == 2 and not before:
            return left[1:], left[0]
        raise UsageError(usage_text(spec))
    if not left:
        raise UsageError(usage_text(spec))
    if len(left) == 2 and is_revision(repository, left[1]):
        return left[1:], left[0]
    if len(left) == 1 and repository.location.work_tree is None and is_revision(repository, left[0]):
        raise GitObjectError("missing <path> to blame")
    return left[:-1], left[-1]


def is_revision(repository: Repository, name: str) -> bool:
    """Whether `name` names an object that is there."""
    found = repository.lookup(name).id
    return found is not None and found in repository.objects


def algorithm_given(values: Sequence[tuple[str, str]], default: str) -> str:
    """The algorithm that was asked for last. Raises UsageError for one that there is not."""
    found = default
    for key, value in values:
        if key == "algorithm":
            named = algorithm_named(value)
            if named is None:
                raise UsageError(f"error: {NO_ALGORITHM}\n")
            found = named
        elif key == "minimal":
            found = "myers" if value == OFF else "minimal"
    return found
