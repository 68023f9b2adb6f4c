"""What the configuration says of conversions.

    core.autocrlf                   true: CRLF in files that look like text; input: on the way in alone
    core.eol                        lf, crlf, or native: what text files have
    core.safecrlf                   warn, false, or true: what is done where line ends would be lost
    core.checkRoundtripEncoding     encodings that are tried both ways before a blob is written
    filter.<name>.clean, .smudge    a program for each file, on the way in and out
    filter.<name>.process           one program for all files, which goes before those two
    filter.<name>.required          whether it is an error where none of these gives anything

Follows git's Documentation/git-config and gitattributes, "filter".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pygitobj.formats.encoding import ROUND_TRIP
from pygitobj.formats.numbers import lower
from pygitobj.record import Record
from pygitobj.repository.config import Config, ConfigValue, parse_bool, require_text

FILTER = "filter."
WARN, REFUSE, IGNORE = "warn", "refuse", "ignore"
NATIVE_CRLF = os.linesep == "\r\n"


class Driver(Record):
    """The programs of one filter."""

    name: str
    clean: str | None = None
    smudge: str | None = None
    process: str | None = None
    required: bool = False

    def command(self, direction: str) -> str | None:
        """The program for each file in `direction`, "clean" or "smudge"; None where one for all goes before it."""
        return None if self.process is not None else (self.clean if direction == "clean" else self.smudge)


class Settings(Record):
    """The same as values; `autocrlf` is "input" or a boolean, `eol` is "lf", "crlf" or empty."""

    autocrlf: str | bool = False
    eol: str = ""
    safecrlf: str = WARN
    round_trip: str = ROUND_TRIP
    drivers: Mapping[str, Driver] = MappingProxyType({})

    @property
    def text_is_crlf(self) -> bool:
        """Whether text files have CRLF where no attribute says what they have."""
        if self.autocrlf:
            return self.autocrlf is True
        return self.eol == "crlf" or (not self.eol and NATIVE_CRLF)


def load_settings(config: Config) -> Settings:
    """What `config` says. As git does, all of it is looked at, not only what counts in the end.

    Raises RepositoryError.
    """
    settings = Settings()
    drivers: dict[str, Driver] = {}
    for value in config.values:
        name = value.entry.name
        if name in READERS:
            settings = READERS[name](settings, value)
        elif name.startswith(FILTER) and name.count(".") > 1:
            driver, _, key = name.removeprefix(FILTER).rpartition(".")
            drivers[driver] = with_setting(drivers.get(driver, Driver(driver)), key, value)
    return settings._replace(drivers=drivers)


def with_setting(driver: Driver, key: str, value: ConfigValue) -> Driver:
    """`driver` with what `value` says of `key`."""
    if key == "required":
        return driver._replace(required=parse_bool(value.entry.value, value.entry.name))
    if key == "clean":
        return driver._replace(clean=require_text(value))
    if key == "smudge":
        return driver._replace(smudge=require_text(value))
    return driver._replace(process=require_text(value)) if key == "process" else driver


def with_autocrlf(settings: Settings, value: ConfigValue) -> Settings:
    """With what core.autocrlf says."""
    word = lower(value.entry.value or "")
    return settings._replace(autocrlf=word if word == "input" else parse_bool(value.entry.value, value.entry.name))


def with_safecrlf(settings: Settings, value: ConfigValue) -> Settings:
    """With what core.safecrlf says."""
    if lower(value.entry.value or "") == WARN:
        return settings._replace(safecrlf=WARN)
    return settings._replace(safecrlf=REFUSE if parse_bool(value.entry.value, value.entry.name) else IGNORE)


def with_eol(settings: Settings, value: ConfigValue) -> Settings:
    """With what core.eol says; another word is none."""
    word = lower(value.entry.value or "")
    if word == "native":
        word = "crlf" if NATIVE_CRLF else "lf"
    return settings._replace(eol=word if word in ("lf", "crlf") else "")


def with_round_trip(settings: Settings, value: ConfigValue) -> Settings:
    """With what core.checkRoundtripEncoding says."""
    return settings._replace(round_trip=require_text(value))


READERS: dict[str, Callable[[Settings, ConfigValue], Settings]] = {
    "core.autocrlf": with_autocrlf,
    "core.safecrlf": with_safecrlf,
    "core.eol": with_eol,
    "core.checkroundtripencoding": with_round_trip,
}
