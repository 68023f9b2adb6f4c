"""The colours of differences, by slot: those that are usual, and what `color.diff.<slot>` says.

Follows git's Documentation/config/color, "color.diff.<slot>".
"""

from __future__ import annotations

import os
import sys

from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.formats.color import RESET, color_codes
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import Config, bad_variable, require_text

CONTEXT, META, FRAG, FUNC, OLD, NEW, COMMIT = "context", "meta", "frag", "func", "old", "new", "commit"
WHITESPACE = "whitespace"
# As color.diff.<slot> would say it.
DEFAULTS = {
    CONTEXT: "", META: "bold", FRAG: "cyan", OLD: "red", NEW: "green", COMMIT: "yellow", WHITESPACE: "normal red",
    FUNC: "", "oldMoved": "bold magenta", "oldMovedAlternative": "bold blue", "oldMovedDimmed": "dim",
    "oldMovedAlternativeDimmed": "dim italic", "newMoved": "bold cyan", "newMovedAlternative": "bold yellow",
    "newMovedDimmed": "dim", "newMovedAlternativeDimmed": "dim italic",
}  # fmt: skip
SLOTS = {lower(slot): slot for slot in DEFAULTS} | {"plain": CONTEXT}
SECTIONS = ("color.diff.", "diff.color.")
DUMB = "dumb"


class Colors:
    """What is written before each slot, "" for all where no colours are shown, and `reset` after it."""

    def __init__(self, codes: dict[str, bytes]) -> None:
        self.codes = codes
        self.reset = RESET if codes else b""

    def __bool__(self) -> bool:
        return bool(self.codes)

    def __getitem__(self, slot: str) -> bytes:
        return self.codes.get(slot, b"")

    def paint(self, slot: str, text: bytes) -> bytes:
        """`text` in the colour of `slot`."""
        return self.codes[slot] + text + self.reset if self.codes else text


def load_colors(config: Config, options: DiffOptions) -> Colors:
    """The colours that differences are shown in, none at all where they shall have none. Raises RepositoryError."""
    codes = {slot: color_codes(text) or b"" for slot, text in DEFAULTS.items()}
    for value in config.values:
        name = value.entry.name
        section = next((section for section in SECTIONS if name.startswith(section)), None)
        slot = None if section is None else SLOTS.get(lower(name.removeprefix(section)))
        if slot is not None:
            text = require_text(value)
            found = color_codes(text)
            if found is None:
                raise bad_variable(value, f"invalid color value: {text}")
            codes[slot] = found
    return Colors(codes if wants_color(options) else {})


def wants_color(options: DiffOptions) -> bool:
    """Whether colours are shown: on a terminal that has some, where nothing else is said."""
    if options.color is not None:
        return options.color
    return options.output is None and sys.stdout.isatty() and os.environ.get("TERM", DUMB) != DUMB
