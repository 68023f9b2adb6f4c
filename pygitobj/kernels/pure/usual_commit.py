"""Commits that are as most are: their headers, and when people did it, as that is shown.

    tree <id>
    parent <id>                         any number of them
    author <name> <<email>> <seconds> <offset>
    committer …                         where that is asked for
    …                                   others but these and `encoding`

A commit is not so with a NUL, a name that is empty or not one blank before its email, seconds that are not 1 to 10
digits, an offset beyond 14 hours, or a date before 1970.

Dates are shown in ways that ask neither for the present nor for a place. Follows git's Documentation/rev-list-options,
"--date".
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from pygitobj.kernels.columns import ISO_DATE, RFC_DATE, SHORT_DATE, STRICT_DATE, USUAL_DATE
from pygitobj.record import Record

LETTER = rb"[!-;=?-~\x80-\xff]"
PERSON = rb"(%b(?:[ -;=?-~\x80-\xff]*%b)?) <(%b*)> ([1-9][0-9]{0,9}) ([+-][0-9]{4})\n" % (LETTER, LETTER, LETTER)
AUTHORED = re.compile(rb"tree ([0-9a-f]+)\n(?:parent [0-9a-f]+\n)*author " + PERSON)
COMMITTED = re.compile(rb"committer " + PERSON)
OTHER = re.compile(rb"^(?:author|parent|encoding) ", re.MULTILINE)
OTHER_COMMITTER = re.compile(rb"^committer ", re.MULTILINE)
DAYS = (b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun")
MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
MOST_HOURS, MINUTES, SECONDS = 14, 60, 60


class Person(Record):
    """Who did it and when: the parts of the line as they stand there, and how many seconds the offset is."""

    name: bytes
    email: bytes
    seconds: bytes
    offset: bytes
    east: int


class Usual(Record):
    """The digits of a commit's tree, its people, and where its message starts."""

    tree: bytes
    author: Person
    committer: Person | None
    message: int


def usual_commit(body: bytes, *, with_committer: bool) -> Usual | None:
    """What the headers of the commit `body` say; None where it is not as most are."""
    found = AUTHORED.match(body)
    if found is None or b"\0" in body:
        return None
    tree, *parts = found.groups()
    author, committer = person_of(parts), None
    if with_committer:
        found = COMMITTED.match(body, found.end())
        committer = None if found is None else person_of(found.groups())
    if found is None or author is None or (with_committer and committer is None):
        return None
    at = found.end()
    # The line before may have been the last one.
    end = body.find(b"\n\n", at - 1)
    if end < 0 or OTHER.search(body, at, end) is not None:
        return None
    if with_committer and OTHER_COMMITTER.search(body, at, end) is not None:
        return None
    return Usual(tree, author, committer, end + 2)


def person_of(parts: Sequence[bytes]) -> Person | None:
    """The person with these parts of a line; None where the date is not as most are."""
    name, email, seconds, offset = parts
    hours, minutes = int(offset[1:3]), int(offset[3:])
    east = (hours * MINUTES + minutes) * SECONDS * (-1 if offset.startswith(b"-") else 1)
    if hours > MOST_HOURS or minutes >= MINUTES or int(seconds) + east < 0:
        return None
    return Person(name, email, seconds, offset, east)


def shown_date(person: Person, way: int) -> bytes:
    """When a `person` did it, in one of the ways that kernels/columns.py numbers."""
    at = time.gmtime(int(person.seconds) + person.east)
    zone = person.offset if person.east else b"+" + person.offset[1:]
    day = b"%04d-%02d-%02d" % at[:3]
    clock = b"%02d:%02d:%02d" % at[3:6]
    weekday, month = DAYS[at.tm_wday], MONTHS[at.tm_mon - 1]
    if way == USUAL_DATE:
        return b"%b %b %d %b %d %b" % (weekday, month, at.tm_mday, clock, at.tm_year, zone)
    if way == RFC_DATE:
        return b"%b, %d %b %d %b %b" % (weekday, at.tm_mday, month, at.tm_year, clock, zone)
    if way == ISO_DATE:
        return b"%b %b %b" % (day, clock, zone)
    if way == STRICT_DATE:
        return b"%bT%b%b" % (day, clock, b"%b:%b" % (zone[:3], zone[3:]) if person.east else b"Z")
    return day if way == SHORT_DATE else b"%b %b" % (person.seconds, zone)
