"""Dates as people and programs write them, for authors and committers.

    @<seconds> <offset>             seconds since 1970
    <seconds> [<offset>]            the same, from 100,000,000 on
    2005-04-07T22:13:13+0200        ISO 8601, also with a space, dots or slashes, without seconds, with "Z"
    Thu, 07 Apr 2005 22:13:13 +0200 RFC 2822

Without an offset it is that of the place where the program runs. Follows git's Documentation/date-formats.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

FIRST_PLAIN = 100_000_000
MOST_SECONDS = (1 << 63) - 1
SECONDS = re.compile(r"(@?)(\d{1,19})(?: ([+-])(\d\d)(\d\d))?")
ISO = re.compile(
    r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:\s*(?:(Z)|([+-])(\d\d):?(\d\d)))?"
)

Date = tuple[int, int]


def parse_date(text: str) -> Date | None:
    """The seconds since 1970 and the minutes east of UTC that `text` says; None where it is no such date."""
    text = text.strip()
    try:
        return parse_seconds(text) or parse_iso(text) or parse_mail(text)
    except (ValueError, OverflowError, OSError):
        return None  # the system has no date for a number of seconds that large, and says so in several ways


def minutes(sign: str, hours: str, rest: str) -> int:
    """An offset in minutes."""
    value = int(hours) * 60 + int(rest)
    return -value if sign == "-" else value


def parse_seconds(text: str) -> Date | None:
    """A date that is a number of seconds."""
    match = SECONDS.fullmatch(text)
    if match is None:
        return None
    at, digits, sign, hours, rest = match.groups()
    seconds = int(digits)
    if seconds > MOST_SECONDS or (at and sign is None) or (not at and seconds < FIRST_PLAIN):
        return None
    if sign is None:
        return date_of(datetime.fromtimestamp(seconds, UTC).astimezone())
    return seconds, minutes(sign, hours, rest)


def parse_iso(text: str) -> Date | None:
    """A date as ISO 8601 has it. Raises ValueError for one that never was."""
    match = ISO.fullmatch(text)
    if match is None:
        return None
    year, _, month, day, hour, minute, second, zulu, sign, hours, rest = match.groups()
    when = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    if zulu:
        return date_of(when.replace(tzinfo=UTC))
    if sign:
        return date_of(when.replace(tzinfo=timezone(timedelta(minutes=minutes(sign, hours, rest)))))
    return date_of(when.astimezone())


def parse_mail(text: str) -> Date:
    """A date as mail has it. Raises ValueError for another."""
    when = parsedate_to_datetime(text)
    return date_of(when if when.tzinfo is not None else when.astimezone())


def date_of(when: datetime) -> Date:
    """A moment that knows its offset, as seconds and minutes."""
    offset = when.utcoffset() or timedelta()
    return int(when.timestamp()), int(offset.total_seconds()) // 60
