"""`config`: what the configuration says. It is read and never written.

    config list, config get <name>          and, as before git 2.46, --list, --get, --get-all, --get-regexp, <name>

Follows git's Documentation/git-config.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.config_color import BadDefaultError, look, wants_color
from pygitobj.cli.config_implied import implied
from pygitobj.cli.config_show import Display, require_type, shown
from pygitobj.cli.config_source import Source, refuse_words
from pygitobj.cli.config_url import show_for_url
from pygitobj.cli.parse_options import (
    Group,
    HelpRequestedError,
    Option,
    Options,
    Spec,
    UsageError,
    parse_options,
    usage_text,
)
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, RepositoryError, UnsupportedError
from pygitobj.formats.config import ConfigEntry
from pygitobj.formats.numbers import lower
from pygitobj.formats.posix_regex import PosixPattern, compile_posix
from pygitobj.record import Record
from pygitobj.repository.config import ConfigValue, Origin
from pygitobj.repository.config_command import BadParameterError, checked_name

LIST_USAGE = "git config list [<file-option>] [<display-option>] [--includes]"
GET_START = "git config get [<file-option>] [<display-option>] [--includes] [--all]"
GET_USAGE = f"{GET_START} [--regexp=<regexp>] [--value=<pattern>] [--fixed-value] [--default=<default>] <name>"
USAGE = (
    LIST_USAGE,
    f"{GET_START} [--regexp] [--value=<pattern>] [--fixed-value] [--default=<default>] [--url=<url>] <name>",
    "git config set [<file-option>] [--type=<type>] [--all] [--value=<pattern>] [--fixed-value] <name> <value>",
    "git config unset [<file-option>] [--all] [--value=<pattern>] [--fixed-value] <name>",
    "git config rename-section [<file-option>] <old-name> <new-name>",
    "git config remove-section [<file-option>] <name>",
    "git config edit [<file-option>]",
    "git config [<file-option>] --get-colorbool <name> [<stdout-is-tty>]",
)
PLACES = (
    Group("Config file location"),
    Option("global", "flag", "use global config file", long="global"),
    Option("system", "flag", "use system config file", long="system"),
    Option("local", "flag", "use repository config file", long="local"),
    Option("worktree", "flag", "use per-worktree config file", long="worktree"),
    Option("file", "value", "use given config file", short="f", long="file", argument="<file>"),
    Option("blob", "value", "read config from given blob object", long="blob", argument="<blob-id>"),
)


def typed(kind: str, text: str) -> Option:
    """The option that asks for values of this type."""
    return Option(kind, "flag", text, long=kind, negatable=False)


DISPLAY = (
    Group("Display options"),
    Option("null", "flag", "terminate values with NUL byte", short="z", long="null"),
    Option("name-only", "flag", "show variable names only", long="name-only"),
    Option(
        "show-origin", "flag", "show origin of config (file, standard input, blob, command line)", long="show-origin"
    ),
    Option("show-scope", "flag", "show scope of config (worktree, local, global, system, command)", long="show-scope"),
    Option("show-names", "flag", "show config keys in addition to their values", long="show-names"),
    Group("Type"),
    Option("type", "value", "value is given this type", short="t", long="type", argument="<type>"),
    typed("bool", 'value is "true" or "false"'),
    typed("int", "value is decimal number"),
    typed("bool-or-int", "value is --bool or --int"),
    typed("bool-or-str", "value is --bool or string"),
    typed("path", "value is a path (file or directory name)"),
    typed("expiry-date", "value is an expiry date"),
)
KINDS = ("bool", "int", "bool-or-int", "bool-or-str", "path", "expiry-date")
INCLUDES = Option("includes", "flag", "respect include directives on lookup", long="includes")
FIXED = Option("fixed-value", "flag", "use string equality when comparing values to value pattern", long="fixed-value")
LIST = Spec(usage=(LIST_USAGE,), options=(*PLACES, *DISPLAY, Group("Other"), INCLUDES))
GET = Spec(
    usage=(GET_USAGE,),
    options=(
        *PLACES,
        Group("Filter options"),
        Option("all", "flag", "return all values for multi-valued config options", long="all"),
        Option("regexp", "flag", "interpret the name as a regular expression", long="regexp"),
        Option("value", "value", "show config with values matching the pattern", long="value", argument="<pattern>"),
        FIXED,
        Option("url", "value", "show config matching the given URL", long="url", argument="<URL>"),
        *DISPLAY,
        Group("Other"),
        INCLUDES,
        Option("default", "value", "use default value when missing entry", long="default", argument="<value>"),
    ),
)


def action(name: str, text: str, short: str = "") -> Option:
    """An option that says what is to be done."""
    return Option("action", "mode", text, short=short, long=name)


ACTIONS = Spec(
    usage=USAGE,
    options=(
        *PLACES,
        Group("Action"),
        action("get", "get value: name [<value-pattern>]"),
        action("get-all", "get all values: key [<value-pattern>]"),
        action("get-regexp", "get values for regexp: name-regex [<value-pattern>]"),
        action("get-urlmatch", "get value specific for the URL: section[.var] URL"),
        action("replace-all", "replace all matching variables: name value [<value-pattern>]"),
        action("add", "add a new variable: name value"),
        action("unset", "remove a variable: name [<value-pattern>]"),
        action("unset-all", "remove all matches: name [<value-pattern>]"),
        action("rename-section", "rename section: old-name new-name"),
        action("remove-section", "remove a section: name"),
        action("list", "list all", "l"),
        action("edit", "open an editor", "e"),
        action("get-color", "find the color configured: slot [<default>]"),
        action("get-colorbool", "find the color setting: slot [<stdout-is-tty>]"),
        *DISPLAY,
        Group("Other"),
        Option(
            "default", "value", "with --get, use default value when missing entry", long="default", argument="<value>"
        ),
        Option(
            "comment",
            "value",
            "human-readable comment string (# will be prepended as needed)",
            long="comment",
            argument="<value>",
        ),
        FIXED,
        INCLUDES,
    ),
)
PATTERNED = ("get", "get-all", "get-regexp")
NEEDS_PATTERN = (*PATTERNED, "list", "get-urlmatch", "get-color", "get-colorbool")
READING = ("get", "get-all", "get-regexp", "list")
INVALID_KEY_EXIT, INVALID_PATTERN_EXIT, BAD_COLOR_EXIT = 1, 6, 255


class Query(Record):
    """What is looked for: a name, or a pattern for names; values that match a pattern, or are the same."""

    name: str
    is_pattern: bool
    value: str | None
    is_fixed: bool
    all: bool
    default: str | None


class PatternError(Exception):
    """A pattern that is none; the argument is git's message."""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    word = words[0] if words else ""
    if word == "list":
        return list_all(session, words[1:])
    if word == "get":
        return get(session, words[1:])
    if word in ("set", "unset", "rename-section", "remove-section", "edit"):
        raise not_written(f"config {word}")
    if list(words) == ["-h"]:
        raise HelpRequestedError(usage_text(Spec(USAGE, ())))
    return act(session, words)


def not_written(what: str) -> UnsupportedError:
    """Why what would write is refused."""
    return UnsupportedError(f"{what} is not supported: the configuration is read, and never written")


def list_all(session: Session, words: Sequence[str]) -> int:
    """`config list`."""
    parsed = parse_options(LIST, words)
    refuse_words(parsed.arguments, 0, 0)
    show_list(Source(session, parsed.options), parsed.options)
    return 0


def show_list(source: Source, given: Options) -> None:
    """Print all values. Raises RepositoryError."""
    nul = given.flag("null")
    display = display_of(given)._replace(names=True, between="\n" if nul else "=")
    for value in source.values():
        line = shown(value, display, gently=True)
        if line is not None:
            sys.stdout.write(line)
    if source.missing is not None:
        raise RepositoryError(source.missing)


def get(session: Session, words: Sequence[str]) -> int:
    """`config get`."""
    parsed = parse_options(GET, words, stop=True)
    given = parsed.options
    refuse_words(parsed.arguments, 1, 1)
    value, default, url = given.text("value"), given.text("default"), given.text("url")
    if given.flag("fixed-value") and value is None:
        raise GitObjectError("--fixed-value only applies with 'value-pattern'")
    if default is not None and (given.flag("all") or url is not None):
        raise GitObjectError("--default= cannot be used with --all or --url=")
    if url is not None:
        if given.flag("all") or given.flag("regexp") or value is not None:
            raise GitObjectError("--url= cannot be used with --all, --regexp or --value")
        return show_for_url(Source(session, given).values(), parsed.arguments[0], url, display_of(given))
    if default is not None and parsed.arguments[0] == "" and display_of(given).kind == "color":
        return color(Source(session, given), "get-color", ["", default])
    query = Query(
        parsed.arguments[0], given.flag("regexp"), value, given.flag("fixed-value"), given.flag("all"), default
    )
    return answer(Source(session, given), query, display_of(given))


def act(session: Session, words: Sequence[str]) -> int:
    """`config` as it was before it had subcommands."""
    parsed = parse_options(ACTIONS, words, stop=True)
    given, arguments = parsed.options, parsed.arguments
    source = Source(session, given)
    display = display_of(given)
    mode = given.mode("action")
    if display.kind is not None and mode is not None and mode.long.startswith("get-color"):
        raise UsageError("error: --get-color and variable type are incoherent\n")
    what = mode.long if mode is not None else implied(arguments)
    if given.flag("name-only") and what not in ("list", "get-regexp"):
        raise UsageError("error: --name-only is only applicable to --list or --get-regexp\n")
    if given.flag("show-origin") and what not in READING:
        raise UsageError("error: --show-origin is only applicable to --get, --get-all, --get-regexp, and --list\n")
    if given.text("default") is not None and what != "get":
        raise UsageError("error: --default is only applicable to --get\n")
    if given.text("comment") is not None and what in (*READING, "get-urlmatch", "get-color", "get-colorbool"):
        raise UsageError("error: --comment is only applicable to add/set/replace operations\n")
    if given.flag("fixed-value") and what in NEEDS_PATTERN and (what not in PATTERNED or len(arguments) < 2):
        raise UsageError("error: --fixed-value only applies with 'value-pattern'\n")
    if what == "list":
        refuse_words(arguments, 0, 0)
        show_list(source, given)
        return 0
    if what in ("get-color", "get-colorbool"):
        return color(source, what, arguments)
    if what == "get-urlmatch":
        refuse_words(arguments, 2, 2)
        return show_for_url(source.values(), arguments[0], arguments[1], display)
    if what not in READING:
        raise not_written("setting a value" if what == "set" else f"config --{what}")
    refuse_words(arguments, 1, 2)
    pattern = arguments[1] if len(arguments) > 1 else None
    query = Query(
        arguments[0], what == "get-regexp", pattern, given.flag("fixed-value"), what != "get", given.text("default")
    )
    return answer(source, query, display._replace(names=display.names or what == "get-regexp"))


def color(source: Source, what: str, arguments: Sequence[str]) -> int:
    """Show the colour that a name, or else what stands after it, means, or whether output has any; gives the exit code.

    Raises UsageError, GitObjectError.
    """
    refuse_words(arguments, 1, 2)
    other = arguments[1] if len(arguments) > 1 else None
    values = list(source.values())
    if what == "get-color":
        try:
            sys.stdout.write(look(values, arguments[0], other))
        except BadDefaultError as error:
            warn(str(error))
            return BAD_COLOR_EXIT
        return 0
    found = wants_color(values, arguments[0], other)
    if other is not None:
        sys.stdout.write("true\n" if found else "false\n")
        return 0
    return 0 if found else 1


def display_of(given: Options) -> Display:
    """What is shown of each value. Raises UsageError, GitObjectError."""
    kinds = {require_type(kind) for kind in given.texts("type")} | {kind for kind in KINDS if given.flag(kind)}
    if len(kinds) > 1:
        raise UsageError("error: only one type at a time\n")
    nul = given.flag("null")
    return Display(
        kinds.pop() if kinds else None, nul, given.flag("show-names"), given.flag("name-only"),
        given.flag("show-origin"), given.flag("show-scope"), "\n" if nul else " ",
    )  # fmt: skip


def answer(source: Source, query: Query, display: Display) -> int:
    """Print the values that `query` is about; gives the exit code, 1 where there is none."""
    try:
        wanted = Matcher(query)
    except PatternError as error:
        warn(f"error: {error}")
        return INVALID_PATTERN_EXIT
    except BadParameterError as error:
        warn(f"error: {error.detail}")
        return INVALID_KEY_EXIT
    lines = [shown(value, display, gently=False) for value in source.values() if wanted(value)]
    found = [line for line in lines if line is not None]
    if not found and query.default is not None:
        made = ConfigValue(ConfigEntry(query.name, query.default, 0), Origin("command", None, kind="command line"))
        line = shown(made, display, gently=False)
        found = [] if line is None else [line]
    sys.stdout.write("".join(found if query.all else found[-1:]))
    return 0 if found else 1


class Matcher:
    """Whether a value is one that `query` is about. Raises PatternError, BadParameterError when it is made."""

    def __init__(self, query: Query) -> None:
        self.pattern: PosixPattern | None = None
        self.name = ""
        if query.is_pattern:
            self.pattern = compiled(in_lower_case(query.name), f"invalid key pattern: {query.name}")
        else:
            self.name = checked_name(query.name)
        self.fixed = query.value if query.is_fixed else None
        self.negated = False
        self.value: PosixPattern | None = None
        if query.value is not None and not query.is_fixed:
            self.negated = query.value.startswith("!")
            text = query.value[self.negated :]
            self.value = compiled(text, f"invalid pattern: {text}")

    def __call__(self, value: ConfigValue) -> bool:
        """Whether `value` is one."""
        name, text = value.entry.name, value.entry.value or ""
        if not (name == self.name if self.pattern is None else self.pattern.search(name)):
            return False
        if self.fixed is not None:
            return text == self.fixed
        return self.value is None or bool(self.value.search(text)) != self.negated


def compiled(pattern: str, message: str) -> PosixPattern:
    """`pattern` compiled. Raises PatternError with `message`."""
    try:
        return compile_posix(pattern)
    except ValueError:
        raise PatternError(message) from None


def in_lower_case(pattern: str) -> str:
    """`pattern` with what stands before its first dot, and after its last one, in lower case, as git does it."""
    first, last = pattern.find("."), pattern.rfind(".")
    if first < 0:
        return lower(pattern)
    return lower(pattern[:first]) + pattern[first:last] + lower(pattern[last:])
