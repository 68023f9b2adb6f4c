"""Options as git's plumbing commands take them, which is not quite as click does.

    --name=value            a value that may be left out is only taken after "="
    --na                    a long option may be cut short as long as it stays unique
    --no-name               takes back what can be taken back
    -abc                    short options may stand together
    --                      ends the options; otherwise options and arguments may be mixed
    -h, --help              prints the usage

Follows git's Documentation/gitcli.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pygitobj.formats.numbers import end_of_digits, is_digit
from pygitobj.record import Record

USAGE_EXIT = 129
HELP_COLUMN = 26
# What is shorter is not taken for a long option with one dash.
SHORTEST_LONG = 3
# What takes something back, and says not what.
NO = "no-"
# What shows a value as it is.
LITERAL = frozenset("()<>[]|")


class UsageError(Exception):
    """A command line that cannot be: `message` goes to standard error as it is, and the exit code is 129."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RefusedOptionError(Exception):
    """An option of walks that cannot be; the argument is git's message, and the exit code is 128."""


class HelpRequestedError(Exception):
    """`-h` was given, or `--help`: `usage` goes to standard output, and before it `message` to standard error."""

    def __init__(self, usage: str, exit_code: int = USAGE_EXIT, message: str = "") -> None:
        super().__init__(usage)
        self.usage = usage
        self.exit_code = exit_code
        self.message = message


class Option(Record):
    """One option.

    `kind` is "flag" (True; False with `--no-`), "mode" (one of several that exclude each other, all stored under the
    same `key`), "choice" (one of several of which the last counts), "count" (how often; None with `--no-`), "value" (a
    string; None with `--no-`), "last" (a value that may be left out at the very end, for `default`), "optional" (a
    string after "=", else None; not there with `--no-`), "switch" (the same, but off with `--no-`), "number" (a dash
    and digits, whose `short` is what the usage shows for these) or "sign" (a flag that is its `short`, without a dash).
    `argument` is how the usage shows the value. `check` may refuse the option with an error message. `reads` is called
    with each value as it is come to, before what follows is looked at, and raises what refuses it. What has `take` is
    not noted: that is called with the option, its value and whether it was taken back, each time that it is given; the
    option `is_said_short` then where the value was given to its short name.
    """

    key: str
    kind: str
    help: str
    short: str = ""
    long: str = ""
    argument: str = ""
    negatable: bool = True
    hidden: bool = False
    alias_of: str = ""
    default: str = ""
    check: Callable[[Options], str | None] | None = None
    reads: Callable[[str], object] | None = None
    take: Callable[[Option, str | None, bool], None] | None = None
    is_said_short: bool = False

    @property
    def can_negate(self) -> bool:
        """Whether `--no-` stands before it."""
        return self.negatable and self.kind not in ("mode", "choice", "last") and bool(self.long)

    @property
    def positive(self) -> str:
        """What takes it back where its name starts with "no-": the rest of its name."""
        return self.long.removeprefix("no-") if self.can_negate and self.long.startswith("no-") else ""

    @property
    def spelled(self) -> str:
        """How a message names it."""
        return f"--{self.long}" if self.long else f"-{self.short}"


class Group(Record):
    """A heading in the usage."""

    title: str


class Spec(Record):
    """A command's usage lines and options, as its usage shows them.

    What follows an empty line of the usage is text. The help of a script, if it `is_script`, may show what is hidden.
    """

    usage: Sequence[str]
    options: Sequence[Option | Group]
    is_script: bool = False


class Options:
    """What was given of a command's options, by key; each kind of option is asked in its own way.

    Iterating gives the keys that were given, in order.
    """

    __slots__ = ("given", "spelled")

    def __init__(self) -> None:
        # For a flag whether, for a mode which, of values the list; of an optional value the text, if there was one.
        self.given: dict[str, bool | Option | list[str] | str | None] = {}
        # How each mode was spelled.
        self.spelled: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        """Whether it was given. A flag or a value that was taken back counts, an optional value does not."""
        return key in self.given

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def flag(self, key: str, default: bool = False) -> bool:
        """Whether the flag is set; `default` where nothing was said."""
        return self.given.get(key, default) is True

    def mode(self, key: str) -> Option | None:
        """Which of the options that exclude each other was given, or which was the last of those that do not."""
        found = self.given.get(key)
        return found if isinstance(found, Option) else None

    def text(self, key: str) -> str | None:
        """The last value that was given; None for none, for a value that was taken back, or one that was left out."""
        found = self.given.get(key)
        if isinstance(found, list):
            return found[-1] if found else None
        return found if isinstance(found, str) else None

    def texts(self, key: str) -> list[str]:
        """All values that were given since it was taken back."""
        found = self.given.get(key)
        return found if isinstance(found, list) else []

    def count(self, key: str) -> int:
        """How often it was given since it was taken back."""
        return len(self.texts(key))

    def is_off(self, key: str) -> bool:
        """Whether it was taken back."""
        return self.given.get(key) is False

    def wants(self, key: str) -> bool:
        """Whether it was given, of whatever kind it is, and not taken back."""
        return key in self.given and self.given[key] not in (False, [])


class Parsed(Record):
    """What was given: the options; the arguments; (key, value) of values in order."""

    options: Options
    arguments: list[str]
    order: list[tuple[str, str]]


def parse_options(spec: Spec, words: Sequence[str], *, stop: bool = False, keep_dashes: bool = False) -> Parsed:
    """The options and arguments in `words`; with `stop` all is an argument from the first one on.

    With `keep_dashes` a "--" that ends the options is itself an argument. Raises UsageError, HelpRequestedError.
    """
    show_help(spec, words)
    parsed = Parsed(Options(), [], [])
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("--", "--end-of-options"):
            parsed.arguments.extend([word, *rest] if keep_dashes and word == "--" else rest)
            break
        if word == "--help":
            # git shows its manual where nothing stands before it.
            shows_manual = len(rest) + 1 == len(words) and not spec.is_script
            raise HelpRequestedError(usage_text(spec), 0 if shows_manual else USAGE_EXIT)
        if word == "--help-all":
            raise HelpRequestedError(usage_text(spec, while_parsing=True, full=spec.is_script))
        if word.startswith("--"):
            take_long(spec, word[2:], rest, parsed)
        elif word.startswith("-") and len(word) > 1:
            take_short(spec, word[1:], rest, parsed)
        elif (
            sign := next((one for one in options_of(spec) if one.kind == "sign" and one.short == word), None)
        ) is not None:
            store(sign, parsed, None, negated=False)
        else:
            parsed.arguments.append(word)
            if stop:
                parsed.arguments.extend(rest)
                break
    return parsed


def show_help(spec: Spec, words: Sequence[str]) -> None:
    """Raises HelpRequestedError where nothing but help is asked for, which needs no repository."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(usage_text(spec, while_parsing=True))


def take_short(spec: Spec, letters: str, rest: list[str], parsed: Parsed) -> None:
    """Take the short options `letters`."""
    whole = letters
    while letters:
        letter, letters = letters[0], letters[1:]
        option = next((option for option in options_of(spec) if option.short == letter), None)
        if option is None and is_digit(letter, 0):
            option = next((option for option in options_of(spec) if option.kind == "number"), None)
        if option is not None and option.kind == "number":
            end = end_of_digits(letters, 0)
            store(option, parsed, letter + letters[:end], negated=False)
            letters = letters[end:]
            continue
        if option is None or option.kind in ("flag", "mode", "choice", "count"):
            refuse_one_dash(spec, letters, whole)
        if letter == "h" and option is None:
            raise HelpRequestedError(usage_text(spec, while_parsing=True))
        if option is None:
            what = f"switch `{letter}'" if letter.isascii() else f"non-ascii option in string: `-{letter}{letters}'"
            raise UsageError(f"error: unknown {what}\n{usage_text(spec, while_parsing=True)}")
        if option.kind in ("optional", "switch"):
            store(option, parsed, letters or None, negated=False)
            return
        if option.kind not in ("value", "last"):
            store(option, parsed, None, negated=False, spelled=f"-{letter}")
            continue
        if not letters and not rest and option.default:
            rest.append(option.default)
        if not letters and not rest:
            raise UsageError(f"error: switch `{letter}' requires a value\n")
        given = option if option.take is None else option._replace(is_said_short=True)
        store(given, parsed, letters or rest.pop(0), negated=False)
        return


def refuse_one_dash(spec: Spec, rest: str, letters: str) -> None:
    """Raises UsageError where `letters`, of which all but the first are `rest`, look like a long option."""
    if len(rest) + 1 != len(letters) or len(letters) < SHORTEST_LONG:
        return
    if letters.startswith("no-") or any(option.long.startswith(letters) for option in options_of(spec)):
        raise UsageError(f"error: did you mean `--{letters}` (with two dashes)?\n")


def take_long(spec: Spec, text: str, rest: list[str], parsed: Parsed) -> None:
    """Take the long option `text`, with its value if that is in it."""
    name, equals, value = text.partition("=")
    option, negated = find_long(spec, name, text)
    if equals and (negated or option.kind in ("flag", "mode", "choice", "count")):
        raise UsageError(f"error: option `{'no-' if negated else ''}{option.long}' takes no value\n")
    if option.kind in ("value", "last") and not negated and not equals:
        if not rest and option.default:
            rest.append(option.default)
        if not rest:
            raise UsageError(f"error: option `{option.long}' requires a value\n")
        value = rest.pop(0)
        equals = "="
    store(option, parsed, value if equals else None, negated=negated)


def find_long(spec: Spec, name: str, text: str) -> tuple[Option, bool]:
    """The option that `name`, possibly cut short, means, and whether it is taken back; `text` is all that was given."""
    spellings: list[tuple[str, Option, bool]] = []
    # Less than "no-" stands for it only where no value follows.
    takes_back = name.startswith(NO) or NO.startswith(text)
    for option in options_of(spec):
        if option.long:
            spellings.append((option.long, option, False))
        if option.can_negate and takes_back and (name.startswith("no-no-") or not option.positive):
            spellings.append(("no-" + option.long, option, True))
        if option.positive:
            spellings.append((option.positive, option, True))
    for spelling, option, negated in spellings:
        if spelling == name:
            return option, negated
    found = [(spelling, option, negated) for spelling, option, negated in spellings if spelling.startswith(name)]
    meanings = {(option.alias_of or option.long, negated) for _, option, negated in found}
    if not found:
        raise UsageError(f"error: unknown option `{text}'\n{usage_text(spec, while_parsing=True)}")
    if len(meanings) > 1 or text == NO:
        nearest = found[-1:] * 2 if text == NO else found[-2:]
        before, last = ("no-" * negated + option.long for _, option, negated in nearest)
        message = f"error: ambiguous option: {text} (could be --{before} or --{last})\n"
        # Here git shows its usage as for -h.
        raise HelpRequestedError(usage_text(spec, while_parsing=True), message=message)
    return found[0][1], found[0][2]


def store(option: Option, parsed: Parsed, value: str | None, *, negated: bool, spelled: str = "") -> None:
    """Note that `option` was given, `spelled` so, or as is usual."""
    if option.take is not None:
        option.take(option, value, negated)
        return
    values = parsed.options.given
    spelled = spelled or option.spelled
    require_allowed(option, parsed.options, None if negated else value)
    if option.kind == "mode":
        before = values.get(option.key)
        if isinstance(before, Option) and before is not option:
            other = parsed.options.spelled[option.key]
            raise UsageError(f"error: options '{spelled}' and '{other}' cannot be used together\n")
        values[option.key] = option
        parsed.options.spelled[option.key] = spelled
    elif option.kind == "choice":
        values[option.key] = option
    elif option.kind == "flag":
        values[option.key] = not negated
    elif option.kind in ("value", "last", "count") and not negated:
        value = value or ""
        parsed.order.append((option.key, value))
        given = values.get(option.key)
        values[option.key] = [*(given if isinstance(given, list) else []), value]
    elif option.kind in ("value", "count"):
        values[option.key] = []
    elif not negated:
        values[option.key] = value
    elif option.kind == "switch":
        values[option.key] = False
    else:
        values.pop(option.key, None)


def require_allowed(option: Option, given: Options, value: str | None) -> None:
    """Raises UsageError, or what `reads` raises, where the option, or its `value`, cannot be after what was `given`."""
    if option.check is not None:
        refused = option.check(given)
        if refused is not None:
            raise UsageError(f"error: {refused}\n")
    if option.reads is not None and value is not None:
        option.reads(value)


def reading(spec: Spec, readers: Mapping[str, Callable[[str], object]]) -> Spec:
    """`spec` with `readers`, by key, for the values of its options."""
    options = [
        option._replace(reads=readers[option.key]) if isinstance(option, Option) and option.key in readers else option
        for option in spec.options
    ]
    return spec._replace(options=options)


def options_of(spec: Spec) -> list[Option]:
    """The options without the headings."""
    return [option for option in spec.options if isinstance(option, Option)]


def refuse(spec: Spec, message: str) -> UsageError:
    """The error for options that do not go together: `message`, then the usage."""
    return UsageError(f"fatal: {message}\n\n{usage_text(spec)}")


def usage_text(spec: Spec, *, while_parsing: bool = False, full: bool = False) -> str:
    """The usage as git prints it, which shows an alias a little differently while options are still being parsed.

    What is hidden is in the `full` one alone.
    """
    lines = usage_lines(spec.usage)
    needs_line = True
    for option in spec.options:
        if isinstance(option, Group):
            lines.extend(["", option.title] if option.title else [""])
            needs_line = False
        elif full or not option.hidden:
            lines.extend([""] * needs_line)
            needs_line = False
            is_bare = while_parsing and option.alias_of
            lines.extend(option_lines(spec, option._replace(argument="") if is_bare else option))
    return "\n".join(lines) + "\n\n"


def usage_lines(usage: Sequence[str]) -> list[str]:
    """The lines that say how a command is called; from an empty one on they are text."""
    lines: list[str] = []
    is_text = False
    for number, said in enumerate(usage):
        is_text = is_text or not said
        first, *more = said.split("\n")
        if is_text:
            lines.extend(f"    {line}" if line else "" for line in (first, *more))
        else:
            lines.append(f"{'usage:' if number == 0 else '   or:'} {first}")
            lines.extend(f"       {line}" for line in more)
    return lines


def option_lines(spec: Spec, option: Option) -> list[str]:
    """An option of `spec` and its help, on two lines where the option is too long for one."""
    names = [option.short if option.kind == "sign" else f"-{option.short}"] if option.short else []
    if option.long:
        names.append(f"--{'[no-]' if option.can_negate and not option.positive else ''}{option.long}")
    shown = "    " + ", ".join(names)
    if option.kind in ("optional", "switch"):
        is_literal = option.argument == "..." or LITERAL.intersection(option.argument)
        value = option.argument if is_literal else f"<{option.argument}>"
        shown += f"[={value}]" if option.long else f"[{value}]"
    elif option.argument:
        shown += f" {option.argument}"
    lines = [shown, " " * HELP_COLUMN + option.help]
    if not option.help:
        lines = [shown]
    elif len(shown) < HELP_COLUMN:
        lines = [f"{shown:<{HELP_COLUMN}}{option.help}"]
    if option.positive and all(other.long != option.positive for other in options_of(spec)):
        lines.append(f"{f'    --{option.positive}':<{HELP_COLUMN}}opposite of --{option.long}")
    return lines
