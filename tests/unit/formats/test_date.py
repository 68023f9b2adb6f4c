"""Dates mean what they mean to git: against a table of what git 2.55 makes of them, in several time zones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.formats.approximate_date import parse_approximate
from pygitobj.formats.date import parse_date
from pygitobj.formats.expiry import EVERYTHING, NEVER, parse_expiry

NOW = 1_700_000_000
TABLE = Path(__file__).parent / "dates_of_git.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("ascii").splitlines() if not line.startswith("#")]
BAD = "bad"


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def be_in(zone: pytest.MonkeyPatch, name: str) -> None:
    zone.setenv("TZ", name)
    time.tzset()


def shown(text: str) -> str:
    """A strict date as git's own test program shows it."""
    found = parse_date(text)
    if found is None:
        return BAD
    seconds, offset = found
    if seconds + offset * 60 > 1 << 40:
        return f"{seconds}"
    there = time.gmtime(seconds + offset * 60)
    hours, minutes = divmod(abs(offset), 60)
    return time.strftime("%Y-%m-%d %H:%M:%S", there) + f" {'-' if offset < 0 else '+'}{hours:02}{minutes:02}"


@pytest.mark.parametrize("name", sorted({row[0] for row in ROWS}))
def test_table(zone: pytest.MonkeyPatch, name: str) -> None:
    be_in(zone, name)
    wrong = []
    for where, how, escaped, want in ROWS:
        text = escaped.encode("ascii").decode("unicode_escape")
        if where != name:
            continue
        have = shown(text) if how == "strict" else str(parse_approximate(text, NOW) or NOW)
        if have != want:
            wrong.append((how, text, have, want))
    assert not wrong


@pytest.mark.parametrize(("text", "want"), [
    ("@99999999999999999 +0000", (99999999999999999, 0)), ("@1 +0100", (1, 60)), ("@0 -0000", (0, 0)),
    ("@18446744073709551614 +0000", (18446744073709551614, 0)), ("@18446744073709551615 +0000", None),
    ("@1 ++100", (1, 60)), ("@1 +0100\nmore", (1, 60)), ("@1 +0100\0more", (1, 60)), ("1700000000 +0100\0x", (NOW, 60)),
])  # fmt: skip
def test_raw_dates(text: str, want: tuple[int, int] | None) -> None:
    assert parse_date(text) == want


@pytest.mark.parametrize(
    "text", ["", "ago", "junk", "tuesday", "100000.years.ago", "200 years ago", "12345678901 days"]
)
def test_no_moment_to_expire(text: str) -> None:
    """Nor is what git takes for now, since it counts from 1900 and with 32 bits: all would be gone."""
    assert parse_expiry(text, NOW) is None


def test_words() -> None:
    assert [parse_expiry(word, NOW) for word in ("never", "false", "all", "now")] == [
        NEVER,
        NEVER,
        EVERYTHING,
        EVERYTHING,
    ]


# fmt: off
WORDS = (
    "january", "May", "dec", "mon", "friday", "PM", "am", "T", "Z", "EST", "noon", "midnight", "tea", "never", "now",
    "today", "yesterday", "last", "one", "ten", "second", "days", "week", "months", "years", "ago", "2005", "70",
    "13", "5", "00", "+0100", "-07", "20140513", "140513", "16:53:20", "2014-05-13", "5/13/2014", "13.5.14",
    "1400000000", "@", "-", ":",
)
# fmt: on


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=7).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found[0] >= 0
    parse_expiry(text, NOW)
