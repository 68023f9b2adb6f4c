"""Lines of standard input, as git takes them: without their ends, those of other systems too, and up to a NUL."""

from __future__ import annotations


def trimmed_line(line: bytes) -> bytes:
    """`line`, with its end or without one, as the text that it is."""
    if line.endswith(b"\n"):
        line = line[:-1].removesuffix(b"\r")
    return line.partition(b"\0")[0]
