"""Who did it and when: the rest of an author, committer or tagger line.

    name        any bytes, may be empty
    <email>     between the first "<" and the last ">"
    time        seconds since 1970, decimal, maybe signed
    offset      "+hhmm" or "-hhmm" east of UTC, as written: "-0000" and "+051800" exist

Follows git's Documentation/user-manual, "Commit Object". Any part after the name may be missing in old or odd
commits; what is missing reads as empty or 0, and the raw bytes are kept.
"""

from __future__ import annotations

from typing import NamedTuple

from pygitobj.oid import shown

# No date or offset that anyone meant has more.
MAX_DIGITS = 20
MOST_SECONDS = (1 << 63) - 1
# The hours of an offset are two digits.
OFFSET_END = 100 * 60
FORBIDDEN = frozenset(b"<>\n\0")


class Ident(NamedTuple):
    """A name, an email, a time in seconds since 1970 and an offset as written, with the bytes they were read from."""

    name: bytes
    email: bytes
    time: int
    offset_text: bytes
    raw: bytes

    @property
    def offset(self) -> int:
        """The offset in minutes east of UTC, with hours and minutes read from the last four digits."""
        digits = self.offset_text.lstrip(b"+-")
        if not digits.isdigit() or len(digits) > MAX_DIGITS:
            return 0
        value = int(digits)
        minutes = value // 100 * 60 + value % 100
        return -minutes if self.offset_text.startswith(b"-") else minutes

    def __bytes__(self) -> bytes:
        """What it was read from."""
        return self.raw


def parse_ident(raw: bytes) -> Ident:
    """The ident that `raw`, a header's value, says; never fails."""
    name, found, rest = raw.partition(b"<")
    if not found:
        return Ident(raw.strip(), b"", 0, b"", raw)
    email, _, when = rest.rpartition(b">")
    words = when.split()
    return Ident(name.rstrip(), email, decimal(words[0]) if words else 0, words[1] if len(words) > 1 else b"", raw)


def decimal(text: bytes) -> int:
    """The number that `text` says, 0 where it says none that a date could be."""
    digits = text[1:] if text[:1] == b"-" else text
    if not digits.isdigit() or len(digits) > MAX_DIGITS:
        return 0
    return int(text)


def build_ident(name: bytes, email: bytes, time: int, offset: int) -> Ident:
    """The ident of someone at `time`, `offset` minutes east of UTC, as git writes it.

    Raises ValueError for what would be read as something else: `<`, `>`, a newline or NUL in the name or email, white
    space after the name, a time before 1970 or of more than 63 bits, an offset of 100 hours and more.
    """
    for what, text in (("name", name), ("email", email)):
        if not FORBIDDEN.isdisjoint(text):
            raise ValueError(f"not the {what} of an ident: {shown(text)} (expected no <, > newline or NUL)")
    if name != name.rstrip():
        raise ValueError(f"a name that ends with white space: {shown(name)}")
    if not 0 <= time <= MOST_SECONDS:
        raise ValueError(f"not the time of an ident: {time} (expected 0 to {MOST_SECONDS})")
    if abs(offset) >= OFFSET_END:
        raise ValueError(f"not the offset of an ident: {offset} (expected less than {OFFSET_END} minutes)")
    sign = b"-" if offset < 0 else b"+"
    text = b"%s%02d%02d" % (sign, abs(offset) // 60, abs(offset) % 60)
    return Ident(name, email, time, text, b"%s <%s> %d %s" % (name, email, time, text))
