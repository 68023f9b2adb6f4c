"""git's configuration files.

    [section]               letters, digits, "-" and "."; case does not matter
    [section "sub"]         the subsection as it is; a backslash takes the next character as it is
    key = value             a key is letters, digits and "-", starting with a letter; case does not matter
    key                     a key without "=" has no value, which as a boolean is true
    # comment, ; comment    anywhere outside quotes
    \\ at the end of a line  the value goes on in the next
    "…"                     keeps spaces and comment characters
    \\n \\t \\b \\" \\\\          within values, in or out of quotes

Follows git's Documentation/git-config, "Syntax".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import until_nul
from pygitobj.record import Record

BOM = b"\xef\xbb\xbf"
ESCAPES = {ord("n"): b"\n", ord("t"): b"\t", ord("b"): b"\b", ord('"'): b'"', ord("\\"): b"\\"}
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
KEY_BYTES = LETTERS | frozenset(b"0123456789-")
SECTION_BYTES = KEY_BYTES | frozenset(b".")
SPACES = frozenset(b" \t\r")


class ConfigEntry(Record):
    """`name` is "section.sub.key", section and key in lower case; `value` is None where there is no "=".

    Each ends at a NUL, as text does in git; a subsection may have one. `line` is the last of the entry. Before the
    first section a name is a key alone, which nothing asks for.
    """

    name: str
    value: str | None
    line: int


class BadConfigLineError(RepositoryError):
    """A line that breaks the syntax; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"bad config line {line}")
        self.line = line


class Reader:
    """The bytes of a configuration, one by one, with CRLF read as LF and the lines counted."""

    def __init__(self, data: bytes) -> None:
        self.data = data.removeprefix(BOM).replace(b"\r\n", b"\n")
        self.at = 0
        self.line = 1

    def next(self) -> int:
        """The next byte; a newline at the end, and -1 after that."""
        if self.at >= len(self.data):
            self.at += 1
            return ord("\n") if self.at == len(self.data) + 1 else -1
        byte = self.data[self.at]
        self.at += 1
        if byte == ord("\n"):
            self.line += 1
        return byte

    def back(self) -> None:
        """Unread one byte."""
        self.at -= 1
        if self.at < len(self.data) and self.data[self.at] == ord("\n"):
            self.line -= 1

    @property
    def last_line(self) -> int:
        """The line of the byte that was read last; a newline ends its own."""
        at_line_end = 0 < self.at <= len(self.data) and self.data[self.at - 1] == ord("\n")
        return self.line - at_line_end

    @property
    def ended(self) -> bool:
        """Whether all was read."""
        return self.at >= len(self.data)

    def bad_line(self) -> BadConfigLineError:
        """The error for the line that was read last."""
        return BadConfigLineError(self.last_line)


def parse_config(data: bytes) -> Iterator[ConfigEntry]:
    """The entries of `data` in order. Raises BadConfigLineError where one is malformed, after those before it."""
    reader = Reader(data)
    section: str | None = None
    while not reader.ended:
        byte = reader.next()
        if byte == ord("\n") or byte in SPACES:
            continue
        if byte in b"#;":
            skip_comment(reader)
        elif byte == ord("["):
            section = parse_section(reader)
        elif byte in LETTERS:
            reader.back()
            key, value = parse_variable(reader)
            name = key if section is None else f"{section}.{key}"
            yield ConfigEntry(until_nul(name), None if value is None else until_nul(value), reader.last_line)
        else:
            raise reader.bad_line()


def skip_comment(reader: Reader) -> None:
    """Read to the end of the line."""
    while reader.next() not in (ord("\n"), -1):
        pass


def parse_section(reader: Reader) -> str:
    """The section that starts after a "[", with its subsection."""
    name = bytearray()
    while True:
        byte = reader.next()
        if byte == ord("]"):
            return bytes(name.lower()).decode("ascii")
        if byte in SPACES:
            return parse_subsection(reader, bytes(name.lower()).decode("ascii"))
        if byte not in SECTION_BYTES:
            raise reader.bad_line()
        name.append(byte)


def parse_subsection(reader: Reader, section: str) -> str:
    """The rest of `[section "sub"]` after the first space."""
    byte = reader.next()
    while byte in SPACES:
        byte = reader.next()
    if byte != ord('"'):
        raise reader.bad_line()
    name = bytearray()
    while True:
        byte = reader.next()
        if byte == ord('"'):
            break
        if byte == ord("\\"):
            byte = reader.next()
        if byte in (ord("\n"), -1):
            raise reader.bad_line()
        name.append(byte)
    if reader.next() != ord("]"):
        raise reader.bad_line()
    return f"{section}.{name.decode('utf-8', 'surrogateescape')}"


def parse_variable(reader: Reader) -> tuple[str, str | None]:
    """A key and its value."""
    key = bytearray()
    byte = reader.next()
    while byte in KEY_BYTES:
        key.append(byte)
        byte = reader.next()
    while byte in b" \t":
        byte = reader.next()
    name = bytes(key.lower()).decode("ascii")
    if byte == ord("\n"):
        return name, None
    if byte != ord("="):
        raise reader.bad_line()
    return name, parse_value(reader)


def parse_value(reader: Reader) -> str:
    """A value up to the end of its line, without the spaces around it."""
    value = bytearray()
    keep = 0  # how much of the value is kept when what follows turns out to be spaces before the end
    quoted = False
    while True:
        byte = reader.next()
        if byte in (ord("\n"), -1):
            if quoted:
                raise reader.bad_line()
            return value[:keep].decode("utf-8", "surrogateescape")
        if not quoted and byte in b"#;":
            skip_comment(reader)
            return value[:keep].decode("utf-8", "surrogateescape")
        if not quoted and byte in SPACES:
            if keep:
                value.append(byte)
            continue
        if byte == ord('"'):
            quoted = not quoted
            keep = len(value)
            continue
        if byte == ord("\\"):
            byte = reader.next()
            if byte == ord("\n"):
                continue
            if byte not in ESCAPES:
                raise reader.bad_line()
            value += ESCAPES[byte]
        else:
            value.append(byte)
        keep = len(value)
