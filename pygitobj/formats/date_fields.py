"""The parts of a moment while a date is read, and what strict and approximate dates have in common.

    12:30:45            a time
    2005-04-07          a day, with - / or . between; also 4/7/2005, 7.4.2005 and years of two digits. What would be
                        more than ten days from now is read the other way round, unless the year comes first

Follows git's Documentation/date-formats.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from pygitobj.formats.numbers import DIGITS, LETTERS, integer_at, is_digit, lower

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays")
SHORTEST_NAME = 3
DAY = 24 * 60 * 60
# How far into the future a day may lie before it is read the other way round.
LEEWAY = 10 * DAY
FIRST_YEAR, AFTER_LAST_YEAR = 1970, 2100
SEPARATORS = frozenset(":-/.")


class Fields:
    """Year, month from 1 on, day of the month, and time of the day; None for what is not known yet.

    Numbers may be out of range: the 31st of February is the 3rd of March, or the 2nd.
    """

    def __init__(
        self,
        year: int | None = None,
        month: int | None = None,
        day: int | None = None,
        hour: int | None = None,
        minute: int | None = None,
        second: int | None = None,
    ) -> None:
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second = hour, minute, second

    def is_empty(self) -> bool:
        """Whether nothing is known yet."""
        return (self.year, self.month, self.day, self.hour, self.minute, self.second) == (None,) * 6

    def has_day(self) -> bool:
        """Whether year, month and day are known."""
        return None not in (self.year, self.month, self.day)

    def seconds(self) -> int | None:
        """The moment in UTC, in seconds since 1970; None where something is missing, or the year is out of range."""
        parts = self.year, self.month, self.day, self.hour, self.minute, self.second
        year, month, day, hour, minute, second = (-1 if part is None else part for part in parts)
        if not FIRST_YEAR <= year < AFTER_LAST_YEAR or min(month - 1, hour, minute, second) < 0:
            return None
        # An unknown day is the one before the last of the month before, as git has it.
        first = int(datetime(year, month, 1, tzinfo=UTC).timestamp())
        return first + (day - 1) * DAY + hour * 3600 + minute * 60 + second

    def set_time(self, hour: int, minute: int, second: int) -> bool:
        """Take a time of the day, the 61st second too; whether it is one."""
        if not (0 <= hour <= 24 and 0 <= minute < 60 and 0 <= second <= 60):
            return False
        self.hour, self.minute, self.second = hour, minute, second
        return True

    def set_day(self, year: int | None, month: int, day: int) -> bool:
        """Take a day whose year came first; whether it is one."""
        if not is_day(month, day):
            return False
        self.month, self.day = month, day
        whole = None if year is None else whole_year(year)
        if whole is None:
            return False
        self.year = whole
        return True

    def set_past_day(self, year: int | None, month: int, day: int, now: int) -> bool:
        """Take a day of which it is not known what is what, of the year of `now` if it has none; whether it can be."""
        if not is_day(month, day):
            return False
        whole = time.gmtime(now).tm_year if year is None else whole_year(year)
        if whole is None:
            return False
        moment = Fields(whole, month, day, self.hour, self.minute, self.second).seconds()
        if moment is not None and now + LEEWAY < moment:
            return False
        self.month, self.day = month, day
        if year is not None:
            self.year = whole
        return True


def is_day(month: int, day: int) -> bool:
    """Whether there could be such a day in some year."""
    return 1 <= month <= 12 and 1 <= day <= 31


def whole_year(year: int) -> int | None:
    """The year that `year` means, of two digits or of four; None for one that it cannot be."""
    if FIRST_YEAR <= year < AFTER_LAST_YEAR:
        return year
    if 70 < year < 100:
        return 1900 + year
    return 2000 + year if year < 38 else None


def is_short_for(text: str, at: int, name: str) -> int:
    """How many letters the word at `at` has, if `name` starts with it in any case; else 0."""
    end = at
    while text[end : end + 1] in LETTERS or text[end : end + 1] in DIGITS:
        end += 1
    return end - at if lower(name).startswith(lower(text[at:end])) else 0


def numbered_name(text: str, at: int, names: tuple[str, ...]) -> int | None:
    """Which of `names`, from 0 on, the word at `at` is short for with three letters or more."""
    for number, name in enumerate(names):
        if is_short_for(text, at, name) >= SHORTEST_NAME:
            return number
    return None


def take_separated(fields: Fields, text: str, first: int, end: int, now: int) -> int | None:
    """Take a time or a day that starts with the number `first`, which ends at the separator at `end`.

    Gives where it ends, None where it is neither.
    """
    separator = text[end]
    second, end = integer_at(text, end + 1)
    third = None
    if text[end : end + 1] == separator and is_digit(text, end + 1):
        third, end = integer_at(text, end + 1)
    if separator == ":":
        if not fields.set_time(first, second, third or 0):
            return None
        if text[end : end + 1] == "." and is_digit(text, end + 1) and fields.has_day():
            end = integer_at(text, end + 1)[1]  # fractions of a second
        return end
    return end if take_day(fields, separator, (first, second, third), now) else None


def take_day(fields: Fields, separator: str, numbers: tuple[int, int, int | None], now: int) -> bool:
    """Take a day of two or three numbers, in the first order in which it can be one; whether there is any."""
    first, second, third = numbers
    last = -1 if third is None else third
    if first > 70 and (fields.set_day(first, second, last) or fields.set_day(first, last, second)):
        return True
    month_first = (third, first, second)
    day_first = (third, second, first)
    orders = (day_first, month_first) if separator == "." else (month_first, day_first)
    return any(fields.set_past_day(*order, now) for order in orders)
