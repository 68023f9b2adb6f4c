"""Numbers as C reads them: each value beside what git 2.55 made of it, as an option or in its configuration."""

from __future__ import annotations

import pytest

from pygitobj.formats.numbers import (
    INVALID,
    LARGEST_INT,
    LARGEST_LONG,
    LARGEST_UNSIGNED,
    OUT_OF_RANGE,
    decimal,
    lower,
    parse_signed,
    parse_unsigned,
    strtoul,
    words_of,
)

# What is no number for git: digits of other scripts, underscores, Python's own prefixes, white space after it.
NO_NUMBERS = [
    "",
    " ",
    "k",
    "٣",
    "²",
    "1_0",
    "0b1",
    "0o7",
    "0x",
    "1.5",
    "1e1",
    "1 ",
    "1kk",
    "1m ",
    "1\x1f",
    "\x1f1",
    "\xa01",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_none(text: str) -> None:
    assert parse_signed(text) == INVALID
    assert parse_unsigned(text) == INVALID


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("01", 1), ("010", 8), ("0x1F", 31), ("0X1f", 31), ("1k", 1024), ("1K", 1024), ("2m", 2 << 20),
        ("+1", 1), (" 1", 1), ("\t\v\f\r\n1", 1), ("-1", -1), ("-1k", -1024), ("2147483647", LARGEST_INT),
        ("-2147483648", -LARGEST_INT - 1), ("2147483648", OUT_OF_RANGE), ("2g", OUT_OF_RANGE),
        ("-2g", -(2 << 30)), ("-3g", OUT_OF_RANGE), ("9" * 5000, OUT_OF_RANGE), ("0" * 5000 + "1", 1),
        ("9" * 5000 + "x", OUT_OF_RANGE),
    ],
)  # fmt: skip
def test_numbers_of_32_bits(text: str, value: int | str) -> None:
    assert parse_signed(text, LARGEST_INT) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18446744073709551615", LARGEST_UNSIGNED), ("18446744073709551616", OUT_OF_RANGE), ("3g", 3 << 30),
        ("17179869184g", OUT_OF_RANGE), ("17179869183g", 17179869183 << 30), ("-1", INVALID), ("1-", INVALID),
        ("+7", 7),
    ],
)  # fmt: skip
def test_sizes(text: str, value: int | str) -> None:
    assert parse_unsigned(text) == value


def test_signed_numbers_of_64_bits() -> None:
    assert parse_signed(str(LARGEST_LONG)) == LARGEST_LONG
    assert parse_signed(str(-LARGEST_LONG - 1)) == -LARGEST_LONG - 1
    assert parse_signed(str(LARGEST_LONG + 1)) == OUT_OF_RANGE


@pytest.mark.parametrize(
    ("text", "base", "value", "end", "fits"),
    [
        ("12x", 10, 12, 2, True),
        ("x", 10, 0, 0, True),
        ("-1", 10, LARGEST_UNSIGNED, 2, True),
        ("99999999999999999999", 10, LARGEST_UNSIGNED, 20, False),
        ("0x10", 10, 0, 1, True),
        ("0x10", 0, 16, 4, True),
        ("0xg", 0, 0, 1, True),
        ("089", 0, 0, 1, True),
        ("٣", 0, 0, 0, True),
    ],
)
def test_strtoul(text: str, base: int, value: int, end: int, fits: bool) -> None:
    assert strtoul(text, base) == (value, end, fits)


def test_digits_alone() -> None:
    assert [decimal(text) for text in ("12", b"12", "007")] == [12, 12, 7]
    assert [decimal(text) for text in ("", b"", "1_2", "٣", b"\xb2", " 1", "1 ", "+1")] == [None] * 8
    assert decimal("9" * 10000) == LARGEST_UNSIGNED


def test_letters_and_white_space_of_ascii_alone() -> None:
    assert lower("ÄK\u212aİAz") == "Äk\u212aİaz"
    assert words_of(" a\tb\r\nc\x0bd\xa0e \x1ff") == ["a", "b", "c\x0bd\xa0e", "\x1ff"]
