"""Moments as git shows them; the values are those of git's own tests, and what git 2.55 printed."""

from __future__ import annotations

import time

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.formats.date_modes import parse_date_mode, show_date

MOMENT = 1466000000
NOW = 1251660000
DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("mode", "offset", "expected"),
    [
        ("iso8601", 200, "2016-06-15 16:13:20 +0200"),
        ("iso", -130, "2016-06-15 12:43:20 -0130"),
        ("iso8601-strict", 200, "2016-06-15T16:13:20+02:00"),
        ("iso-strict", 0, "2016-06-15T14:13:20Z"),
        ("rfc2822", 200, "Wed, 15 Jun 2016 16:13:20 +0200"),
        ("short", 200, "2016-06-15"),
        ("default", 200, "Wed Jun 15 16:13:20 2016 +0200"),
        ("raw", 200, "1466000000 +0200"),
        ("raw", -5, "1466000000 -0005"),
        ("unix", 200, "1466000000"),
        ("iso-local", 200, "2016-06-15 14:13:20 +0000"),
        ("raw-local", 200, "1466000000 +0000"),
        ("unix-local", 200, "1466000000"),
        ("local", 200, "Wed Jun 15 14:13:20 2016"),
        ("default-local", 200, "Wed Jun 15 14:13:20 2016"),
        ("auto:iso", 200, "Wed Jun 15 16:13:20 2016 +0200"),
        ("format:%Y-%m-%d %H:%M:%S", 200, "2016-06-15 16:13:20"),
        ("format:%z", 200, "+0200"),
        ("format-local:%z", 200, "+0000"),
        ("format:%Z|%s|%%", 200, "|1466000000|%"),
        ("format:", 200, ""),
        ("format:%a %j", 200, "Wed 167"),
    ],
)
def test_modes(mode: str, offset: int, expected: str) -> None:
    assert show_date(MOMENT, offset, parse_date_mode(mode), NOW) == expected


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (-1, "in the future"),
        (0, "0 seconds ago"),
        (1, "1 second ago"),
        (5, "5 seconds ago"),
        (89, "89 seconds ago"),
        (90, "2 minutes ago"),
        (5 * 60, "5 minutes ago"),
        (89 * 60, "89 minutes ago"),
        (5 * 60 * 60, "5 hours ago"),
        (5 * DAY, "5 days ago"),
        (3 * 7 * DAY, "3 weeks ago"),
        (5 * 30 * DAY, "5 months ago"),
        (366 * DAY, "1 year ago"),
        (437 * DAY, "1 year, 2 months ago"),
        (730 * DAY, "2 years ago"),
        (630720000, "20 years ago"),
    ],
)
def test_relative(ago: int, expected: str) -> None:
    assert show_date(NOW - ago, 0, parse_date_mode("relative"), NOW) == expected


@pytest.mark.parametrize(
    ("seconds", "offset", "expected"),
    [
        (NOW - 6 * 60 * 60, 0, "6 hours ago"),
        (NOW - 3 * DAY, 0, "Thu 19:20"),
        (NOW - 3 * DAY, 200, "Thu 21:20 +0200"),
        (NOW - 60 * DAY, 0, "Wed Jul 1 19:20"),
        (NOW - 365 * DAY, 0, "Aug 30 2008"),
    ],
)
def test_human(seconds: int, offset: int, expected: str) -> None:
    assert show_date(seconds, offset, parse_date_mode("human"), NOW) == expected


def test_where_this_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    try:
        assert show_date(MOMENT, 200, parse_date_mode("iso-local"), NOW) == "2016-06-15 09:13:20 -0500"
        assert show_date(MOMENT, 200, parse_date_mode("format-local:%Z %z"), NOW) == "EST -0500"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("text", ["", "isoo", "iso-locally", "format", "format-local", "rawx", "ISO"])
def test_what_is_no_mode(text: str) -> None:
    with pytest.raises(GitObjectError, match="date format"):
        parse_date_mode(text)


def test_the_ends_of_time() -> None:
    mode = parse_date_mode("iso")
    assert show_date(0, 0, mode, NOW) == "1970-01-01 00:00:00 +0000"
    # The system has a date for the first, and none for the others.
    assert show_date(67768036191676799, 0, mode, NOW) == "2147485547-12-31 23:59:59 +0000"
    assert show_date(67768036191676800, 100, mode, NOW) == "1970-01-01 00:00:00 +0000"
    assert show_date((1 << 63) - 1, 0, mode, NOW) == "1970-01-01 00:00:00 +0000"
    assert show_date((1 << 64) - 1, 0, parse_date_mode("raw"), NOW) == "18446744073709551615 +0000"
    assert show_date((1 << 64) - 1, 0, parse_date_mode("relative"), NOW) == "in the future"
    for text in ("iso", "short", "default", "human", "format:x", "rfc", "raw-local", "relative-local", "iso-local"):
        with pytest.raises(GitObjectError, match="Timestamp too large for this system: 9223372036854775808"):
            show_date(1 << 63, 0, parse_date_mode(text), NOW)
    with pytest.raises(GitObjectError, match="Timestamp too large for this system: 9223372036854775810"):
        show_date((1 << 63) - 3598, 100, mode, NOW)
    with pytest.raises(GitObjectError, match=r"Timestamp\+tz too large: 18446744073709551615 \+0100"):
        show_date((1 << 64) - 1, 100, mode, NOW)
    with pytest.raises(GitObjectError, match="Timestamp before Unix epoch: 12345 -1234567"):
        show_date(12345, -1234567, mode, NOW)
