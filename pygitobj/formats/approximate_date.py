"""Moments as people say them: `2.weeks.ago`, `yesterday`, `noon`, `last friday`, `Jan 5 2023`, `3 days`, `10`.

    3 days 2 hours      before now; "ago" and points mean nothing; one to ten may be words, "last" is one
    last monday         that day of the week, before today
    yesterday, noon     a day before now; the last noon there was
    2005-04-07          that day, at the present time of the day; so is a day of the month that stands alone

Nearly everything is some moment: words that mean nothing are passed over, and what is not said is as it is now. All
times are times here. Git counts with 32 bits and takes years before 1900 for this one, so that long ago may be now;
what is so long ago is an error here, since things are deleted by such dates.

Follows git's Documentation/date-formats, and git-rev-parse, "--since".
"""

from __future__ import annotations

import time
from collections.abc import Callable

from pygitobj.formats.date import parse_date
from pygitobj.formats.date_fields import (
    DAY,
    MONTHS,
    SEPARATORS,
    WEEKDAYS,
    Fields,
    is_short_for,
    numbered_name,
    take_separated,
)
from pygitobj.formats.numbers import digits_at, end_of_letters, is_digit, is_letter, until_nul

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LENGTHS = {"seconds": 1, "minutes": 60, "hours": 60 * 60, "days": DAY, "weeks": 7 * DAY}
NOON, TEA = 12, 17
FIRST_YEAR = 1900
# A little before that year, in seconds since 1970.
EARLIEST = (FIRST_YEAR - 1 - 1970) * 366 * DAY
LARGEST_NUMBER = (1 << 31) - 1


def parse_approximate(text: str, now: int) -> int | None:
    """The second since 1970 that `text` means when it is `now`; None where nothing in it says when.

    Negative before 1970. Raises OverflowError for a moment that the system has no date for.
    """
    exact = parse_date(text)
    if exact is not None:
        return exact[0]
    guess = Guess(until_nul(text), now)
    moment = guess.read()
    return moment if guess.told else None


class Guess(Fields):
    """A moment while it is read: its time of the day is that of `now` until another is said."""

    def __init__(self, text: str, now: int) -> None:
        here = time.localtime(now)
        super().__init__(hour=here.tm_hour, minute=here.tm_min, second=here.tm_sec)
        self.text = text
        self.now = now
        self.here = here
        self.weekday, self.summer = here.tm_wday, here.tm_isdst
        # Days to go back where no day is said.
        self.back = 0
        # A number that waits for what follows it to tell what it counts.
        self.number = 0
        self.told = False

    def read(self) -> int:
        """Read all of the text; gives the moment."""
        at = 0
        while at < len(self.text):
            if is_digit(self.text, at):
                self.place_number()
                at = self.take_number(at)
                self.told = True
            elif is_letter(self.text, at):
                self.told = self.take_word(at) or self.told
                at = end_of_letters(self.text, at)
            else:
                at += 1
        self.place_number()
        return self.settle()

    def settle(self, before: int = 0) -> int:
        """Fill in from now what was not said, and go back `before` seconds; gives the moment."""
        if self.day is None:
            before = before or self.back * DAY
            self.day = self.here.tm_mday
        if self.month is None:
            self.month = self.here.tm_mon
        if self.year is None:
            self.year = self.here.tm_year - (self.month > self.here.tm_mon)
        parts = self.year, self.month, self.day, self.hour, self.minute, self.second
        moment = int(time.mktime((*parts, 0, 0, self.summer))) - before  # type: ignore[arg-type]
        if moment < EARLIEST:
            raise OverflowError(f"{before} seconds ago")
        self.be(time.localtime(moment))
        return moment

    def be(self, there: time.struct_time) -> None:
        """Be that moment."""
        self.year, self.month, self.day, self.hour, self.minute, self.second = there[:6]
        self.weekday, self.summer = there.tm_wday, there.tm_isdst
        require_year(self.year)

    def place_number(self) -> None:
        """Let the number that waits be a day of the month, a month or a year, whichever is not known yet."""
        number, self.number = self.number, 0
        if not number:
            return
        if self.day is None and number < 32:
            self.day = number
        elif self.month is None and number < 13:
            self.month = number
        elif self.year is None:
            if 1969 < number < 2100:
                self.year = number
            elif 69 < number < 100:
                self.year = 1900 + number
            elif number < 38:
                self.year = 2000 + number

    def take_number(self, at: int) -> int:
        """Take the number at `at`, or the day or time that it starts; gives where to go on."""
        value, end = digits_at(self.text, at)
        if self.text[end : end + 1] in SEPARATORS and is_digit(self.text, end + 1):
            after = take_separated(self, self.text, value, end, self.now)
            if after is not None:
                return after
        if value > LARGEST_NUMBER:
            raise OverflowError(f"a number that is too large: {value}")
        # Zeros stand before small numbers only.
        if self.text[at] != "0" or end - at <= 2:
            self.number = value
        return end

    def take_word(self, at: int) -> bool:
        """Take the word at `at`; whether it means anything."""
        month = numbered_name(self.text, at, MONTHS)
        if month is not None:
            self.month = month + 1
            return True
        for name, act in SPECIAL.items():
            if self.is_word(at, name):
                act(self)
                return True
        return self.take_count(at) if self.number else self.take_number_word(at)

    def is_word(self, at: int, name: str) -> bool:
        """Whether the word at `at` is `name`, whole and in any case."""
        return is_short_for(self.text, at, name) == len(name)

    def take_number_word(self, at: int) -> bool:
        """Take a number that is written out; whether it is one."""
        for number, name in enumerate(NUMBERS, start=1):
            if self.is_word(at, name):
                self.number = number
                return True
        if self.is_word(at, "last"):
            self.number = 1
            return True
        return False

    def take_count(self, at: int) -> bool:
        """Take what the number that waits counts; whether the word says so."""
        for name, seconds in LENGTHS.items():
            if is_short_for(self.text, at, name) >= len(name) - 1:
                count, self.number = self.number, 0
                self.settle(seconds * count)
                return True
        weekday = numbered_name(self.text, at, WEEKDAYS)
        if weekday is not None:
            count, self.number = self.number - 1, 0
            days = (self.weekday + 1) % 7 - (weekday + 1) % 7
            self.settle((days + 7 * (count + (days <= 0))) * DAY)
            return True
        if is_short_for(self.text, at, "months") >= len("month"):
            count, self.number = self.number, 0
            self.settle()
            years, month = divmod((self.month or 0) - 1 - count, 12)
            self.year, self.month = require_year((self.year or 0) + years), month + 1
            return True
        if is_short_for(self.text, at, "years") >= len("year"):
            count, self.number = self.number, 0
            self.settle()
            self.year = require_year((self.year or 0) - count)
            return True
        return False

    # Words with a meaning of their own

    def last_hour(self, hour: int) -> None:
        """The last time that it was `hour`, unless a day is said."""
        if self.day is None and self.hour is not None and self.hour < hour:
            self.back = 1
        self.hour, self.minute, self.second = hour, 0, 0

    def at_hour(self, hour: int) -> None:
        """At that hour of the day that was said."""
        self.place_number()
        self.last_hour(hour)

    def half_of_day(self, first: int) -> None:
        """In the half of the day that starts with the hour `first`, at the hour that waits or was said."""
        hour, self.number = self.number, 0
        if hour:
            self.minute = self.second = 0
        else:
            hour = self.hour or 0
        self.hour = first + hour % 12

    def right_now(self) -> None:
        """Now, as far as nothing else was said."""
        self.number = 0
        self.settle()

    def yesterday(self) -> None:
        """A day before now."""
        self.number, self.day, self.back = 0, None, 0
        self.settle(DAY)

    def today(self) -> None:
        """Today, at midnight unless a time is said."""
        if (self.hour, self.minute, self.second) == self.here[3:6]:
            self.last_hour(0)
        self.number, self.day, self.back = 0, None, 0
        self.settle()

    def never(self) -> None:
        """The beginning of 1970."""
        self.number = 0
        self.be(time.localtime(0))


def require_year(year: int) -> int:
    """`year`, which is not too long ago. Raises OverflowError."""
    if year < FIRST_YEAR:
        raise OverflowError(f"before {FIRST_YEAR}")
    return year


SPECIAL: dict[str, Callable[[Guess], None]] = {
    "yesterday": Guess.yesterday,
    "noon": lambda guess: guess.at_hour(NOON),
    "midnight": lambda guess: guess.at_hour(0),
    "tea": lambda guess: guess.at_hour(TEA),
    "PM": lambda guess: guess.half_of_day(NOON),
    "AM": lambda guess: guess.half_of_day(0),
    "never": Guess.never,
    "now": Guess.right_now,
    "today": Guess.today,
}
