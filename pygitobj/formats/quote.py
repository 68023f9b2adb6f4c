r"""C-style quoting of paths, as git shows and reads them.

    "text"      where the text holds a byte that cannot stand as it is
    \a \b \t \n \v \f \r \" \\
                one byte each
    \ooo        one byte in three octal digits; bytes from 0x80 on too, unless core.quotePath is false

Follows git's Documentation/git-config, "core.quotePath".
"""

from __future__ import annotations

ESCAPES = {7: b"a", 8: b"b", 9: b"t", 10: b"n", 11: b"v", 12: b"f", 13: b"r", ord('"'): b'"', ord("\\"): b"\\"}
UNESCAPES = {letter[0]: byte for byte, letter in ESCAPES.items()}
# What git puts a question mark in the place of where it prints a message: a terminal could take it for a command.
CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127], "?")
# Some terminals take these for commands too.
MORE_CONTROLS = dict.fromkeys(range(128, 160), "?")
QUOTE = ord('"')
BACKSLASH = ord("\\")
DELETE = 0x7F
ASCII_END = 0x80


def without_controls(text: str, *, fully: bool = False) -> str:
    """`text` with a question mark for each control character but tab and newline; `fully` those beyond ASCII too."""
    text = text.translate(CONTROLS)
    return text.translate(MORE_CONTROLS) if fully and not text.isascii() else text


def must_quote(byte: int, fully: bool) -> bool:
    """Whether `byte` cannot stand as it is."""
    return byte < ord(" ") or byte in (QUOTE, BACKSLASH, DELETE) or (fully and byte >= ASCII_END)


PLAIN = bytes(byte for byte in range(256) if not must_quote(byte, False))
PLAIN_IF_FULLY = bytes(byte for byte in range(256) if not must_quote(byte, True))


def quote_c(text: bytes, *, fully: bool = True) -> bytes:
    """`text`, within quotes if it needs them. `fully` (core.quotePath) quotes bytes from 0x80 on as well."""
    if not text.translate(None, PLAIN_IF_FULLY if fully else PLAIN):
        return text
    return b'"' + b"".join(quoted_byte(byte, fully) for byte in text) + b'"'


def quoted_byte(byte: int, fully: bool) -> bytes:
    """How `byte` stands within quotes."""
    if not must_quote(byte, fully):
        return bytes((byte,))
    return b"\\" + (ESCAPES.get(byte) or b"%03o" % byte)


def unquote_c(text: bytes) -> bytes:
    """What the quoted `text` means, which starts with a quote and ends with the matching one; else ValueError."""
    if len(text) < 2 or text[0] != QUOTE:
        raise ValueError("not a quoted string")
    out = bytearray()
    at = 1
    while at < len(text):
        byte = text[at]
        at += 1
        if byte == QUOTE:
            if at != len(text):
                raise ValueError("text after the closing quote")
            return bytes(out)
        if byte == BACKSLASH:
            byte, at = unescape(text, at)
        out.append(byte)
    raise ValueError("no closing quote")


def unquote_path(text: bytes) -> bytes:
    """The path that starts with the quote that `text` starts with, as git reads one; else ValueError.

    What stands after the matching quote is not looked at, and a path ends at a NUL, however that was written.
    """
    end = closing_quote(text)
    return unquote_c(text[:end] if end else text).partition(b"\0")[0]


def closing_quote(text: bytes) -> int:
    """Where the quoted string that `text` starts with ends, 0 where it does not."""
    at = 1
    while at < len(text):
        if text[at] == BACKSLASH:
            at += 1
        elif text[at] == QUOTE:
            return at + 1
        at += 1
    return 0


def unescape(text: bytes, at: int) -> tuple[int, int]:
    """The byte that the escape at `at`, after the backslash, means, and where it ends."""
    if at < len(text) and text[at] in UNESCAPES:
        return UNESCAPES[text[at]], at + 1
    digits = text[at : at + 3]
    if len(digits) == 3 and digits[0] in b"0123" and all(digit in b"01234567" for digit in digits):
        return int(digits, 8), at + 3
    raise ValueError("an unknown escape")
