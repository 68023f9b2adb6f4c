"""What is printed for people: names and messages that come from a repository or a command line, made safe to look at.

A name may hold what a terminal takes for a command. In messages git shows a question mark instead of each control
character; where a name stands for itself it is quoted. What is no text in the terminal's encoding goes out as the bytes
that it came as.
"""

from __future__ import annotations

import os
import sys

# git cuts its messages here.
MOST_OF_A_MESSAGE = 4095


def tell(text: str) -> None:
    """Write `text`, and what waits to be written, to standard error; where that fails there is nobody left to tell."""
    try:
        if text:
            from pygitobj.formats.quote import without_controls  # most commands have nothing to say

            sys.stderr.write(without_controls(text, fully=sys.stderr.isatty()))
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


def tell_message(message: str) -> None:
    """Write the line or lines of `message` as git does, which says so much at most."""
    raw = encoded(message)
    if len(raw) > MOST_OF_A_MESSAGE:
        message = os.fsdecode(raw[:MOST_OF_A_MESSAGE])
    tell(f"{message}\n")


def shown_name(name: str) -> str:
    """`name` as git shows a path by itself: within quotes where it needs them."""
    from pygitobj.formats.quote import quote_c

    return quote_c(encoded(name), fully=False).decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of `text`."""
    return text.encode("utf-8", "surrogatepass" if is_odd(text) else "surrogateescape")


def is_odd(text: str) -> bool:
    """Whether `text` has half characters that stand for no byte."""
    return any("\ud800" <= character < "\udc80" or "\udcff" < character <= "\udfff" for character in text)


def write_bytes_as_they_are() -> None:
    """Let the standard streams write what came as bytes that are no text as these bytes, as git does."""
    import codecs

    def raw(error: UnicodeError) -> tuple[bytes | str, int]:
        assert isinstance(error, UnicodeEncodeError)
        return encoded(error.object[error.start : error.end]), error.end

    codecs.register_error("pygitobj.raw", raw)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="pygitobj.raw")
