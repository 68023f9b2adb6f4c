"""Who did it and when: the rest of an author, committer or tagger line.

    name        any bytes up to the first "<", without the white space at their end; may be empty
    <email>     up to the first ">" after that
    time        after the last ">": seconds since 1970, decimal
    offset      "+hhmm" or "-hhmm" east of UTC, as written: "-0000" and "+051800" exist

Read as git reads it: a line ends at a NUL. Without an email in brackets nothing is known; without a time and an
offset both are missing. What is missing reads as empty or 0, and the raw bytes are kept. Follows git's
Documentation/user-manual, "Commit Object".
"""

from __future__ import annotations

from pygitobj.formats.small_text import SPACE, text_of
from pygitobj.oid import shown
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

# No date or offset that anyone meant has more.
MAX_DIGITS = 20
MOST_SECONDS = (1 << 63) - 1
# The hours of an offset are two digits.
OFFSET_END = 100 * 60
# Larger ones are none to git.
OFFSET_NUMBER_END = (1 << 31) - 1
DAY_MINUTES = 24 * 60
# The last one of the year 9999, after which Python has none.
LAST_SECOND = 253_402_300_799
# Past this the system has no year for a number of seconds.
LAST_OF_SYSTEM = 67_768_036_191_676_799
FORBIDDEN = frozenset(b"<>\n\0")
DIGITS = b"0123456789"


class Ident(Record):
    """A name, an email, a time in seconds since 1970 and an offset as written, with the bytes they were read from."""

    name: bytes
    email: bytes
    time: int
    offset_text: bytes
    raw: bytes

    @classmethod
    def now(cls, name: str | bytes, email: str | bytes) -> Ident:
        """Whoever this is, at this moment, with the offset of the system's time zone; a str is encoded as UTF-8.

        Raises TypeError; ValueError for what cannot stand in a commit: `<`, `>`, a newline or NUL.
        """
        from pygitobj.formats.date import date_now  # what reads commits need not know dates

        return build_ident(encoded("name", name), encoded("email", email), *date_now())

    @property
    def offset(self) -> int:
        """The offset in minutes east of UTC, with hours and minutes read from the last four digits."""
        digits = self.offset_text.lstrip(b"+-")
        if not digits.isdigit() or len(digits) > MAX_DIGITS:
            return 0
        value = int(digits)
        if value >= OFFSET_NUMBER_END:
            return 0
        minutes = value // 100 * 60 + value % 100
        return -minutes if self.offset_text.startswith(b"-") else minutes

    @property
    def when(self) -> datetime:
        """The moment, with its offset; never fails.

        Where git shows the start of 1970, since there is no time or none that the system has a date for, so it is
        here. An offset of a day and more, which Python has not, is left out: the moment is then in UTC. What comes
        after the year 9999 is the last moment that Python has.
        """
        from datetime import UTC, datetime, timedelta, timezone  # what reads commits need not know dates

        minutes = self.offset
        there = self.time + 60 * minutes
        if min(self.time, there) < 0 or max(self.time, there) > LAST_OF_SYSTEM:
            return datetime.fromtimestamp(0, UTC)
        if max(self.time, there) > LAST_SECOND:
            return datetime.max.replace(tzinfo=UTC)
        zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < DAY_MINUTES else UTC
        return datetime.fromtimestamp(self.time, zone)

    def __repr__(self) -> str:
        who = f"name={shown(self.name)}, email={shown(self.email)}"
        return f"Ident({who}, time={self.time}, offset_text={shown(self.offset_text)})"

    def __bytes__(self) -> bytes:
        """What it was read from."""
        return self.raw


def encoded(what: str, text: object) -> bytes:
    """The bytes of `text`, the name or email of a caller. Raises TypeError, ValueError."""
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise TypeError(f"the {what} is a str or bytes, not {shown(text)}")
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise ValueError(f"not the {what} of an ident: {shown(text)}") from None


class IdentParts(Record):
    """The parts of an ident as they stand there; without a time or an offset both are empty."""

    name: bytes
    email: bytes
    seconds: bytes
    offset: bytes


def parse_ident(raw: bytes) -> Ident:
    """The ident that `raw`, a header's value, says; never fails."""
    parts = ident_parts(text_of(raw))
    if parts is None:
        return Ident(b"", b"", 0, b"", raw)
    time = int(parts.seconds) if 0 < len(parts.seconds) <= MAX_DIGITS else 0
    return Ident(parts.name, parts.email, time, parts.offset, raw)


def ident_parts(text: bytes) -> IdentParts | None:
    """The parts of the ident that `text` says; None where it has no email in brackets."""
    name, _, rest = text.partition(b"<")
    email, closed, _ = rest.partition(b">")
    if not closed:
        return None
    return IdentParts(name.rstrip(SPACE), email, *time_and_offset(rest[rest.rindex(b">") + 1 :]))


def time_and_offset(text: bytes) -> tuple[bytes, bytes]:
    """The digits of the seconds that `text` says, and the offset; nothing for both where one of them is missing."""
    text = text.lstrip(SPACE)
    rest = text.lstrip(DIGITS)
    seconds = text[: len(text) - len(rest)]
    rest = rest.lstrip(SPACE)
    after = rest[1:].lstrip(DIGITS)
    offset = rest[: len(rest) - len(after)]
    if not seconds or rest[:1] not in (b"+", b"-") or len(offset) < 2:
        return b"", b""
    return seconds, offset


def build_ident(name: bytes, email: bytes, time: int, offset: int) -> Ident:
    """The ident of someone at `time`, `offset` minutes east of UTC, as git writes it.

    Raises ValueError for what would be read as something else: `<`, `>`, a newline or NUL in the name or email, white
    space after the name, a time before 1970 or of more than 63 bits, an offset of 100 hours and more.
    """
    for what, text in (("name", name), ("email", email)):
        if not FORBIDDEN.isdisjoint(text):
            raise ValueError(f"not the {what} of an ident: {shown(text)} (expected no <, > newline or NUL)")
    if name != name.rstrip(SPACE):
        raise ValueError(f"a name that ends with white space: {shown(name)}")
    if not 0 <= time <= MOST_SECONDS:
        raise ValueError(f"not the time of an ident: {time} (expected 0 to {MOST_SECONDS})")
    if abs(offset) >= OFFSET_END:
        raise ValueError(f"not the offset of an ident: {offset} (expected less than {OFFSET_END} minutes)")
    sign = b"-" if offset < 0 else b"+"
    text = b"%s%02d%02d" % (sign, abs(offset) // 60, abs(offset) % 60)
    return Ident(name, email, time, text, b"%s <%s> %d %s" % (name, email, time, text))
