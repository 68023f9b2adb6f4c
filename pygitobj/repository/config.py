"""Configuration from all its files, the environment and the command line, in git's order: the last value wins.

    system      /etc/gitconfig, or GIT_CONFIG_SYSTEM; not with GIT_CONFIG_NOSYSTEM
    global      $XDG_CONFIG_HOME/git/config, then ~/.gitconfig; or GIT_CONFIG_GLOBAL alone
    local       <common dir>/config
    worktree    <git dir>/config.worktree, with extensions.worktreeConfig
    command     GIT_CONFIG_COUNT with GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n, GIT_CONFIG_PARAMETERS, `-c`

Follows git's Documentation/git-config, "FILES", "SCOPES" and "ENVIRONMENT".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import GONE, unreadable
from pygitobj.formats.config import BadConfigLineError, ConfigEntry, parse_config

SYSTEM_FILE = "/etc/gitconfig"
MAX_INCLUDE_DEPTH = 10
UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
TRUE_WORDS = ("true", "yes", "on")
FALSE_WORDS = ("false", "no", "off", "")
INT_BITS = 63

Override = tuple[str, str | None]


class Origin(NamedTuple):
    """Where an entry came from: its scope ("system", "global", "local", "worktree", "command") and its file."""

    scope: str
    path: str | None


class ConfigValue(NamedTuple):
    """One entry and where it came from."""

    entry: ConfigEntry
    origin: Origin


class Place(NamedTuple):
    """What includes are decided by: the git directory and the branch it is on, where there is one."""

    git_dir: str | None
    branch: str | None


class BadParameterError(RepositoryError):
    """Configuration in the environment or on the command line that cannot be; `detail` says what is wrong with it."""

    def __init__(self, detail: str) -> None:
        super().__init__("unable to parse command-line config")
        self.detail = detail


class Config:
    """All entries in order; names are "section.sub.key" with section and key in any case."""

    def __init__(self, values: Iterable[ConfigValue] = ()) -> None:
        self.values = list(values)
        self.by_name: dict[str, list[ConfigValue]] = {}
        for value in self.values:
            self.by_name.setdefault(value.entry.name, []).append(value)

    def all(self, name: str, *, scopes: Sequence[str] | None = None) -> list[str | None]:
        """Every value of `name` in order, None for one without "="; of `scopes` only if given."""
        found = self.by_name.get(canonical_name(name), ())
        return [value.entry.value for value in found if scopes is None or value.origin.scope in scopes]

    def last(self, name: str) -> ConfigValue | None:
        """The value of `name` that counts, with its origin."""
        found = self.by_name.get(canonical_name(name))
        return found[-1] if found else None

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of `name`; raises RepositoryError where it is there without "="."""
        value = self.last(name)
        if value is None:
            return default
        if value.entry.value is None:
            raise RepositoryError(f"missing value for '{value.entry.name}'")
        return value.entry.value

    def get_bool(self, name: str, default: bool = False) -> bool:
        """The value of `name` as a boolean. Raises RepositoryError for another word."""
        value = self.last(name)
        if value is None:
            return default
        return parse_bool(value.entry.value, value.entry.name)

    def get_int(self, name: str, default: int = 0) -> int:
        """The value of `name` as a number, with k, m or g for 2^10, 2^20, 2^30. Raises RepositoryError."""
        value = self.last(name)
        if value is None:
            return default
        return parse_int(value.entry.value, value.entry.name, value.origin.path)

    def get_path(self, name: str) -> str | None:
        """The value of `name` as a path, `~` and `~user` expanded."""
        value = self.get(name)
        return None if value is None else os.path.expanduser(value)


def canonical_name(name: str) -> str:
    """`name` with section and key in lower case and the subsection as it is."""
    first, last = name.find("."), name.rfind(".")
    if first < 0:
        return name.lower()
    return name[:first].lower() + name[first:last] + name[last:].lower()


def maybe_bool(text: str | None) -> bool | None:
    """`text` as a boolean word or a number; None where it is neither."""
    if text is None or text.lower() in TRUE_WORDS:
        return True
    if text.lower() in FALSE_WORDS:
        return False
    number = number_in(text)
    return None if isinstance(number, str) else number != 0


def parse_bool(text: str | None, name: str) -> bool:
    """`text`, the value of `name`, as a boolean. Raises RepositoryError in git's words."""
    value = maybe_bool(text)
    if value is None:
        raise RepositoryError(f"bad boolean config value '{text}' for '{name}'")
    return value


def parse_int(text: str | None, name: str, path: str | None) -> int:
    """`text`, the value of `name` in the file `path`, as a number. Raises RepositoryError in git's words."""
    number = number_in(text or "")
    if isinstance(number, int):
        return number
    where = f" in file {path}" if path else ""
    raise RepositoryError(f"bad numeric config value '{text or ''}' for '{name}'{where}: {number}")


def number_in(text: str) -> int | str:
    """The number that `text` says, or what is wrong with it. Decimal, 0x or 0 for octal, with a unit."""
    digits = text.strip(" \t\n\v\f\r") if text[-1:].isdigit() else text.lstrip()
    unit = digits[-1:].lower() if digits[-1:].lower() in ("k", "m", "g") else ""
    body = digits[: len(digits) - len(unit)]
    sign = -1 if body.startswith("-") else 1
    plain = body[1:] if body[:1] in ("-", "+") else body
    base = 16 if plain[:2].lower() == "0x" else 8 if plain.startswith("0") else 10
    try:
        if not plain.isascii() or "_" in plain:
            raise ValueError(plain)
        number = sign * int(plain, base)
    except ValueError:
        return "invalid unit"
    number *= UNITS[unit]
    return number if abs(number) < 1 << INT_BITS else "out of range"


def load_config(
    git_dir: str | None,
    common_dir: str | None,
    *,
    overrides: Sequence[Override] = (),
    worktree_config: bool = False,
    environ: Mapping[str, str] = os.environ,
    branch: str | None = None,
) -> Config:
    """The configuration of the repository at `git_dir`, or of none; `overrides` are the `-c` options.

    Raises RepositoryError for a file that is malformed or cannot be read.
    """
    place = Place(git_dir, branch)
    values: list[ConfigValue] = []
    for scope, path in config_files(git_dir, common_dir, worktree_config, environ):
        values.extend(read_file(path, Origin(scope, path), place, 0))
    for name, value in command_entries(overrides, environ):
        entry = ConfigEntry(name, value, 0)
        values.append(ConfigValue(entry, Origin("command", None)))
        values.extend(included(entry, Origin("command", None), place, 0))
    return Config(values)


def config_files(
    git_dir: str | None, common_dir: str | None, worktree_config: bool, environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The files that count, as (scope, path), whether they exist or not."""
    if not maybe_bool(environ.get("GIT_CONFIG_NOSYSTEM", "false")):
        yield "system", environ.get("GIT_CONFIG_SYSTEM", SYSTEM_FILE)
    if "GIT_CONFIG_GLOBAL" in environ:
        yield "global", environ["GIT_CONFIG_GLOBAL"]
    else:
        home = environ.get("HOME")
        xdg = environ.get("XDG_CONFIG_HOME") or (home and f"{home}/.config")
        if xdg:
            yield "global", f"{xdg}/git/config"
        if home:
            yield "global", f"{home}/.gitconfig"
    if common_dir is not None:
        yield "local", f"{common_dir}/config"
    if git_dir is not None and worktree_config:
        yield "worktree", f"{git_dir}/config.worktree"


def read_file(path: str, origin: Origin, place: Place, depth: int) -> Iterator[ConfigValue]:
    """The entries of the file `path` and of those it includes; none if there is no such file."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except GONE:
        return
    except OSError as error:
        # A configuration that is a user's own may be out of reach; that of the repository must not be.
        if origin.scope in ("system", "global") and isinstance(error, PermissionError):
            return  # git does the same
        raise unreadable(f"unable to access '{path}'", error) from error
    try:
        for entry in parse_config(data):
            yield ConfigValue(entry, origin)
            yield from included(entry, origin, place, depth)
    except BadConfigLineError as error:
        raise RepositoryError(f"bad config line {error.line} in file {path}") from None


def included(entry: ConfigEntry, origin: Origin, place: Place, depth: int) -> Iterator[ConfigValue]:
    """The entries of the file that `entry` includes, if it does."""
    name = entry.name
    if name != "include.path":
        if not (name.startswith("includeif.") and name.endswith(".path")):
            return
        from pygitobj.repository.include import condition_holds  # few configurations have one

        condition = name[len("includeif.") : -len(".path")]
        if not condition_holds(condition, origin.path, place.git_dir, place.branch):
            return
    if not entry.value:
        raise RepositoryError(f"missing value for '{name}'")
    path = os.path.expanduser(entry.value)
    if not os.path.isabs(path):
        if origin.path is None:
            raise RepositoryError("relative config includes must come from files")
        path = os.path.join(os.path.dirname(origin.path), path)
    if depth >= MAX_INCLUDE_DEPTH:
        raise RepositoryError(
            f"exceeded maximum include depth ({MAX_INCLUDE_DEPTH}) while including\n"
            f"\t{path}\nfrom\n\t{origin.path or 'the command line'}\nThis might be due to circular includes."
        )
    yield from read_file(path, Origin(origin.scope, path), place, depth + 1)


def command_entries(overrides: Sequence[Override], environ: Mapping[str, str]) -> Iterator[Override]:
    """The entries of the environment and of the command line, names made canonical."""
    for index in range(environment_count(environ)):
        try:
            yield checked_name(environ[f"GIT_CONFIG_KEY_{index}"]), environ[f"GIT_CONFIG_VALUE_{index}"]
        except KeyError as error:
            kind = "key" if "KEY" in str(error) else "value"
            raise BadParameterError(f"missing config {kind} {error.args[0]}") from None
    for name, value in parse_parameters(environ.get("GIT_CONFIG_PARAMETERS", "")):
        yield checked_name(name), value
    for name, value in overrides:
        yield checked_name(name), value


def environment_count(environ: Mapping[str, str]) -> int:
    """How many entries GIT_CONFIG_COUNT announces."""
    text = environ.get("GIT_CONFIG_COUNT", "")
    if not text:
        return 0
    if not text.strip().isdigit():
        raise BadParameterError("bogus count in GIT_CONFIG_COUNT")
    count = int(text)
    if count > (1 << 31) - 1:
        raise BadParameterError("too many entries in GIT_CONFIG_COUNT")
    return count


def checked_name(name: str) -> str:
    """`name` made canonical. Raises RepositoryError unless it has a section and a key."""
    section, _, rest = name.partition(".")
    key = name.rpartition(".")[2]
    if not rest or not section or not key:
        raise BadParameterError(
            f"key does not contain a section: {name}" if not section or not rest else f"invalid key: {name}"
        )
    if not (key[0].isalpha() and key.replace("-", "").isalnum() and section.replace("-", "").isalnum()):
        raise BadParameterError(f"invalid key: {name}")
    return canonical_name(name)


def parse_parameters(text: str) -> Iterator[Override]:
    """The entries of GIT_CONFIG_PARAMETERS: 'name'='value' or 'name=value', each part quoted as a shell does."""
    rest = text.lstrip()
    while rest:
        name, rest = unquote_shell(rest)
        if rest.startswith("="):
            rest = rest[1:]
            if rest and not rest[0].isspace():
                value, rest = unquote_shell(rest)
                yield name, value
            else:
                yield name, None
        elif "=" in name:
            key, _, value = name.partition("=")
            yield key, value
        else:
            yield name, None
        if rest and not rest[0].isspace():
            raise BadParameterError("bogus format in GIT_CONFIG_PARAMETERS")
        rest = rest.lstrip()


def unquote_shell(text: str) -> tuple[str, str]:
    """What the single-quoted word that `text` starts with says, and what follows it."""
    if not text.startswith("'"):
        raise BadParameterError("bogus format in GIT_CONFIG_PARAMETERS")
    word, rest = "", text
    while rest.startswith("'"):
        part, found, rest = rest[1:].partition("'")
        if not found:
            raise BadParameterError("bogus format in GIT_CONFIG_PARAMETERS")
        word += part
        if rest[:1] == "\\" and rest[1:2] in ("'", "!") and rest[2:3] == "'":
            word += rest[1]
            rest = rest[2:]
        else:
            break
    return word, rest
