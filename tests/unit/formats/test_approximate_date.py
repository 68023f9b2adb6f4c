"""Moments as people say them: each kind of word by itself, with what git 2.55 makes of it, and what is refused.

Many more texts, in several time zones: test_date.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from pygitobj.formats.approximate_date import parse_approximate

NOW = 1_700_000_000  # a Tuesday, 2023-11-14 22:13:20


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # Counted back from now.
        ("3 days 2 hours", "2023-11-11 20:13:20"),
        ("two weeks ago", "2023-10-31 22:13:20"),
        ("SEVEN Hours", "2023-11-14 15:13:20"),
        ("1.year.2.months.ago", "2022-09-14 22:13:20"),
        ("31 jan 3 months", "2022-10-31 22:13:20"),
        ("last year", "2022-11-14 22:13:20"),
        # "one" is forgotten for a word that means nothing.
        ("one hundred days", "2023-11-13 22:13:20"),
        # Days of the week are before today, that of today too.
        ("last friday", "2023-11-10 22:13:20"),
        ("1 tuesday", "2023-11-07 22:13:20"),
        ("3 sundays", "2023-10-29 22:13:20"),
        # Times of the day.
        ("tea", "2023-11-14 17:00:00"),
        ("5pm", "2023-11-14 17:00:00"),
        ("12am", "2023-11-14 00:00:00"),
        ("10:30pm yesterday", "2023-11-13 22:30:00"),
        ("noon yesterday", "2023-11-13 12:00:00"),
        ("yesterday noon", "2023-11-13 12:00:00"),
        ("3.noon", "2023-11-03 12:00:00"),
        ("today", "2023-11-14 00:00:00"),
        ("today 5:00", "2023-11-14 05:00:00"),
        ("never", "1970-01-01 00:00:00"),
        ("never noon", "1970-01-01 12:00:00"),
        # Parts of a day in the calendar.
        ("jan", "2023-01-14 22:13:20"),
        ("15 Feb", "2023-02-15 22:13:20"),
        ("10", "2023-11-10 22:13:20"),
        ("99", "1999-11-14 22:13:20"),
        ("1999", "1999-11-14 22:13:20"),
        ("37", "2037-11-14 22:13:20"),
        ("38", "2023-11-14 22:13:20"),
        ("0015", "2023-11-14 22:13:20"),
        ("31.12", "2022-12-31 22:13:20"),
        ("12/31", "2031-11-12 22:13:20"),
        ("2005-04-07", "2005-04-07 22:13:20"),
        # Too short for what it would count.
        ("1 sec", "2023-11-01 22:13:20"),
        ("1 da", "2023-11-01 22:13:20"),
        # What stands behind a NUL is not read.
        ("10\0 years", "2023-11-10 22:13:20"),
    ],
)
def test_a_moment(text: str, moment: str) -> None:
    found = parse_approximate(text, NOW)
    assert found is not None
    assert time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(found)) == moment


@pytest.mark.parametrize("text", ["", "ago", "month", "friday", "years", "\0noon", "été", "١٢"])
def test_where_nothing_says_when_there_is_no_moment(text: str) -> None:
    assert parse_approximate(text, NOW) is None


def test_an_exact_date_is_read_as_one_whatever_the_time_is_now() -> None:
    for now in (0, NOW):
        assert parse_approximate("2005-04-07T22:13:13 +0200", now) == 1112904793


@pytest.mark.parametrize(
    "text", ["124 years ago", "1500 months", "12345678901 days", "99999999 weeks", "9" * 30 + " days"]
)
def test_what_is_too_long_ago_is_refused(text: str) -> None:
    with pytest.raises(OverflowError):
        parse_approximate(text, NOW)


def test_the_first_year_is_1900() -> None:
    assert parse_approximate("123 years ago", NOW) is not None
