"""How moments are shown.

    default         Thu Apr 7 15:13:13 2005 +0530
    relative        2 weeks ago
    iso, iso8601    2005-04-07 15:13:13 +0530
    iso-strict      2005-04-07T15:13:13+05:30
    rfc, rfc2822    Thu, 7 Apr 2005 15:13:13 +0530
    short           2005-04-07
    raw, unix       1112911993 +0530, 1112911993
    human           what of it matters today
    format:<text>   as strftime has it

All but unix may end in `-local`: where this runs instead of where it was written. Follows git's
Documentation/rev-list-options, "--date".
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from pygitobj.errors import GitObjectError
from pygitobj.formats.ident import LAST_OF_SYSTEM
from pygitobj.formats.numbers import LARGEST_INT, LARGEST_LONG, LARGEST_UNSIGNED
from pygitobj.record import Record

WORDS = (
    ("relative", "relative"), ("iso8601-strict", "iso-strict"), ("iso-strict", "iso-strict"), ("iso8601", "iso"),
    ("iso", "iso"), ("rfc2822", "rfc"), ("rfc", "rfc"), ("short", "short"), ("default", "default"),
    ("human", "human"), ("raw", "raw"), ("unix", "unix"), ("format", "format"),
)  # fmt: skip
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOCAL = "-local"
# Dates come again after so many years, which are so many seconds.
DAY = 24 * 60 * 60
CYCLE_YEARS, CYCLE = 400, 146_097 * DAY
EPOCH = date(1970, 1, 1)
KNOWN_DAYS = 1024


class DateMode(Record):
    """A way of showing moments; `template` is what strftime is given."""

    kind: str = "default"
    is_local: bool = False
    template: str = ""


class Shown(Record):
    """The parts of a moment where its offset is so many hours and minutes, written as a decimal number."""

    year: int
    month: int
    day: int
    weekday: int
    hour: int
    minute: int
    second: int
    offset: int


def parse_date_mode(text: str, *, on_terminal: bool = False) -> DateMode:
    """The way of showing moments that `text` names. Raises GitObjectError in git's words."""
    if text.startswith("auto:"):
        text = text[len("auto:") :] if on_terminal else "default"
    if text == "local":
        text = "default-local"
    known = next((pair for pair in WORDS if text.startswith(pair[0])), None)
    if known is None:
        raise GitObjectError(f"unknown date format {text}")
    word, kind = known
    rest = text[len(word) :]
    is_local = rest.startswith(LOCAL)
    rest = rest.removeprefix(LOCAL)
    if kind == "format":
        if not rest.startswith(":"):
            raise GitObjectError(f"date format missing colon separator: {text}")
        return DateMode(kind, is_local, rest[1:])
    if rest:
        raise GitObjectError(f"unknown date format {text}")
    return DateMode(kind, is_local)


def show_date(seconds: int, offset: int, mode: DateMode, now: int) -> str:
    """The moment `seconds` as `mode` shows it; `offset` is as written, +0530 the number 530, `now` the present."""
    if mode.kind == "unix":
        return str(seconds)
    if mode.is_local:
        offset = offset_here(seconds)
    if mode.kind == "raw":
        return f"{seconds} {signed(offset)}"
    if mode.kind == "relative":
        return relative(seconds, now)
    return SHOWN[mode.kind](parts_of(seconds, offset), mode, seconds, now)


def usual(at: Shown, mode: DateMode, _: int, __: int) -> str:
    """The moment with the names of its day and month, and its offset unless it is that where this runs."""
    zone = "" if mode.is_local else f" {signed(at.offset)}"
    return f"{DAYS[at.weekday]} {MONTHS[at.month - 1]} {at.day} {clock(at)} {at.year}{zone}"


def short(at: Shown, _: DateMode, __: int, ___: int) -> str:
    """The day in numbers."""
    return numbers_of_day(at)


def iso(at: Shown, _: DateMode, __: int, ___: int) -> str:
    """The moment in numbers, with blanks between."""
    return f"{numbers_of_day(at)} {clock(at)} {signed(at.offset)}"


def iso_strict(at: Shown, _: DateMode, __: int, ___: int) -> str:
    """The moment as ISO 8601 has it."""
    hours, minutes = divmod(abs(at.offset), 100)
    zone = f"{'-' if at.offset < 0 else '+'}{hours:02}:{minutes:02}" if at.offset else "Z"
    return f"{numbers_of_day(at)}T{clock(at)}{zone}"


def rfc(at: Shown, _: DateMode, __: int, ___: int) -> str:
    """The moment as RFC 2822 has it."""
    return f"{DAYS[at.weekday]}, {at.day} {MONTHS[at.month - 1]} {at.year} {clock(at)} {signed(at.offset)}"


def numbers_of_day(at: Shown) -> str:
    """The day in numbers."""
    return f"{at.year:04}-{at.month:02}-{at.day:02}"


def clock(at: Shown) -> str:
    """The time of the day."""
    return f"{at.hour:02}:{at.minute:02}:{at.second:02}"


def signed(offset: int) -> str:
    """`offset` with its sign, in four digits or more."""
    return f"{offset:+05}"


def offset_here(seconds: int) -> int:
    """The offset where this runs at the moment `seconds`, hours and minutes as one decimal number.

    Raises GitObjectError in git's words for one of more than 63 bits.
    """
    require_signed(seconds)
    minutes = 0 if not 0 <= seconds <= LAST_OF_SYSTEM else time.localtime(seconds).tm_gmtoff // 60
    value = abs(minutes) // 60 * 100 + abs(minutes) % 60
    return -value if minutes < 0 else value


def require_signed(seconds: int) -> None:
    """Raises GitObjectError in git's words for `seconds` of more than 63 bits."""
    if seconds > LARGEST_LONG:
        raise GitObjectError(f"Timestamp too large for this system: {seconds}")


def parts_of(seconds: int, offset: int) -> Shown:
    """The parts of the moment `seconds`, the start of 1970 where the system has no date for it.

    Raises GitObjectError in git's words for one before 1970, or of more than 63 bits.
    """
    hours, minutes = divmod(abs(offset), 100)
    there = seconds + (-1 if offset < 0 else 1) * (hours * 60 + minutes) * 60
    if there < 0:
        raise GitObjectError(f"Timestamp before Unix epoch: {seconds} {offset:04}")
    if there > LARGEST_UNSIGNED:
        raise GitObjectError(f"Timestamp+tz too large: {seconds} +{offset:04}")
    require_signed(there)
    if there > LAST_OF_SYSTEM:
        there = offset = 0
    day, rest = divmod(there, DAY)
    minutes, second = divmod(rest, 60)
    return Shown(*day_of(day), *divmod(minutes, 60), second, offset)


@lru_cache(KNOWN_DAYS)
def day_of(number: int) -> tuple[int, int, int, int]:
    """Year, month, day and day of the week of the day `number` since the first of 1970."""
    cycles, rest = divmod(number, CYCLE // DAY)
    at = EPOCH + timedelta(rest)
    return at.year + cycles * CYCLE_YEARS, at.month, at.day, at.weekday()


def formatted(at: Shown, mode: DateMode, seconds: int, _: int) -> str:
    """What strftime makes of `at`, for which it has no zone but that where this runs."""
    parts = []
    rest = mode.template
    while rest:
        before, percent, rest = rest.partition("%")
        parts.append(before)
        if not percent:
            break
        letter, rest = rest[:1], rest[1:]
        if letter == "s":
            parts.append(str(seconds))
        elif letter == "Y" and at.year > LARGEST_INT:
            parts.append(str(at.year))  # Python has none that is so large
        elif letter == "z":
            parts.append(signed(at.offset))
        elif letter == "Z" and not mode.is_local:
            continue  # git knows no name of a zone elsewhere
        else:
            parts.append(percent + letter if letter else "%%")
    day = (datetime(2000 + at.year % CYCLE_YEARS, at.month, at.day, tzinfo=UTC)).timetuple().tm_yday
    year = at.year if at.year <= LARGEST_INT else 2000 + at.year % CYCLE_YEARS
    moment = (year, at.month, at.day, at.hour, at.minute, at.second, at.weekday, day, -1)
    if not mode.template:
        return ""
    # Only what is local has a zone's name.
    is_here = mode.is_local and 0 <= seconds <= LAST_OF_SYSTEM
    return time.strftime("".join(parts), time.localtime(seconds) if is_here else moment)


def plural(count: int, what: str) -> str:
    """`count` of `what`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def relative(seconds: int, now: int) -> str:
    """How long ago `seconds` is, in the unit that fits."""
    if now < seconds:
        return "in the future"
    ago = now - seconds
    for limit, what, step in ((90, "second", 60), (90, "minute", 60), (36, "hour", 24)):
        if ago < limit:
            return f"{plural(ago, what)} ago"
        ago = (ago + step // 2) // step
    if ago < 14:
        return f"{plural(ago, 'day')} ago"
    if ago < 70:
        return f"{plural((ago + 3) // 7, 'week')} ago"
    if ago < 365:
        return f"{plural((ago + 15) // 30, 'month')} ago"
    if ago < 1825:
        years, months = divmod((ago * 12 * 2 + 365) // (365 * 2), 12)
        whole = plural(years, "year")
        return f"{whole}, {plural(months, 'month')} ago" if months else f"{whole} ago"
    return f"{plural((ago + 183) // 365, 'year')} ago"


def human(at: Shown, mode: DateMode, seconds: int, now: int) -> str:
    """What of `at` matters at the moment `now`, where this runs."""
    here = offset_here(now)
    present = parts_of(now, here)
    same_year = at.year == present.year
    hides_day = False
    if same_year and at.month == present.month:
        if at.day == present.day:
            return relative(seconds, now)
        hides_day = present.day - 5 < at.day < present.day
    words = []
    if same_year:
        words.append(DAYS[at.weekday])
    if not hides_day:
        words.append(f"{MONTHS[at.month - 1]} {at.day}")
    if same_year:
        words.append(f"{at.hour:02}:{at.minute:02}")
    else:
        words.append(str(at.year))
    if hides_day and not mode.is_local and at.offset != here:
        words.append(signed(at.offset))
    return " ".join(words)


SHOWN: dict[str, Callable[[Shown, DateMode, int, int], str]] = {
    "default": usual,
    "short": short,
    "iso": iso,
    "iso-strict": iso_strict,
    "rfc": rfc,
    "format": formatted,
    "human": human,
}
