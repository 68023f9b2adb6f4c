"""How wide a text is on a terminal, and text made as wide as is wanted.

A character counts once, twice where it is wide, and not at all where it combines with the one before it. What sets a
terminal's colours and looks (ESC [ numbers m) is no character where that is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pygitobj.formats.newer_widths import newer_widths

WIDE = ("W", "F")
NO_WIDTH = ("Mn", "Me", "Cf")
SOFT_HYPHEN = "\xad"
# Parts of a syllable that stand in the square of the first one.
FIRST_JOINED, LAST_JOINED = "\u1160", "\u11ff"
# What is no character yet is none that is wide, but where all that may come will be.
NO_CHARACTER_YET = "Cn"
WIDE_PLANES = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0002fffd"), ("\U00030000", "\U0003fffd"))
# Well encoded, but no characters for git.
NO_CHARACTERS = ("\ufffe", "\uffff")
CONTROL = -1
FIRST_NEWER = "\u0897"
LOOKS = re.compile(rb"\x1b\[[0-9;]*m")
# Each of them takes one column.
PLAIN = re.compile(r"[ -~]*")
PLAIN_BYTES = re.compile(rb"[ -~]*")
ESCAPE = b"\x1b"
DOTS = b".."


def width_of(text: bytes) -> int:
    """How many columns `text` takes; a byte each where it is no UTF-8 text."""
    if is_plain(text):
        return len(text)
    characters = characters_of(text)
    return len(text) if characters is None else width_of_all(characters)


def is_plain(text: bytes) -> bool:
    """Whether `text` is of printable ASCII alone, a column each."""
    return PLAIN_BYTES.fullmatch(text) is not None


def shown_width(text: bytes) -> int:
    """How many columns `text` takes but for what sets looks; a byte each where it is no UTF-8 text."""
    if not is_text(text):
        return len(text)
    return width_of_all((LOOKS.sub(b"", text) if ESCAPE in text else text).decode("utf-8"))


def width_of_all(characters: str) -> int:
    """How many columns `characters` take; those of control take none."""
    if PLAIN.fullmatch(characters):
        return len(characters)
    return sum(max(0, width) for width in map(width_of_character, characters))


def characters_of(text: bytes) -> str | None:
    """The characters of `text`, None where it is no UTF-8 text."""
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any(mark in characters for mark in NO_CHARACTERS) else characters


def is_text(text: bytes) -> bool:
    """Whether `text` is UTF-8 text but for what sets looks."""
    if text.isascii():
        return True
    return all(characters_of(part) is not None for part in (LOOKS.split(text) if ESCAPE in text else [text]))


@lru_cache(4096)
def width_of_character(character: str) -> int:
    """How many columns `character` takes; CONTROL for one that takes none since it is no text."""
    newer = newer_widths().get(character) if character >= FIRST_NEWER else None
    if newer is not None:
        return newer
    kind = unicodedata.category(character)
    if kind == "Cc":
        return 0 if character == "\0" else CONTROL
    if (kind in NO_WIDTH and character != SOFT_HYPHEN) or FIRST_JOINED <= character <= LAST_JOINED:
        return 0
    if kind == NO_CHARACTER_YET:
        return 2 if any(first <= character <= last for first, last in WIDE_PLANES) else 1
    return 2 if unicodedata.east_asian_width(character) in WIDE else 1


def aligned(text: bytes, width: int, position: str) -> bytes:
    """`text` in `width` columns: on the "left", in the "middle" or on the "right" of them."""
    room = width - width_of(text)
    if room <= 0:
        return text
    left = {"left": 0, "middle": room // 2, "right": room}[position]
    return b" " * left + text + b" " * (room - left)


def without_columns(text: bytes, first: int, count: int) -> bytes:
    """`text` with two dots for the `count` columns from `first` on; as it is where it is no UTF-8 text.

    What sets looks, and what takes no column, stays.
    """
    if not is_text(text):
        return text
    parts: list[bytes] = []
    column = 0
    dots = DOTS
    for part, width in glyphs(text):
        if width > 0 and first <= column < first + count:
            parts.append(dots)
            dots = b""
        else:
            parts.append(part)
        column += max(0, width)
    return b"".join(parts)


def glyphs(text: bytes) -> Iterator[tuple[bytes, int]]:
    """What `text` is made of, with the columns that each takes; what sets looks takes none."""
    at = 0
    for found in [*LOOKS.finditer(text), None]:
        end = len(text) if found is None else found.start()
        for character in text[at:end].decode("utf-8"):
            yield character.encode(), width_of_character(character)
        if found is not None:
            yield found[0], 0
            at = found.end()
