"""What heads a hunk: which lines do if nothing else is said, and as much of one as is shown.

Follows git's Documentation/gitattributes, "Defining a custom hunk-header".
"""

from __future__ import annotations

import re

FIRST = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$")
SPACE = b" \t\n\r"
# A heading is cut here.
MOST_HEADING = 80
# U+FFFE and U+FFFF, which git takes for none.
NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")


def default_heading(line: bytes) -> bytes | None:
    """`line` where it begins as a name does."""
    return line if line[:1] and line[0] in FIRST else None


def shown_heading(found: bytes) -> bytes:
    """What is shown of a heading: so many bytes, without white space behind them, as far as they are UTF-8.

    git shows nothing from where they are not, such as where a character is cut.
    """
    text = found[:MOST_HEADING].rstrip(SPACE)
    if text.isascii():
        return text
    try:
        text.decode("utf-8")
        end = len(text)
    except UnicodeDecodeError as error:
        end = error.start
    other = NO_CHARACTER.search(text[:end])
    return text[: other.start() if other else end]
