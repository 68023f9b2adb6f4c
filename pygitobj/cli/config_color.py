"""Colours of `config`: --get-color and --get-colorbool.

Follows git's Documentation/git-config.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.config_show import NotThatTypeError, color_of, complaint
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import ConfigValue, bad_variable, parse_bool

UI, DIFF = "color.ui", "diff.color"
DUMB = "dumb"


class BadDefaultError(Exception):
    """A colour to be taken where none is said, which is none; the argument is git's message."""


def look(values: Sequence[ConfigValue], name: str, other: str | None) -> str:
    """What makes a terminal show the colour that the last value of `name` says, or `other`.

    Raises GitObjectError, BadDefaultError.
    """
    found = None
    for value in values:
        if value.entry.name == name:
            if value.entry.value is None:
                raise bad_variable(value, f"missing value for '{name}'")
            try:
                found = color_of(value.entry.value)
            except NotThatTypeError as error:
                raise complaint(value, str(error)) from None
    if found is not None or other is None:
        return found or ""
    try:
        return color_of(other)
    except NotThatTypeError as error:
        raise BadDefaultError(f"{error}\nerror: unable to parse default color value") from None


def wants_color(values: Sequence[ConfigValue], name: str, terminal: str | None) -> bool:
    """Whether output is coloured by what `name`, or else color.ui, says; `terminal` says whether it goes to one."""
    said: dict[str, str | None] = {}
    for value in values:
        if value.entry.name in (name, UI, DIFF):
            said[value.entry.name] = color_bool(value.entry.value, value.entry.name)
    means = said.get(name)
    if means is None and name == "color.diff":
        means = said.get(DIFF)
    if means is None:
        means = said.get(UI) or "auto"
    if means != "auto":
        return means == "always"
    is_terminal = sys.stdout.isatty() if terminal is None else parse_bool(terminal, "command line")
    return is_terminal and os.environ.get("TERM", DUMB) != DUMB


def color_bool(text: str | None, name: str) -> str:
    """What `text`, the value of `name`, says: "never", "always" or "auto". Raises RepositoryError."""
    word = lower(text or "")
    if text is not None and word in ("never", "always", "auto"):
        return word
    return "auto" if parse_bool(text, name) else "never"
