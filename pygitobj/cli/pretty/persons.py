"""Who wrote a commit or a tag, and when, as references' formats show it: read from the header's line as git does."""

from __future__ import annotations

from pygitobj.errors import GitObjectError
from pygitobj.formats.date_modes import DateMode, show_date
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.numbers import LARGEST_INT, LARGEST_UNSIGNED, digits_at, integer_at

TRIM, LOCALPART, MAILMAP = "trim", "localpart", "mailmap"
MOST_OF_A_NUMBER = 40


def line_of(data: bytes, who: str) -> bytes:
    """What follows the header `who` in the object `data`, to its end; empty where there is no such header."""
    data = data.partition(b"\0")[0]
    start = who.encode() + b" "
    if data.startswith(start):
        return data[len(start) :]
    head = data.find(b"\n\n")
    at = data.find(b"\n" + start, 0, len(data) if head < 0 else head)
    return b"" if at < 0 else data[at + 1 + len(start) :]


def mapped(data: bytes, mailmap: Mailmap) -> bytes:
    """`data` with the names that are to be shown."""
    return mailmap.apply(data)


def whole_line(rest: bytes) -> bytes:
    """The line itself."""
    return rest.partition(b"\n")[0]


def name_in(rest: bytes) -> bytes:
    """The name in a header that goes on with `rest`."""
    name, found, _ = whole_line(rest).partition(b" <")
    return name if found else b""


def email_in(rest: bytes, options: frozenset[str]) -> bytes:
    """The email in a header that goes on with `rest`, within brackets unless `options` say otherwise."""
    start = rest.find(b"<")
    if start < 0:
        return b""
    if options & {TRIM, LOCALPART}:
        start += 1
    close = rest.find(b">", start)
    if LOCALPART in options:
        at = rest.find(b"@", start)
        end = at if at >= 0 else close
    else:
        end = close
    if end < 0:
        return b""
    return rest[start : end if options & {TRIM, LOCALPART} else end + 1]


def moment_in(rest: bytes) -> tuple[int, int] | None:
    """The seconds, and the offset as a decimal number, in a header that goes on with `rest`; None where bad."""
    _, found, after = rest.partition(b"> ")
    if not found:
        return None
    text = after[:MOST_OF_A_NUMBER].decode("latin-1")
    start = len(text) - len(text.lstrip(" \t\n\v\f\r"))
    first = start + (text[start : start + 1] in ("-", "+"))
    seconds, end = digits_at(text, first)
    if end == first:
        seconds, end = 0, 0
    elif text[start] == "-" and seconds != LARGEST_UNSIGNED:  # counted down from the largest, as C's unsigned numbers
        seconds = -seconds & LARGEST_UNSIGNED
    if seconds == LARGEST_UNSIGNED:
        return None
    offset, _ = integer_at(text, end)
    return seconds, offset if abs(offset) <= LARGEST_INT else 0


def date_in(rest: bytes, mode: DateMode, now: int) -> bytes:
    """The date in a header that goes on with `rest`, empty where it is bad."""
    moment = moment_in(rest)
    return b"" if moment is None else show_date(*moment, mode, now).encode("utf-8", "surrogateescape")


def email_options(name: str, argument: str) -> frozenset[str]:
    """What `argument` of the atom `name` says. Raises GitObjectError."""
    found = set()
    rest = argument
    while True:
        word = next((word for word in (TRIM, LOCALPART, MAILMAP) if rest.startswith(word)), None)
        if word is None:
            raise GitObjectError(f"unrecognized %({name.partition(':')[0]}) argument: {rest}")
        found.add(word)
        rest = rest[len(word) :]
        if not rest:
            return frozenset(found)
        if not rest.startswith(","):
            raise GitObjectError(f"unrecognized %({name.partition(':')[0]}) argument: {rest}")
        rest = rest[1:]
