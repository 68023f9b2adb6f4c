"""How git reads its small text files: references, `shallow`, grafts, what a rebase put aside.

A text ends at its first NUL, whatever follows. White space is blank, tab, LF and CR, and nothing else: vertical tab and
form feed are not. An id is read from its first digits, in either case; what may follow depends on the file.
"""

from __future__ import annotations

from pygitobj.oid import ObjectFormat, ObjectId

SPACE = b" \t\n\r"


def is_space(byte: bytes) -> bool:
    """Whether `byte` is white space for git; nothing at all is none."""
    return byte != b"" and byte in SPACE


def text_of(data: bytes) -> bytes:
    """`data` up to its first NUL."""
    return data.partition(b"\0")[0]


def ended_lines(text: bytes) -> list[bytes]:
    """The lines of `text` with their ends; the last one may have none."""
    if b"\r" not in text:
        return text.splitlines(keepends=True)
    lines = [line + b"\n" for line in text.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def with_end(line: bytes) -> bytes:
    """`line` with an end, which it may have already."""
    return line if line.endswith(b"\n") else line + b"\n"


def id_at_start(text: bytes, object_format: ObjectFormat) -> ObjectId | None:
    """The id whose digits `text` starts with, None where it does not start so."""
    digits = text[: object_format.hex_size]
    if len(digits) != object_format.hex_size:
        return None
    try:
        return ObjectId(digits)
    except ValueError:
        return None
