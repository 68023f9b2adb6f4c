"""Errors of white space: which a rule names, where they are in a line, and blank lines at the end of a file."""

from __future__ import annotations

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.formats.whitespace import (
    AT_EOL,
    BEFORE_TAB,
    CR,
    INCOMPLETE,
    NON_TAB,
    TAB,
    USUAL,
    WhitespaceRule,
    blank_at_end,
    errors_in,
    parse_whitespace,
    pieces,
    told,
)


@pytest.mark.parametrize(
    ("text", "errors", "width"),
    [
        ("", USUAL, 8),
        ("-trailing-space", {BEFORE_TAB}, 8),
        ("tab-in-indent,tabwidth=4", {*USUAL, TAB}, 4),
        (" -blank-at-eol, cr", {*USUAL, CR} - {AT_EOL}, 8),
        ("tabwidth=0", USUAL, 8),
        ("unknown", USUAL, 8),
    ],
)
def test_rules(text: str, errors: set[str], width: int) -> None:
    assert parse_whitespace(text, lambda _: None) == WhitespaceRule(frozenset(errors), width)


def test_a_rule_that_contradicts_itself() -> None:
    with pytest.raises(GitObjectError, match="cannot enforce both"):
        parse_whitespace("tab-in-indent,indent-with-non-tab", lambda _: None)


def test_a_width_out_of_range_is_told() -> None:
    told_of: list[str] = []
    parse_whitespace("tabwidth=64", told_of.append)
    assert told_of == ["warning: tabwidth 64 out of range"]


@pytest.mark.parametrize(
    ("line", "rule", "errors"),
    [
        (b"text\n", USUAL, set()),
        (b"text \n", USUAL, {AT_EOL}),
        (b" \tx\n", USUAL, {BEFORE_TAB}),
        (b"\tx\r\n", USUAL, {AT_EOL}),
        (b"\tx\r\n", {*USUAL, CR}, set()),
        (b"\tx\n", {TAB}, {TAB}),
        (b"        x\n", {NON_TAB}, {NON_TAB}),
        (b"       x\n", {NON_TAB}, set()),
        (b"x", {INCOMPLETE}, {INCOMPLETE}),
    ],
)
def test_errors_in_lines(line: bytes, rule: set[str], errors: set[str]) -> None:
    assert errors_in(line, WhitespaceRule(frozenset(rule))) == errors
    assert b"".join(piece.text for piece in pieces(line, WhitespaceRule(frozenset(rule)), set())) == line


def test_what_is_said() -> None:
    assert told({AT_EOL, BEFORE_TAB}) == "trailing whitespace, space before tab in indent"


@pytest.mark.parametrize(
    ("data", "count"), [(b"", 0), (b"\n", 0), (b"a\n", 0), (b"a\n\n", 1), (b"a\n \n\t\n", 2), (b"a\n\n ", 2), (b"a", 0)]
)
def test_blank_lines_at_the_end(data: bytes, count: int) -> None:
    assert blank_at_end(data) == count
