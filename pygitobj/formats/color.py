"""Colours and looks of text on a terminal, as configuration and formats name them.

    red, brightred, 12, #ff0000, normal, default    the first such word is the text's, the second the background's
    bold dim ul blink reverse italic strike         with `no` or `no-` before it: not so
    reset                                           as if nothing had been said before

Follows git's Documentation/git-config, "color".
"""

from __future__ import annotations

from pygitobj.formats.numbers import decimal, lower, words_of
from pygitobj.oid import HEX_DIGITS

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
LOOKS = {"bold": (1, 22), "dim": (2, 22), "italic": (3, 23), "ul": (4, 24), "blink": (5, 25), "reverse": (7, 27)}
LOOKS |= {"strike": (9, 29)}
TEXT, BACKGROUND = 30, 40
BRIGHT = 60
DEFAULT = 9
RESET = b"\x1b[m"


def color_codes(text: str) -> bytes | None:
    """What makes a terminal show the colours and looks that `text` names; None where it names none."""
    codes: list[str] = []
    colors: list[list[str]] = []
    looks: set[int] = set()
    starts_anew = False
    for word in words_of(lower(text)):
        if word == "reset":
            starts_anew = True
            continue
        color = color_of(word, TEXT if not colors else BACKGROUND)
        if color is not None and len(colors) < 2:
            colors.append(color)
            continue
        plain = word.removeprefix("no").removeprefix("-")
        if color is not None or plain not in LOOKS:
            return None
        looks.add(LOOKS[plain][word != plain])
    if starts_anew:
        codes.append("")
    codes += [str(look) for look in sorted(looks)]
    codes += [code for color in colors for code in color]
    return f"\x1b[{';'.join(codes)}m".encode() if codes else b""


def color_of(word: str, base: int) -> list[str] | None:
    """The codes of the colour `word`, of text or background; none where it changes nothing, None where it is none."""
    if word == "normal":
        return []
    if word == "default":
        return [str(base + DEFAULT)]
    bright = word.startswith("bright")
    if word.removeprefix("bright") in NAMES:
        return [str(base + (BRIGHT if bright else 0) + NAMES.index(word.removeprefix("bright")))]
    if word.startswith("#") and len(word) in (4, 7) and HEX_DIGITS.issuperset(word[1:]):
        digits = word[1:] if len(word) == 7 else "".join(digit * 2 for digit in word[1:])
        red, green, blue = bytes.fromhex(digits)
        return [f"{base + 8};2;{red};{green};{blue}"]
    if word == "-1":
        return []
    number = decimal(word)
    if number is None or number > 255:
        return None
    if number < 8:
        return [str(base + number)]
    if number < 16:
        return [str(base + BRIGHT + number - 8)]
    return [f"{base + 8};5;{number}"]
