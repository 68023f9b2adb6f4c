"""The colours of what a search found, in grep and where a log shows what it looked for.

    color.grep.<slot>    the colour of a part of a line that is shown

Follows git's Documentation/config/color.
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.errors import RepositoryError
from pygitobj.formats.color import color_codes
from pygitobj.repository.config import ConfigValue, bad_variable, require_text

CONTEXT, FILE_NAME, FUNCTION, NUMBER, COLUMN = "context", "filename", "function", "linenumber", "column"
MATCH_CONTEXT, MATCH_SELECTED, SELECTED, SEPARATOR = "matchcontext", "matchselected", "selected", "separator"
DEFAULTS = {
    CONTEXT: "", FILE_NAME: "magenta", FUNCTION: "", NUMBER: "green", COLUMN: "green", MATCH_CONTEXT: "bold red",
    MATCH_SELECTED: "bold red", SELECTED: "", SEPARATOR: "cyan",
}  # fmt: skip
# A slot that stands for several.
MATCH = {"match": (MATCH_CONTEXT, MATCH_SELECTED)}
SECTION = "color.grep."


def usual_colors() -> dict[str, bytes]:
    """The colours of all slots where no configuration says others."""
    return {slot: color_codes(text) or b"" for slot, text in DEFAULTS.items()}


def configured_colors(config: Iterable[ConfigValue]) -> dict[str, bytes]:
    """The colours of all slots. Raises RepositoryError."""
    colors = usual_colors()
    for value in config:
        if value.entry.name.startswith(SECTION):
            take_color(colors, value.entry.name.removeprefix(SECTION), value)
    return colors


def take_color(colors: dict[str, bytes], slot: str, value: ConfigValue) -> None:
    """Take the colour of a slot. Raises RepositoryError."""
    for one in MATCH.get(slot, (slot,)):
        if one not in colors:
            raise RepositoryError(str(bad_variable(value, "")))
        text = require_text(value)
        found = color_codes(text)
        if found is None:
            raise bad_variable(value, f"invalid color value: {text}")
        colors[one] = found
