"""Options within a placeholder: `%(describe:tags,match=v*)`, read as git reads them.

name            or name=value, up to a comma or the bracket that ends the placeholder
"""

from __future__ import annotations

import re

from pygitobj.cli.pretty.decorations import Style
from pygitobj.cli.pretty.trailer_atoms import expanded, read_options
from pygitobj.formats.numbers import integer_at
from pygitobj.formats.trailers import TrailerOptions
from pygitobj.record import Record
from pygitobj.repository.config import maybe_bool

OPTION = re.compile(r"([a-z_]+)(?:=([^,)]*))?([,)])")
END = ")"
PARTS_OF_STYLE = frozenset(("prefix", "suffix", "separator", "pointer", "tag"))


class Option(Record):
    """An option, None for one without a value, and where the next one starts: at the bracket after the last."""

    name: str
    value: str | None
    end: int


def option_at(text: str, at: int) -> Option | None:
    """The option at `at` in `text`, None where there is none."""
    found = OPTION.match(text, at)
    if found is None:
        return None
    return Option(found[1], found[2], found.end() - (found[3] == END))


def style_at(text: str, at: int) -> tuple[Style, int]:
    """The style that the options of `decorate` say, and where they end."""
    style = Style()
    while (option := option_at(text, at)) is not None and option.name in PARTS_OF_STYLE:
        style = style._replace(**{option.name: expanded(option.value or "")})
        at = option.end
    return style, at


def describe_words_at(text: str, at: int) -> tuple[list[str], int]:
    """The options of `git describe` that those at `at` stand for, and where they end."""
    start, words = at, []
    while (option := option_at(text, at)) is not None:
        name, value, end = option
        if name == "tags":
            said = True if value is None else maybe_bool(value)
            # One that is neither yes nor no is passed over.
            words += [] if said is None else ["--tags" if said else "--no-tags"]
        elif name in ("abbrev", "match", "exclude"):
            if not value or (name == "abbrev" and integer_at(value, 0)[1] != len(value)):
                return words, start
            words.append(f"--{name}={value}")
        else:
            break
        at = end
    return words, at


def trailer_options_at(text: str, at: int) -> tuple[TrailerOptions, int] | None:
    """The options of `trailers`, and where they end; None for one that there is not."""
    end = text.find(END, at)
    if end < 0:
        return None
    options = read_options(text[at:end])
    return (options, end) if isinstance(options, TrailerOptions) else None
