"""How `config` shows a value: as it stands, or as one of the types that git knows.

Follows git's Documentation/git-config, "--type".
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from pygitobj.cli.session import warn
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import status
from pygitobj.formats.color import color_codes
from pygitobj.formats.expiry import parse_expiry
from pygitobj.formats.numbers import LARGEST_INT, LARGEST_LONG, lower, parse_signed
from pygitobj.formats.quote import quote_c
from pygitobj.record import Record
from pygitobj.repository.config import FALSE_WORDS, TRUE_WORDS, ConfigValue, Origin, bad_line, maybe_bool
from pygitobj.repository.home import expanded

TYPES = ("bool", "int", "bool-or-int", "bool-or-str", "path", "expiry-date", "color")
OPTIONAL = ":(optional)"
# What a time that never comes, or has always passed, is shown as.
MOST = (1 << 64) - 1


class Display(Record):
    """What is shown of each value, and what ends it."""

    kind: str | None = None
    nul: bool = False
    names: bool = False
    only_names: bool = False
    origin: bool = False
    scope: bool = False
    # Between a name and its value.
    between: str = " "


class NotThatTypeError(Exception):
    """A value that is not of the type that was asked for; the argument is git's message, empty where it has none."""


class AbsentError(Exception):
    """A value that counts as none: an optional path to nothing."""


def shown(value: ConfigValue, display: Display, *, gently: bool) -> str | None:
    """The line for `value`; None where it counts as none, or `gently` where it is not of the type that is asked for.

    Raises GitObjectError in git's words where it is not.
    """
    try:
        return line_of(value, display)
    except AbsentError:
        return None
    except NotThatTypeError as error:
        if gently and value.entry.value is None and display.kind == "path":
            warn(str(error))
        if gently:
            return None
        raise complaint(value, str(error)) from None


def line_of(value: ConfigValue, display: Display) -> str:
    """The line for `value`. Raises NotThatTypeError, AbsentError."""
    end = "\0" if display.nul else "\n"
    text = start(value.origin, display)
    name = value.entry.name if display.names else ""
    if display.only_names:
        return text + name + end
    typed = as_type(value, display.kind)
    if typed is None:
        return text + name + end
    return text + (f"{name}{display.between}" if display.names else "") + typed + end


def start(origin: Origin, display: Display) -> str:
    """The scope and the place of a value, where these are shown."""
    end = "\0" if display.nul else "\t"
    text = f"{origin.scope}{end}" if display.scope else ""
    if display.origin:
        place = origin.shown or ""
        quoted = place if display.nul else os.fsdecode(quote_c(os.fsencode(place), fully=True))
        text += f"{origin.kind}:{quoted}{end}"
    return text


def as_type(value: ConfigValue, kind: str | None) -> str | None:
    """The text of `value` as a value of this type; None where it has none. Raises NotThatTypeError, AbsentError."""
    name, text, _ = value.entry
    if kind is None:
        return text
    if kind == "bool":
        return boolean(text, f"bad boolean config value '{text}' for '{name}'")
    if kind == "int":
        return number(value, LARGEST_LONG)
    if kind == "bool-or-int":
        word = text is None or lower(text) in (*TRUE_WORDS, *FALSE_WORDS)
        return boolean(text, "") if word else number(value, LARGEST_INT)
    if kind == "bool-or-str":
        found = maybe_bool(text)
        return text if found is None else "true" if found else "false"
    if text is None:
        raise NotThatTypeError(f"error: missing value for '{name}'")
    if kind == "color":
        return color_of(text)
    return path_of(text, os.environ) if kind == "path" else moment_of(text, name)


def color_of(text: str) -> str:
    """What makes a terminal show the colour that `text` names. Raises NotThatTypeError."""
    codes = color_codes(text)
    if codes is None:
        raise NotThatTypeError(f"error: invalid color value: {text}")
    return codes.decode("ascii")


def boolean(text: str | None, message: str) -> str:
    """The boolean that `text` says. Raises NotThatTypeError with `message`."""
    found = maybe_bool(text)
    if found is None:
        raise NotThatTypeError(message)
    return "true" if found else "false"


def number(value: ConfigValue, largest: int) -> str:
    """The number that `value` says. Raises NotThatTypeError."""
    text = value.entry.value or ""
    found = parse_signed(text, largest)
    if isinstance(found, int):
        return str(found)
    origin = value.origin
    where = f" in {origin.kind}" if origin.kind == "standard input" else f" in {origin.kind} {origin.shown}"
    where = where if origin.shown is not None or origin.kind == "standard input" else ""
    raise NotThatTypeError(f"bad numeric config value '{text}' for '{value.entry.name}'{where}: {found}")


def path_of(text: str, environ: Mapping[str, str]) -> str:
    """The path that `text` says. Raises AbsentError for an optional one to nothing, NotThatTypeError."""
    said = text.removeprefix(OPTIONAL)
    path = expanded(said, environ)
    if path is None:
        raise NotThatTypeError(f"failed to expand user dir in: '{said}'")
    if said != text and status(path) is None:
        raise AbsentError
    return path


def moment_of(text: str, name: str) -> str:
    """The seconds since 1970 of the expiry date that `text` says. Raises NotThatTypeError."""
    found = parse_expiry(text, int(time.time()))
    if found is None:
        raise NotThatTypeError(f"error: '{text}' for '{name}' is not a valid timestamp")
    if found >= LARGEST_LONG:
        return str(MOST)
    return str(max(found, 0))


def complaint(value: ConfigValue, message: str) -> GitObjectError:
    """The error for a value that is not of the type that was asked for, which git ends in one of two ways."""
    if not message.startswith("error: "):
        return GitObjectError(message)
    warn(message)
    if value.origin.kind == "command line":
        return RepositoryError("unable to parse command-line config")
    return bad_line(value.entry.line, value.origin)


def require_type(kind: str) -> str:
    """`kind` if it is a type that git knows. Raises GitObjectError."""
    if kind not in TYPES:
        raise GitObjectError(f"unrecognized --type argument, {kind}")
    return kind
