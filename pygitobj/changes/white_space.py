"""What of a line counts where white space may not: what lines have in common that are the same then."""

from __future__ import annotations

import re
from collections.abc import Callable

from pygitobj.formats.small_text import SPACE

SPACES = re.compile(rb"[ \t\n\r]+")
# What takes a line, and gives what of it counts.
Key = Callable[[bytes], bytes]


def without_any(line: bytes) -> bytes:
    """What is no white space."""
    return line.translate(None, SPACE)


def without_amount(line: bytes) -> bytes:
    """The line with one blank where there is some, and none at its end."""
    return SPACES.sub(b" ", line.rstrip(SPACE))


def without_end(line: bytes) -> bytes:
    """The line without white space at its end."""
    return line.rstrip(SPACE)


def whole(line: bytes) -> bytes:
    """The line as it is."""
    return line
