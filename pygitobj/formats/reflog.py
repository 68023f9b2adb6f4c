"""A reflog: what a reference was before and after each change of it, the oldest first.

    <old> SP <new> SP <name> SP <email in angle brackets> SP <seconds> SP <offset> TAB <message> LF

An id of zeros stands for a reference that was not there. Git passes over a line that is not so, or whose time is 0.
Follows git's Documentation/git-reflog and gitrepository-layout, "logs".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record

# The ident goes to the first ">"; the number after it is read as C reads one, sign and white space and all.
AFTER_IDS = re.compile(rb"[^>\0]*> [ \t\v\f\r]*([+-]?)(\d+) [+-]\d{4}")
MOST_SECONDS = (1 << 64) - 1
MOST_DIGITS = 20


class ReflogEntry(Record):
    """A change of a reference from the id `old` to the id `new`, at `timestamp` seconds since 1970.

    `who` is the name, the email, the time and the offset as they stand there; `message` has no end of line.
    """

    old: ObjectId
    new: ObjectId
    timestamp: int
    who: bytes = b""
    message: bytes = b""


def parse_reflog(data: bytes, object_format: ObjectFormat) -> Iterator[ReflogEntry]:
    """The entries in `data`, as git sees them: malformed lines, and one that does not end, are passed over."""
    lines = data.split(b"\n")
    lines.pop()
    for line in lines:
        entry = parse_line(line, object_format.hex_size)
        if entry is not None:
            yield entry


def parse_line(line: bytes, hex_size: int) -> ReflogEntry | None:
    """The entry that `line` is, None if it is none."""
    start = 2 * hex_size + 2
    if line[hex_size : hex_size + 1] != b" " or line[start - 1 : start] != b" ":
        return None
    found = AFTER_IDS.match(line, start)
    if found is None:
        return None
    timestamp = seconds(found[1], found[2].lstrip(b"0"))
    try:
        old, new = ObjectId(line[:hex_size]), ObjectId(line[hex_size + 1 : start - 1])
    except ValueError:
        return None
    if not timestamp:
        return None
    message = line[found.end() :]
    return ReflogEntry(old, new, timestamp, line[start : found.end()], message.removeprefix(b"\t").partition(b"\0")[0])


def seconds(sign: bytes, digits: bytes) -> int:
    """The number that C reads: the largest for what is larger, and counted down from there for what is negative."""
    if not digits:
        return 0
    value = int(digits) if len(digits) <= MOST_DIGITS else MOST_SECONDS
    if value >= MOST_SECONDS:
        return MOST_SECONDS
    return MOST_SECONDS + 1 - value if sign == b"-" else value


def line_of(entry: ReflogEntry) -> bytes:
    """The line of `entry`, as git writes a log anew: with the time and the offset as it read them, and always a tab."""
    name = entry.who.rpartition(b"> ")[0]
    ids = b"%b %b" % (entry.old.hex().encode(), entry.new.hex().encode())
    return b"%b %b> %d %+05d\t%b\n" % (ids, name, entry.timestamp, offset_of(entry), entry.message)


def offset_of(entry: ReflogEntry) -> int:
    """The offset of the time of `entry`, hours and minutes as one decimal number."""
    return parse_offset(entry.who.rpartition(b"> ")[2].rpartition(b" ")[2])


def parse_offset(text: bytes) -> int:
    """The number that the offset `text` is, a sign and at least four digits."""
    value = int(text[1:5])
    return -value if text.startswith(b"-") else value
