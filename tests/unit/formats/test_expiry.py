"""Moments of expiry mean what they mean to git, or nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pygitobj.formats.expiry import EVERYTHING, NEVER, parse_expiry
from tests.support.command import run

# In summer, near the end of a month that is longer than the one before; and in winter.
MOMENTS = (1_722_430_000, 1_709_200_000, 1_735_600_000)
KNOWN = (
    "1.second.ago",
    "90.seconds.ago",
    "2.weeks.ago",
    "2 weeks ago",
    "1.day.ago",
    "3.Days.Ago",
    "15.minutes.ago",
    "36.hours.ago",
    "1.month.ago",
    "5.months.ago",
    "14.months.ago",
    "1.year.ago",
    "10 years ago",
    "yesterday",
    "2020-02-29",
    "2021-01-05",
    "2005-04-07T22:13:13+0200",
    "2005-04-07 22:13:13 +0200",
    "2005-04-07 22:13:13",
    "2005-07-07 22:13",
    "Thu, 07 Apr 2005 22:13:13 +0200",
    "7 Apr 2005 22:13:13",
    "@1234567890 +0100",
    "1234567890",
)
GUESSED = (
    "Never",
    "NOW",
    "2.weeks",
    "two weeks ago",
    "-2.weeks.ago",
    "2.fortnights.ago",
    "2weeksago",
    "1.day.2.hours.ago",
    "last friday",
    "noon",
    "10",
    "2021",
    "2021-13-01",
    "2021-02-30",
    "21-01-05",
    "01/02/2021",
    "1 Jan 2021",
    "12:00",
    "2021-01-05 25:00:00",
)
UNKNOWN = ("", "x", "tomorrow", "tuesday", "900.years.ago", "99999.years.ago", "\u0662.weeks.ago")


@pytest.fixture(params=["UTC", "Europe/Berlin", "America/New_York"])
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def by_git(directory: Path, texts: tuple[str, ...], now: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What git makes of `texts`."""
    monkeypatch.setenv("GIT_TEST_DATE_NOW", str(now))
    (directory / "c").write_text("[a]\n" + "".join(f'\tb = "{text}"\n' for text in texts))
    answer = run(["git", "config", "-f", "c", "--type=expiry-date", "--get-all", "a.b"], directory)
    assert answer.code == 0, answer
    return [int(line) for line in answer.out.split()]


@pytest.mark.usefixtures("_zone")
def test_as_git_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for now in MOMENTS:
        texts = KNOWN + GUESSED
        expected = by_git(tmp_path, texts, now, monkeypatch)
        assert dict(zip(texts, expected, strict=True)) == {text: parse_expiry(text, now) for text in texts}


def test_nothing_and_everything() -> None:
    assert parse_expiry("never", 0) == parse_expiry("false", 0) == NEVER
    assert parse_expiry("all", 0) == parse_expiry("now", 0) == EVERYTHING
    assert NEVER < -(1 << 62) < 1 << 62 < EVERYTHING


@pytest.mark.parametrize("text", UNKNOWN)
def test_no_moment(text: str) -> None:
    """Nor is a moment before 1900, for which git takes now: everything would have expired."""
    assert parse_expiry(text, MOMENTS[0]) is None
