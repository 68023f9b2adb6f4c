"""How wide a text is on a terminal, and text made as wide as is wanted.

A character counts once, twice where it is wide, and not at all where it combines with the one before it.
"""

from __future__ import annotations

import unicodedata

WIDE = ("W", "F")
NO_WIDTH = ("Mn", "Me", "Cf")


def width_of(text: bytes) -> int:
    """How many columns `text` takes; a byte each where it is no UTF-8 text."""
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError:
        return len(text)
    return sum(map(width_of_character, characters))


def width_of_character(character: str) -> int:
    """How many columns `character` takes; control characters take none."""
    kind = unicodedata.category(character)
    if kind in NO_WIDTH and character != "\xad":
        return 0
    if kind == "Cc":
        return 0
    return 2 if unicodedata.east_asian_width(character) in WIDE else 1


def aligned(text: bytes, width: int, position: str) -> bytes:
    """`text` in `width` columns: on the "left", in the "middle" or on the "right" of them."""
    room = width - width_of(text)
    if room <= 0:
        return text
    left = {"left": 0, "middle": room // 2, "right": room}[position]
    return b" " * left + text + b" " * (room - left)
