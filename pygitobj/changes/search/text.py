"""One line as bytes and as characters, which patterns count: places in one and the other."""

from __future__ import annotations

from functools import cached_property

from pygitobj.formats.characters import decoded, encoded


class Text:
    """A line without its end. With `wide` characters are those of UTF-8, and what is none of these is a surrogate."""

    def __init__(self, line: bytes, *, wide: bool) -> None:
        self.line = line
        self.is_plain = not wide or line.isascii()
        # A place that is known, in characters and in bytes.
        self.known = (0, 0)

    @cached_property
    def characters(self) -> str:
        """The line, decoded."""
        return decoded(self.line, not self.is_plain)

    def byte_at(self, at: int) -> int:
        """Where the character at `at` begins."""
        if self.is_plain:
            return at
        character, byte = self.known if self.known[0] <= at else (0, 0)
        byte += len(encoded(self.characters[character:at], True))
        self.known = at, byte
        return byte

    def character_at(self, at: int) -> int:
        """Which character begins at the byte `at`."""
        if self.is_plain:
            return at
        character, byte = self.known if self.known[1] <= at else (0, 0)
        character += len(decoded(self.line[byte:at], True))
        self.known = character, at
        return character
