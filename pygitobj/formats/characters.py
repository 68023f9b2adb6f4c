"""How texts become characters, which patterns count: those of UTF-8 where they are wide, or bytes each of which is one.

What is no character of UTF-8 is a surrogate, as Python has it for names of files.
"""

from __future__ import annotations


def coding_of(wide: bool) -> str:
    """What Python calls the coding."""
    return "utf-8" if wide else "latin-1"


def decoded(text: bytes, wide: bool) -> str:
    """The characters of `text`."""
    return text.decode(coding_of(wide), "surrogateescape")


def encoded(text: str, wide: bool) -> bytes:
    """The bytes of `text`, from such characters."""
    return text.encode(coding_of(wide), "surrogateescape")


def as_patterns_have(text: str, wide: bool) -> str:
    """The characters of a `text` that is decoded as the configuration is, from UTF-8."""
    return decoded(encoded(text, True), wide)
