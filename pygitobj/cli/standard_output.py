"""Standard output that says of itself, in git's words, that it took nothing.

Python raises what the system said, without a name, wherever its buffer happened to be full: a command that prints
little hears of it at its end; one that prints more, or runs with PYTHONUNBUFFERED, in the middle of its work.
"""

from __future__ import annotations

import sys
from io import BufferedWriter, FileIO, TextIOWrapper

from pygitobj.cli.output import STDOUT, failure_to_write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class TellingFile(FileIO):
    """The file that standard output is."""

    def write(self, data: ReadableBuffer, /) -> int:
        """As FileIO does, but an OSError says where nothing could be written."""
        try:
            return super().write(data)
        except OSError as error:
            raise failure_to_write(error) from error


def tell_of_failed_writes() -> None:
    """Put such a file under sys.stdout, for a process that is a command and has written nothing."""
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper):  # not closed, and not what somebody put in its place
        raw = TellingFile(STDOUT, "w", closefd=False)
        buffer = BufferedWriter(raw)
        sys.stdout = TextIOWrapper(buffer, stream.encoding, stream.errors, line_buffering=stream.line_buffering)
