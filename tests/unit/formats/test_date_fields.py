"""The parts of a date: which numbers may be a day, a time or a year, and what is taken of them where they may not."""

from __future__ import annotations

import pytest

from pygitobj.formats.date_fields import (
    MONTHS,
    WEEKDAYS,
    Fields,
    is_short_for,
    numbered_name,
    take_separated,
    whole_year,
)

NOW = 1_700_000_000  # 2023-11-14


def test_nothing_is_known_at_first() -> None:
    fields = Fields()
    assert fields.is_empty()
    assert not fields.has_day()
    assert fields.seconds() is None
    fields.second = 0
    assert not fields.is_empty()


@pytest.mark.parametrize(
    ("parts", "seconds"),
    [
        ((1970, 1, 1, 0, 0, 0), 0),
        ((2023, 11, 14, 22, 13, 20), NOW),
        ((2099, 12, 31, 23, 59, 59), 4102444799),
        # The days after the last of a month are those of the next.
        ((2014, 2, 31, 0, 0, 0), 1393804800),
        ((2016, 12, 31, 23, 59, 60), 1483228800),
        ((1969, 12, 31, 0, 0, 0), None),
        ((2100, 1, 1, 0, 0, 0), None),
        ((None, 1, 1, 0, 0, 0), None),
        ((2014, None, 1, 0, 0, 0), None),
        ((2014, 1, 1, None, 0, 0), None),
        ((2014, 1, 1, 0, None, 0), None),
        ((2014, 1, 1, 0, 0, None), None),
        # Of a day that is not known git takes two before the first.
        ((2014, 1, None, 0, 0, 0), 1388361600),
    ],
)
def test_seconds(parts: tuple[int | None, ...], seconds: int | None) -> None:
    assert Fields(*parts).seconds() == seconds


@pytest.mark.parametrize(
    ("time", "good"),
    [
        ((0, 0, 0), True),
        ((24, 59, 60), True),
        ((25, 0, 0), False),
        ((0, 60, 0), False),
        ((0, 0, 61), False),
        ((-1, 0, 0), False),
        ((0, 0, -1), False),
    ],
)
def test_a_time_is_taken_whole_or_not_at_all(time: tuple[int, int, int], good: bool) -> None:
    fields = Fields()
    assert fields.set_time(*time) is good
    assert (fields.hour, fields.minute, fields.second) == (time if good else (None, None, None))


@pytest.mark.parametrize(
    ("year", "whole"),
    [
        (0, 2000), (37, 2037), (38, None), (70, None), (71, 1971), (99, 1999), (100, None), (1969, None),
        (1970, 1970), (2099, 2099), (2100, None),
    ],
)  # fmt: skip
def test_years(year: int, whole: int | None) -> None:
    assert whole_year(year) == whole


def test_a_day_with_its_year_first() -> None:
    fields = Fields()
    assert fields.set_day(2014, 5, 13)
    assert (fields.year, fields.month, fields.day) == (2014, 5, 13)
    for day in ((2014, 0, 1), (2014, 13, 1), (2014, 1, 0), (2014, 1, 32)):
        assert not fields.set_day(*day)
    assert (fields.year, fields.month, fields.day) == (2014, 5, 13)


def test_a_day_that_may_be_read_otherwise_is_not_far_in_the_future() -> None:
    fields = Fields(hour=0, minute=0, second=0)
    assert not fields.set_past_day(None, 11, 26, NOW)
    assert vars(fields) == vars(Fields(hour=0, minute=0, second=0))
    assert fields.set_past_day(None, 11, 24, NOW)
    # The year is what it was: it was not said.
    assert vars(fields) == vars(Fields(None, 11, 24, 0, 0, 0))
    assert fields.set_past_day(22, 12, 31, NOW)
    assert vars(fields) == vars(Fields(2022, 12, 31, 0, 0, 0))
    assert not fields.set_past_day(1900, 1, 1, NOW)
    assert not fields.set_past_day(None, 13, 1, NOW)


@pytest.mark.parametrize(
    ("text", "names", "number"),
    [
        ("jan", MONTHS, 0),
        ("DECEMBER", MONTHS, 11),
        ("ma", MONTHS, None),
        ("may", MONTHS, 4),
        ("maynard", MONTHS, None),
        ("jan5", MONTHS, None),
        ("sept 13", MONTHS, 8),
        ("sunday", WEEKDAYS, 6),
        ("Tue,", WEEKDAYS, 1),
        ("", WEEKDAYS, None),
    ],
)
def test_names(text: str, names: tuple[str, ...], number: int | None) -> None:
    assert numbered_name(text, 0, names) == number
    assert numbered_name(f"1 {text}", 2, names) == number


def test_how_much_of_a_name_there_is() -> None:
    assert is_short_for("x wee", 2, "weeks") == 3
    assert is_short_for("weekz", 0, "weeks") == 0
    assert is_short_for("wee ks", 0, "weeks") == 3


@pytest.mark.parametrize(
    ("text", "end", "known"),
    [
        ("12:30:45", 8, (None, None, None, 12, 30, 45)),
        ("12:30", 5, (None, None, None, 12, 30, 0)),
        ("2005-04-07", 10, (2005, 4, 7, None, None, None)),
        ("2005-13-07", 10, (2005, 7, 13, None, None, None)),
        ("4/7/2005", 8, (2005, 4, 7, None, None, None)),
        ("13/7/2005", 9, (2005, 7, 13, None, None, None)),
        ("4.7.2005", 8, (2005, 7, 4, None, None, None)),
        ("12:60", None, (None,) * 6),
        ("13.13.2005", None, (None,) * 6),
    ],
)
def test_separated_numbers(text: str, end: int | None, known: tuple[int | None, ...]) -> None:
    fields = Fields()
    digits = len(text) - len(text.lstrip("0123456789"))
    assert take_separated(fields, text, int(text[:digits]), digits, NOW) == end
    found = (fields.year, fields.month, fields.day, fields.hour, fields.minute, fields.second)
    assert found == known
