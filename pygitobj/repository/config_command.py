"""Configuration that the environment and the command line say, as git reads it.

    GIT_CONFIG_COUNT            how many pairs there are of GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n, n from 0 on
    GIT_CONFIG_PARAMETERS       'name'='value' or 'name=value', each part quoted as a shell does
    -c                          name=value

Follows git's Documentation/git-config, "ENVIRONMENT".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import DIGITS, LARGEST_INT, LETTERS, WHITE_SPACE, lower, strtoul

KEY_CHARACTERS = LETTERS | DIGITS | {"-"}
PARAMETERS = "GIT_CONFIG_PARAMETERS"
BOGUS_FORMAT = f"bogus format in {PARAMETERS}"

Override = tuple[str, str | None]


class BadConfigError(RepositoryError):
    """Configuration that cannot be: the message says where it is, `detail` what is wrong with it."""

    def __init__(self, detail: str, message: str) -> None:
        super().__init__(detail, message)
        self.detail = detail
        self.message = message

    def __str__(self) -> str:
        return self.message


class BadParameterError(BadConfigError):
    """Configuration in the environment or on the command line that cannot be."""

    def __init__(self, detail: str, message: str = "unable to parse command-line config") -> None:
        super().__init__(detail, message)


def command_entries(overrides: Sequence[Override], environ: Mapping[str, str]) -> Iterator[Override]:
    """The entries of the environment and of the command line, names made canonical. Raises BadParameterError."""
    for index in range(environment_count(environ)):
        try:
            yield checked_name(environ[f"GIT_CONFIG_KEY_{index}"]), environ[f"GIT_CONFIG_VALUE_{index}"]
        except KeyError as error:
            kind = "key" if "KEY" in str(error) else "value"
            raise BadParameterError(f"missing config {kind} {error.args[0]}") from None
    for name, value in parse_parameters(environ.get(PARAMETERS, "")):
        yield checked_name(name), value
    for name, value in overrides:
        yield checked_name(name), value


def environment_count(environ: Mapping[str, str]) -> int:
    """How many entries GIT_CONFIG_COUNT announces."""
    text = environ.get("GIT_CONFIG_COUNT", "")
    count, end, _ = strtoul(text)
    if text[end:]:
        raise BadParameterError("bogus count in GIT_CONFIG_COUNT")
    if count > LARGEST_INT:
        raise BadParameterError("too many entries in GIT_CONFIG_COUNT")
    return count


def canonical_name(name: str) -> str:
    """`name` with section and key in lower case and the subsection as it is."""
    first, last = name.find("."), name.rfind(".")
    if first < 0:
        return lower(name)
    return lower(name[:first]) + name[first:last] + lower(name[last:])


def checked_name(name: str) -> str:
    """`name` made canonical. Raises BadParameterError unless it has a section and a key."""
    if not name:
        raise BadParameterError("empty config key")
    before, dot, key = name.rpartition(".")
    if not dot or not before:
        raise BadParameterError(f"key does not contain a section: {name}")
    if not key:
        raise BadParameterError(f"key does not contain variable name: {name}")
    section, _, subsection = before.partition(".")
    if not KEY_CHARACTERS.issuperset(section):
        raise BadParameterError(f"invalid key: {name}")
    if "\n" in subsection:
        raise BadParameterError(f"invalid key (newline): {name}")
    if key[0] not in LETTERS or not KEY_CHARACTERS.issuperset(key):
        raise BadParameterError(f"invalid key: {name}")
    return canonical_name(name)


def parse_parameters(text: str) -> Iterator[Override]:
    """The entries of GIT_CONFIG_PARAMETERS. Raises BadParameterError."""
    rest = text
    while rest:
        name, rest = unquote_shell(rest)
        if rest.startswith("="):
            rest = rest[1:]
            if rest.startswith("'"):
                value, rest = unquote_shell(rest)
                require_end(rest)
                yield name, value
            else:
                require_end(rest)
                yield name, None
        else:
            require_end(rest)
            key, equals, value = name.partition("=")
            if not key:
                raise BadParameterError(f"bogus config parameter: {name}")
            yield key, value if equals else None
        rest = rest.lstrip(WHITE_SPACE)


def require_end(rest: str) -> None:
    """Raises BadParameterError unless `rest`, which follows an entry, starts with white space or is empty."""
    if rest and rest[0] not in WHITE_SPACE:
        raise BadParameterError(BOGUS_FORMAT)


def unquote_shell(text: str) -> tuple[str, str]:
    """What the single-quoted word that `text` starts with says, and what follows it."""
    if not text.startswith("'"):
        raise BadParameterError(BOGUS_FORMAT)
    word, rest = "", text
    while rest.startswith("'"):
        part, found, rest = rest[1:].partition("'")
        if not found:
            raise BadParameterError(BOGUS_FORMAT)
        word += part
        if rest[:1] == "\\" and rest[1:2] in ("'", "!") and rest[2:3] == "'":
            word += rest[1]
            rest = rest[2:]
        else:
            break
    return word, rest
