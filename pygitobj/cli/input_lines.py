"""Lines of standard input, as git takes them: without their ends, those of other systems too, and up to a NUL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def trimmed_line(line: bytes) -> bytes:
    """`line`, with its end or without one, as the text that it is."""
    if line.endswith(b"\n"):
        line = line[:-1].removesuffix(b"\r")
    return line.partition(b"\0")[0]


def lines_up_to(file: BinaryIO, most: int) -> Iterator[bytes]:
    """The lines of `file`, with their ends; of one of more than `most` bytes so many at a time, as C's fgets reads."""
    return iter(partial(file.readline, most), b"")
