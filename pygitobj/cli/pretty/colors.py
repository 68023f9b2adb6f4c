"""Colours as the configuration has them: whether there are any, and which.

    color.diff, diff.color, else color.ui       always, never, auto; a boolean is auto or never
    color.diff.<slot>, diff.color.<slot>        a colour

Follows git's Documentation/config/color.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection

from pygitobj.formats.color import color_codes
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import Config, ConfigValue, bad_variable, parse_bool, require_text

ALWAYS, NEVER, AUTO = "always", "never", "auto"
DIFF, UI = ("color.diff", "diff.color"), ("color.ui",)
DUMB = "dumb"


def is_for_colors() -> bool:
    """Whether standard output goes to a terminal that has colours."""
    return sys.stdout.isatty() and os.environ.get("TERM", DUMB) != DUMB


def color_word(value: ConfigValue) -> str:
    """When there are colours, as `value` says. Raises RepositoryError."""
    text = value.entry.value
    word = lower(text or "")
    if text is not None and word in (ALWAYS, NEVER, AUTO):
        return word
    return AUTO if parse_bool(text, value.entry.name) else NEVER


def last_of(config: Config, names: Collection[str]) -> ConfigValue | None:
    """The last value of several names that mean the same."""
    return next((value for value in reversed(config.values) if value.entry.name in names), None)


def configured_color(config: Config) -> str:
    """When what differences are shown in has colours. Raises RepositoryError."""
    for names in (DIFF, UI):
        value = last_of(config, names)
        if value is not None:
            return color_word(value)
    return AUTO


def slot_color(config: Config, names: Collection[str], usual: bytes) -> bytes:
    """The colour that the last value of `names` says, or the `usual` one. Raises RepositoryError."""
    value = last_of(config, names)
    if value is None:
        return usual
    text = require_text(value)
    codes = color_codes(text)
    if codes is None:
        raise bad_variable(value, f"invalid color value: {text}")
    return codes


def diff_color(config: Config, slot: str, usual: bytes) -> bytes:
    """The colour of `slot` in what shows differences. Raises RepositoryError."""
    return slot_color(config, [f"{start}.{slot}" for start in DIFF], usual)
