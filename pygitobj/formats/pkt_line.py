"""Lines with their lengths, in which git and a program that it keeps running talk.

    4    the length in hex, these four bytes counted
    …    the line; a line feed at its end does not belong to it
    0000 the end of a list, or of what a file has; 0001, 0002 and an empty line count as one here, as they do in git

Follows git's Documentation/gitprotocol-common, "pkt-line Format", and gitprotocol-long-running-process.
"""

from __future__ import annotations

from collections.abc import Iterator

HEADER = 4
# The most that a line can hold.
MOST = 65516
FLUSH = b"0000"
HEX_DIGITS = frozenset(b"0123456789abcdefABCDEF")


def build_line(text: bytes) -> bytes:
    """`text` as a line, which may not be longer than MOST."""
    return b"%04x%b" % (HEADER + len(text), text)


def build_lines(*texts: bytes) -> bytes:
    """A list of lines of text, each with its line feed, and its end."""
    return b"".join([*(build_line(text + b"\n") for text in texts), FLUSH])


def content_lines(data: bytes) -> Iterator[bytes | memoryview]:
    """The lines that hold `data`, and their end, in parts that may be written as they are."""
    view = memoryview(data)
    for at in range(0, len(view), MOST):
        part = view[at : at + MOST]
        yield b"%04x" % (HEADER + len(part))
        yield part
    yield FLUSH


def length_of(header: bytes, most: int) -> int:
    """How many bytes follow `header`: none at an end. Raises ValueError in git's words for what is no length."""
    if not HEX_DIGITS.issuperset(header):
        shown = header.partition(b"\0")[0].decode("utf-8", "surrogateescape")
        raise ValueError(f"protocol error: bad line length character: {shown}")
    length = int(header, 16)
    if length < HEADER - 1:
        return 0
    if length < HEADER or length - HEADER > most:
        raise ValueError(f"protocol error: bad line length {length if length < HEADER else length - HEADER}")
    return length - HEADER
