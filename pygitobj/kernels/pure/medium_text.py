"""What the format `medium` shows of a commit that is as most are, for many commits one after another.

    <merge>                     as it is handed in
    Author: <name> <<email>>
    Date:   <weekday> <month> <day> <hours>:<minutes>:<seconds> <year> <offset>

        <line>                  of the message, by four blanks to the right; tabs up to the next multiple of eight

A commit that is not so is not shown, but None: with an encoding, a NUL, a header out of its place, a time that is not
of 1 to 10 digits or an offset beyond 14 hours, with a tab after what is more than ASCII, or without a message.

Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

HEAD = re.compile(
    rb"tree [0-9a-f]+\n(?:parent [0-9a-f]+\n)*author ([!-;=?-~\x80-\xff](?:[ -;=?-~\x80-\xff]*[!-;=?-~\x80-\xff])?) "
    rb"<([!-;=?-~\x80-\xff]*)> ([0-9]{1,10}) ([+-])([0-9]{2})([0-9]{2})\n"
)
OTHER = re.compile(rb"^(?:author|parent|encoding) ", re.MULTILINE)
PLAIN = re.compile(rb"[\t -~]*\t")
SPACE = b" \t\n\r"
DAYS = (b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun")
MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
MOST_HOURS, MINUTES, SECONDS = 14, 60, 60
TAB, INDENT = 8, b"    "


def medium_text(body: bytes, merge: bytes, people: Mapping[bytes, bytes] | None) -> bytes | None:
    """What is shown of the commit `body`; None for one that is not as most are.

    `people` says how each `<name> <<email>>` is shown, where they are not shown as they are; None too for one of whom
    it says nothing.
    """
    found = HEAD.match(body)
    end = body.find(b"\n\n")
    if found is None or end < 0 or b"\0" in body or OTHER.search(body, found.end(), end) is not None:
        return None
    person: bytes | None = b"%b <%b>" % (found[1], found[2])
    if people is not None and person is not None:
        person = people.get(person)
    hours, minutes = int(found[5]), int(found[6])
    east = (hours * MINUTES + minutes) * SECONDS * (-1 if found[4] == b"-" else 1)
    seconds = int(found[3])
    message = message_of(body[end + 2 :])
    if person is None or message is None or hours > MOST_HOURS or minutes >= MINUTES or not seconds:
        return None
    if seconds + east < 0:
        return None
    at = time.gmtime(seconds + east)
    day = b"%b %b %d" % (DAYS[at.tm_wday], MONTHS[at.tm_mon - 1], at.tm_mday)
    clock = b"%02d:%02d:%02d %d" % (at.tm_hour, at.tm_min, at.tm_sec, at.tm_year)
    date = b"%b %b %b%b%b" % (day, clock, found[4] if east else b"+", found[5], found[6])
    return b"%bAuthor: %b\nDate:   %b\n\n%b" % (merge, person, date, message)


def message_of(text: bytes) -> bytes | None:
    """The lines of a message; None where a tab is not after ASCII alone, or where there are none."""
    lines: list[bytes] = []
    for whole in text.split(b"\n"):
        line = whole.rstrip(SPACE)
        if not line and not lines:
            continue
        if b"\t" in line:
            found = PLAIN.match(line)
            if found is None or b"\t" in line[found.end() :]:
                return None
            line = found[0].expandtabs(TAB) + line[found.end() :]
        lines.append(INDENT + line + b"\n")
    while lines and lines[-1] == INDENT + b"\n":
        lines.pop()
    return b"".join(lines) or None
