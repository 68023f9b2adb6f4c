"""Text in the encoding that an object declares, and its subject."""

from __future__ import annotations

from itertools import takewhile

from pygitobj.formats.numbers import WHITE_SPACE, until_nul

# Codecs of Python's own, which read text as something else than text.
PYTHON_ONLY = frozenset(("idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"))


def decode_text(data: bytes, encoding: str | None) -> str:
    """`data` in `encoding` (None is UTF-8); an unknown encoding reads as UTF-8, what cannot be decoded is replaced."""
    if encoding is not None and encoding.lower().replace("-", "_").replace(" ", "_") in PYTHON_ONLY:
        encoding = None
    try:
        return data.decode(encoding or "utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def first_paragraph(text: str) -> str:
    """The first lines of `text` that are not blank, on one line, without the white space at the end of each.

    Follows git's Documentation/pretty-formats, "%s": a line of white space is blank, and a text ends at a NUL.
    """
    lines = [line.rstrip(WHITE_SPACE) for line in until_nul(text).split("\n")]
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    return " ".join(takewhile(bool, lines[first:]))
