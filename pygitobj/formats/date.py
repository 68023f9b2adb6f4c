"""Dates of commits and tags, in every form that git takes where a date is wanted and nothing else.

    1112911993 +0200                    seconds since 1970 and an offset; below nine digits only with an @ before them
    2005-04-07T22:13:13+02:00           ISO 8601, also without dashes and colons, or with a space
    Thu, 07 Apr 2005 22:13:13 +0200     RFC 2822; names of months in any place, of zones too
    4/7/2005 10:13:13 PM                and what else looks like a day and a time

Words that mean nothing are passed over. Without an offset the time is one here. Years go from 1970 to 2099, except
after an @. Follows git's Documentation/date-formats.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from pygitobj.formats.date_fields import (
    MONTHS,
    SEPARATORS,
    SHORTEST_NAME,
    WEEKDAYS,
    Fields,
    is_short_for,
    numbered_name,
    take_separated,
)
from pygitobj.formats.numbers import (
    LARGEST_LONG,
    LARGEST_UNSIGNED,
    digits_at,
    end_of_letters,
    integer_at,
    is_digit,
    is_letter,
    until_nul,
)

# Seconds since 1970, and minutes east of UTC.
Date = tuple[int, int]

# Numbers from here on are seconds: a day as 20050407 has a digit less.
FIRST_SECONDS = 100_000_000
# Past this the system has no year for a number of seconds.
LAST_SECONDS = 67_768_036_191_676_799
CYCLE_YEARS, CYCLE = 400, 146_097 * 24 * 60 * 60
LAST_MOMENT = int(datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
UNKNOWN_OFFSET = -1
# The largest four digits that are an offset rather than a year.
LARGEST_OFFSET = 1400
# Hours east of UTC; summer time is one more. The names that git knows, with the hours that it gives them.
ZONES = {
    "IDLW": -12, "NT": -11, "CAT": -10, "HST": -10, "HDT": -9, "YST": -9, "YDT": -8, "PST": -8, "PDT": -7, "MST": -7,
    "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4, "AST": -3, "ADT": -2, "WAT": -1, "GMT": 0, "UTC": 0, "Z": 0,
    "WET": 0, "BST": 1, "CET": 1, "MET": 1, "MEWT": 1, "MEST": 2, "CEST": 2, "MESZ": 2, "FWT": 1, "FST": 2, "EET": 2,
    "EEST": 3, "WAST": 7, "WADT": 8, "CCT": 8, "JST": 9, "EAST": 10, "EADT": 11, "GST": 10, "NZT": 12, "NZST": 12,
    "NZDT": 13, "IDLE": 12,
}  # fmt: skip


def parse_date(text: str) -> Date | None:
    """The seconds since 1970 and the minutes east of UTC that `text` says; None where it is no date."""
    text = until_nul(text)
    return (raw_date(text) if text.startswith("@") else None) or Reading(text).date()


def raw_date(text: str) -> Date | None:
    """The date that is `@<seconds> <offset>` and nothing more, of any time."""
    if not is_digit(text, 1):
        return None
    seconds, end = digits_at(text, 1)
    if seconds == LARGEST_UNSIGNED or text[end : end + 2] not in (" +", " -"):
        return None
    start = end + 2
    value, end = integer_at(text, start)
    if end != start + 4 or text[end : end + 1] not in ("", "\n"):
        return None
    hours, minutes = divmod(abs(value), 100)
    offset = (hours * 60 + minutes) * (-1 if value < 0 else 1)
    return seconds, -offset if text[start - 1] == "-" else offset


class Reading:
    """One date while it is read, part after part."""

    def __init__(self, text: str) -> None:
        self.text = text.partition("\n")[0]
        self.fields = Fields()
        self.offset = UNKNOWN_OFFSET
        # Whether the time is one in UTC already.
        self.in_utc = False

    def date(self) -> Date | None:
        """The date."""
        at = 0
        while at < len(self.text):
            if is_letter(self.text, at):
                at = self.take_word(at)
            elif is_digit(self.text, at):
                at = self.take_number(at)
            elif self.text[at] in "+-" and is_digit(self.text, at + 1):
                at = self.take_offset(at)
            else:
                at += 1
        seconds = self.fields.seconds()
        if seconds is None:
            return None
        offset = offset_here(self.fields, seconds) if self.offset == UNKNOWN_OFFSET else self.offset
        if self.in_utc:
            return seconds, offset
        if offset * 60 > seconds or seconds - offset * 60 > LAST_MOMENT:
            return None
        return seconds - offset * 60, offset

    def take_word(self, at: int) -> int:
        """Take the word at `at`: a month, a zone, AM or PM, the T of ISO 8601; gives where to go on."""
        month = numbered_name(self.text, at, MONTHS)
        if month is not None:
            self.fields.month = month + 1
            return end_of_letters(self.text, at)
        if numbered_name(self.text, at, WEEKDAYS) is not None or self.take_zone(at):
            return end_of_letters(self.text, at)
        hour = UNKNOWN_OFFSET if self.fields.hour is None else self.fields.hour
        for name, first in (("PM", 12), ("AM", 0)):
            if is_short_for(self.text, at, name) == len(name):
                # An hour that is not known stays unknown in the morning, and is eleven in the afternoon.
                found = first + (hour % 12 if hour >= 0 else hour)
                self.fields.hour = None if found < 0 else found
                return at + len(name)
        if self.text[at] == "T" and is_digit(self.text, at + 1) and self.fields.hour is None:
            self.fields.minute = self.fields.second = 0
            return at + 1
        return end_of_letters(self.text, at)

    def take_zone(self, at: int) -> bool:
        """Whether the word at `at` is a zone, whose offset counts where no other is known."""
        for name, hours in ZONES.items():
            length = is_short_for(self.text, at, name)
            if length >= SHORTEST_NAME or length == len(name):
                if self.offset == UNKNOWN_OFFSET:
                    self.offset = 60 * hours
                return True
        return False

    def take_number(self, at: int) -> int:
        """Take the number at `at`: seconds since 1970, a day, a time, or one of their parts; gives where to go on."""
        value, end = digits_at(self.text, at)
        if value >= FIRST_SECONDS and self.fields.is_empty():
            seconds = value if value <= LARGEST_LONG else value - (1 << 64)
            self.fields = fields_of(seconds)
            if seconds <= LAST_SECONDS:
                self.in_utc = True
                return end
            # The system's answer has a time of the day all the same, which counts.
            self.fields.year = self.fields.month = self.fields.day = None
        if self.text[end : end + 1] in SEPARATORS and is_digit(self.text, end + 1):
            after = take_separated(self.fields, self.text, value, end, int(time.time()))
            if after is not None:
                return after
        count = end - at
        if count == 8:
            self.fields.set_day(value // 10000, value // 100 % 100, value % 100)
        elif count == 6:
            is_time = self.fields.set_time(value // 10000, value // 100 % 100, value % 100)
            if is_time and self.text[end : end + 1] == "." and is_digit(self.text, end + 1):
                end = digits_at(self.text, end + 1)[1]
        elif not self.take_short_time(value, count):
            self.take_part(value, count)
        return end

    def take_short_time(self, value: int, count: int) -> bool:
        """Whether the number of `count` digits is the hour, or hour and minute, after the T of ISO 8601."""
        fields = self.fields
        if fields.hour is not None or fields.minute != 0 or fields.second != 0:
            return False
        hour, minute = divmod(value, 100) if count == 4 else (value, 0)
        if count in (2, 4) and fields.set_time(hour, minute, 0):
            return True
        fields.minute = fields.second = None
        return False

    def take_part(self, value: int, count: int) -> None:
        """Take a number of `count` digits that stands alone: an offset, a year, a day of the month or a month."""
        fields = self.fields
        if count == 4:
            if value <= LARGEST_OFFSET and self.offset == UNKNOWN_OFFSET:
                self.offset = value // 100 * 60 + value % 100
            elif 1900 < value < 2100:
                fields.year = value
        elif count <= 2:
            if 0 < value < 32 and fields.day is None:
                fields.day = value
            elif count == 2 and fields.year is None and value < 10 and fields.day is not None:
                fields.year = 2000 + value
            elif count == 2 and fields.year is None and value >= 70:
                fields.year = 1900 + value
            elif 0 < value < 13 and fields.month is None:
                fields.month = value

    def take_offset(self, at: int) -> int:
        """Take the offset whose sign is at `at`, unless there can be none such; gives where to go on."""
        value, end = digits_at(self.text, at + 1)
        count = end - (at + 1)
        hours, minutes = divmod(value, 100) if count == 4 else (value, 0)
        is_offset = count in (2, 4)
        if count == 2 and self.text[end : end + 1] == ":":
            minutes, after = integer_at(self.text, end + 1)
            is_offset = after == at + 6
            end = max(after, end)
        if is_offset and minutes < 60 and hours < 24:
            offset = hours * 60 + minutes
            self.offset = -offset if self.text[at] == "-" else offset
        return end


def fields_of(seconds: int) -> Fields:
    """The parts of the moment `seconds` in UTC, past the last year of Python too: dates come again after 400 years."""
    cycles, rest = divmod(seconds, CYCLE)
    when = datetime.fromtimestamp(rest, UTC)
    return Fields(when.year + cycles * CYCLE_YEARS, when.month, when.day, when.hour, when.minute, when.second)


def offset_here(fields: Fields, seconds: int) -> int:
    """The minutes east of UTC of the time `fields` where this runs, which would be `seconds` in UTC."""
    parts = (
        fields.year,
        fields.month,
        -1 if fields.day is None else fields.day,
        fields.hour,
        fields.minute,
        fields.second,
    )
    there = time.mktime((*parts, 0, 0, -1))  # type: ignore[arg-type]
    return int(seconds - there) // 60 if seconds > there else -(int(there - seconds) // 60)


def date_here(seconds: int) -> Date:
    """The moment `seconds` with the minutes east of UTC where this runs."""
    here = time.localtime(seconds)
    return seconds, here.tm_gmtoff // 60


def date_now() -> Date:
    """The present moment."""
    return date_here(int(time.time()))
