"""Moments before which something has expired, as git's options and configuration name them.

    never, false                    nothing has expired
    all, now                        everything has, also what seems to come from the future
    2.weeks.ago, 2 weeks ago        before now; seconds, minutes, hours, days, weeks, months, years; one or many
    yesterday                       a day before now
    2005-04-07                      that day, at the present time of the day, here
    2005-04-07 22:13:13 +0200       as date.py has it, also in seconds since 1970
    Thu, 07 Apr 2005 22:13:13 +0200 as mail has it, with all of the time

Each means what it means to git. Git takes much more, and makes something of nearly everything; what it guesses at is
no moment here, since things are deleted by it. Follows git's Documentation/date-formats and git-prune, "--expire".
"""

from __future__ import annotations

import re
import time
from datetime import date

from pygitobj.formats.date import parse_date

# What has changed at this second or before has expired.
NEVER = -(1 << 63)
EVERYTHING = (1 << 63) - 1
WORDS = {"never": NEVER, "false": NEVER, "all": EVERYTHING, "now": EVERYTHING}

DAY = 24 * 60 * 60
SECONDS = {"second": 1, "minute": 60, "hour": 60 * 60, "day": DAY, "week": 7 * DAY}
AGO = re.compile(r"(\d{1,9})[. ]+(second|minute|hour|day|week|month|year)s?[. ]+ago", re.ASCII | re.IGNORECASE)
PLAIN_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
# The parser of mail's dates takes less, and fills in what is missing.
MAIL = re.compile(r"([A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)?( ([+-]\d{4}|GMT|UTC))?", re.ASCII)
ISO_OR_SECONDS = re.compile(r"@?\d[-+\dT:./ Z]*", re.ASCII)


def parse_expiry(text: str, now: int) -> int | None:
    """The second since 1970 at or before which what has changed last has expired; None where `text` is no moment.

    NEVER and EVERYTHING are before and after all others. `now` is the present, in seconds.
    """
    if text in WORDS:
        return WORDS[text]
    try:
        found = before_now(text, now)
        return found if found is not None else dated(text)
    except (ValueError, OverflowError):
        return None


def before_now(text: str, now: int) -> int | None:
    """A moment that is told from `now`. Raises ValueError, OverflowError for one that never was."""
    if text.lower() == "yesterday":
        return now - DAY
    match = AGO.fullmatch(text)
    if match is not None:
        count, unit = int(match[1]), match[2].lower()
        if unit in SECONDS:
            return now - count * SECONDS[unit]
        return months_before(now, count if unit == "month" else 12 * count)
    match = PLAIN_DAY.fullmatch(text)
    if match is not None:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return on_day(now, day.year, day.month, day.day)
    return None


def months_before(now: int, count: int) -> int:
    """The same day of the month, `count` months before `now`; what is past that month's end is in the next."""
    then = time.localtime(now)
    years, month = divmod(then.tm_year * 12 + then.tm_mon - 1 - count, 12)
    if years < 1:
        raise ValueError("before the first year")
    return on_day(now, years, month + 1, then.tm_mday)


def on_day(now: int, year: int, month: int, day: int) -> int:
    """That day at the time of the day that it is `now`."""
    then = time.localtime(now)
    return int(time.mktime((year, month, day, then.tm_hour, then.tm_min, then.tm_sec, 0, 0, then.tm_isdst)))


def dated(text: str) -> int | None:
    """A moment that is written out."""
    if ISO_OR_SECONDS.fullmatch(text) is None and MAIL.fullmatch(text) is None:
        return None
    found = parse_date(text)
    return found[0] if found is not None and found[0] >= 0 else None
