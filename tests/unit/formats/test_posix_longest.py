"""How often a pattern matches: the longest each time, as the C library counts."""

from __future__ import annotations

import random

import pytest

from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from tests.support.regcomp import BY_LINE, EXTENDED, compile_as_c

LINES = Dialect(by_line=True, wide=False)


@pytest.mark.parametrize(
    ("pattern", "text", "count"),
    [
        ("a|aba", "aba", 1), ("(a?)(ab)?", "ab", 1), ("x*", "xa", 2), ("^$", "\n\n", 2), ("b", "abab", 2),
        ("b*", "", 0),
        ("(foo|for|form)(at|ma)*", "format", 1), ("a{2}", "aaaaa", 2), ("$", "a\nb\n", 2), ("^$", "x\n", 1),
        ("(a|b)*c", "ababd", 0),
    ],
)  # fmt: skip
def test_counts(pattern: str, text: str, count: int) -> None:
    assert compile_posix(pattern, LINES).count(text) == count


PARTS = [
    "a",
    "b",
    "ab",
    ".",
    "[ab]",
    "(a|ab)",
    "(b|ba|bab)",
    "(a?)",
    "(ab)*",
    "b+",
    "a{1,2}",
    "(a*|b)",
    "x?",
    "(aa|a)+",
]


def test_random_patterns_as_the_c_library_counts() -> None:
    chance = random.Random(7)
    for _ in range(1500):
        pattern = "".join(chance.choices(PARTS, k=chance.randint(1, 4)))
        if chance.random() < 0.3:
            pattern += "|" + chance.choice(PARTS)
        text = "".join(chance.choices("aabbx\n", k=chance.randint(0, 14)))
        expected = compile_as_c(pattern.encode(), EXTENDED | BY_LINE).count(text.encode())
        assert compile_posix(pattern, LINES).count(text) == expected, (pattern, text)


def test_patterns_that_python_would_not_end_with() -> None:
    assert compile_posix("(a*)*b", LINES).count("a" * 3000) == 0
    assert compile_posix("(a|aa)*b", LINES).count("a" * 400 + "b" + "a" * 400) == 1
