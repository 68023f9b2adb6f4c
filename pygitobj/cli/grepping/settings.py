"""What the configuration says of searching.

    grep.lineNumber grep.column grep.fullName       as -n, --column and --full-name
    grep.patternType grep.extendedRegexp            the kind of patterns
    grep.threads                                    is looked at, and changes nothing
    color.grep color.grep.<slot>                    colours (pretty/found_colors)

Follows git's Documentation/config/grep and config/color.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.grepping.asked import Asked
from pygitobj.cli.pretty.colors import AUTO, NEVER, color_word, is_for_colors
from pygitobj.cli.pretty.found_colors import SECTION, take_color, usual_colors
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.formats.message_pattern import KINDS
from pygitobj.repository.config import Config, ConfigValue, parse_bool, parse_int, require_text
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.diff_drivers import load_diff_drivers


def take_settings(asked: Asked, config: Config) -> dict[str, bytes]:
    """Take what `config` says into `asked`; gives the colours. Raises RepositoryError, GitObjectError."""
    check_default_config(config)
    load_diff_drivers(config)  # looked at, as by git, whether they count or not
    colors = usual_colors()
    usual = AUTO
    for value in config:
        name = value.entry.name
        if name in READERS:
            READERS[name](asked, value)
        elif name.startswith(SECTION):
            take_color(colors, name.removeprefix(SECTION), value)
        elif name == "color.ui":
            usual = color_word(value)
    if asked.color is None:
        asked.color = usual
    return colors


def colors_shown(color: str | None, colors: dict[str, bytes]) -> dict[str, bytes]:
    """`colors`, or none where there shall be none."""
    return {} if color == NEVER or (color == AUTO and not is_for_colors()) else colors


def flag(name: str, *, turned: bool = False) -> Callable[[Asked, ConfigValue], None]:
    """What reads a boolean into the field `name`, the opposite if `turned`."""

    def read(asked: Asked, value: ConfigValue) -> None:
        setattr(asked, name, parse_bool(value.entry.value, value.entry.name) is not turned)

    return read


def read_kind(asked: Asked, value: ConfigValue) -> None:
    """Take grep.patternType. Raises GitObjectError."""
    text = require_text(value)
    if text != "default" and text not in KINDS:
        raise GitObjectError(f"bad {value.entry.name} argument: {text}")
    asked.kind = None if text == "default" else text


def read_threads(asked: Asked, value: ConfigValue) -> None:
    """Take grep.threads. Raises RepositoryError."""
    name = value.entry.name
    asked.threads = parse_int(value.entry.value, name, value.origin.shown)
    if asked.threads < 0:
        raise RepositoryError(f"invalid number of threads specified ({asked.threads}) for {name}")


def read_color(asked: Asked, value: ConfigValue) -> None:
    """Take color.grep. Raises RepositoryError."""
    asked.color = color_word(value)


READERS: dict[str, Callable[[Asked, ConfigValue], None]] = {
    "grep.linenumber": flag("numbers"),
    "grep.column": flag("columns"),
    "grep.fullname": flag("relative", turned=True),
    "grep.extendedregexp": flag("extended"),
    "grep.patterntype": read_kind,
    "grep.threads": read_threads,
    "color.grep": read_color,
}
