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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import GONE, status, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.config import BadConfigLineError, ConfigEntry, parse_config
from pygitobj.formats.numbers import LARGEST_INT, lower, parse_signed, parse_unsigned
from pygitobj.oid import shown as brief
from pygitobj.record import Record
from pygitobj.repository.config_command import (
    BadConfigError,
    BadParameterError,
    Override,
    canonical_name,
    command_entries,
)
from pygitobj.repository.home import expanded

SYSTEM_FILE = "/etc/gitconfig"
MAX_INCLUDE_DEPTH = 10
INCLUDE, INCLUDE_IF, PATH = "include.path", "includeif.", ".path"
TRUE_WORDS = ("true", "yes", "on")
FALSE_WORDS = ("false", "no", "off", "")
# What an abbreviated id can mean.
HINT_WORDS = ("none", "commit", "committish", "tree", "treeish", "blob")


class Origin(Record):
    """Where an entry came from: its scope ("system", "global", "local", "worktree", "command") and its file.

    `shown` is how messages name the file. `kind` is "file", "blob" or "standard input", or "command line" for what the
    environment says too.
    """

    scope: str
    path: str | None
    shown: str | None = None
    kind: str = "file"


class ConfigValue(Record):
    """One entry and where it came from."""

    entry: ConfigEntry
    origin: Origin


def no_branch() -> None:
    """The branch where there is no repository."""


class Place(Record):
    """What includes are decided by: the git directory, where there is one, and `branch`, which says what it is on.

    That is asked only where an include hangs on it: most configurations are read without a look at HEAD.
    """

    git_dir: str | None
    branch: Callable[[], str | None]


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

    def get_all(self, name: str) -> list[str]:
        """Every value of `name` in order. Raises RepositoryError where one is there without "="."""
        found = self.by_name.get(canonical_name(name), ())
        return [require_text(value) for value in found]

    def all_or_none(self, name: str, tell: Callable[[str], None]) -> list[str]:
        """Every value of `name` in order; none where one is there without "=", of which `tell` is told."""
        found = self.all(name)
        if None in found:
            tell(f"error: missing value for '{name}'")
            return []
        return [text for text in found if text is not None]

    def __contains__(self, name: object) -> bool:
        """Whether there is a value of `name`. Raises TypeError for what is no str."""
        if not isinstance(name, str):
            raise TypeError(f'a name such as "core.bare" is expected, not {brief(name)}')
        return canonical_name(name) in self.by_name

    def __iter__(self) -> Iterator[ConfigValue]:
        """All values with where they came from, in git's order: of one name the last counts."""
        return iter(self.values)

    def last(self, name: str) -> ConfigValue | None:
        """The value of `name` that counts, with its origin."""
        found = self.by_name.get(canonical_name(name))
        return found[-1] if found else None

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of `name`; raises RepositoryError where it is there without "="."""
        value = self.last(name)
        if value is None:
            return default
        return require_text(value)

    def get_bool(self, name: str, default: bool = False) -> bool:
        """The value of `name` as a boolean. Raises RepositoryError for another word."""
        value = self.last(name)
        if value is None:
            return default
        return parse_bool(value.entry.value, value.entry.name)

    def get_int(self, name: str, default: int = 0) -> int:
        """The value of `name` as a number of 32 bits, with k, m or g for 2^10, 2^20, 2^30. Raises RepositoryError."""
        value = self.last(name)
        if value is None:
            return default
        return parse_int(value.entry.value, value.entry.name, value.origin.shown)

    def get_size(self, name: str, default: int = 0) -> int:
        """As `get_int` for a number from 0 on that may be as large as 64 bits hold."""
        value = self.last(name)
        if value is None:
            return default
        text = value.entry.value
        return number_or_raise(parse_unsigned(text or ""), text, value.entry.name, value.origin.shown)

    def hint(self, name: str) -> int | None:
        """The value of `name` if it is a number above zero: for what git does not ask at this place."""
        value = self.last(name)
        number = None if value is None else parse_signed(value.entry.value or "", LARGEST_INT)
        return number if isinstance(number, int) and number > 0 else None

    def get_path(self, name: str, environ: Mapping[str, str] = os.environ) -> str | None:
        """The value of `name` as a path, `~` and `~user` expanded. Raises RepositoryError."""
        value = self.get(name)
        if value is None:
            return None
        path = expanded(value, environ)
        if path is None:
            raise RepositoryError(f"failed to expand user dir in: '{value}'")
        return path


def bad_variable(value: ConfigValue, detail: str) -> BadConfigError:
    """The error for a value that cannot be, as `detail` says, in git's words."""
    name, _, line = value.entry
    if value.origin.path is None:
        return BadConfigError(detail, f"unable to parse '{name}' from command-line config")
    return BadConfigError(detail, f"bad config variable '{name}' in file '{value.origin.shown}' at line {line}")


def require_text(value: ConfigValue) -> str:
    """The text of `value`. Raises RepositoryError where it has none, being there without "="."""
    if value.entry.value is None:
        raise bad_variable(value, f"missing value for '{value.entry.name}'")
    return value.entry.value


def maybe_bool(text: str | None) -> bool | None:
    """`text` as a boolean word or a number; None where it is neither."""
    if text is None or lower(text) in TRUE_WORDS:
        return True
    if lower(text) in FALSE_WORDS:
        return False
    number = parse_signed(text, LARGEST_INT)
    return None if isinstance(number, str) else number != 0


def parse_bool(text: str | None, name: str) -> bool:
    """`text`, the value of `name`, as a boolean. Raises RepositoryError in git's words."""
    value = maybe_bool(text)
    if value is None:
        raise RepositoryError(f"bad boolean config value '{text}' for '{name}'")
    return value


def environment_bool(environ: Mapping[str, str], name: str, default: bool) -> bool:
    """The variable `name` of the environment as a boolean. Raises RepositoryError in git's words."""
    text = environ.get(name)
    if text is None:
        return default
    value = maybe_bool(text)
    if value is None:
        raise RepositoryError(f"bad boolean environment value '{text}' for '{name}'")
    return value


def advises(config: Config, environ: Mapping[str, str], what: str) -> bool:
    """Whether the advice `what` is wanted: advice.<what>, and GIT_ADVICE for all. Raises RepositoryError."""
    return environment_bool(environ, "GIT_ADVICE", True) and config.get_bool(f"advice.{what}", True)


def parse_int(text: str | None, name: str, path: str | None) -> int:
    """`text`, the value of `name` in the file `path`, as C's int. Raises RepositoryError in git's words."""
    return number_or_raise(parse_signed(text or "", LARGEST_INT), text, name, path)


def number_or_raise(number: int | str, text: str | None, name: str, path: str | None) -> int:
    """`number`, which was read from `text`, unless it says what is wrong with that."""
    if isinstance(number, int):
        return number
    where = f" in file {path}" if path else ""
    raise RepositoryError(f"bad numeric config value '{text or ''}' for '{name}'{where}: {number}")


def as_it_is(path: str) -> str:
    """`path`."""
    return path


class Reading(Record):
    """What reading needs besides the files: what includes are decided by, and the environment.

    `urls` gives those of all remotes, None while they are gathered.
    """

    place: Place
    environ: Mapping[str, str]
    urls: Callable[[], Sequence[str]] | None = None


Values = Callable[[Reading], Iterator[ConfigValue]]


def reading_of(place: Place, environ: Mapping[str, str], values: Values) -> Reading:
    """What reading `values` needs. Where an include hangs on the URLs of remotes, these are read first."""

    @cache
    def urls() -> Sequence[str]:
        from pygitobj.repository.include import is_remote_url

        entries = (value.entry for value in values(Reading(place, environ)))
        return [entry.value for entry in entries if entry.value is not None and is_remote_url(entry.name)]

    return Reading(place, environ, urls)


def load_config(
    git_dir: str | None,
    common_dir: str | None,
    *,
    overrides: Sequence[Override] = (),
    worktree_config: bool = False,
    environ: Mapping[str, str] = os.environ,
    branch: Callable[[], str | None] = no_branch,
    shown: Callable[[str], str] = as_it_is,
) -> Config:
    """The configuration of the repository at `git_dir`, or of none; `overrides` are the `-c` options.

    `shown` is how messages name a file. Raises RepositoryError for a file that is malformed or cannot be read.
    """

    def values(reading: Reading) -> Iterator[ConfigValue]:
        for scope, path in config_files(git_dir, common_dir, worktree_config, environ):
            yield from read_file(Origin(scope, path, shown(path)), reading, 0)
        for name, text in command_entries(overrides, environ):
            value = ConfigValue(ConfigEntry(name, text, 0), Origin("command", None, kind="command line"))
            yield value
            yield from included(value, reading, 0)

    return Config(values(reading_of(Place(git_dir, branch), environ, values)))


def config_files(
    git_dir: str | None, common_dir: str | None, worktree_config: bool, environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The files that count, as (scope, path), whether they exist or not."""
    if not environment_bool(environ, "GIT_CONFIG_NOSYSTEM", False):
        yield "system", environ.get("GIT_CONFIG_SYSTEM", SYSTEM_FILE)
    if "GIT_CONFIG_GLOBAL" in environ:
        yield "global", environ["GIT_CONFIG_GLOBAL"]
    else:
        home = environ.get("HOME")
        # Here alone git takes an empty variable for none.
        if environ.get("XDG_CONFIG_HOME"):
            yield "global", f"{environ['XDG_CONFIG_HOME']}/git/config"
        elif home is not None:
            yield "global", f"{home}/.config/git/config"
        if home is not None:
            yield "global", f"{home}/.gitconfig"
    if common_dir is not None:
        yield "local", f"{common_dir}/config"
    if git_dir is not None and worktree_config:
        yield "worktree", f"{git_dir}/config.worktree"


def read_file(origin: Origin, reading: Reading, depth: int) -> Iterator[ConfigValue]:
    """The entries of the file of `origin` and of those it includes; none if there is no such file."""
    for value in parsed(content_of(origin), origin):
        yield value
        yield from included(value, reading, depth)


def parsed(data: bytes, origin: Origin) -> Iterator[ConfigValue]:
    """The entries of `data`, which `origin` has. Raises RepositoryError for a line that is none, after those before."""
    entries = parse_config(data)
    while True:
        try:
            entry = next(entries, None)
        except BadConfigLineError as error:
            raise bad_line(error.line, origin) from None
        if entry is None:
            return
        yield ConfigValue(entry, origin)


def bad_line(line: int, origin: Origin) -> RepositoryError:
    """The error for a line of the file of `origin`."""
    where = origin.kind if origin.shown is None else f"{origin.kind} {origin.shown}"
    return RepositoryError(f"bad config line {line} in {where}")


def content_of(origin: Origin) -> bytes:
    """What the file of `origin` holds, nothing if there is none. Raises RepositoryError."""
    assert origin.path is not None
    try:
        return read_small(origin.path)
    except GONE:
        return b""
    except OSError as error:
        # A configuration that is a user's own may be out of reach; that of the repository must not be.
        if origin.scope in ("system", "global") and isinstance(error, PermissionError):
            return b""  # git does the same
        raise unreadable(f"unable to access '{origin.shown}'", error) from error


def included(value: ConfigValue, reading: Reading, depth: int) -> Iterator[ConfigValue]:
    """The entries of the file that `value` includes, if it does."""
    (name, text, line), origin = value
    if name != INCLUDE and not includes_here(value, reading):
        return

    def bad(detail: str) -> BadConfigError:
        if origin.kind == "command line":
            return BadParameterError(detail)
        return BadConfigError(detail, str(bad_line(line, origin)))

    if text is None:
        raise bad(f"missing value for '{name}'")
    path = expanded(text, reading.environ)
    if path is None:
        raise bad(f"could not expand include path '{text}'")
    shown = path
    if not os.path.isabs(path):
        if origin.path is None or origin.shown is None:
            raise bad("relative config includes must come from files")
        path = os.path.join(os.path.dirname(origin.path), path)
        shown = os.path.join(os.path.dirname(origin.shown), shown)
    if depth >= MAX_INCLUDE_DEPTH and status(path) is not None:
        raise RepositoryError(
            f"exceeded maximum include depth ({MAX_INCLUDE_DEPTH}) while including\n"
            f"\t{shown}\nfrom\n\t{origin.shown or 'the command line'}\nThis might be due to circular includes."
        )
    found = read_file(Origin(origin.scope, path, shown), reading, depth + 1)
    yield from without_urls(found) if reading.urls is None and name != INCLUDE else found


def includes_here(value: ConfigValue, reading: Reading) -> bool:
    """Whether `value` is an include whose condition holds."""
    name = value.entry.name
    if not (name.startswith(INCLUDE_IF) and name.endswith(PATH)):
        return False
    from pygitobj.repository.include import condition_holds  # few configurations have one

    condition, place = name[len(INCLUDE_IF) : -len(PATH)], reading.place
    return condition_holds(condition, value.origin.path, place.git_dir, place.branch, reading.environ, reading.urls)


def without_urls(values: Iterable[ConfigValue]) -> Iterator[ConfigValue]:
    """`values`. Raises RepositoryError where one is the URL of a remote, on which it may hang whether they are read."""
    from pygitobj.repository.include import refuse_url

    for value in values:
        refuse_url(value.entry.name)
        yield value


def default_hint(config: Config) -> str | None:
    """What an abbreviated id means rather, by core.disambiguate. Raises RepositoryError for a word that is none."""
    value = config.last("core.disambiguate")
    if value is None:
        return None
    hint = lower(config.get("core.disambiguate") or "")
    if hint not in HINT_WORDS:
        raise bad_variable(value, f"unknown hint type for 'core.disambiguate': {value.entry.value}")
    return None if hint == "none" else hint
