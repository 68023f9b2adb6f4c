"""What the configuration says of blame, and what options say on top of it.

Follows git's Documentation/config/blame and config/color.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.cli.diffing.algorithms import algorithm_named
from pygitobj.cli.session import warn
from pygitobj.cli.walking.values import moment_of
from pygitobj.errors import GitObjectError
from pygitobj.files.directory import is_there
from pygitobj.formats.color import color_codes
from pygitobj.formats.date_modes import DateMode, parse_date_mode
from pygitobj.record import Record
from pygitobj.repository.config import ConfigValue, bad_variable, parse_bool, require_text
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.diff_drivers import load_diff_drivers
from pygitobj.repository.home import expanded
from pygitobj.repository.repository import Repository

REPEATED, BY_AGE = "repeatedLines", "highlightRecent"
DEFAULT_AGES = "blue,12 month ago,white,1 month ago,red"
CYAN = b"\x1b[36m"
OPTIONAL = ":(optional)"


class AgeColor(Record):
    """The colour of what is not younger than `until`, a second since 1970; None for whatever is left."""

    until: int | None
    code: bytes


class Settings:
    """What the configuration says."""

    def __init__(self, on_terminal: bool) -> None:
        self.on_terminal = on_terminal
        self.show_root = self.blank_boundary = self.show_email = False
        self.mark_unblamable = self.mark_ignored = False
        self.date = DateMode("iso")
        self.ignore_files: list[str] = []
        self.algorithm = "myers"
        self.indent_heuristic = True
        self.repeated_color = b""
        self.ages: list[AgeColor] = []
        self.coloring: set[str] = set()


def settings_of(repository: Repository, *, on_terminal: bool) -> Settings:
    """What the configuration of `repository` says. Raises RepositoryError, GitObjectError in git's words."""
    settings = Settings(on_terminal)
    check_default_config(repository.config)
    load_diff_drivers(repository.config)  # looked at, as by git, whether they count or not
    for value in repository.config:
        read = READERS.get(value.entry.name)
        if read is not None:
            read(settings, value)
    return settings


def flag(name: str) -> Callable[[Settings, ConfigValue], None]:
    """What reads a boolean into the field `name`."""

    def read(settings: Settings, value: ConfigValue) -> None:
        setattr(settings, name, parse_bool(value.entry.value, value.entry.name))

    return read


def read_date(settings: Settings, value: ConfigValue) -> None:
    """Take blame.date."""
    settings.date = parse_date_mode(require_text(value), on_terminal=settings.on_terminal)


def read_ignore_file(settings: Settings, value: ConfigValue) -> None:
    """Take blame.ignoreRevsFile: names are sorted, each is there once, and one that is optional may be missing."""
    text = require_text(value)
    is_optional = text.startswith(OPTIONAL)
    path = expanded(text.removeprefix(OPTIONAL), os.environ)
    if path is None:
        raise bad_variable(value, f"failed to expand user dir in: '{text}'")
    if is_optional and not is_there(path):
        return
    settings.ignore_files = sorted({*settings.ignore_files, path}, key=os.fsencode)


def read_repeated(settings: Settings, value: ConfigValue) -> None:
    """Take color.blame.repeatedLines."""
    text = value.entry.value or ""
    codes = color_codes(text)
    if codes is None:
        warn(f"error: invalid color value: {text}")
        warn(f"warning: invalid value for 'color.blame.repeatedLines': '{text}'")
    else:
        settings.repeated_color = codes


def read_ages(settings: Settings, value: ConfigValue) -> None:
    """Take color.blame.highlightRecent."""
    settings.ages = ages_in(require_text(value))


def ages_in(text: str) -> list[AgeColor]:
    """The colours by age that `text` names: colour, date, colour, and so on. Raises GitObjectError in git's words."""
    parts = text.split(",")
    codes: list[bytes] = []
    for color in parts[::2]:
        found = color_codes(color)
        if found is None:
            warn(f"error: invalid color value: {color}")
            raise GitObjectError(f"expecting a color: {color}")
        codes.append(found)
    if len(parts) % 2 == 0:
        raise GitObjectError("must end with a color")
    return [AgeColor(until, code) for until, code in zip([*map(moment_of, parts[1::2]), None], codes, strict=True)]


def ages_of(settings: Settings) -> list[AgeColor]:
    """The colours by age that count."""
    return settings.ages or ages_in(DEFAULT_AGES)


def read_coloring(settings: Settings, value: ConfigValue) -> None:
    """Take blame.coloring."""
    text = require_text(value)
    if text in (REPEATED, BY_AGE):
        settings.coloring.add(text)
    elif text == "none":
        settings.coloring.clear()
    else:
        warn(f"warning: invalid value for 'blame.coloring': '{text}'")


def read_algorithm(settings: Settings, value: ConfigValue) -> None:
    """Take diff.algorithm."""
    text = require_text(value)
    found = algorithm_named(text)
    if found is None:
        raise bad_variable(value, f"unknown value for config '{value.entry.name}': {text}")
    settings.algorithm = found


READERS: dict[str, Callable[[Settings, ConfigValue], None]] = {
    "blame.showroot": flag("show_root"),
    "blame.blankboundary": flag("blank_boundary"),
    "blame.showemail": flag("show_email"),
    "blame.date": read_date,
    "blame.ignorerevsfile": read_ignore_file,
    "blame.markunblamablelines": flag("mark_unblamable"),
    "blame.markignoredlines": flag("mark_ignored"),
    "color.blame.repeatedlines": read_repeated,
    "color.blame.highlightrecent": read_ages,
    "blame.coloring": read_coloring,
    "diff.algorithm": read_algorithm,
    "diff.indentheuristic": flag("indent_heuristic"),
}
